using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tests.Rewards;
using LoyaltyPortal.Trials;

namespace LoyaltyPortal.Tests;

/// <summary>
/// Posts points as a test wants them, dates and all, with the row that they come from, so that the books prove: an adjustment, or a voucher that has lapsed unused. A debit that takes what there is, or
/// anything else that is said to be an adjustment, has no such row: its books are not for proving.
/// </summary>
public sealed class PostPoints : WriteCommand<PostedPoints>
{
    public override string Kind => "points";

    public required Posting Posting { get; init; }

    /// <summary>The store that it counts for; null none.</summary>
    public int? StoreId { get; init; }

    protected override object Body => new { Posting.AccountId, Posting.Kind, Posting.Points, Posting.Source, Posting.SourceId, StoreId };

    protected override async ValueTask<Result<PostedPoints>> ApplyAsync(Work work)
    {
        if (Posting.Points is <= 0 or > 1_000_000_000)
            return PurchaseErrors.Points();
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        var (posting, adjusted) = (Posting, (AdjustmentKind?)null);
        if (Posting is { Source: EntrySource.Adjustment, Clamp: false })
        {
            adjusted = Enum.GetValues<AdjustmentKind>().Where(kind => kind.Entry() == Posting.Kind).Select(kind => (AdjustmentKind?)kind).FirstOrDefault();
            if (adjusted is not null || Posting.Kind == EntryKind.Redeem)
                posting = Posting with { SourceId = work.Ids.Next(), Source = adjusted is null ? EntrySource.Redemption : EntrySource.Adjustment };
        }

        if (!(await LedgerBook.In(work).PostAsync(MerchantId, posting)).Try(out var entry, out var failure))
            return failure;
        if (adjusted is { } kind)
            Adjusted(work, entry, kind);
        else if (posting.Source == EntrySource.Redemption && Posting.Source == EntrySource.Adjustment)
            await LapsedVoucher.InsertAsync(work, entry);
        var zone = merchant.Zone();
        await Aftermath.OfAsync(work, MerchantId, StoreId ?? StoreDay.NoStore, zone.DayOf(work.Now), zone);
        return new PostedPoints(entry.Sequence, entry.Points, entry.ActiveAfter, entry.PendingAfter);
    }

    private void Adjusted(Work work, LedgerEntry entry, AdjustmentKind kind)
    {
        var row = PointsAdjustment.Ask(entry.SourceId, MerchantId, new AdjustPoints
        {
            MerchantId = MerchantId,
            MemberId = Posting.AccountId,
            Adjustment = kind,
            Points = Posting.Points,
            ReasonCode = kind.Reasons()[0],
            Reason = "A test",
            By = Actor.System(MerchantId),
        }, work.Now);
        row.Book(entry.Sequence);
        work.Session.Insert(row);
    }
}

/// <summary>A voucher of no reward that has lapsed unused: what points were spent for where a test is not about rewards.</summary>
internal static class LapsedVoucher
{
    /// <param name="spent">The entry that spent the points; its source is the voucher.</param>
    public static async ValueTask InsertAsync(Work work, LedgerEntry spent)
    {
        var merchant = (await work.Session.GetAsync<Merchant>(new RowKey(spent.MerchantId)))!;
        var offer = new RewardOnOffer(Reward.Create(0, spent.MerchantId, TestRewards.Five, "A test", work.Now), TestRewards.Five with { Points = -spent.Points });
        var voucher = Redemption.Open(spent.SourceId, spent.MerchantId, offer, new RedemptionOrder(spent.AccountId, RedemptionSource.Wallet, null, null), null, null, merchant.Zone().DayOf(work.Now), work.Now);
        voucher.Issue(spent.Sequence, null, null);
        voucher.Expire(0, work.Now);
        work.Session.Insert(voucher);
    }
}
