namespace LoyaltyPortal.Referrals.Checks;

/// <summary>Whoever works at the till has enrolled the friend with their own code: every customer would be a friend.</summary>
public sealed class StaffsOwnCode : ReferralCheck
{
    public override string Code => "staff";

    public override bool Stops(ReferralFacts facts) => facts.EnrolledBy is { } staff && facts.Referrer.UserId == staff;
}
