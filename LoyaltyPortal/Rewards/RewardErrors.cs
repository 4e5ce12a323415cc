using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Rewards;

/// <summary>Texts of the rewards room.</summary>
public sealed class RewardsText;

public static class RewardErrors
{
    /// <summary>There is no such reward, or it is not offered.</summary>
    public static Failure Unknown() => new("reward_unknown", FailureKind.NotFound, typeof(RewardsText));

    /// <summary>A setting is out of its range; the code names it and the message says the range.</summary>
    public static Failure Setting(string code) => new(code, FailureKind.Invalid, typeof(RewardsText));

    public static Failure ChangedMeanwhile() => new("reward_changed", FailureKind.Conflict, typeof(RewardsText));

    public static Failure NothingToPublish() => new("reward_nothing_to_publish", FailureKind.Refused, typeof(RewardsText));

    public static Failure NotYet(DateOnly from) => new("reward_not_yet", FailureKind.Refused, typeof(RewardsText), from);

    public static Failure Over() => new("reward_over", FailureKind.Refused, typeof(RewardsText));

    public static Failure Gone() => new("reward_gone", FailureKind.Refused, typeof(RewardsText));

    public static Failure Tier() => new("reward_tier", FailureKind.Refused, typeof(RewardsText));

    public static Failure Store() => new("reward_store", FailureKind.Refused, typeof(RewardsText));

    /// <summary>The member has had as many as one may have; the code names the period.</summary>
    public static Failure Limit(RewardPeriod period, int most) => new(period switch
    {
        RewardPeriod.Day => "reward_limit_day",
        RewardPeriod.Month => "reward_limit_month",
        RewardPeriod.Year => "reward_limit_year",
        _ => "reward_limit",
    }, FailureKind.Refused, typeof(RewardsText), most);

    public static Failure Image() => new("reward_image", FailureKind.Invalid, typeof(RewardsText));

    /// <summary>The one answer to a code that is none: whether it is mistyped, unknown, or another merchant's.</summary>
    public static Failure VoucherUnknown() => new("voucher_unknown", FailureKind.NotFound, typeof(RewardsText));

    public static Failure VoucherUsed() => new("voucher_used", FailureKind.Refused, typeof(RewardsText));

    public static Failure VoucherCancelled() => new("voucher_cancelled", FailureKind.Refused, typeof(RewardsText));

    public static Failure VoucherExpired() => new("voucher_expired", FailureKind.Refused, typeof(RewardsText));

    public static Failure VoucherStore() => new("voucher_store", FailureKind.Refused, typeof(RewardsText));

    public static Failure VoucherBasket(decimal least) => new("voucher_basket", FailureKind.Refused, typeof(RewardsText), least);

    /// <summary>It counts from a certain purchase on, so that it is not used without one.</summary>
    public static Failure VoucherNeedsPurchase() => new("voucher_needs_purchase", FailureKind.Refused, typeof(RewardsText));

    /// <summary>More vouchers than fit one purchase, one of them twice, or amounts in another currency.</summary>
    public static Failure Vouchers() => new("vouchers_not_together", FailureKind.Refused, typeof(RewardsText));

    public static Failure NotYours() => new("voucher_not_yours", FailureKind.Refused, typeof(RewardsText));

    public static Failure MayNotCancel() => new("voucher_may_not_cancel", FailureKind.Refused, typeof(RewardsText));

    /// <summary>The voucher that a return had given back has been used, or has ended, since.</summary>
    public static Failure UsedSince() => new("voucher_used_since", FailureKind.Refused, typeof(RewardsText));
}
