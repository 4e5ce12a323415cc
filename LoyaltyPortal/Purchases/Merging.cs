using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Purchases;

/// <summary>What merging and unmerging have in common: history changes hands, and the aggregates with it, by the verbs that keep them.</summary>
internal static class Merging
{
    public static readonly RowQuery<Purchase> PurchasesOf = new RowQuery<Purchase>().Where(nameof(Purchase.MemberId)).OrderBy(nameof(Purchase.OccurredAt)).OrderBy(nameof(Purchase.Id));

    private static readonly RowQuery<Purchase> AtOnce = new RowQuery<Purchase>()
        .Where(nameof(Purchase.MemberId)).Where(nameof(Purchase.MerchantId)).Where(nameof(Purchase.OccurredAt)).OrderBy(nameof(Purchase.Id));

    public static Move EverythingOf(long from, long to, long sourceId, DateTime now) => new()
    {
        FromAccountId = from,
        ToAccountId = to,
        Points = null,
        OutKind = EntryKind.MergeOut,
        InKind = EntryKind.MergeIn,
        Source = EntrySource.Merge,
        SourceId = sourceId,
        OccurredAt = now,
        Explain = static points => new Explanation { Points = points, Steps = [new ExplanationStep("Purchases", points < 0 ? "step_merged_out" : "step_merged_in", Points: points)] },
    };

    /// <summary>Points that came back to an account whose member goes on as another: on to that one.</summary>
    public static async ValueTask<Failure?> FollowAsync(Work work, int merchantId, long accountId, long memberId, long sourceId) =>
        accountId == memberId ? null : (await LedgerBook.In(work).MoveAsync(merchantId, EverythingOf(accountId, memberId, sourceId, work.Now))).Failure;

    /// <summary>Brings purchases to another member.</summary>
    /// <param name="all">All purchases of the member who has them, in order.</param>
    /// <param name="moving">Those that go.</param>
    /// <param name="lotOf">Where what is left of a purchase's points is in the other account.</param>
    public static async ValueTask MovePurchasesAsync(Work work, IReadOnlyList<Purchase> all, IReadOnlyList<Purchase> moving, long memberId, Func<Purchase, long?> lotOf)
    {
        var facts = FactsBook.In(work);
        var left = all.Where(purchase => purchase.State != PurchaseState.Undone).ToList();
        foreach (var purchase in moving.Where(purchase => purchase.State != PurchaseState.Undone).Reverse())
        {
            left.Remove(purchase);
            await facts.PurchaseUndoneAsync(RecordPurchase.FactOf(work, purchase), () => ValueTask.FromResult<IReadOnlyList<PurchaseFact>>([.. left.Select(purchase => RecordPurchase.FactOf(work, purchase))]));
            Qualify(facts, purchase, -1);
        }

        foreach (var purchase in moving)
        {
            purchase.MoveTo(memberId, lotOf(purchase));
            work.Session.Update(purchase);
            if (purchase.State == PurchaseState.Undone)
                continue;
            await facts.PurchaseAsync(RecordPurchase.FactOf(work, purchase));
            Qualify(facts, purchase, 1);
        }

        // Both may have bought at one instant: the first is then the one with the lower number, wherever it was before.
        foreach (var (counting, counts) in new[] { (Counting.Recorded, (Func<Purchase, bool>)(static purchase => purchase.State != PurchaseState.Undone)), (Counting.Kept, static purchase => purchase.State is not (PurchaseState.Undone or PurchaseState.Returned)) })
        {
            if (moving.FirstOrDefault(counts) is { } earliest)
                await facts.FirstIsAsync(counting, RecordPurchase.FactOf(work, (await work.Session.ListAsync(AtOnce, memberId, earliest.MerchantId, earliest.OccurredAt)).First(counts)));
        }
    }

    /// <summary>What the aggregates know of a member's purchases, in order.</summary>
    public static async ValueTask<IReadOnlyList<PurchaseFact>> FactsOfAsync(Work work, long memberId) =>
        [.. (await work.Session.ListAsync(PurchasesOf, memberId)).Where(purchase => purchase.State != PurchaseState.Undone).Select(purchase => RecordPurchase.FactOf(work, purchase))];

    private static void Qualify(FactsBook facts, Purchase purchase, int sign) => facts.Qualify(purchase.MerchantId, purchase.MemberId!.Value, purchase.Day, new QualifyingFact(
        purchase.State == PurchaseState.Returned ? 0 : sign, sign * (purchase.Net - purchase.ReturnedNet), sign * (purchase.PointsEarned - purchase.PointsReversed)));

    public static async ValueTask MoveReturnAsync(Work work, PurchaseReturn row, long memberId)
    {
        if (row.State == ReturnState.Completed)
        {
            await FactsBook.In(work).ReturnAsync(row.MerchantId, row.StoreId, row.Day, row.MemberId, row.Net, count: -1);
            await FactsBook.In(work).ReturnAsync(row.MerchantId, row.StoreId, row.Day, memberId, row.Net);
        }

        row.MoveTo(memberId);
        work.Session.Update(row);
    }

    /// <summary>What actions count for tiers changes hands; the actions themselves stay with whom they were recorded for.</summary>
    public static void MoveActions(Work work, int merchantId, Zone zone, IEnumerable<MemberAction> actions, long from, long to)
    {
        foreach (var action in actions.Where(action => action.Points > 0))
        {
            var day = zone.DayOf(action.OccurredAt);
            FactsBook.In(work).Qualify(merchantId, from, day, new QualifyingFact(OtherPoints: -action.Points));
            FactsBook.In(work).Qualify(merchantId, to, day, new QualifyingFact(OtherPoints: action.Points));
        }
    }
}

/// <summary>A member and all that were merged into it: one person.</summary>
internal static class Family
{
    private static readonly RowQuery<Member> MergedInto = new RowQuery<Member>().Where(nameof(Member.MergedInto)).OrderBy(nameof(Member.Id));
    private static readonly RowQuery<MemberAction> OfKind = new RowQuery<MemberAction>().Where(nameof(MemberAction.MemberId)).Where(nameof(MemberAction.Action)).OrderBy(nameof(MemberAction.Id));
    private static readonly RowQuery<MemberAction> ActionsOf = new RowQuery<MemberAction>().Where(nameof(MemberAction.MemberId)).OrderBy(nameof(MemberAction.Id));

    public static async ValueTask<List<Member>> MergedAsync(Work work, long memberId)
    {
        var merged = await work.Session.ListAsync(MergedInto, memberId);
        foreach (var member in merged.ToList())
            merged.AddRange(await MergedAsync(work, member.Id));
        return merged;
    }

    /// <summary>How often the person did one thing, under whichever member.</summary>
    public static async ValueTask<List<MemberAction>> ActionsAsync(Work work, long memberId, string action)
    {
        var actions = await work.Session.ListAsync(OfKind, memberId, action);
        foreach (var member in await MergedAsync(work, memberId))
            actions.AddRange(await work.Session.ListAsync(OfKind, member.Id, action));
        return actions;
    }

    /// <summary>What the person did besides buying, under whichever member.</summary>
    public static async ValueTask<List<MemberAction>> ActionsAsync(Work work, long memberId)
    {
        var actions = await work.Session.ListAsync(ActionsOf, memberId);
        foreach (var member in await MergedAsync(work, memberId))
            actions.AddRange(await work.Session.ListAsync(ActionsOf, member.Id));
        return actions;
    }
}
