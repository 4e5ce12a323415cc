using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;

namespace LoyaltyPortal.Tests.Rewards;

/// <summary>Many at once, in one portal and in several on one database.</summary>
public sealed class RewardConcurrencyTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private TestRewards _rewards = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
        _rewards = new TestRewards(_portal, _shop);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Of_200_who_claim_at_once_exactly_as_many_get_one_as_there_are(int stock)
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { Points = 10, Stock = stock });
        var members = new List<long>();
        for (var number = 0; number < 200; number++)
            members.Add(await _shop.MemberWithAsync(10));
        await using var other = _portal.NewQueue(node: 2);

        var results = await Task.WhenAll(members.Select((member, number) => Task.Run(() => _rewards.RedeemAsync(member, reward, hold: number % 3 == 0, queue: number % 2 == 0 ? _portal.Queue : other))));

        Assert.Equal(stock, results.Count(result => result.Succeeded));
        Assert.All(results.Where(result => !result.Succeeded), result => Assert.Equal("reward_gone", result.Failure!.Code));
        Assert.Equal((stock, stock), (await _rewards.TakenAsync(reward), (await _shop.RowsAsync<Redemption>()).Count));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task One_member_who_claims_fifty_times_at_once_gets_as_many_as_the_limit_says()
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { Points = 10, PerMember = 3 });
        var member = await _shop.MemberWithAsync(1_000);
        await using var other = _portal.NewQueue(node: 2);

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => _rewards.RedeemAsync(member, reward, queue: number % 2 == 0 ? _portal.Queue : other))));

        Assert.Equal(3, results.Count(result => result.Succeeded));
        Assert.Equal(970, await _rewards.ActiveAsync(member));
        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task A_voucher_that_is_burnt_at_two_tills_at_once_is_burnt_once()
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { Points = 10 });
        var member = await _shop.MemberWithAsync(1_000);
        await using var other = _portal.NewQueue(node: 2);
        for (var round = 0; round < 20; round++)
        {
            var receipt = await _rewards.RedeemedAsync(member, reward);
            var results = await Task.WhenAll(
                Task.Run(() => _rewards.BurnAsync(receipt.RedemptionId)),
                Task.Run(() => _rewards.BurnAsync(receipt.RedemptionId, _shop.OtherStore, queue: other)));
            Assert.Single(results, result => result.Succeeded);
            Assert.Single(results, result => result.Failure?.Code == "voucher_used");
        }

        await _rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task Giving_back_and_burning_at_once_is_one_of_the_two()
    {
        var reward = await _rewards.PublishAsync(TestRewards.Five with { Points = 10 });
        var member = await _shop.MemberWithAsync(1_000);
        await using var other = _portal.NewQueue(node: 2);
        for (var round = 0; round < 20; round++)
        {
            var receipt = await _rewards.RedeemedAsync(member, reward);
            var results = await Task.WhenAll(Task.Run(() => _rewards.CancelAsync(receipt.RedemptionId)), Task.Run(() => _rewards.BurnAsync(receipt.RedemptionId, queue: other)));
            Assert.Single(results, result => result.Succeeded);
        }

        await _rewards.AssertProvenAsync();
    }

    [Fact]
    [Trait("HardCase", "25")]
    public async Task After_ten_wrong_codes_a_till_waits_ten_minutes_whatever_it_asks_and_in_whichever_process()
    {
        var receipt = await _rewards.RedeemedAsync(await _shop.MemberWithAsync(500), await _rewards.PublishAsync());
        var (till, neighbour) = (_shop.Actor with { UserId = 11 }, _shop.Actor with { UserId = 12 });
        var other = new RedemptionService(_portal.Storage.Again(), _portal.Queue, _portal.Ledger, new LoyaltyPortal.Tiers.TierService(_portal.Database, _portal.Clock), _portal.Directory, new Attempts(_portal.Storage.Again(), _portal.Clock), _portal.Clock);
        for (var right = 0; right < 30; right++)
            TestMerchant.Ok(await _rewards.Redemptions.CheckAsync(till, _shop.Store, receipt.Code!)); // right codes never count

        var wrong = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() =>
            (number % 2 == 0 ? _rewards.Redemptions : other).CheckAsync(till, number % 3 == 0 ? _shop.Store : _shop.OtherStore, number % 4 == 0 ? "nonsense" : VoucherCode.New()))));

        Assert.Equal(RedemptionService.WrongCodes, wrong.Count(result => result.Failure?.Code == "voucher_unknown"));
        Assert.Equal(30, wrong.Count(result => result.Failure?.Code == "too_many_attempts"));
        TestMerchant.Refused("too_many_attempts", await other.CheckAsync(till, _shop.Store, receipt.Code!));
        TestMerchant.Ok(await other.CheckAsync(neighbour, _shop.Store, receipt.Code!));
        _portal.Clock.Advance(RedemptionService.WrongCodesWindow);
        TestMerchant.Ok(await _rewards.Redemptions.CheckAsync(till, _shop.Store, receipt.Code!));
    }
}
