using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>How many rows of aggregates a rebuild looked at and how many it had to put right.</summary>
public sealed record RebuildCounts(long Figures, long Mended);

/// <summary>
/// Puts every aggregate of a merchant right, in one transaction that holds recording up: what is right stays untouched, so it is quick where little is wrong. Members who then stand
/// wrongly on the ladder are assessed again by the job that does so all the time: a step is part of history, and happens today.
/// </summary>
public sealed class AggregateRebuild(LoyaltyDatabase database)
{
    private const int SavedAtOnce = 1_000;

    public async Task<RebuildCounts> RebuildAsync(int merchantId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        await using var transaction = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellation);
        var zone = await BooksVerification.ZoneAsync(context, merchantId, cancellation);
        var aggregates = new AggregatesFromBooks(zone);
        var standings = await StandingChecks.OfAsync(context, zone, cancellation);
        long figures = 0, mended = 0;
        await foreach (var page in BooksPage.AllAsync(context, cancellation))
        {
            var members = aggregates.Add(page);
            figures += members.Facts.Count + members.Months.Count + members.Days.Count + page.Standings.Count;
            mended += await MendAsync(context, await AggregateComparison.MemberFactsAsync(context, page, members, cancellation),
                key => context.Set<MemberFacts>().FirstOrDefaultAsync(row => row.MemberId == key, cancellation), key => MemberFacts.Of(key, merchantId), cancellation);
            var wrong = await AggregateComparison.MonthsAsync(context, page, members, cancellation);
            var months = wrong.Count == 0 ? [] : await context.Set<MemberMonth>().AsNoTracking().Where(row => row.MemberId > page.After && row.MemberId <= page.Last).ToDictionaryAsync(row => (row.MemberId, row.Month), cancellation);
            mended += await MendAsync(context, wrong, key => Task.FromResult(months.GetValueOrDefault(key)), key => MemberMonth.Of(key.MemberId, key.Month, merchantId), cancellation);
            mended += await MendAsync(context, await AggregateComparison.DaysAsync(context, page, members, cancellation),
                key => context.Set<MemberDay>().FirstOrDefaultAsync(row => row.MemberId == key.MemberId && row.Day == key.Day, cancellation),
                key => new MemberDay { MemberId = key.MemberId, Day = key.Day, MerchantId = merchantId }, cancellation);
            mended += await LookAgainAsync(context, standings.Ladder, standings.Wrong(page, members).Select(difference => difference.MemberId!.Value).ToHashSet(), cancellation);
        }

        await aggregates.AddUnidentifiedAsync(context, cancellation);
        figures += aggregates.Count;
        mended += await MendAsync(context, await AggregateComparison.StoreDaysAsync(context, aggregates, cancellation),
            key => context.Set<StoreDay>().FirstOrDefaultAsync(row => row.Day == key.Day && row.StoreId == key.StoreId, cancellation),
            key => new StoreDay { MerchantId = merchantId, Day = key.Day, StoreId = key.StoreId }, cancellation);
        mended += await MendAsync(context, await AggregateComparison.CohortsAsync(context, aggregates, cancellation),
            key => context.Set<CohortMonth>().FirstOrDefaultAsync(row => row.Cohort == key.Cohort && row.Month == key.Month, cancellation),
            key => new CohortMonth { MerchantId = merchantId, Cohort = key.Cohort, Month = key.Month }, cancellation);
        mended += await MendAsync(context, await AggregateComparison.ArrivalsAsync(context, aggregates, cancellation),
            key => context.Set<MonthArrival>().FirstOrDefaultAsync(row => row.Month == key.Month && row.Way == key.Way, cancellation),
            key => MonthArrival.Of(merchantId, key.Month, key.Way), cancellation);
        mended += await MendAsync(context, await AggregateComparison.DayArrivalsAsync(context, aggregates, cancellation),
            key => context.Set<DayArrival>().FirstOrDefaultAsync(row => row.Day == key.Day && row.Previous == key.Previous, cancellation),
            key => new DayArrival { MerchantId = merchantId, Day = key.Day, Previous = key.Previous }, cancellation);
        mended += await MendAsync(context, await AggregateComparison.CategoriesAsync(context, aggregates, cancellation),
            key => context.Set<CategoryMonth>().FirstOrDefaultAsync(row => row.Category == key.Category && row.Month == key.Month, cancellation),
            key => new CategoryMonth { MerchantId = merchantId, Category = key.Category, Month = key.Month }, cancellation);
        mended += await MendAsync(context, await AggregateComparison.CategoryArrivalsAsync(context, aggregates, cancellation),
            key => context.Set<CategoryArrival>().FirstOrDefaultAsync(row => row.Category == key.Category && row.Month == key.Month && row.Previous == key.Previous, cancellation),
            key => new CategoryArrival { MerchantId = merchantId, Category = key.Category, Month = key.Month, Previous = key.Previous }, cancellation);
        mended += await MendAsync(context, await AggregateComparison.BreadthAsync(context, aggregates, cancellation),
            key => context.Set<BreadthMonth>().FirstOrDefaultAsync(row => row.Month == key.Month && row.Place == key.Place, cancellation),
            key => BreadthMonth.Of(merchantId, key.Month, key.Place), cancellation);
        mended += await MendAsync(context, await AggregateComparison.VintagesAsync(context, aggregates, cancellation),
            key => context.Set<PointVintage>().FirstOrDefaultAsync(row => row.Earned == key.Earned && row.Month == key.Month, cancellation),
            key => new PointVintage { MerchantId = merchantId, Earned = key.Earned, Month = key.Month }, cancellation);
        mended += await ProgressRebuild.MendAsync(context, zone, cancellation);
        await transaction.CommitAsync(CancellationToken.None);
        return new RebuildCounts(figures, mended);
    }

    private static async Task<int> LookAgainAsync(LoyaltyDbContext context, Ladder ladder, HashSet<long> members, CancellationToken cancellation)
    {
        if (members.Count == 0)
            return 0;
        var standings = await context.Set<TierStanding>().Where(standing => members.Contains(standing.MemberId)).ToListAsync(cancellation);
        standings.ForEach(standing => standing.LookAgain());
        if (standings.Count < members.Count && await context.Set<LadderSweep>().FirstOrDefaultAsync(cancellation) is { } sweep)
            sweep.Restart(ladder); // who has no standing at all gets one when everybody is gone through
        await context.SaveChangesAsync(cancellation);
        context.ChangeTracker.Clear();
        return members.Count;
    }

    private static async Task<int> MendAsync<TKey, TRow>(
        LoyaltyDbContext context, IReadOnlyList<WrongRow<TKey>> wrong, Func<TKey, Task<TRow?>> find, Func<TKey, TRow> make, CancellationToken cancellation) where TRow : class
    {
        var unsaved = 0;
        foreach (var row in wrong)
        {
            var known = row.IsMissing ? null : await find(row.Key);
            var entry = known is null ? context.Add(make(row.Key)) : context.Attach(known);
            entry.CurrentValues.SetValues(row.Expected); // by the columns' names
            if (known is IVersioned versioned)
                entry.Property(nameof(IVersioned.Version)).CurrentValue = versioned.Version + 1;
            if (++unsaved % SavedAtOnce != 0)
                continue;
            await context.SaveChangesAsync(cancellation);
            context.ChangeTracker.Clear();
        }

        await context.SaveChangesAsync(cancellation);
        context.ChangeTracker.Clear();
        return wrong.Count;
    }
}
