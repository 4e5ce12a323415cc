using System.Text.Json;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Purchases;

/// <summary>
/// Makes two members of one again. What is left of the points that came goes back into the very lots it came from, with their dates; what was spent since stays
/// spent, and what was bought since stays with the survivor. Purchases that came go back with all that happened to them since.
/// </summary>
public sealed class UnmergeMembers : WriteCommand<MergeAnswer>
{
    private static readonly RowQuery<MergedRow> RowsOf = new RowQuery<MergedRow>().Where(nameof(MergedRow.MergeId)).OrderBy(nameof(MergedRow.Kind)).OrderBy(nameof(MergedRow.RowId));
    private static readonly RowQuery<PurchaseReturnLine> LinesOf = new RowQuery<PurchaseReturnLine>().Where(nameof(PurchaseReturnLine.PurchaseId)).OrderBy(nameof(PurchaseReturnLine.ReturnId)).OrderBy(nameof(PurchaseReturnLine.Number));

    public override string Kind => "unmerge";

    public required long MergeId { get; init; }

    public required Actor By { get; init; }

    protected override object Body => new { MergeId, By = By.UserId };

    protected override async ValueTask<Result<MergeAnswer>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<MemberMerge>(new RowKey(MergeId)) is not { UndoneAt: null } merge || merge.MerchantId != MerchantId)
            return CorrectionErrors.MergeUnknown();
        var merchant = (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)))!;
        var survivor = (await work.Session.GetAsync<Member>(new RowKey(merge.SurvivorId)))!;
        var merged = (await work.Session.GetAsync<Member>(new RowKey(merge.MergedId)))!;
        if (survivor.Status != MemberStatus.Active)
            return CorrectionErrors.MergedFurther();
        if (await OwnMembers.IsOwnAsync(work, survivor, By))
            return PurchaseErrors.OwnMember();
        foreach (var id in new[] { Math.Min(survivor.Id, merged.Id), Math.Max(survivor.Id, merged.Id) })
        {
            if ((await LedgerBook.In(work).AccountAsync(id, MerchantId))!.Held > 0)
                return CorrectionErrors.MergeHeld();
            if (await Redeeming.SettleAsync(work, merchant, id) is { } unsettled)
                return unsettled;
        }

        if (merged.IsTest != survivor.IsTest)
            await TestMarks.SetAsync(work, merchant, merged, survivor.IsTest); // one person until now: what was said of the one goes for both
        var rows = (await work.Session.ListAsync(RowsOf, MergeId)).ToLookup(row => row.Kind);
        if (!(await MovePointsBackAsync(work, merge, rows)).Try(out var points, out var failure))
            return failure;
        await MoveHistoryBackAsync(work, merge, rows);
        await ReferralCourse.UnmergeAsync(work, merge, rows);
        foreach (var row in rows[MergedRowKind.Redemption])
        {
            if (await RewardBook.In(work).FindAsync(MerchantId, row.RowId) is { } redemption && redemption.MemberId == survivor.Id)
                RewardBook.In(work).Move(redemption, merged.Id);
        }

        var zone = merchant.Zone();
        Merging.MoveActions(work, MerchantId, zone, await Family.ActionsAsync(work, merged.Id), survivor.Id, merged.Id);
        FactsBook.In(work).Enrolled(MerchantId, merged.EnrolledStoreId ?? StoreDay.NoStore, zone.DayOf(merged.EnrolledAt), merged.IsTest);
        await MemberBook.In(work).UnmergeAsync(merged, survivor, JsonSerializer.Deserialize<MergedContacts>(merge.Contacts!, JsonSerializerOptions.Web)!);
        await ReferralCourse.ReviveAsync(work, merchant, rows);
        await MergedAwards.TakeBackAsync(work, merge);
        foreach (var member in new[] { survivor, merged })
        {
            await Standings.ReassessAsync(work, merchant, member, zone.DayOf(work.Now), TierCause.Merged);
            if (await Happened.RecountAsync(work, merchant, member) is { } uncounted)
                return uncounted;
        }

        merge.Undo(By.UserId, work.Now);
        work.Session.Update(merge);
        await Aftermath.OfAsync(work, MerchantId, StoreDay.NoStore, zone.DayOf(work.Now), zone);
        await AuditBook.In(work).WriteAsync(By, CorrectionAudit.MembersUnmerged, survivor.Code, null, new { Merged = merged.Code, Points = points });
        return new MergeAnswer(MergeId, points, merge.Deduplicated, (await LedgerBook.In(work).AccountAsync(survivor.Id, MerchantId))!.Active);
    }

    private async ValueTask<Result<long>> MovePointsBackAsync(Work work, MemberMerge merge, ILookup<MergedRowKind, MergedRow> rows)
    {
        var book = LedgerBook.In(work);
        foreach (var row in rows[MergedRowKind.Duplicate])
        {
            var taken = -(await work.Session.GetAsync<LedgerEntry>(new RowKey(merge.SurvivorId, row.RowId)))!.Points;
            if (taken > 0 && (await book.PostAsync(MerchantId, Back(work, merge, merge.SurvivorId, EntryKind.MergeIn, taken) with { RestoresSequence = row.RowId })).Failure is { } refused)
                return refused;
        }

        foreach (var row in rows[MergedRowKind.Debt])
        {
            var owed = -(await work.Session.GetAsync<LedgerEntry>(new RowKey(merge.SurvivorId, row.RowId)))!.Points;
            if ((await book.PostAsync(MerchantId, Back(work, merge, merge.SurvivorId, EntryKind.MergeIn, owed) with { RestoresSequence = row.RowId })).Failure is { } kept)
                return kept;
            if ((await book.OweAsync(MerchantId, Back(work, merge, merge.MergedId, EntryKind.MergeIn, -owed))).Failure is { } unowed)
                return unowed;
        }

        long points = 0;
        foreach (var row in rows[MergedRowKind.Lot])
        {
            if (await work.Session.GetAsync<Lot>(new RowKey(merge.SurvivorId, row.Target!.Value)) is not { Remaining: > 0 and var left } lot)
                continue;
            if ((await book.PostAsync(MerchantId, Back(work, merge, merge.SurvivorId, EntryKind.MergeOut, left) with { FromLot = row.Target })).Failure is { } kept)
                return kept;
            if ((await book.PostAsync(MerchantId, Back(work, merge, merge.MergedId, EntryKind.MergeIn, left) with { FromLot = row.RowId, RestoresSequence = merge.OutSequence, GraceUntil = lot.ExpiresAt })).Failure is { } lost)
                return lost;
            points += left;
        }

        return points;
    }

    /// <param name="points">Below zero: a debt.</param>
    private static Posting Back(Work work, MemberMerge merge, long accountId, EntryKind kind, long points) => new()
    {
        AccountId = accountId,
        Kind = kind,
        Points = Math.Abs(points),
        Source = EntrySource.Merge,
        SourceId = merge.Id,
        OccurredAt = work.Now,
        Explanation = new Explanation { Points = kind == EntryKind.MergeOut ? -points : points, Steps = [new ExplanationStep("Purchases", "step_unmerged", Points: kind == EntryKind.MergeOut ? -points : points)] },
    };

    private static async ValueTask MoveHistoryBackAsync(Work work, MemberMerge merge, ILookup<MergedRowKind, MergedRow> rows)
    {
        var came = rows[MergedRowKind.Purchase].ToDictionary(row => row.RowId, row => row.Target);
        var all = await work.Session.ListAsync(Merging.PurchasesOf, merge.SurvivorId);
        await Merging.MovePurchasesAsync(work, all, [.. all.Where(purchase => came.ContainsKey(purchase.Id))], merge.MergedId, purchase => came[purchase.Id]);
        var returns = rows[MergedRowKind.Return].Select(row => row.RowId).ToHashSet();
        foreach (var purchase in came.Keys)
            returns.UnionWith((await work.Session.ListAsync(LinesOf, purchase)).Select(line => line.ReturnId));
        foreach (var id in returns.Order())
        {
            if (await work.Session.GetAsync<PurchaseReturn>(new RowKey(id)) is { } row && row.MemberId == merge.SurvivorId)
                await Merging.MoveReturnAsync(work, row, merge.MergedId);
        }
    }
}
