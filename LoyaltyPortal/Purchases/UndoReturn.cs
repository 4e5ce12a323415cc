using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Purchases;

/// <summary>
/// Takes one return back, whether a file or the till had brought it: its goods count as sold again, the points that it took go back to the lots they were
/// taken from, and the points that it gave back for a payment pay again.
/// </summary>
public sealed class UndoReturn : WriteCommand<Done>
{
    private static readonly RowQuery<PurchaseReturnLine> LinesOfReturn = new RowQuery<PurchaseReturnLine>().Where(nameof(PurchaseReturnLine.ReturnId)).OrderBy(nameof(PurchaseReturnLine.Number));
    private static readonly RowQuery<PurchaseLine> LinesOfPurchase = new RowQuery<PurchaseLine>().Where(nameof(PurchaseLine.PurchaseId)).OrderBy(nameof(PurchaseLine.Number));

    public override string Kind => "undo_return";

    public required long ReturnId { get; init; }

    /// <summary>Who takes it back by hand, for the audit log; null where an import is undone, which has a line of its own there.</summary>
    public Actor? By { get; init; }

    protected override object Body => new { ReturnId };

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<PurchaseReturn>(new RowKey(ReturnId)) is not { } row || row.MerchantId != MerchantId)
            return PurchaseErrors.ReturnUnknown();
        if (row.State == ReturnState.Undone)
            return Done.Instance;
        if (By is not null && row.MemberId is { } id && await work.Session.GetAsync<Member>(new RowKey(id)) is { IsTest: false } member && await OwnMembers.IsOwnAsync(work, member, By))
            return PurchaseErrors.OwnMember();
        var merchant = (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)))!;
        var zone = merchant.Zone();
        var parts = await work.Session.ListAsync(LinesOfReturn, ReturnId);
        foreach (var group in parts.Where(part => part.PurchaseId is not null).GroupBy(part => part.PurchaseId!.Value))
        {
            var purchase = (await work.Session.GetAsync<Purchase>(new RowKey(group.Key)))!;
            if (purchase.State == PurchaseState.Undone)
                continue; // its own import was undone before, with what this return had left of it: there is nothing to give back
            if (await PurchaseVouchers.RetakeAsync(work, purchase) is { } used)
                return used;
            var happening = await UnreturnAsync(work, merchant, row, purchase, [.. group]);
            if (await GiveAgainAsync(work, merchant, row, purchase, [.. group]) is { } ungiven)
                return ungiven;
            await Aftermath.OfAsync(work, MerchantId, row.StoreId, zone.DayOf(work.Now), zone);
            if (await PointsPayment.RetakeAsync(work, merchant, purchase, group.Sum(part => part.PointsRestored), group.Sum(part => part.PaidWithPoints)) is { } unpaid)
                return unpaid;
            await Aftermath.OfAsync(work, MerchantId, purchase.StoreId, purchase.Day, zone); // paid again as it was at first: on that day, in that store
            if (purchase.MemberId is { } buyer && await Happened.TellAsync(work, merchant, buyer, happening) is { } untold)
                return untold;
        }

        row.Undo();
        work.Session.Update(row);
        await FactsBook.In(work).ReturnAsync(MerchantId, row.StoreId, row.Day, row.MemberId, row.Net, count: -1);
        await Aftermath.OfAsync(work, MerchantId, row.StoreId, zone.DayOf(work.Now), zone);
        foreach (var purchaseId in parts.Where(part => part.PurchaseId is not null).Select(part => part.PurchaseId!.Value).Distinct())
        {
            if (await ReferralCourse.FollowAsync(work, merchant, (await work.Session.GetAsync<Purchase>(new RowKey(purchaseId)))!) is { } unfollowed)
                return unfollowed;
        }

        if (By is not null)
            await AuditBook.In(work).WriteAsync(By, CorrectionAudit.ReturnTakenBack, row.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), null, new { row.Net, Points = row.PointsReversed + row.CorrectionReversed });
        return Done.Instance;
    }

    private async ValueTask<Happening> UnreturnAsync(Work work, Merchant merchant, PurchaseReturn row, Purchase purchase, IReadOnlyList<PurchaseReturnLine> parts)
    {
        var lines = await work.Session.ListAsync(LinesOfPurchase, purchase.Id);
        foreach (var part in parts)
        {
            var line = lines.Single(line => line.Number == part.PurchaseLineNumber);
            line.Unreturn(part.Quantity, part.Net, part.PointsReversed);
            work.Session.Update(line);
        }

        var wasWhole = purchase.State == PurchaseState.Returned;
        var (net, points) = (parts.Sum(part => part.Net), parts.Sum(part => part.PointsReversed));
        purchase.Unreturn(net, points, parts.Sum(part => part.CorrectionReversed), parts.Sum(part => part.PointsRestored), row.CurrencyNet, lines.All(line => line.ReturnedQuantity == 0));
        work.Session.Update(purchase);
        if (wasWhole)
            await FactsBook.In(work).KeptAsync(RecordPurchase.FactOf(work, purchase), () => Merging.FactsOfAsync(work, purchase.MemberId!.Value));
        if (purchase is { MemberId: { } sold, PointsEarned: > 0 })
            await FactsBook.In(work).SoldAsync(MerchantId, sold, purchase.Day, row.Day, points, net);
        if (purchase.MemberId is { } buyer)
            await Standings.QualifyAsync(work, merchant, buyer, purchase.Day, new QualifyingFact(wasWhole ? 1 : 0, net, points), merchant.Zone().DayOf(work.Now), TierCause.Undone);
        return Happening.TakenBack(purchase, parts, lines.ToDictionary(line => line.Number), wasWhole);
    }

    /// <summary>What the return took, to the lots it was taken from; on to the member whom the purchase has come to since.</summary>
    private async ValueTask<Failure?> GiveAgainAsync(Work work, Merchant merchant, PurchaseReturn row, Purchase purchase, IReadOnlyList<PurchaseReturnLine> parts)
    {
        if (parts.FirstOrDefault(part => part.EntrySequence is not null) is not { EntrySequence: { } sequence } taker)
            return null;
        var accountId = taker.EntryAccountId ?? purchase.OwnAccountId!.Value;
        var taken = -(await work.Session.GetAsync<LedgerEntry>(new RowKey(accountId, sequence)))!.Points;
        if (taken == 0)
            return null;
        var (policy, zone) = ((await ProgrammeBook.In(work).CurrentAsync(MerchantId)).Points, merchant.Zone());
        var credit = new Posting
        {
            AccountId = accountId,
            Kind = EntryKind.AdjustmentCredit,
            Points = taken,
            Source = EntrySource.ImportUndo,
            SourceId = ReturnId,
            OccurredAt = work.Now,
            Explanation = new Explanation { Points = taken, Steps = [new ExplanationStep("Purchases", row.ImportId is null ? "step_return_taken_back" : "step_return_undone", Points: taken)] },
            RestoresSequence = sequence,
            GraceUntil = policy.GraceUntil(zone, work.Now),
            ExpiresAt = policy.ExpiryOf(zone, work.Now, work.Now),
        };
        var memberId = purchase.MemberId!.Value;
        if (accountId != memberId && await work.Session.GetAsync<Member>(new RowKey(accountId)) is { Status: MemberStatus.Active })
        {
            // The return was made while the two were one: that account is somebody else's again, and stays as it is.
            return (await LedgerBook.In(work).PostAsync(MerchantId, credit with
            {
                AccountId = memberId,
                RestoresSequence = null,
                GraceUntil = null,
                EarnedAt = purchase.OccurredAt,
                ExpiresAt = policy.ExpiryOf(zone, purchase.OccurredAt, work.Now),
            })).Failure;
        }

        return (await LedgerBook.In(work).PostAsync(MerchantId, credit)).Failure ?? await Merging.FollowAsync(work, MerchantId, accountId, memberId, ReturnId);
    }
}
