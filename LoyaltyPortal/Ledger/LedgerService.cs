using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Ledger;

/// <summary>An account as of now: what time has brought counts, whether or not it has been written yet.</summary>
/// <param name="NextExpiries">All points that expire, by the exclusive UTC end, soonest first.</param>
public sealed record AccountView(long AccountId, long Active, long Pending, long Held, long LifetimeEarned, long Version, IReadOnlyList<ExpiringPoints> NextExpiries, DateTime? NextRelease)
{
    /// <summary>What the next active points pay off first; 0 none. <see cref="Active"/> is below zero by it.</summary>
    public long Debt => Math.Max(0, -Active);

    /// <summary>The next points that lapse, if the member is to be warned of them by now.</summary>
    public ExpiringPoints? Warning(PointsPolicy policy, DateTime now) => NextExpiries.FirstOrDefault(points => points.ExpiresAt <= now.AddDays(policy.WarningDays));
}

public sealed record ExpiringPoints(DateTime ExpiresAt, long Points);

/// <summary>One line of the ledger with its reason.</summary>
public sealed record EntryView(long Sequence, EntryKind Kind, long Points, long ActiveAfter, long PendingAfter, EntrySource Source, long SourceId, DateTime OccurredAt, DateTime RecordedAt, int ProgrammeVersion, Explanation Explanation, string Hash)
{
    /// <summary>The credit is still in the return window until then, UTC; null: it is not pending.</summary>
    public DateTime? PendingUntil { get; init; }
}

/// <summary>Whether an account follows from its entries.</summary>
/// <param name="Difference">The first thing that does not agree; null when all does.</param>
public sealed record LedgerProof(string? Difference);

/// <summary>
/// Reading accounts and entries. All writing is <see cref="LedgerBook"/>'s. Staff read as an <see cref="Actor"/>; what takes a merchant's number is for the
/// member's own wallet, letters and proofs, whose callers have found out whose account it is.
/// </summary>
public sealed class LedgerService(LoyaltyDatabase database, TimeProvider clock)
{
    /// <summary>An account for staff.</summary>
    /// <returns>Or <c>account_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<AccountView>> AccountAsync(Actor actor, long accountId, CancellationToken cancellation = default)
    {
        if (!MaySee(actor))
            return AccessErrors.Forbidden();
        return await AccountAsync(actor.MerchantId, accountId, cancellation) is { } account ? account : LedgerErrors.AccountUnknown();
    }

    /// <summary>Whether there is a hold with that id at the actor's merchant, open or ended; false for whom it is not meant.</summary>
    public async Task<bool> HasHoldAsync(Actor actor, long holdId, CancellationToken cancellation = default)
    {
        if (!MaySee(actor))
            return false;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<Hold>().AnyAsync(hold => hold.Id == holdId, cancellation);
    }

    /// <summary>Entries for staff, newest first, below a sequence; nothing for whom they are not meant.</summary>
    public async Task<IReadOnlyList<EntryView>> EntriesAsync(Actor actor, long accountId, long? belowSequence, int take, CancellationToken cancellation = default) =>
        MaySee(actor) ? await EntriesAsync(actor.MerchantId, accountId, belowSequence, take, cancellation) : [];

    /// <summary>The points that an account spent on one redemption, which may have been given back since; 0 where none were, or were only kept for it.</summary>
    public static async Task<long> SpentAsync(LoyaltyDbContext context, long accountId, long redemptionId, CancellationToken cancellation) =>
        -await context.Set<LedgerEntry>().Where(entry => entry.AccountId == accountId && entry.Source == EntrySource.Redemption && entry.SourceId == redemptionId && entry.Kind == EntryKind.Redeem)
            .SumAsync(entry => entry.Points, cancellation);

    /// <summary>Recomputes one account from zero for staff.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<LedgerProof>> ProveAsync(Actor actor, long accountId, CancellationToken cancellation = default)
    {
        if (!MaySee(actor))
            return AccessErrors.Forbidden();
        return new LedgerProof(await ProveAsync(actor.MerchantId, accountId, cancellation));
    }

    /// <summary>A member's own account, or null.</summary>
    public async Task<AccountView?> AccountAsync(int merchantId, long accountId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        var account = await context.Set<PointsAccount>().AsNoTracking().FirstOrDefaultAsync(account => account.Id == accountId, cancellation);
        if (account is null)
            return null;
        var now = clock.UtcNow();
        var lots = await OpenLotsAsync(context, account, cancellation);
        var expiring = lots.Where(lot => lot.Remaining > 0 && lot.ExpiresAt > now).GroupBy(lot => lot.ExpiresAt!.Value).OrderBy(group => group.Key)
            .Select(group => new ExpiringPoints(group.Key, group.Sum(lot => lot.Remaining))).ToList();
        var points = await NowAsync(context, account, lots, now, cancellation);
        return new AccountView(account.Id, points.Active, points.Pending, points.Held, account.LifetimeEarned, account.Version, expiring,
            lots.Where(lot => lot.IsPending && lot.AvailableFrom > now).Min(lot => (DateTime?)lot.AvailableFrom));
    }

    /// <summary>The points as they were: what the account would have shown at that instant, of all that had been recorded by then.</summary>
    /// <returns>Or <c>account_unknown</c>, <c>not_allowed</c>, <c>account_disagrees</c>.</returns>
    public async Task<Result<PointsAsOf>> AsOfAsync(Actor actor, long accountId, DateTime instant, CancellationToken cancellation = default) =>
        MaySee(actor) ? await AsOfAsync(actor.MerchantId, accountId, instant, cancellation) : AccessErrors.Forbidden();

    /// <summary>The same for the member's own wallet, statements and reports.</summary>
    public async Task<Result<PointsAsOf>> AsOfAsync(int merchantId, long accountId, DateTime instant, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        await using var snapshot = await database.BeginReadingAsync(context, cancellation);
        if (!await context.Set<PointsAccount>().AnyAsync(account => account.Id == accountId, cancellation))
            return LedgerErrors.AccountUnknown();
        var rows = await AccountRows.ReadAsync(context, accountId, cancellation);
        return LedgerReplay.At(instant, rows.Entries, rows.Lots, rows.Allocations, rows.Holds) is { } points ? points : LedgerErrors.AccountDisagrees();
    }

    /// <summary>The lots of an account that have points left or held.</summary>
    internal static async Task<List<Lot>> OpenLotsAsync(LoyaltyDbContext context, PointsAccount account, CancellationToken cancellation) =>
        await context.Set<Lot>().AsNoTracking().Where(lot => lot.AccountId == account.Id && lot.Sequence >= account.OpenFrom && (lot.Remaining > 0 || lot.Held > 0)).ToListAsync(cancellation);

    /// <summary>An account's points now: with what time has brought, written or not.</summary>
    internal static async Task<PointsAsOf> NowAsync(LoyaltyDbContext context, PointsAccount account, IReadOnlyList<Lot> lots, DateTime now, CancellationToken cancellation)
    {
        if (account.Held == 0 || account.NextDueAt is null || account.NextDueAt > now)
            return account.AsOf(now, lots, []);
        var placed = await context.Set<Hold>().Where(hold => hold.AccountId == account.Id && hold.State == HoldState.Open && hold.ExpiresAt <= now)
            .OrderBy(hold => hold.ExpiresAt).ThenBy(hold => hold.Id).Select(hold => hold.PlacedSequence).ToListAsync(cancellation);
        var parts = (await context.Set<Allocation>().AsNoTracking().Where(allocation => allocation.AccountId == account.Id && placed.Contains(allocation.Sequence)).ToListAsync(cancellation))
            .ToLookup(allocation => allocation.Sequence);
        return account.AsOf(now, lots, [.. placed.SelectMany(sequence => parts[sequence].OrderBy(part => part.LotSequence))]);
    }

    /// <summary>Entries, newest first, below a sequence: a page that never shifts while entries are added.</summary>
    public async Task<IReadOnlyList<EntryView>> EntriesAsync(int merchantId, long accountId, long? belowSequence, int take, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        var entries = context.Set<LedgerEntry>().AsNoTracking().Where(entry => entry.AccountId == accountId);
        if (belowSequence is { } below)
            entries = entries.Where(entry => entry.Sequence < below);
        return await ViewsAsync(context, accountId, entries.OrderByDescending(entry => entry.Sequence), take, cancellation);
    }

    /// <summary>Entries as the member lived through them: by when it happened, latest first, whenever it was recorded.</summary>
    /// <param name="last">The last entry of the page before; null for the first page.</param>
    public async Task<IReadOnlyList<EntryView>> HistoryAsync(int merchantId, long accountId, EntryView? last, int take, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        var entries = context.Set<LedgerEntry>().AsNoTracking().Where(entry => entry.AccountId == accountId);
        if (last is { OccurredAt: var at, Sequence: var sequence })
            entries = entries.Where(entry => entry.OccurredAt < at || (entry.OccurredAt == at && entry.Sequence < sequence));
        return await ViewsAsync(context, accountId, entries.OrderByDescending(entry => entry.OccurredAt).ThenByDescending(entry => entry.Sequence), take, cancellation);
    }

    private async Task<IReadOnlyList<EntryView>> ViewsAsync(LoyaltyDbContext context, long accountId, IQueryable<LedgerEntry> entries, int take, CancellationToken cancellation)
    {
        var rows = await entries.Take(Math.Clamp(take, 1, 200)).ToListAsync(cancellation);
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
        var rows = await AccountRows.ReadAsync(context, accountId, cancellation);
        return LedgerReplay.FirstDifference(account, rows.Entries, rows.Lots, rows.Allocations, rows.Holds);
    }

    /// <summary>All rows of one account besides the account itself.</summary>
    private sealed record AccountRows(List<LedgerEntry> Entries, List<Lot> Lots, List<Allocation> Allocations, List<Hold> Holds)
    {
        public static async Task<AccountRows> ReadAsync(LoyaltyDbContext context, long accountId, CancellationToken cancellation) => new(
            await context.Set<LedgerEntry>().AsNoTracking().Where(entry => entry.AccountId == accountId).OrderBy(entry => entry.Sequence).ToListAsync(cancellation),
            await context.Set<Lot>().AsNoTracking().Where(lot => lot.AccountId == accountId).ToListAsync(cancellation),
            await context.Set<Allocation>().AsNoTracking().Where(allocation => allocation.AccountId == accountId).ToListAsync(cancellation),
            await context.Set<Hold>().AsNoTracking().Where(hold => hold.AccountId == accountId).ToListAsync(cancellation));
    }

    private static bool MaySee(Actor actor) => actor.May(Permission.UseTill) || actor.May(Permission.SeeMembers);
}
