using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;

namespace LoyaltyPortal.Platform.Audit;

/// <summary>The audit log on the recording road: the line is written in the transaction of what it tells of.</summary>
public sealed class AuditBook
{
    private static readonly RowQuery<AuditEvent> Newest = new RowQuery<AuditEvent>().Where(nameof(AuditEvent.MerchantId)).OrderByDescending(nameof(AuditEvent.Sequence)).Take(1);
    private readonly Work _work;

    private AuditBook(Work work) => _work = work;

    public static AuditBook In(Work work) => work.Book(static work => new AuditBook(work));

    /// <summary>Adds a line to the log of the actor's merchant.</summary>
    /// <param name="before">What it was; null for something new.</param>
    /// <param name="after">What it is now; null for something removed.</param>
    public async ValueTask WriteAsync(Actor actor, string what, string subject, object? before, object? after)
    {
        var last = (await _work.Session.ListAsync(Newest, actor.MerchantId)).FirstOrDefault();
        var entry = new AuditEntry(actor.UserId, actor.Name, what, subject, AuditLog.ToJson(before), AuditLog.ToJson(after));
        _work.Session.Insert(AuditEvent.Following(last, entry, actor.MerchantId, _work.Now));
    }
}
