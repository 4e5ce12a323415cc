using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Statements;

/// <summary>Texts of the statements room.</summary>
public sealed class StatementsText;

public static class StatementErrors
{
    /// <summary>There is no such member, or none any more, or not then.</summary>
    public static Failure Unknown() => new("statement_unknown", FailureKind.NotFound, typeof(StatementsText));

    /// <summary>The month has not begun, or is none.</summary>
    public static Failure Month() => new("statement_month", FailureKind.Invalid, typeof(StatementsText));

    /// <summary>The member has no address to write to.</summary>
    public static Failure NoAddress() => new("statement_no_address", FailureKind.Refused, typeof(StatementsText));

    public static Failure RunUnknown() => new("statement_run_unknown", FailureKind.NotFound, typeof(StatementsText));

    /// <summary>One run of the merchant goes on already.</summary>
    public static Failure RunBusy() => new("statement_run_busy", FailureKind.Conflict, typeof(StatementsText));
}
