namespace LoyaltyPortal.Referrals.Checks;

/// <summary>The friend is the referrer: the same mailbox however it is written, the same telephone line, the same sign-in.</summary>
public sealed class SelfReferral : ReferralCheck
{
    public override string Code => "self";

    public override bool Refuses => true;

    public override bool Stops(ReferralFacts facts) => facts.Referee.IsSameAs(facts.Referrer);
}
