using System.Text.Json;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Purchases;

/// <summary>What a merge, or its undoing, moved.</summary>
/// <param name="Deduplicated">Points of bonuses that a person has once, which both had.</param>
public sealed record MergeAnswer(long MergeId, long Points, long Deduplicated, long ActivePoints);

/// <summary>
/// Makes two members one: points with their dates, purchases and returns come to the survivor; a bonus that a person has once and both had is taken back once;
/// the other member is closed, and its code and contacts lead to the survivor.
/// </summary>
public sealed class MergeMembers : WriteCommand<MergeAnswer>
{
    private static readonly RowQuery<PurchaseReturn> ReturnsOf = new RowQuery<PurchaseReturn>().Where(nameof(PurchaseReturn.MemberId)).OrderBy(nameof(PurchaseReturn.Id));

    private static readonly RowQuery<ErasureRequest> ErasuresOf = new RowQuery<ErasureRequest>().Where(nameof(ErasureRequest.MemberId)).Where(nameof(ErasureRequest.State)).OrderBy(nameof(ErasureRequest.Id));

    public override string Kind => "merge";

    public required long SurvivorId { get; init; }

    public required long MergedId { get; init; }

    public required Actor By { get; init; }

    protected override object Body => new { SurvivorId, MergedId, By = By.UserId };

    protected override async ValueTask<Result<MergeAnswer>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (!(await BothAsync(work, merchant)).Try(out var both, out var refusal))
            return refusal;
        var (survivor, merged) = both;
        var merge = MemberMerge.Of(work.Ids.Next(), this, JsonSerializer.Serialize(MergedContacts.Of(merged, survivor), JsonSerializerOptions.Web), work.Now);
        if (await ReferralCourse.MergeAsync(work, merchant, merge, survivor, merged) is { } unfollowed)
            return unfollowed;
        if (!(await LedgerBook.In(work).MoveAsync(MerchantId, Merging.EverythingOf(MergedId, SurvivorId, merge.Id, work.Now))).Try(out var moved, out var failure))
            return failure;
        foreach (var lot in moved.Lots)
            work.Session.Insert(MergedRow.Of(merge, MergedRowKind.Lot, lot.FromLot, lot.ToLot));
        if (moved.DebtSequence is { } owing)
            work.Session.Insert(MergedRow.Of(merge, MergedRowKind.Debt, owing));
        var lots = moved.Lots.ToDictionary(lot => lot.FromLot, lot => lot.ToLot);

        await MovePurchasesAsync(work, merge, lots);
        foreach (var row in await work.Session.ListAsync(ReturnsOf, MergedId))
        {
            work.Session.Insert(MergedRow.Of(merge, MergedRowKind.Return, row.Id));
            await Merging.MoveReturnAsync(work, row, SurvivorId);
        }

        await MoveRedemptionsAsync(work, merge);
        var zone = merchant.Zone();
        var (others, mine) = (await Family.ActionsAsync(work, MergedId), await Family.ActionsAsync(work, SurvivorId));
        Merging.MoveActions(work, MerchantId, zone, others, MergedId, SurvivorId);
        if (!(await DeduplicateAsync(work, merge, zone, others, mine, lots)).Try(out var deduplicated, out failure))
            return failure;
        FactsBook.In(work).Enrolled(MerchantId, merged.EnrolledStoreId ?? StoreDay.NoStore, zone.DayOf(merged.EnrolledAt), merged.IsTest, count: -1);
        await MemberBook.In(work).MergeAsync(merged, survivor);
        await Standings.ReassessAsync(work, merchant, survivor, zone.DayOf(work.Now), TierCause.Merged);
        if (!(await MergedAwards.BringAsync(work, merge, lots)).Try(out var doubled, out failure))
            return failure;
        deduplicated += doubled;
        if (await Happened.RecountAsync(work, merchant, survivor) is { } uncounted)
            return uncounted;
        merge.Moved(moved.Points, moved.OutSequence, deduplicated);
        work.Session.Insert(merge);
        await Aftermath.OfAsync(work, MerchantId, StoreDay.NoStore, zone.DayOf(work.Now), zone);
        await AuditBook.In(work).WriteAsync(By, CorrectionAudit.MembersMerged, survivor.Code, null, new { Merged = merged.Code, moved.Points });
        return new MergeAnswer(merge.Id, moved.Points, deduplicated, (await LedgerBook.In(work).AccountAsync(SurvivorId, MerchantId))!.Active);
    }

    private async ValueTask<Result<(Member Survivor, Member Merged)>> BothAsync(Work work, Merchant merchant)
    {
        if (SurvivorId == MergedId)
            return CorrectionErrors.MergeWithSelf();
        var survivor = await work.Session.GetAsync<Member>(new RowKey(SurvivorId));
        var merged = await work.Session.GetAsync<Member>(new RowKey(MergedId));
        if (survivor is not { Status: MemberStatus.Active } || merged is not { Status: MemberStatus.Active } || survivor.MerchantId != MerchantId || merged.MerchantId != MerchantId)
            return MemberErrors.Unknown();
        if (survivor.IsTest != merged.IsTest)
            return CorrectionErrors.MergeWithSelf();
        if (await OwnMembers.IsOwnAsync(work, survivor, By) || await OwnMembers.IsOwnAsync(work, merged, By))
            return PurchaseErrors.OwnMember();
        foreach (var one in (await MemberBook.In(work).FamilyAsync(survivor)).Concat(await MemberBook.In(work).FamilyAsync(merged)))
        {
            if ((await work.Session.ListAsync(ErasuresOf, one.Id, (int)ErasureState.Waiting)).Count > 0)
                return CorrectionErrors.MergeErasure();
        }

        foreach (var id in new[] { Math.Min(SurvivorId, MergedId), Math.Max(SurvivorId, MergedId) })
        {
            if ((await LedgerBook.In(work).AccountAsync(id, MerchantId))!.Held > 0)
                return CorrectionErrors.MergeHeld();
            if (await Redeeming.SettleAsync(work, merchant, id) is { } unsettled)
                return unsettled;
        }

        return (survivor, merged);
    }

    private async ValueTask MovePurchasesAsync(Work work, MemberMerge merge, Dictionary<long, long> lots)
    {
        await FactsBook.In(work).LookAsync(MergedId);
        var purchases = await work.Session.ListAsync(Merging.PurchasesOf, MergedId);
        foreach (var purchase in purchases)
            work.Session.Insert(MergedRow.Of(merge, MergedRowKind.Purchase, purchase.Id, purchase.LotSequence));
        await Merging.MovePurchasesAsync(work, purchases, purchases, SurvivorId, purchase => purchase.OwnLot is { } lot && lots.TryGetValue(lot, out var to) ? to : null);
    }

    /// <summary>Vouchers and what was redeemed before: the survivor may use them, and limits count them.</summary>
    private async ValueTask MoveRedemptionsAsync(Work work, MemberMerge merge)
    {
        foreach (var redemption in await RewardBook.In(work).OfMemberAsync(MergedId))
        {
            work.Session.Insert(MergedRow.Of(merge, MergedRowKind.Redemption, redemption.Id));
            RewardBook.In(work).Move(redemption, SurvivorId);
        }
    }

    /// <summary>Takes back once what a person has once: in all, or in a year.</summary>
    private async ValueTask<Result<long>> DeduplicateAsync(Work work, MemberMerge merge, Zone zone, List<MemberAction> others, List<MemberAction> mine, Dictionary<long, long> lots)
    {
        long taken = 0;
        foreach (var (doubled, once) in DoubledOf(zone, others, mine))
        {
            var posted = await LedgerBook.In(work).PostAsync(MerchantId, new Posting
            {
                AccountId = SurvivorId,
                Kind = EntryKind.AdjustmentDebit,
                Points = once,
                Source = EntrySource.Merge,
                SourceId = merge.Id,
                OccurredAt = work.Now,
                Explanation = new Explanation { Points = -once, Steps = [new ExplanationStep("Purchases", "step_bonus_once_" + doubled.Action, Points: -once)] },
                FromLot = doubled.MemberId == MergedId && doubled.EntrySequence is { } sequence && lots.TryGetValue(sequence, out var lot) ? lot : null,
                Clamp = true,
            });
            if (!posted.Try(out var entry, out var failure))
                return failure;
            work.Session.Insert(MergedRow.Of(merge, MergedRowKind.Duplicate, entry.Sequence));
            taken -= entry.Points;
        }

        return taken;
    }

    /// <summary>The rewards that both had and one person has once, each with what is taken back. The preview asks here too.</summary>
    internal static IEnumerable<(MemberAction Doubled, long Once)> DoubledOf(Zone zone, IEnumerable<MemberAction> others, IEnumerable<MemberAction> mine)
    {
        var own = mine.Where(action => action.Points > 0).ToLookup(KeyOf);
        return others.Where(action => action.Points > 0).GroupBy(KeyOf).Where(group => group.Key.Action.Length > 0 && own.Contains(group.Key)).Select(group =>
        {
            var doubled = group.MaxBy(action => action.Points)!;
            return (doubled, Math.Min(doubled.Points, own[group.Key].Max(action => action.Points)));
        });

        // Without a name: as often as it happens.
        (string Action, int Year) KeyOf(MemberAction action) => MemberActions.LimitOf(action.Action)?.Per switch
        {
            LimitPeriod.Ever => (action.Action, 0),
            LimitPeriod.Year => (action.Action, zone.DayOf(action.OccurredAt).Year),
            _ => ("", 0),
        };
    }
}
