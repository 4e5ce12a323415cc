using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Ledger;

/// <summary>An account as of now: what time has brought counts, whether or not it has been written yet.</summary>
/// <param name="NextExpiries">Lots that expire, soonest first.</param>
public sealed record AccountView(long AccountId, long Active, long Pending, long Held, long LifetimeEarned, long Version, IReadOnlyList<ExpiringPoints> NextExpiries, DateTime? NextRelease);

public sealed record ExpiringPoints(DateTime ExpiresAt, long Points);

/// <summary>One line of the ledger with its reason.</summary>
public sealed record EntryView(long Sequence, EntryKind Kind, long Points, long ActiveAfter, long PendingAfter, EntrySource Source, long SourceId, DateTime OccurredAt, DateTime RecordedAt, int ProgrammeVersion, Explanation Explanation, string Hash)
{
    /// <summary>The credit is still in the return window until then, UTC; null: it is not pending.</summary>
    public DateTime? PendingUntil { get; init; }
}

/// <summary>Reading accounts and entries. All writing is <see cref="LedgerBook"/>'s.</summary>
public sealed class LedgerService(LoyaltyDatabase database, TimeProvider clock)
{
    public async Task<AccountView?> AccountAsync(int merchantId, long accountId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        var account = await context.Set<PointsAccount>().AsNoTracking().FirstOrDefaultAsync(account => account.Id == accountId, cancellation);
        if (account is null)
            return null;
        var now = clock.UtcNow();
        var lots = await context.Set<Lot>().AsNoTracking().Where(lot => lot.AccountId == accountId && lot.Remaining > 0).ToListAsync(cancellation);
        var expiring = lots.Where(lot => lot.ExpiresAt > now).GroupBy(lot => lot.ExpiresAt!.Value).OrderBy(group => group.Key)
            .Select(group => new ExpiringPoints(group.Key, group.Sum(lot => lot.Remaining))).ToList();
        var (active, pending) = account.AsOf(now, lots);
        return new AccountView(account.Id, active, pending, account.Held, account.LifetimeEarned, account.Version, expiring,
            lots.Where(lot => lot.IsPending && lot.AvailableFrom > now).Min(lot => (DateTime?)lot.AvailableFrom));
    }

    /// <summary>Entries, newest first, below a sequence: a page that never shifts while entries are added.</summary>
    public async Task<IReadOnlyList<EntryView>> EntriesAsync(int merchantId, long accountId, long? belowSequence, int take, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        var entries = context.Set<LedgerEntry>().AsNoTracking().Where(entry => entry.AccountId == accountId);
        if (belowSequence is { } below)
            entries = entries.Where(entry => entry.Sequence < below);
        var rows = await entries.OrderByDescending(entry => entry.Sequence).Take(Math.Clamp(take, 1, 200)).ToListAsync(cancellation);
        var now = clock.UtcNow();
        var sequences = rows.Select(entry => entry.Sequence).ToList();
        var pending = await context.Set<Lot>().AsNoTracking()
            .Where(lot => lot.AccountId == accountId && sequences.Contains(lot.Sequence) && lot.IsPending && lot.Remaining > 0 && lot.AvailableFrom > now)
            .Select(lot => new { lot.Sequence, lot.AvailableFrom }).ToDictionaryAsync(lot => lot.Sequence, lot => (DateTime?)lot.AvailableFrom, cancellation);
        return [.. rows.Select(entry => new EntryView(entry.Sequence, entry.Kind, entry.Points, entry.ActiveAfter, entry.PendingAfter, entry.Source, entry.SourceId, entry.OccurredAt, entry.RecordedAt, entry.ProgrammeVersion, Explanation.FromJson(entry.Explanation), Convert.ToHexStringLower(entry.Hash))
        {
            PendingUntil = pending.GetValueOrDefault(entry.Sequence),
        })];
    }

    /// <summary>Recomputes one account from zero by the second path; the first difference, or null when all agrees.</summary>
    public async Task<string?> ProveAsync(int merchantId, long accountId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        await using var snapshot = await database.BeginReadingAsync(context, cancellation);
        var account = await context.Set<PointsAccount>().AsNoTracking().FirstOrDefaultAsync(account => account.Id == accountId, cancellation);
        if (account is null)
            return "there is no such account";
        var entries = await context.Set<LedgerEntry>().AsNoTracking().Where(entry => entry.AccountId == accountId).OrderBy(entry => entry.Sequence).ToListAsync(cancellation);
        var lots = await context.Set<Lot>().AsNoTracking().Where(lot => lot.AccountId == accountId).ToListAsync(cancellation);
        var allocations = await context.Set<Allocation>().AsNoTracking().Where(allocation => allocation.AccountId == accountId).ToListAsync(cancellation);
        return LedgerReplay.FirstDifference(account, entries, lots, allocations);
    }
}
