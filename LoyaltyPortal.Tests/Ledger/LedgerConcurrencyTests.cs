using LoyaltyPortal.Ledger;

namespace LoyaltyPortal.Tests.Ledger;

public sealed class LedgerConcurrencyTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task Of_64_tills_that_debit_130_from_10000_points_exactly_76_debits_succeed()
    {
        var member = await _shop.MemberWithAsync(10_000);

        var results = (await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
            new[] { await _shop.DebitAsync(member, 130), await _shop.DebitAsync(member, 130) })))).SelectMany(pair => pair).ToList();

        Assert.Equal(76, results.Count(result => result.Succeeded));
        Assert.All(results.Where(result => !result.Succeeded), result => Assert.Equal("points_not_enough", result.Failure!.Code));
        Assert.Equal(10_000 - 76 * 130, (await _shop.AccountAsync(member)).Active);
        Assert.All(await _shop.EntriesAsync(member), entry => Assert.True(entry.ActiveAfter >= 0));
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    public async Task Two_portals_on_one_database_never_spend_a_point_twice()
    {
        var member = await _shop.MemberWithAsync(10_000);
        await using var other = _portal.NewQueue(node: 2);

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(() =>
            (number % 2 == 0 ? _portal.Queue : other).ExecuteAsync(new PostPoints
            {
                MerchantId = _shop.Id,
                Posting = new Posting { AccountId = member, Kind = EntryKind.Redeem, Points = 130, Source = EntrySource.Redemption, SourceId = number, OccurredAt = _portal.Clock.Now, Explanation = new Explanation() },
            }))));

        Assert.Equal(76, results.Count(result => result.Succeeded));
        Assert.Equal(120, (await _shop.AccountAsync(member)).Active);
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    public async Task Two_hundred_posts_under_one_key_make_one_entry_and_get_one_answer()
    {
        var member = await _shop.MemberAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => _shop.CreditAsync(member, 25, key: "once"))));

        Assert.Single(results.Select(result => TestMerchant.Ok(result)).Distinct());
        Assert.Equal(25, Assert.Single(await _shop.EntriesAsync(member)).Points);
        Assert.Equal(25, (await _shop.AccountAsync(member)).Active);
    }
}
