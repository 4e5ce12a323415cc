namespace LoyaltyPortal.Referrals.Checks;

/// <summary>The friend is, or shares a device with, somebody further up who brought the referrer: A brings B, and B brings A again.</summary>
public sealed class ReferralRing : ReferralCheck
{
    public override string Code => "ring";

    public override bool Stops(ReferralFacts facts) =>
        facts.Chain.Any(person => person.IsSameAs(facts.Referee) || person.Devices.Overlaps(facts.Referee.Devices));
}
