using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <summary>How many members bought in a window of days.</summary>
/// <param name="Members">With one purchase or more.</param>
/// <param name="Repeat">With two or more.</param>
/// <param name="Returning">With one or more that was not their first, looking back over all time.</param>
public readonly record struct Buyers(long Members, long Repeat, long Returning)
{
    public long FirstTime => Members - Returning;

    /// <summary>Repeat customer rate; null where nobody bought.</summary>
    public decimal? RepeatRate => Members == 0 ? null : (decimal)Repeat / Members;

    /// <summary>Returning customer rate; null where nobody bought.</summary>
    public decimal? ReturningRate => Members == 0 ? null : (decimal)Returning / Members;
}

/// <summary>Counts members who bought: in whole months from the rows kept with each purchase, at the same cost however many there are; in other days, or in some stores, from the purchases in them.</summary>
public sealed class BuyerCounts(LoyaltyDbContext context, Zone zone, Counting counting)
{
    /// <param name="stores">Only purchases in those; null all.</param>
    /// <param name="members">Only these, by id; null all.</param>
    public Task<Buyers> OfAsync(DateOnly from, DateOnly to, IReadOnlyCollection<int>? stores, CancellationToken cancellation, IQueryable<long>? members = null) =>
        stores is null && members is null && new ReportWindow(from, to).IsMonths
            ? OfMonthsAsync(MonthNumber.Of(from), MonthNumber.Of(to), cancellation)
            : OfPurchasesAsync(from, to, stores, members, cancellation);

    private async Task<Buyers> OfMonthsAsync(int from, int to, CancellationToken cancellation)
    {
        var rows = context.Set<MonthArrival>().Where(row => row.Month >= from && row.Month <= to).Select(row => new
        {
            row.HasMany,
            row.PreviousMonth,
            row.PreviousHasMany,
            row.MonthBefore,
            Members = counting == Counting.Kept ? row.KeptMembers : row.Members,
        });

        // A member reaches the first purchase in the window in the first month of it, and the second one there too or, where that had one, in the next.
        return await rows.GroupBy(_ => 1).Select(all => new Buyers(
            all.Sum(row => row.PreviousMonth < from ? row.Members : 0),
            all.Sum(row => (row.PreviousMonth < from && row.HasMany) || (row.PreviousMonth >= from && !row.PreviousHasMany && row.MonthBefore < from) ? row.Members : 0),
            all.Sum(row => (row.PreviousMonth > 0 && row.PreviousMonth < from) || (row.PreviousMonth == 0 && row.HasMany) || (row.PreviousMonth >= from && !row.PreviousHasMany && row.MonthBefore == 0) ? row.Members : 0)))
            .FirstOrDefaultAsync(cancellation);
    }

    private async Task<Buyers> OfPurchasesAsync(DateOnly from, DateOnly to, IReadOnlyCollection<int>? stores, IQueryable<long>? members, CancellationToken cancellation) =>
        await Of(from, to, stores, members).GroupBy(_ => 1).Select(all => new Buyers(
            all.LongCount(), all.Sum(member => member.Purchases > 1 ? 1L : 0L), all.Sum(member => member.Purchases > 1 || !member.IsFirst ? 1L : 0L))).FirstOrDefaultAsync(cancellation);

    /// <summary>Whom <see cref="OfAsync"/> counts, one by one, from the purchases in the window.</summary>
    internal IQueryable<Buyer> Of(DateOnly from, DateOnly to, IReadOnlyCollection<int>? stores, IQueryable<long>? members)
    {
        var isKept = counting == Counting.Kept;

        // The first purchase of all is known by its instant: who has only that one in the window came for the first time.
        return Bought(from, to, stores, members).GroupBy(purchase => purchase.MemberId!.Value).Select(member => new { Id = member.Key, Purchases = member.LongCount(), First = member.Min(purchase => purchase.OccurredAt) })
            .Join(context.Set<MemberFacts>(), member => member.Id, facts => facts.MemberId,
                (member, facts) => new Buyer { MemberId = member.Id, Purchases = member.Purchases, IsFirst = member.First == (isKept ? facts.KeptFirstPurchaseAt : facts.FirstPurchaseAt) });
    }

    /// <summary>What members bought in the window, as it is counted.</summary>
    internal IQueryable<Purchase> Bought(DateOnly from, DateOnly to, IReadOnlyCollection<int>? stores, IQueryable<long>? members)
    {
        var (start, end) = (zone.StartOf(from), zone.EndOf(to));
        var bought = context.Set<Purchase>().Where(purchase => purchase.OccurredAt >= start && purchase.OccurredAt < end && purchase.MemberId != null && purchase.State != PurchaseState.Undone);
        if (counting == Counting.Kept)
        {
            var tests = context.Set<Member>().Where(member => member.IsTest).Select(member => member.Id);
            bought = bought.Where(purchase => purchase.State != PurchaseState.Returned && !tests.Contains(purchase.MemberId!.Value));
        }

        if (stores is not null)
            bought = bought.Where(purchase => stores.Contains(purchase.StoreId));
        return members is null ? bought : bought.Where(purchase => members.Contains(purchase.MemberId!.Value));
    }
}

/// <summary>A member who bought in a window of days.</summary>
internal sealed class Buyer
{
    public long MemberId { get; init; }

    public long Purchases { get; init; }

    /// <summary>The first of them was the member's first of all.</summary>
    public bool IsFirst { get; init; }
}
