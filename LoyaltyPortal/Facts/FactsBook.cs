using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Facts;

/// <summary>Points of one entry as the aggregates count them, each whole and not negative unless it is taken back.</summary>
public readonly record struct PointsFact(long Issued = 0, long Reversed = 0, long Redeemed = 0, long Expired = 0);

/// <summary>What happened to points that were earned in one month.</summary>
public readonly record struct VintageFact(long Issued = 0, long Redeemed = 0, long Expired = 0, long Reversed = 0, long SoldPoints = 0, decimal NetSales = 0);

/// <summary>What counts for tiers and caps; negative where a return takes it back.</summary>
public readonly record struct QualifyingFact(long Visits = 0, decimal Net = 0, long PurchasePoints = 0, long OtherPoints = 0);

/// <summary>
/// Keeps the aggregates in the transaction that changes the books. Purchases may come in any order: a purchase earlier than the
/// member's first makes itself the first, the old first a returning one, and moves the member to the earlier cohort. Whatever is counted is counted twice in the same
/// rows: as recorded, and as kept.
/// </summary>
public sealed class FactsBook
{
    private static readonly RowQuery<MemberDay> DaysOfMember = new RowQuery<MemberDay>().Where(nameof(MemberDay.MemberId)).AtLeast(nameof(MemberDay.Day)).OrderBy(nameof(MemberDay.Day));
    private static readonly RowQuery<SegmentMembership> SegmentsOfMember = new RowQuery<SegmentMembership>().Where(nameof(SegmentMembership.MemberId));
    private static readonly Counting[] Both = [Counting.Recorded, Counting.Kept];
    private static readonly Counting[] RecordedOnly = [Counting.Recorded];
    private static readonly Counting[] KeptOnly = [Counting.Kept];
    private readonly Work _work;
    private readonly MonthsOfMembers _months;

    private FactsBook(Work work) => (_work, _months) = (work, new MonthsOfMembers(work.Session));

    public static FactsBook In(Work work) => work.Book(static work => new FactsBook(work));

    public void Enrolled(int merchantId, int storeId, DateOnly day, bool isTest, int count = 1) => Count(merchantId, storeId, day, row =>
    {
        row.Enrolments = count;
        row.KeptEnrolments = isTest ? 0 : count;
    });

    /// <returns>Whether they are kept: the member is no test.</returns>
    public async ValueTask<bool> PointsAsync(int merchantId, int storeId, DateOnly day, long memberId, PointsFact points)
    {
        var isTest = await IsTestAsync(memberId);
        if (points == default)
            return !isTest;
        Count(merchantId, storeId, day, row =>
        {
            row.PointsIssued = points.Issued;
            row.PointsReversed = points.Reversed;
            row.PointsRedeemed = points.Redeemed;
            row.PointsExpired = points.Expired;
            if (!isTest)
                CountKept(row, points, 1);
        });
        return !isTest;
    }

    /// <param name="earned">The month in which the points were earned.</param>
    /// <param name="month">The month in which it happened.</param>
    public void Vintage(int merchantId, int earned, int month, VintageFact fact, int sign = 1)
    {
        if (fact == default)
            return;
        _work.Session.Add(new PointVintage
        {
            MerchantId = merchantId,
            Earned = earned,
            Month = month,
            Issued = sign * fact.Issued,
            Redeemed = sign * fact.Redeemed,
            Expired = sign * fact.Expired,
            Reversed = sign * fact.Reversed,
            SoldPoints = sign * fact.SoldPoints,
            NetSales = sign * fact.NetSales,
        });
    }

    /// <summary>A purchase that earned points was sold, or some of it came back.</summary>
    public async ValueTask SoldAsync(int merchantId, long memberId, DateOnly soldOn, DateOnly day, long points, decimal net)
    {
        if (!await IsTestAsync(memberId))
            Vintage(merchantId, MonthNumber.Of(soldOn), MonthNumber.Of(day), new VintageFact(SoldPoints: points, NetSales: net));
    }

    // What follows is kept no more, or again, because the member begins or ends to be a test: the sign says which.

    public void KeptEnrolment(int merchantId, int storeId, DateOnly day, int sign) => Count(merchantId, storeId, day, row => row.KeptEnrolments = sign);

    public void KeptPoints(int merchantId, int storeId, DateOnly day, PointsFact points, int sign)
    {
        if (points != default)
            Count(merchantId, storeId, day, row => CountKept(row, points, sign));
    }

    public void KeptReturn(int merchantId, int storeId, DateOnly day, decimal net, int sign) => Count(merchantId, storeId, day, row => (row.KeptReturns, row.KeptReturnedNet) = (sign, sign * net));

    private static void CountKept(StoreDay row, PointsFact points, int sign)
    {
        row.KeptPointsIssued = sign * points.Issued;
        row.KeptPointsReversed = sign * points.Reversed;
        row.KeptPointsRedeemed = sign * points.Redeemed;
        row.KeptPointsExpired = sign * points.Expired;
    }

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

    /// <summary>The saved segments that the member belonged to at a moment.</summary>
    public async ValueTask<IReadOnlyCollection<long>> SegmentsAsync(long memberId, DateTime moment) =>
        [.. (await _work.Session.ListAsync(SegmentsOfMember, memberId)).Where(row => row.IsAt(moment)).Select(row => row.SegmentId)];

    public async ValueTask PurchaseAsync(PurchaseFact purchase)
    {
        var countings = await CountingsOfAsync(purchase);
        if (purchase.MemberId is not { } memberId)
        {
            CountUnidentified(countings, purchase, 1);
            return;
        }

        var facts = await FactsOfAsync(purchase.MerchantId, memberId);
        await EnterAsync(countings, facts, purchase);
        Changed(facts);
    }

    /// <summary>Of the counted purchases at the instant of the member's first, this one is it.</summary>
    public async ValueTask FirstIsAsync(Counting counting, PurchaseFact first)
    {
        var facts = await FactsOfAsync(first.MerchantId, first.MemberId!.Value);
        if (facts.First(counting)?.OccurredAt != first.OccurredAt)
            return;
        await MoveFirstAsync(counting, facts, first);
        Changed(facts);
    }

    public async ValueTask ReturnAsync(int merchantId, int storeId, DateOnly day, long? memberId, decimal net, int count = 1)
    {
        var isTest = memberId is { } id && await IsTestAsync(id);
        Count(merchantId, storeId, day, row =>
        {
            (row.Returns, row.ReturnedNet) = (count, count * net);
            if (!isTest)
                (row.KeptReturns, row.KeptReturnedNet) = (count, count * net);
        });
        if (memberId is not { } member)
            return;
        var facts = await FactsOfAsync(merchantId, member);
        facts.Returned(count * net);
        Changed(facts);
    }

    /// <summary>Takes a purchase out of the books' aggregates, as if it had never been recorded.</summary>
    /// <param name="purchase">As it was before.</param>
    /// <param name="left">The member's purchases without it, in order; asked for only where they matter.</param>
    public async ValueTask PurchaseUndoneAsync(PurchaseFact purchase, Func<ValueTask<IReadOnlyList<PurchaseFact>>> left) => await LeaveAsync(await CountingsOfAsync(purchase), purchase, left);

    /// <summary>Nothing of a purchase is left, or something again: it counts as recorded, and as kept no more, or again.</summary>
    /// <param name="purchase">As it is now.</param>
    /// <param name="all">All the member's purchases, in order; asked for only where they matter.</param>
    public async ValueTask KeptAsync(PurchaseFact purchase, Func<ValueTask<IReadOnlyList<PurchaseFact>>> all)
    {
        if (purchase.MemberId is { } id && await IsTestAsync(id))
            return;
        if (purchase.IsReturned)
        {
            await LeaveAsync(KeptOnly, purchase, all);
            return;
        }

        if (purchase.MemberId is not { } memberId)
        {
            CountUnidentified(KeptOnly, purchase, 1);
            return;
        }

        var facts = await FactsOfAsync(purchase.MerchantId, memberId);
        await EnterAsync(KeptOnly, facts, purchase);

        // One that was sold at the same instant may have been the first meanwhile.
        if (facts.First(Counting.Kept)!.Value.OccurredAt == purchase.OccurredAt)
            await MoveFirstAsync(Counting.Kept, facts, (await all()).First(other => !other.IsReturned));
        Changed(facts);
    }

    /// <summary>The member begins or ends to be a test: nothing of it is kept, or all that was not returned.</summary>
    /// <param name="purchases">All the member's purchases, in order.</param>
    public async ValueTask TestAsync(int merchantId, long memberId, bool isTest, IReadOnlyList<PurchaseFact> purchases)
    {
        var kept = purchases.Where(purchase => !purchase.IsReturned).ToList();
        if (isTest)
        {
            while (kept.Count > 0)
            {
                var last = kept[^1];
                kept.RemoveAt(kept.Count - 1);
                await LeaveAsync(KeptOnly, last, () => ValueTask.FromResult<IReadOnlyList<PurchaseFact>>(kept));
            }
        }

        // The row is written even where nothing was bought: whoever records a purchase at the same moment is told by its version to look at the member again.
        var facts = await FactsOfAsync(merchantId, memberId);
        if (!isTest)
        {
            foreach (var purchase in kept)
                await EnterAsync(KeptOnly, facts, purchase);
        }

        Changed(facts);
    }

    private async ValueTask<Counting[]> CountingsOfAsync(PurchaseFact purchase) =>
        purchase.IsReturned || (purchase.MemberId is { } memberId && await IsTestAsync(memberId)) ? RecordedOnly : Both;

    private async ValueTask<bool> IsTestAsync(long memberId) => await _work.Session.GetAsync<Member>(new RowKey(memberId)) is { IsTest: true };

    private async ValueTask EnterAsync(Counting[] countings, MemberFacts facts, PurchaseFact purchase)
    {
        foreach (var counting in countings)
        {
            if (facts.First(counting) is null)
            {
                facts.FirstIs(counting, purchase);
                CountFirst(counting, purchase, 1);
            }
            else
            {
                CountReturning(counting, purchase, 1);
            }

            facts.Add(counting, 1, purchase.Net);
            if (facts.Last(counting) is not { } last || purchase.OccurredAt > last)
                facts.LastIs(counting, purchase.OccurredAt);
        }

        await _months.CountAsync(countings, facts, purchase, 1, static () => throw new InvalidOperationException("Who comes leaves nothing."));
        foreach (var counting in countings)
        {
            if (purchase.OccurredAt < facts.First(counting)!.Value.OccurredAt)
                await MoveFirstAsync(counting, facts, purchase);
        }
    }

    private async ValueTask LeaveAsync(Counting[] countings, PurchaseFact purchase, Func<ValueTask<IReadOnlyList<PurchaseFact>>> left)
    {
        if (purchase.MemberId is not { } memberId)
        {
            CountUnidentified(countings, purchase, -1);
            return;
        }

        var facts = await FactsOfAsync(purchase.MerchantId, memberId);
        IReadOnlyList<PurchaseFact>? others = null;
        async ValueTask<IReadOnlyList<PurchaseFact>> OthersAsync() => others ??= await left();
        foreach (var counting in countings)
        {
            var (wasFirst, wasLast) = (facts.First(counting)!.Value.CountsLike(purchase), facts.Last(counting) == purchase.OccurredAt);
            var counted = wasFirst || wasLast ? (await OthersAsync()).Where(other => counting == Counting.Recorded || !other.IsReturned).ToList() : [];
            if (wasFirst && counted.Count > 0)
                await MoveFirstAsync(counting, facts, counted[0]);
            if (wasFirst && counted.Count == 0)
                CountFirst(counting, purchase, -1);
            else
                CountReturning(counting, purchase, -1);
            facts.Add(counting, -1, -purchase.Net);
            if (wasLast)
                facts.LastIs(counting, counted.Count == 0 ? null : counted[^1].OccurredAt);
        }

        await _months.CountAsync(countings, facts, purchase, -1, OthersAsync);
        foreach (var counting in countings)
        {
            if (facts.Last(counting) is null)
                facts.FirstIs(counting, null);
        }

        Changed(facts);
    }

    /// <summary>Whoever changes what a member bought says so before the purchases are read: what another portal records meanwhile is then noticed.</summary>
    public async ValueTask LookAsync(long memberId) => await _work.Session.GetAsync<MemberFacts>(new RowKey(memberId));

    private async ValueTask<MemberFacts> FactsOfAsync(int merchantId, long memberId)
    {
        if (await _work.Session.GetAsync<MemberFacts>(new RowKey(memberId)) is { } known)
            return known;
        var facts = MemberFacts.Of(memberId, merchantId);
        _work.Session.Insert(facts);
        return facts;
    }

    private void Changed(MemberFacts facts)
    {
        facts.Changed();
        _work.Session.Update(facts);
    }

    /// <summary>Another of the purchases that are counted already is the first.</summary>
    private async ValueTask MoveFirstAsync(Counting counting, MemberFacts facts, PurchaseFact now)
    {
        var known = facts.First(counting)!.Value;
        if (known.CountsLike(now))
            return;
        CountFirst(counting, known, -1);
        CountReturning(counting, known, 1);
        CountReturning(counting, now, -1);
        CountFirst(counting, now, 1);
        facts.FirstIs(counting, now);
        await _months.MoveAsync(counting, facts, MonthNumber.Of(known.Day), MonthNumber.Of(now.Day));
    }

    private void CountFirst(Counting counting, PurchaseFact purchase, int sign) => Count(purchase.MerchantId, purchase.StoreId, purchase.Day, row =>
    {
        if (counting == Counting.Recorded)
            (row.FirstTimeOrders, row.FirstTimeNet) = (sign, sign * purchase.Net);
        else
            (row.KeptFirstTimeOrders, row.KeptFirstTimeNet) = (sign, sign * purchase.Net);
    });

    private void CountReturning(Counting counting, PurchaseFact purchase, int sign) => Count(purchase.MerchantId, purchase.StoreId, purchase.Day, row =>
    {
        if (counting == Counting.Recorded)
            (row.ReturningOrders, row.ReturningNet) = (sign, sign * purchase.Net);
        else
            (row.KeptReturningOrders, row.KeptReturningNet) = (sign, sign * purchase.Net);
    });

    private void CountUnidentified(Counting[] countings, PurchaseFact purchase, int sign) => Count(purchase.MerchantId, purchase.StoreId, purchase.Day, row =>
    {
        if (countings.Contains(Counting.Recorded))
            (row.UnidentifiedOrders, row.UnidentifiedNet) = (sign, sign * purchase.Net);
        if (countings.Contains(Counting.Kept))
            (row.KeptUnidentifiedOrders, row.KeptUnidentifiedNet) = (sign, sign * purchase.Net);
    });

    private void Count(int merchantId, int storeId, DateOnly day, Action<StoreDay> set)
    {
        var row = new StoreDay { MerchantId = merchantId, StoreId = storeId, Day = day };
        set(row);
        _work.Session.Add(row);
    }
}
