using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tests.Rewards;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Faults;

/// <summary>
/// The store fails before and after every statement, and before and after the commit, each in turn. Whatever the caller was told, asking again under the
/// same key leaves exactly one effect, and the books prove.
/// </summary>
public sealed class StatementFaultTests : IAsyncLifetime
{
    private TestPortal _portal = default!;
    private TestMerchant _shop = default!;
    private FaultPlan _plan = default!;
    private CommandQueue _queue = default!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
    }

    public async Task DisposeAsync()
    {
        await _queue.DisposeAsync();
        await _portal.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_purchase_happens_exactly_once_wherever_the_store_fails(bool passes)
    {
        Open(passes);
        var member = await _shop.MemberAsync();
        var points = await EachPointAsync(async point =>
        {
            await TwiceAsync(() => new RecordPurchase
            {
                MerchantId = _shop.Id,
                StoreId = _shop.Store,
                MemberId = member,
                Source = PurchaseSource.Till,
                Lines = [TestMerchant.Line(7), TestMerchant.Line(3, "Pens")],
                IdempotencyKey = $"sale {point}",
            });
            var account = await _shop.AccountAsync(member);
            Assert.Equal((10L * point, (long)point), (account.Active, account.Version));
        });

        Assert.True(points > 40, $"Only {points} points were met.");
        Assert.Equal(points + 1, (await _shop.RowsAsync<Purchase>()).Count);
        await AssertProvenAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_redemption_happens_exactly_once_wherever_the_store_fails(bool passes)
    {
        Open(passes);
        var member = await _shop.MemberWithAsync(10_000);
        var points = await EachPointAsync(async point =>
        {
            var hold = await TwiceAsync(() => Do($"hold {point}", async work =>
                (await LedgerBook.In(work).PlaceHoldAsync(_shop.Id, member, 5, EntrySource.Redemption, point, _portal.Clock.Now.AddHours(1))).Then(hold => hold.Id)));
            await TwiceAsync(() => Do($"spend {point}", async work =>
            {
                var spent = await LedgerBook.In(work).CommitHoldAsync(_shop.Id, hold, new Explanation { Points = -5 });
                if (spent.Succeeded)
                    await LapsedVoucher.InsertAsync(work, spent.Value);
                await Aftermath.OfAsync(work, _shop.Id, LoyaltyPortal.Facts.StoreDay.NoStore, _shop.View.Zone.DayOf(work.Now), _shop.View.Zone);
                return spent.Then(entry => entry.Sequence);
            }));
            var account = await _shop.AccountAsync(member);
            Assert.Equal((10_000L - 5 * point, 0L, 5L * point), (account.Active, account.Held, account.LifetimeRedeemed));
        });

        Assert.True(points > 40, $"Only {points} points were met.");
        Assert.Equal(points + 1, (await _shop.RowsAsync<Hold>()).Count(hold => hold.State == HoldState.Committed));
        await AssertProvenAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_return_happens_exactly_once_wherever_the_store_fails(bool passes)
    {
        Open(passes);
        var member = await _shop.MemberAsync();
        var points = await EachPointAsync(async point =>
        {
            var failAt = _plan.FailAt;
            _plan.Arm(0);
            var purchase = (await _shop.BoughtAsync(member, TestMerchant.Line(9, quantity: 3), TestMerchant.Line(4))).PurchaseId;
            _plan.Arm(failAt);
            await TwiceAsync(() => new RecordReturn
            {
                MerchantId = _shop.Id,
                PurchaseId = purchase,
                Lines = [new ReturnedLine(1, 1), new ReturnedLine(2, 1)],
                Source = PurchaseSource.Till,
                IdempotencyKey = $"return {point}",
            });
            Assert.Equal(6L * point, (await _shop.AccountAsync(member)).Active);
        });

        Assert.True(points > 40, $"Only {points} points were met.");
        Assert.Equal(points + 1, (await _shop.RowsAsync<PurchaseReturn>()).Count);
        await AssertProvenAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reward_is_redeemed_once_and_burnt_once_wherever_the_store_fails(bool passes)
    {
        Open(passes);
        var rewards = new TestRewards(_portal, _shop);
        var reward = await rewards.PublishAsync(TestRewards.Five with { Points = 5, Stock = 10_000, PerMember = 1_000 });
        var member = await _shop.MemberWithAsync(10_000);
        var points = await EachPointAsync(async point =>
        {
            var voucher = await TwiceAsync(() => new RedeemReward { MerchantId = _shop.Id, IdempotencyKey = $"redeem {point}", MemberId = member, RewardId = reward, Source = RedemptionSource.Wallet });
            await TwiceAsync(() => new BurnVoucher { MerchantId = _shop.Id, IdempotencyKey = $"burn {point}", RedemptionId = voucher.RedemptionId, StoreId = _shop.Store });
            Assert.Equal((10_000L - 5 * point, 5L * point), ((await _shop.AccountAsync(member)).Active, (await _shop.AccountAsync(member)).LifetimeRedeemed));
            Assert.Equal(point, await rewards.TakenAsync(reward));
        });

        Assert.True(points > 40, $"Only {points} points were met.");
        Assert.Equal(points + 1, (await _shop.RowsAsync<Redemption>()).Count(redemption => redemption.State == RedemptionState.Fulfilled));
        await AssertProvenAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_kept_is_used_with_its_purchase_exactly_once_wherever_the_store_fails(bool passes)
    {
        Open(passes);
        var rewards = new TestRewards(_portal, _shop);
        var reward = await rewards.PublishAsync(TestRewards.Five with { Points = 5, Stock = 10_000 });
        var member = await _shop.MemberWithAsync(10_000);
        var points = await EachPointAsync(async point =>
        {
            var kept = await TwiceAsync(() => new RedeemReward { MerchantId = _shop.Id, IdempotencyKey = $"keep {point}", MemberId = member, RewardId = reward, Source = RedemptionSource.Till, IsHold = true });
            await TwiceAsync(() => new RecordPurchase
            {
                MerchantId = _shop.Id,
                StoreId = _shop.Store,
                MemberId = member,
                Source = PurchaseSource.Till,
                Lines = [TestMerchant.Line(7), TestMerchant.Line(3, "Pens")],
                Vouchers = [kept.RedemptionId],
                IdempotencyKey = $"sale {point}",
            });
            var account = await _shop.AccountAsync(member);
            Assert.Equal((10_000L, 0L, 5L * point), (account.Active, account.Held, account.LifetimeRedeemed)); // five spent, five earned
        });

        Assert.True(points > 60, $"Only {points} points were met.");
        Assert.Equal(points + 1, (await _shop.RowsAsync<Redemption>()).Count(redemption => redemption is { State: RedemptionState.Fulfilled, Discount: 5 }));
        await AssertProvenAsync();
    }

    /// <param name="passes">The fault is one that passes when the same is done again, as a lost race is; else one that ends the command.</param>
    private void Open(bool passes)
    {
        _plan = new FaultPlan(at => passes ? new SqliteException("planned " + at, 5, 517) : new PlannedFaultException(at));
        var database = new LoyaltyDatabase(DatabaseProvider.Sqlite, _portal.Database.ForPlatform().Database.GetConnectionString()!) { LaneThrough = lane => new FaultyLane(lane, _plan) };
        _queue = new CommandQueue(database, _portal.Ids, _portal.Clock, _portal.Signals, NullLogger<CommandQueue>.Instance);
    }

    /// <summary>Goes through all points of failure; the last round meets none.</summary>
    /// <returns>How many there are.</returns>
    private async Task<int> EachPointAsync(Func<int, Task> act)
    {
        for (var point = 1; ; point++)
        {
            Assert.True(point < 400, "Each time there are more points at which the store can fail.");
            _plan.Arm(point);
            await act(point);
            if (_plan.FailedAt is null)
                return point - 1;
        }
    }

    /// <summary>Asks, and asks again under the same key as somebody does who got no answer; the plan fails once at the most.</summary>
    private async Task<T> TwiceAsync<T>(Func<WriteCommand<T>> command)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = TestMerchant.Ok(await _queue.ExecuteAsync(command()));
                if (attempt > 1)
                    return answer;
            }
            catch (PlannedFaultException) when (attempt < 3)
            {
                // What it left behind is what this is about.
            }
        }
    }

    private TestCommand Do(string key, Func<Work, ValueTask<Result<long>>> act) => new(act) { MerchantId = _shop.Id, IdempotencyKey = key };

    private async Task AssertProvenAsync() => Assert.Null((await new BooksVerification(_portal.Database).VerifyAsync(_shop.Id)).Difference?.Sentence);
}
