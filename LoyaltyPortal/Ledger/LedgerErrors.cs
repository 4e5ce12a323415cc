using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Ledger;

/// <summary>Texts of the ledger room.</summary>
public sealed class LedgerText;

public static class LedgerErrors
{
    public static Failure AccountUnknown() => new("account_unknown", FailureKind.NotFound, typeof(LedgerText));

    public static Failure NotEnough(long wanted, long active) => new("points_not_enough", FailureKind.Refused, typeof(LedgerText), wanted, Math.Max(0, active));

    public static Failure HoldEnded() => new("hold_ended", FailureKind.Refused, typeof(LedgerText));

    /// <summary>The account's entries contradict each other; the proof says where.</summary>
    public static Failure AccountDisagrees() => new("account_disagrees", FailureKind.Refused, typeof(LedgerText));

    /// <summary>All points cannot move while some are reserved.</summary>
    public static Failure PointsHeld(long held) => new("points_held", FailureKind.Refused, typeof(LedgerText), held);

    /// <param name="code">points_return_window_days, points_expiry_months, points_expiry_date, points_grace_days, points_warning_days, points_adjustment_limit.</param>
    public static Failure Policy(string code) => new(code, FailureKind.Invalid, typeof(LedgerText));

    public static Failure NothingToRestore() => new("nothing_to_restore", FailureKind.Refused, typeof(LedgerText));
}
