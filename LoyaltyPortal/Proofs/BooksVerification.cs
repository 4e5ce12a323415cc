using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>
/// Proves a merchant's books from zero: the chain of every account, its replay, lots and allocations; that every entry has its source and every purchase,
/// return and correction its entries; that every aggregate is what the books say, and that members stand on the ladder where those put them. Accounts come in pages of <see cref="BooksPage.Size"/>, all of them in one state of
/// the database, so that the merchant's totals can be held against them while others go on recording.
/// </summary>
public sealed class BooksVerification(LoyaltyDatabase database)
{
    /// <param name="progress">Told after every page what has been looked at so far.</param>
    /// <returns>The counts and the first difference; it ends there.</returns>
    public async Task<BooksResult> VerifyAsync(int merchantId, Func<BooksCounts, Task>? progress = null, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        await using var snapshot = await database.BeginReadingAsync(context, cancellation);
        var zone = await ZoneAsync(context, merchantId, cancellation);
        var aggregates = new AggregatesFromBooks(zone);
        var standings = await StandingChecks.OfAsync(context, zone, cancellation);
        var ways = await ProgressComparison.StartAsync(context, zone, cancellation);
        var counts = new BooksCounts();
        await foreach (var page in BooksPage.AllAsync(context, cancellation))
        {
            counts += page.Counts;
            var members = aggregates.Add(page);
            counts += new BooksCounts { Figures = members.Facts.Count + members.Months.Count + members.Days.Count + page.Standings.Count };
            if (First(page) is { } difference)
                return new BooksResult(counts, difference);
            if (await FirstAsync(context, page, members, cancellation) is { } figure)
                return new BooksResult(counts, figure);
            if (standings.First(page, members) is { } standing)
                return new BooksResult(counts, standing);
            if (await ways.FindAsync(context, page, cancellation) is [var astray, ..])
                return new BooksResult(counts, astray.Difference);
            if (progress is not null)
                await progress(counts);
        }

        if (await RedemptionChecks.FirstStockAsync(context, cancellation) is { } stock)
            return new BooksResult(counts, stock);
        if (await FirstUnidentifiedAsync(context, cancellation) is { } unidentified)
            return new BooksResult(counts, unidentified);
        counts += await aggregates.AddUnidentifiedAsync(context, cancellation);
        counts += new BooksCounts { Figures = aggregates.Count };
        return new BooksResult(counts,
            FirstOf(await AggregateComparison.StoreDaysAsync(context, aggregates, cancellation))
            ?? FirstOf(await AggregateComparison.CohortsAsync(context, aggregates, cancellation))
            ?? FirstOf(await AggregateComparison.ArrivalsAsync(context, aggregates, cancellation))
            ?? FirstOf(await AggregateComparison.DayArrivalsAsync(context, aggregates, cancellation))
            ?? FirstOf(await AggregateComparison.CategoriesAsync(context, aggregates, cancellation))
            ?? FirstOf(await AggregateComparison.CategoryArrivalsAsync(context, aggregates, cancellation))
            ?? FirstOf(await AggregateComparison.BreadthAsync(context, aggregates, cancellation))
            ?? FirstOf(await AggregateComparison.VintagesAsync(context, aggregates, cancellation))
            ?? (await ways.TalliesAsync(context, cancellation)).Select(tally => tally.Difference).FirstOrDefault());
    }

    /// <summary>How many accounts a proof will look at.</summary>
    public async Task<long> AccountsAsync(int merchantId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        return await context.Set<PointsAccount>().LongCountAsync(cancellation);
    }

    internal static async Task<Zone> ZoneAsync(LoyaltyDbContext context, int merchantId, CancellationToken cancellation) =>
        Zone.Of(await context.Set<Merchant>().Where(merchant => merchant.Id == merchantId).Select(merchant => merchant.TimeZone).FirstAsync(cancellation));

    private static BookDifference? First(BooksPage page)
    {
        foreach (var account in page.Accounts)
        {
            // The one place that asks the replayer.
            if (LedgerReplay.FirstDifference(account, [.. page.Entries[account.Id]], [.. page.Lots[account.Id]], [.. page.Allocations[account.Id]], [.. page.Holds[account.Id]]) is { } replay)
                return new BookDifference(BookPart.Ledger, "PointsAccounts", $"account {account.Id}", replay, MemberId: account.Id);
            if ((SourceChecks.First(page, account.Id) ?? CorrectionChecks.First(page, account.Id) ?? ReferralChecks.First(page, account.Id)) is { } difference)
                return difference;
        }

        return FirstOrphan(page);
    }

    /// <summary>Rows of an account or a member that there is not.</summary>
    private static BookDifference? FirstOrphan(BooksPage page)
    {
        var accounts = page.Accounts.Select(account => account.Id).ToHashSet();
        foreach (var (table, owners) in new (string, IEnumerable<long>)[]
        {
            ("Members", page.Members.Keys),
            ("LedgerEntries", page.Entries.Select(group => group.Key)),
            ("Lots", page.Lots.Select(group => group.Key)),
            ("Allocations", page.Allocations.Select(group => group.Key)),
            ("Redemptions", page.Redemptions.Select(group => group.Key)),
            ("Holds", page.Holds.Select(group => group.Key)),
            ("Purchases", page.Purchases.Select(group => group.Key)),
            ("PurchaseReturns", page.Returns.Select(group => group.Key)),
            ("TierStandings", page.Standings.Keys),
            ("TierChanges", page.TierChanges.Select(group => group.Key)),
        })
        {
            if (owners.Where(owner => !accounts.Contains(owner)).Order().Select(owner => (long?)owner).FirstOrDefault() is { } orphan)
                return new BookDifference(BookPart.Ledger, table, $"member {orphan}", "there is no points account", MemberId: orphan);
        }

        return page.Accounts.FirstOrDefault(account => !page.Members.ContainsKey(account.Id)) is { } lone
            ? new BookDifference(BookPart.Ledger, "PointsAccounts", $"account {lone.Id}", "there is no such member", MemberId: lone.Id)
            : null;
    }

    private static async Task<BookDifference?> FirstAsync(LoyaltyDbContext context, BooksPage page, MemberAggregates members, CancellationToken cancellation) =>
        FirstOf(await AggregateComparison.MemberFactsAsync(context, page, members, cancellation))
        ?? FirstOf(await AggregateComparison.MonthsAsync(context, page, members, cancellation))
        ?? FirstOf(await AggregateComparison.DaysAsync(context, page, members, cancellation));

    private static BookDifference? FirstOf<TKey>(IReadOnlyList<WrongRow<TKey>> wrong) => wrong is [var first, ..] ? first.Difference : null;

    private static async Task<BookDifference?> FirstUnidentifiedAsync(LoyaltyDbContext context, CancellationToken cancellation)
    {
        var after = long.MinValue;
        while (true)
        {
            var sold = context.Set<Purchase>().AsNoTracking().Where(purchase => purchase.MemberId == null && purchase.Id > after).OrderBy(purchase => purchase.Id).Take(BooksPage.Size);
            var page = await sold.ToListAsync(cancellation);
            if (page.Count == 0)
                return null;
            var lines = (await sold.Join(context.Set<PurchaseLine>().AsNoTracking(), purchase => purchase.Id, line => line.PurchaseId, (_, line) => line).ToListAsync(cancellation)).ToLookup(line => line.PurchaseId);
            foreach (var purchase in page)
            {
                if (SourceChecks.Sums(purchase, [.. lines[purchase.Id]]) is { } difference)
                    return difference;
            }

            after = page[^1].Id;
        }
    }
}
