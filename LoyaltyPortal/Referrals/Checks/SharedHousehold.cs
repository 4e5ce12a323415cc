namespace LoyaltyPortal.Referrals.Checks;

/// <summary>The friend has used a device that the referrer uses: probably a family, perhaps one person twice.</summary>
public sealed class SharedHousehold : ReferralCheck
{
    public override string Code => "household";

    public override bool Stops(ReferralFacts facts) => facts.Referee.Devices.Overlaps(facts.Referrer.Devices);
}
