namespace LoyaltyPortal.Referrals.Checks;

/// <summary>One of the two is a test and the other is not: points that count must not come from a friend who does not.</summary>
public sealed class TestMember : ReferralCheck
{
    public override string Code => "test";

    public override bool Stops(ReferralFacts facts) => facts.Referrer.IsTest != facts.Referee.IsTest;
}
