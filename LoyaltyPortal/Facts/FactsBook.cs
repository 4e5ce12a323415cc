using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Facts;

/// <summary>Points of one entry as the aggregates count them, each whole and not negative unless it is taken back.</summary>
public readonly record struct PointsFact(long Issued = 0, long Reversed = 0, long Redeemed = 0, long Expired = 0);

/// <summary>What counts for tiers and caps; negative where a return takes it back.</summary>
public readonly record struct QualifyingFact(long Visits = 0, decimal Net = 0, long PurchasePoints = 0, long OtherPoints = 0);

/// <summary>
/// Keeps the aggregates in the transaction that changes the books. Purchases may come in any order: a purchase earlier than the
/// member's first makes itself the first, the old first a returning one, and moves the member to the earlier cohort.
/// </summary>
public sealed class FactsBook
{
    private static readonly RowQuery<MemberMonth> MonthsOfMember = new RowQuery<MemberMonth>().Where(nameof(MemberMonth.MemberId)).OrderBy(nameof(MemberMonth.Month));
    private static readonly RowQuery<MemberDay> DaysOfMember = new RowQuery<MemberDay>().Where(nameof(MemberDay.MemberId)).AtLeast(nameof(MemberDay.Day)).OrderBy(nameof(MemberDay.Day));
    private readonly Work _work;

    private FactsBook(Work work) => _work = work;

    public static FactsBook In(Work work) => work.Book(static work => new FactsBook(work));

    public void Enrolled(int merchantId, int storeId, DateOnly day, int count = 1) => Count(merchantId, storeId, day, row => row.Enrolments = count);

    public void Points(int merchantId, int storeId, DateOnly day, PointsFact points) => Count(merchantId, storeId, day, row =>
    {
        row.PointsIssued = points.Issued;
        row.PointsReversed = points.Reversed;
        row.PointsRedeemed = points.Redeemed;
        row.PointsExpired = points.Expired;
    });

    /// <param name="day">The local day of what earned it, also for a return.</param>
    public void Qualify(int merchantId, long memberId, DateOnly day, QualifyingFact fact) => _work.Session.Add(new MemberDay
    {
        MemberId = memberId,
        Day = day,
        MerchantId = merchantId,
        Visits = fact.Visits,
        Net = fact.Net,
        PurchasePoints = fact.PurchasePoints,
        OtherPoints = fact.OtherPoints,
    });

    /// <summary>The member's days from one on, in order.</summary>
    public async ValueTask<IReadOnlyList<MemberDay>> DaysAsync(long memberId, DateOnly from) => await _work.Session.ListAsync(DaysOfMember, memberId, from);

    /// <summary>What the member's purchases have earned on that day, in its month and year, and ever.</summary>
    public async ValueTask<(long Day, long Month, long Year, long Ever)> EarnedSoFarAsync(long memberId, DateOnly day)
    {
        long onDay = 0, month = 0, year = 0, ever = 0;
        foreach (var row in await DaysAsync(memberId, DateOnly.MinValue))
        {
            ever += row.PurchasePoints;
            if (row.Day.Year == day.Year)
                year += row.PurchasePoints;
            if (row.Day.Year == day.Year && row.Day.Month == day.Month)
                month += row.PurchasePoints;
            if (row.Day == day)
                onDay += row.PurchasePoints;
        }

        return (onDay, month, year, ever);
    }

    public async ValueTask PurchaseAsync(PurchaseFact purchase)
    {
        if (purchase.MemberId is not { } memberId)
        {
            CountUnidentified(purchase, 1);
            return;
        }

        var facts = await FactsOfAsync(purchase.MerchantId, memberId);
        var isFirst = facts.FirstPurchaseAt is null || purchase.OccurredAt < facts.FirstPurchaseAt;
        if (isFirst)
        {
            if (FirstOf(facts) is { } old)
            {
                CountFirst(old, -1);
                CountReturning(old, 1);
                await MoveCohortAsync(facts, MonthNumber.Of(old.Day), MonthNumber.Of(purchase.Day));
            }

            facts.FirstIs(purchase);
            CountFirst(purchase, 1);
        }
        else
        {
            CountReturning(purchase, 1);
        }

        facts.Bought(purchase);
        _work.Session.Update(facts);
        await CountMonthAsync(facts, purchase, 1);
    }

    /// <summary>Of the purchases at the instant of the member's first, this one is it.</summary>
    public async ValueTask FirstIsAsync(PurchaseFact first)
    {
        var facts = await FactsOfAsync(first.MerchantId, first.MemberId!.Value);
        var known = FirstOf(facts)!.Value;
        if (known.OccurredAt != first.OccurredAt || known == first)
            return;
        CountFirst(known, -1);
        CountReturning(known, 1);
        CountReturning(first, -1);
        CountFirst(first, 1);
        await MoveCohortAsync(facts, MonthNumber.Of(known.Day), MonthNumber.Of(first.Day));
        facts.FirstWas(first);
        _work.Session.Update(facts);
    }

    public async ValueTask ReturnAsync(int merchantId, int storeId, DateOnly day, long? memberId, decimal net, int count = 1)
    {
        Count(merchantId, storeId, day, row =>
        {
            row.Returns = count;
            row.ReturnedNet = count * net;
        });
        if (memberId is not { } member)
            return;
        var facts = await FactsOfAsync(merchantId, member);
        facts.Returned(count * net);
        _work.Session.Update(facts);
    }

    /// <summary>Takes a purchase out of the books' aggregates, as if it had never been recorded.</summary>
    /// <param name="firstNow">The member's first purchase without it, or null.</param>
    /// <param name="lastNow">When the member last bought without it, or null.</param>
    public async ValueTask PurchaseUndoneAsync(PurchaseFact purchase, PurchaseFact? firstNow, DateTime? lastNow)
    {
        if (purchase.MemberId is not { } memberId)
        {
            CountUnidentified(purchase, -1);
            return;
        }

        var facts = await FactsOfAsync(purchase.MerchantId, memberId);
        var first = FirstOf(facts)!.Value;
        await CountMonthAsync(facts, purchase, -1);
        if (firstNow is null)
        {
            CountFirst(purchase, -1);
            facts.FirstIs(null);
        }
        else if (firstNow.Value.OccurredAt != first.OccurredAt || firstNow.Value.StoreId != first.StoreId || firstNow.Value.Net != first.Net)
        {
            CountFirst(first, -1);
            CountReturning(firstNow.Value, -1);
            CountFirst(firstNow.Value, 1);
            await MoveCohortAsync(facts, MonthNumber.Of(first.Day), MonthNumber.Of(firstNow.Value.Day));
            facts.FirstIs(firstNow);
        }
        else
        {
            CountReturning(purchase, -1);
        }

        facts.Unbought(purchase, lastNow);
        _work.Session.Update(facts);
    }

    private async ValueTask<MemberFacts> FactsOfAsync(int merchantId, long memberId)
    {
        if (await _work.Session.GetAsync<MemberFacts>(new RowKey(memberId)) is { } known)
            return known;
        var facts = MemberFacts.Of(memberId, merchantId);
        _work.Session.Insert(facts);
        return facts;
    }

    private static PurchaseFact? FirstOf(MemberFacts facts) => facts.FirstPurchaseAt is { } at
        ? new PurchaseFact(facts.MerchantId, facts.FirstPurchaseStoreId, facts.MemberId, at, facts.FirstPurchaseDay!.Value, facts.FirstPurchaseNet)
        : null;

    private async ValueTask CountMonthAsync(MemberFacts facts, PurchaseFact purchase, int sign)
    {
        var month = MonthNumber.Of(purchase.Day);
        var row = await _work.Session.GetAsync<MemberMonth>(new RowKey(facts.MemberId, month));
        if (row is null)
        {
            row = MemberMonth.Of(facts.MemberId, month, facts.MerchantId);
            _work.Session.Insert(row);
        }

        var before = row.Purchases;
        row.Add(sign, sign * purchase.Net);
        _work.Session.Update(row);
        var members = before == 0 ? 1 : row.Purchases == 0 ? -1 : 0;
        CountCohort(facts.MerchantId, MonthNumber.Of(facts.FirstPurchaseDay!.Value), month, members, sign, sign * purchase.Net);
    }

    private async ValueTask MoveCohortAsync(MemberFacts facts, int from, int to)
    {
        if (from == to)
            return;
        foreach (var month in await _work.Session.ListAsync(MonthsOfMember, facts.MemberId))
        {
            if (month.Purchases == 0)
                continue;
            CountCohort(facts.MerchantId, from, month.Month, -1, -month.Purchases, -month.NetSales);
            CountCohort(facts.MerchantId, to, month.Month, 1, month.Purchases, month.NetSales);
        }
    }

    private void CountCohort(int merchantId, int cohort, int month, long members, long purchases, decimal net) =>
        _work.Session.Add(new CohortMonth { MerchantId = merchantId, Cohort = cohort, Month = month, Members = members, Purchases = purchases, NetSales = net });

    private void CountFirst(PurchaseFact purchase, int sign) => Count(purchase.MerchantId, purchase.StoreId, purchase.Day, row =>
    {
        row.FirstTimeOrders = sign;
        row.FirstTimeNet = sign * purchase.Net;
    });

    private void CountReturning(PurchaseFact purchase, int sign) => Count(purchase.MerchantId, purchase.StoreId, purchase.Day, row =>
    {
        row.ReturningOrders = sign;
        row.ReturningNet = sign * purchase.Net;
    });

    private void CountUnidentified(PurchaseFact purchase, int sign) => Count(purchase.MerchantId, purchase.StoreId, purchase.Day, row =>
    {
        row.UnidentifiedOrders = sign;
        row.UnidentifiedNet = sign * purchase.Net;
    });

    private void Count(int merchantId, int storeId, DateOnly day, Action<StoreDay> set)
    {
        var row = new StoreDay { MerchantId = merchantId, StoreId = storeId, Day = day };
        set(row);
        _work.Session.Add(row);
    }
}
