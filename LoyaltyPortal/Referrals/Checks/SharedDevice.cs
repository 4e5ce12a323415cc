namespace LoyaltyPortal.Referrals.Checks;

/// <summary>Others than these two have used the friend's device: one telephone on which friends are made.</summary>
public sealed class SharedDevice : ReferralCheck
{
    public override string Code => "device";

    public override bool Stops(ReferralFacts facts) => facts.OthersOnDevice > 0;
}
