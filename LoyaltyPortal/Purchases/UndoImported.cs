using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Purchases;

/// <summary>Takes one imported purchase back by compensating entries; doing it again changes nothing. Its returns are undone before it.</summary>
public sealed class UndoPurchase : WriteCommand<Done>
{
    private static readonly RowQuery<PurchaseLine> LinesOf = new RowQuery<PurchaseLine>().Where(nameof(PurchaseLine.PurchaseId)).OrderBy(nameof(PurchaseLine.Number));

    public override string Kind => "undo_purchase";

    public required long PurchaseId { get; init; }

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Purchase>(new RowKey(PurchaseId)) is not { } purchase || purchase.MerchantId != MerchantId)
            return PurchaseErrors.Unknown();
        if (purchase.State == PurchaseState.Undone)
            return Done.Instance;
        var merchant = (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)))!;
        var (points, correction) = (purchase.PointsEarned - purchase.PointsReversed, purchase.CorrectionLeft);
        if (points + correction > 0 && purchase.MemberId is { } accountId)
        {
            var posted = await LedgerBook.In(work).PostAsync(MerchantId, new Posting
            {
                AccountId = accountId,
                Kind = EntryKind.EarnReversal,
                Points = points + correction,
                Source = EntrySource.ImportUndo,
                SourceId = purchase.Id,
                OccurredAt = work.Now,
                Explanation = new Explanation { Points = -points - correction, Steps = [new ExplanationStep("Purchases", "step_import_undone", Points: -points), .. Returning.CorrectionSteps(correction)] },
                FromLot = purchase.OwnLot,
                Clamp = true,
                AllowDebt = (await ProgrammeBook.In(work).CurrentAsync(MerchantId)).Points.Debt == DebtKind.Allow,
            });
            if (!posted.Succeeded)
                return posted.Failure!;
        }

        if (purchase.MemberId is { } buyer)
            await Standings.QualifyAsync(work, merchant, buyer, purchase.Day, new QualifyingFact(purchase.State == PurchaseState.Returned ? 0 : -1, purchase.ReturnedNet - purchase.Net, -points), merchant.Zone().DayOf(work.Now), TierCause.Undone);
        var happening = Happening.Undone(purchase, await work.Session.ListAsync(LinesOf, purchase.Id), purchase.State == PurchaseState.Returned, points);
        var fact = RecordPurchase.FactOf(work, purchase);
        if (purchase.MemberId is { } sold && await work.Session.GetAsync<Member>(new RowKey(sold)) is { IsTest: false })
            await SoldVintages.CountAsync(work, purchase, -1);
        purchase.Undo(points);
        work.Session.Update(purchase);
        IReadOnlyList<PurchaseFact> left = [];
        if (purchase.MemberId is { } memberId)
        {
            await FactsBook.In(work).LookAsync(memberId);
            left = await Merging.FactsOfAsync(work, memberId);
            if (left.Count == 0 && await MemberBook.In(work).FindAsync(MerchantId, memberId) is { ImportId: not null, UserId: null } member
                && member.ImportId == purchase.ImportId && await LedgerBook.In(work).AccountAsync(memberId, MerchantId) is { Active: 0, Pending: 0, Held: 0 })
            {
                MemberBook.In(work).Archive(member);
                FactsBook.In(work).Enrolled(MerchantId, member.EnrolledStoreId ?? StoreDay.NoStore, merchant.Zone().DayOf(member.EnrolledAt), member.IsTest, count: -1);
            }
        }

        await FactsBook.In(work).PurchaseUndoneAsync(fact, () => ValueTask.FromResult(left));
        if (purchase.MemberId is { } teller && await Happened.TellAsync(work, merchant, teller, happening) is { } untold)
            return untold;
        var zone = merchant.Zone();
        await Aftermath.OfAsync(work, MerchantId, purchase.StoreId, zone.DayOf(work.Now), zone);
        if (await ReferralCourse.FollowAsync(work, merchant, purchase) is { } unfollowed)
            return unfollowed;
        return Done.Instance;
    }
}
