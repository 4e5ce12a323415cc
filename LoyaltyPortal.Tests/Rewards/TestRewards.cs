using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Rewards.Kinds;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Tests.Rewards;

/// <summary>A merchant's rewards in a test, and what people do with them.</summary>
internal sealed class TestRewards(TestPortal portal, TestMerchant shop)
{
    public RewardService Rewards { get; } = new(portal.Database, portal.Ids, new AuditLog(portal.Database, portal.Clock), portal.Clock);

    public RedemptionService Redemptions { get; } = new(portal.Database, portal.Queue, portal.Ledger, new TierService(portal.Database, portal.Clock), portal.Directory, new Attempts(portal.Database, portal.Clock), portal.Clock);

    /// <summary>Five off a purchase for 500 points, unless told otherwise.</summary>
    public static RewardContent Five { get; } = new() { Name = "5 off", What = RewardKind<AmountOffSettings>.With<AmountOff>(new AmountOffSettings(5)), Points = 500 };

    public async Task<long> PublishAsync(RewardContent? content = null)
    {
        var added = TestMerchant.Ok(await Rewards.AddAsync(shop.Actor, content ?? Five));
        return TestMerchant.Ok(await Rewards.PublishAsync(shop.Actor, added.Id, added.Version)).Id;
    }

    public Task<Result<RedemptionReceipt>> RedeemAsync(long member, long reward, bool hold = false, string? key = null, CommandQueue? queue = null, int? store = null) => (queue ?? portal.Queue).ExecuteAsync(new RedeemReward
    {
        MerchantId = shop.Id,
        IdempotencyKey = key ?? portal.NewKey(),
        MemberId = member,
        RewardId = reward,
        Source = RedemptionSource.Wallet,
        IsHold = hold,
        StoreId = store,
    });

    public async Task<RedemptionReceipt> RedeemedAsync(long member, long reward, bool hold = false) => TestMerchant.Ok(await RedeemAsync(member, reward, hold));

    public Task<Result<RedemptionReceipt>> BurnAsync(long redemption, int? store = null, long? purchase = null, string? key = null, CommandQueue? queue = null) => (queue ?? portal.Queue).ExecuteAsync(new BurnVoucher
    {
        MerchantId = shop.Id,
        IdempotencyKey = key ?? portal.NewKey(),
        RedemptionId = redemption,
        StoreId = store ?? shop.Store,
        PurchaseId = purchase,
    });

    public Task<Result<RedemptionReceipt>> CancelAsync(long redemption) => portal.Queue.ExecuteAsync(new CancelRedemption { MerchantId = shop.Id, RedemptionId = redemption });

    public Task<Result<RedemptionReceipt>> EndHoldAsync(long redemption, bool commit) => portal.Queue.ExecuteAsync(new EndHold { MerchantId = shop.Id, RedemptionId = redemption, Commit = commit });

    public Task<Result<PurchaseReceipt>> BuyAsync(long? member, IReadOnlyList<long> vouchers, params LineInput[] lines)
    {
        var order = shop.Purchase(member, lines);
        return portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = order.MerchantId,
            StoreId = order.StoreId,
            MemberId = member,
            Source = order.Source,
            Lines = lines,
            IdempotencyKey = order.IdempotencyKey,
            Vouchers = vouchers,
        });
    }

    /// <summary>Does what the job does.</summary>
    public async Task SettleAsync()
    {
        foreach (var redemption in (await shop.RowsAsync<Redemption>()).Where(row => row.DueAt <= portal.Clock.Now))
            TestMerchant.Ok(await portal.Queue.ExecuteAsync(new SettleRedemption { MerchantId = shop.Id, RedemptionId = redemption.Id }));
    }

    public async Task<Redemption> RowAsync(long redemption) => (await shop.RowsAsync<Redemption>()).Single(row => row.Id == redemption);

    public async Task<int> TakenAsync(long reward) => (await shop.RowsAsync<RewardStock>()).Single(stock => stock.RewardId == reward).Taken;

    public async Task<long> ActiveAsync(long member)
    {
        TestMerchant.Ok(await shop.SettleAsync(member));
        return (await shop.AccountAsync(member)).Active;
    }

    /// <summary>The whole of the books, from zero.</summary>
    public async Task AssertProvenAsync() => Assert.Null((await new BooksVerification(portal.Database).VerifyAsync(shop.Id)).Difference?.Sentence);
}
