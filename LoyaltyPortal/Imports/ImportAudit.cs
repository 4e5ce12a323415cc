using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Imports;

/// <summary>What the audit log calls what is done with imports: what somebody asked for, and what the portal then did.</summary>
public static class ImportAudit
{
    public const string Started = "import_started";
    public const string Stopped = "import_stopped";
    public const string Discarded = "import_discarded";
    public const string Run = "import_run";
    public const string UndoAsked = "import_undo_asked";
    public const string Undone = "import_undone";

    /// <summary>Adds a line about an import to the context's next SaveChanges.</summary>
    internal static Task WriteAsync(AuditLog audit, LoyaltyDbContext context, Actor actor, string what, PurchaseImport import, CancellationToken cancellation) =>
        audit.WriteAsync(context, actor, what, import.FileName, null, new
        {
            Import = import.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Recorded = import.DoneDocuments - import.KnownDocuments - import.RefusedDocuments,
            Known = import.KnownDocuments,
            Refused = import.RefusedDocuments,
            Undone = import.UndoneDocuments,
            Fault = import.Fault?.Code,
        }, cancellation);
}
