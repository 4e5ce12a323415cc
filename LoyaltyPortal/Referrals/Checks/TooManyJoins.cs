namespace LoyaltyPortal.Referrals.Checks;

/// <summary>More joined by one code within an hour than friends do.</summary>
public sealed class TooManyJoins : ReferralCheck
{
    public override string Code => "velocity";

    public override bool Stops(ReferralFacts facts) => facts.JoinsWithinHour > facts.Terms.MostJoinsPerHour;
}
