using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Ledger;

/// <summary>Texts of the ledger room.</summary>
public sealed class LedgerText;

public static class LedgerErrors
{
    public static Failure AccountUnknown() => new("account_unknown", FailureKind.NotFound, typeof(LedgerText));

    public static Failure NotEnough(long wanted, long active) => new("points_not_enough", FailureKind.Refused, typeof(LedgerText), wanted, active);

    public static Failure HoldEnded() => new("hold_ended", FailureKind.Refused, typeof(LedgerText));

    public static Failure NothingToRestore() => new("nothing_to_restore", FailureKind.Refused, typeof(LedgerText));
}
