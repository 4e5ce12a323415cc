using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Platform.Audit;

/// <summary>A line of the audit log for reading.</summary>
public sealed record AuditLine(long Sequence, DateTime At, string Who, string What, string Subject, IReadOnlyList<AuditChange> Changes);

/// <summary>One field that a change touched; null where there was nothing, or is nothing left.</summary>
public sealed record AuditChange(string Field, string? Before, string? After);

/// <summary>Whether the log is whole.</summary>
/// <param name="FirstBroken">The sequence of the first line that does not fit; null when all do.</param>
public sealed record AuditProof(long? FirstBroken);

/// <summary>Who changed what, per merchant, in a chain that shows whether a line was altered or taken out.</summary>
public sealed class AuditLog(LoyaltyDatabase database, TimeProvider clock)
{
    public const int PageSize = 50;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // kept in the database and shown through Razor, never put into a page as it is
    };

    /// <summary>
    /// Adds a line to the merchant's log within the context's next SaveChanges, together with the change that it tells of. Two writers at
    /// once: one of them fails with a duplicate key and must do its change again, as <see cref="LoyaltyDatabase.ChangeAsync"/> does.
    /// </summary>
    /// <param name="before">What it was; null for something new.</param>
    /// <param name="after">What it is now; null for something removed.</param>
    public async Task WriteAsync(LoyaltyDbContext context, Actor actor, string what, string subject, object? before, object? after, CancellationToken cancellation = default)
    {
        var last = context.Set<AuditEvent>().Local.MaxBy(audit => audit.Sequence)
            ?? await context.Set<AuditEvent>().OrderByDescending(audit => audit.Sequence).FirstOrDefaultAsync(cancellation);
        var entry = new AuditEntry(actor.UserId, actor.Name, what, subject, ToJson(before), ToJson(after));
        context.Add(AuditEvent.Following(last, entry, context.MerchantId, clock.UtcNow()));
    }

    /// <summary>A page of lines, newest first; nothing for whom it is not meant.</summary>
    /// <param name="below">Only lines before this sequence; null from the newest.</param>
    public async Task<IReadOnlyList<AuditLine>> ListAsync(Actor actor, long? below = null, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.SeeAudit))
            return [];
        await using var context = database.ForMerchant(actor.MerchantId);
        var rows = await context.Set<AuditEvent>().AsNoTracking()
            .Where(audit => below == null || audit.Sequence < below)
            .OrderByDescending(audit => audit.Sequence).Take(PageSize).ToListAsync(cancellation);
        return [.. rows.Select(audit => new AuditLine(audit.Sequence, audit.At, audit.Who, audit.What, audit.Subject, ChangesOf(audit.Before, audit.After)))];
    }

    /// <summary>Recomputes a merchant's chain from its first line.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<AuditProof>> ProveAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeAudit) is { } refusal)
            return refusal;
        return new AuditProof(await FirstBrokenAsync(actor, cancellation));
    }

    private async Task<long?> FirstBrokenAsync(Actor actor, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(actor.MerchantId);
        AuditEvent? last = null;
        await foreach (var audit in context.Set<AuditEvent>().AsNoTracking().OrderBy(audit => audit.Sequence).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            var follows = audit.Sequence == (last?.Sequence ?? 0) + 1 && (last is null || audit.PreviousHash.AsSpan().SequenceEqual(last.Hash));
            if (!follows || !audit.Hash.AsSpan().SequenceEqual(audit.ComputeHash()))
                return audit.Sequence;
            last = audit;
        }

        return null;
    }

    internal static string? ToJson(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), Json);

    private static List<AuditChange> ChangesOf(string? before, string? after)
    {
        var was = Fields(before);
        var now = Fields(after);
        return [.. was.Keys.Union(now.Keys)
            .Select(field => new AuditChange(field, was.GetValueOrDefault(field), now.GetValueOrDefault(field)))
            .Where(change => change.Before != change.After)];
    }

    private static Dictionary<string, string> Fields(string? json)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind != JsonValueKind.Object
            ? []
            : document.RootElement.EnumerateObject()
                .Where(field => field.Value.ValueKind != JsonValueKind.Null)
                .ToDictionary(field => field.Name, field => field.Value.ToString(), StringComparer.Ordinal);
    }
}
