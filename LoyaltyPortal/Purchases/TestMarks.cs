using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Purchases;

/// <summary>
/// Takes what a person did out of what reports show, or brings it back: a member and all that were merged into it, whose points stay in their own accounts.
/// Everything is read, which is right for what is rare.
/// </summary>
internal static class TestMarks
{
    private static readonly RowQuery<LedgerEntry> EntriesOf = new RowQuery<LedgerEntry>().Where(nameof(LedgerEntry.AccountId)).OrderBy(nameof(LedgerEntry.Sequence));
    private static readonly RowQuery<Lot> LotsOf = new RowQuery<Lot>().Where(nameof(Lot.AccountId)).OrderBy(nameof(Lot.Sequence));
    private static readonly RowQuery<Allocation> AllocationsOf = new RowQuery<Allocation>().Where(nameof(Allocation.AccountId)).OrderBy(nameof(Allocation.Sequence)).OrderBy(nameof(Allocation.LotSequence));
    private static readonly RowQuery<Hold> HoldsOf = new RowQuery<Hold>().Where(nameof(Hold.AccountId)).OrderBy(nameof(Hold.Id));
    private static readonly RowQuery<PurchaseReturn> ReturnsOf = new RowQuery<PurchaseReturn>().Where(nameof(PurchaseReturn.MemberId)).OrderBy(nameof(PurchaseReturn.Id));

    public static async ValueTask SetAsync(Work work, Merchant merchant, Member member, bool isTest)
    {
        var facts = FactsBook.In(work);
        var (zone, sign) = (merchant.Zone(), isTest ? -1 : 1);
        foreach (var one in (await MemberBook.In(work).FamilyAsync(member)).Where(one => one.IsTest != isTest))
        {
            await facts.LookAsync(one.Id);
            var purchases = await Merging.FactsOfAsync(work, one.Id);
            var sold = await work.Session.ListAsync(Merging.PurchasesOf, one.Id);
            var returns = await work.Session.ListAsync(ReturnsOf, one.Id);
            MemberBook.In(work).CountAsTest(one, isTest);
            await facts.TestAsync(merchant.Id, one.Id, isTest, purchases);
            if (one.Status is MemberStatus.Active)
                facts.KeptEnrolment(merchant.Id, one.EnrolledStoreId ?? StoreDay.NoStore, zone.DayOf(one.EnrolledAt), sign);
            foreach (var row in returns.Where(row => row.State == ReturnState.Completed))
                facts.KeptReturn(merchant.Id, row.StoreId, row.Day, row.Net, sign);
            foreach (var purchase in sold)
                await SoldVintages.CountAsync(work, purchase, sign);
            await MovePointsAsync(work, merchant.Id, one.Id, zone, sign);
        }
    }

    private static async ValueTask MovePointsAsync(Work work, int merchantId, long accountId, Zone zone, int sign)
    {
        var facts = FactsBook.In(work);
        var entries = await work.Session.ListAsync(EntriesOf, accountId);
        foreach (var posted in PostedEntry.OfAccount(entries, await work.Session.ListAsync(LotsOf, accountId), await work.Session.ListAsync(AllocationsOf, accountId), await work.Session.ListAsync(HoldsOf, accountId)))
        {
            var fact = Aftermath.FactOf(posted.Entry);
            if (fact == default && posted.Changes.Count == 0)
                continue;
            var (store, day) = await PlaceOfAsync(work, posted.Entry, zone);
            facts.KeptPoints(merchantId, store, day, fact, sign);
            Aftermath.CountVintages(facts, merchantId, posted, MonthNumber.Of(day), zone, sign);
        }
    }

    private static async ValueTask<(int StoreId, DateOnly Day)> PlaceOfAsync(Work work, LedgerEntry entry, Zone zone)
    {
        var key = new RowKey(entry.SourceId);
        (int StoreId, DateOnly Day)? happened = entry.Source switch
        {
            EntrySource.Purchase or EntrySource.ImportUndo when await work.Session.GetAsync<Purchase>(key) is { } purchase => (purchase.StoreId, purchase.Day),
            EntrySource.Return or EntrySource.ImportUndo when await work.Session.GetAsync<PurchaseReturn>(key) is { } row => (row.StoreId, row.Day),
            EntrySource.Action when await work.Session.GetAsync<MemberAction>(key) is { } action => (action.StoreId ?? StoreDay.NoStore, zone.DayOf(action.OccurredAt)),
            _ => null,
        };
        return EntryPlace.Of(entry.Kind, entry.Source, entry.OccurredAt, entry.RecordedAt, happened, zone);
    }
}

/// <summary>What a purchase that earned points was sold for, and what came back of it, by the months in which that happened.</summary>
internal static class SoldVintages
{
    private static readonly RowQuery<PurchaseReturnLine> LinesOf = new RowQuery<PurchaseReturnLine>().Where(nameof(PurchaseReturnLine.PurchaseId)).OrderBy(nameof(PurchaseReturnLine.ReturnId)).OrderBy(nameof(PurchaseReturnLine.Number));

    /// <summary>All of a purchase that counts, out or in again; for a purchase that was undone there is nothing.</summary>
    public static async ValueTask CountAsync(Work work, Purchase purchase, int sign)
    {
        if (purchase.PointsEarned == 0 || purchase.State == PurchaseState.Undone)
            return;
        var (facts, earned) = (FactsBook.In(work), MonthNumber.Of(purchase.Day));
        facts.Vintage(purchase.MerchantId, earned, earned, new VintageFact(SoldPoints: purchase.PointsEarned, NetSales: purchase.Net), sign);
        foreach (var line in purchase.ReturnedNet == 0 && purchase.PointsReversed == 0 ? [] : await work.Session.ListAsync(LinesOf, purchase.Id))
        {
            if (await work.Session.GetAsync<PurchaseReturn>(new RowKey(line.ReturnId)) is { State: ReturnState.Completed } row)
                facts.Vintage(purchase.MerchantId, earned, MonthNumber.Of(row.Day), new VintageFact(SoldPoints: line.PointsReversed, NetSales: line.Net), -sign);
        }
    }
}
