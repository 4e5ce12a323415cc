using FsCheck;
using FsCheck.Fluent;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Rewards;

namespace LoyaltyPortal.Tests.Rewards;

/// <summary>
/// Whatever members, tills and time do to rewards, in whatever order: every account is the replay of its entries, the stock is what live redemptions leave, and
/// every voucher has only taken steps that exist.
/// </summary>
public sealed class RedemptionHistoryTests : IAsyncLifetime
{
    private const int Steps = 40;

    private static readonly HashSet<(RedemptionState From, RedemptionState To)> Legal =
    [
        (RedemptionState.Held, RedemptionState.Issued), (RedemptionState.Held, RedemptionState.Fulfilled), (RedemptionState.Held, RedemptionState.Cancelled), (RedemptionState.Held, RedemptionState.Expired),
        (RedemptionState.Issued, RedemptionState.Fulfilled), (RedemptionState.Issued, RedemptionState.Cancelled), (RedemptionState.Issued, RedemptionState.Expired),
        (RedemptionState.Fulfilled, RedemptionState.Issued),
    ];

    private static readonly Gen<RewardStep> Step =
        from what in Gen.Choose(0, 99)
        from who in Gen.Choose(0, 2)
        from pick in Gen.Choose(0, 9_999)
        from amount in Gen.Choose(1, 60)
        select new RewardStep(what, who, pick, amount);

    private readonly Dictionary<long, RedemptionState> _states = [];
    private readonly List<long> _purchases = [];
    private readonly List<long> _returns = [];
    private readonly HashSet<RedemptionState> _met = [];
    private readonly long[] _members = new long[3];
    private readonly long[] _published = new long[2];
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private TestRewards _rewards = null!;
    private int _refusals;
    private int _givenBack;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync(PointsPolicy.Of(0, 3));
        _rewards = new TestRewards(_portal, _shop);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    [Trait("HardCase", "6")]
    [Trait("HardCase", "7")]
    public async Task Any_history_of_redeeming_burning_giving_back_ending_and_returning_leaves_books_stock_and_vouchers_in_agreement()
    {
        await Task.Run(() => Prop.ForAll(Arb.From(Gen.ArrayOf(Step, Steps)), steps => LiveAsync(steps).GetAwaiter().GetResult()).Check(Histories.Run(25, 500)));

        await _rewards.AssertProvenAsync();
        Assert.Equal(Enum.GetValues<RedemptionState>().Order(), _met.Order());
        Assert.True(_refusals > 0 && _givenBack > 0, "The histories are too tame.");
    }

    private async Task<bool> LiveAsync(RewardStep[] steps)
    {
        _states.Clear();
        _purchases.Clear();
        _returns.Clear();
        for (var member = 0; member < _members.Length; member++)
            _members[member] = await _shop.MemberWithAsync(300);
        _published[0] = await _rewards.PublishAsync(TestRewards.Five with { Points = 40, Stock = 4, PerMember = 2, Period = RewardPeriod.Month, ValidDays = 5, Unused = UnusedPoints.Back });
        _published[1] = await _rewards.PublishAsync(TestRewards.Five with { Points = 70, ValidDays = 9, Unused = UnusedPoints.Lost, BackOnReturn = false });
        foreach (var step in steps)
        {
            await TakeAsync(step);
            await LookAsync();
        }

        foreach (var member in _members)
            await _portal.AssertProvenAsync(_shop.Id, member);
        return true;
    }

    private async Task TakeAsync(RewardStep step)
    {
        var (member, reward) = (_members[step.Who], _published[step.Pick % 2]);
        var redemption = Pick(_states.Keys.Order().ToList(), step.Pick);
        switch (step.What)
        {
            case < 22:
                Count(await _rewards.RedeemAsync(member, reward));
                break;
            case < 34:
                Count(await _rewards.RedeemAsync(member, reward, hold: true));
                break;
            case < 42 when redemption > 0:
                Count(await _rewards.EndHoldAsync(redemption, commit: step.Pick % 3 > 0));
                break;
            case < 50 when redemption > 0:
                Count(await _rewards.BurnAsync(redemption));
                break;
            case < 58 when redemption > 0:
                Count(await _rewards.CancelAsync(redemption));
                break;
            case < 72:
                if (Count(await _rewards.BuyAsync(member, redemption > 0 ? [redemption] : [], TestMerchant.Line(step.Amount), TestMerchant.Line(7, "Pens"))).Try(out var bought, out _))
                    _purchases.Add(bought.PurchaseId);
                break;
            case < 80 when _purchases.Count > 0:
                if (Count(await _shop.ReturnAsync(Pick(_purchases, step.Pick), step.Pick % 4 == 0 ? [new ReturnedLine(1, 1)] : [new ReturnedLine(1, 1), new ReturnedLine(2, 1)])).Try(out var returned, out _))
                    _returns.Add(returned.ReturnId);
                break;
            case < 85 when _returns.Count > 0:
                Count(await _portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = _shop.Id, ReturnId = Pick(_returns, step.Pick), By = _shop.Actor }));
                break;
            case < 92:
                _portal.Clock.Advance(step.Pick % 2 == 0 ? TimeSpan.FromMinutes(6) : TimeSpan.FromDays(step.Pick % 4));
                break;
            default:
                await _rewards.SettleAsync();
                break;
        }
    }

    /// <summary>Every redemption is where it was, or one step further; the stock is what those that are live leave.</summary>
    private async Task LookAsync()
    {
        var rows = (await _shop.RowsAsync<Redemption>()).Where(row => _published.Contains(row.RewardId)).ToList();
        foreach (var row in rows)
        {
            _met.Add(row.State);
            if (_states.TryGetValue(row.Id, out var before) && before != row.State)
            {
                Assert.True(Legal.Contains((before, row.State)), $"{before} became {row.State}.");
                _givenBack += before == RedemptionState.Fulfilled ? 1 : 0;
            }

            _states[row.Id] = row.State;
        }

        foreach (var reward in _published)
            Assert.Equal(rows.Count(row => row.RewardId == reward && row.IsLive), await _rewards.TakenAsync(reward));
        Assert.True(rows.Count(row => row.RewardId == _published[0] && row.IsLive) <= 4);
    }

    private Result<T> Count<T>(Result<T> result)
    {
        if (!result.Succeeded)
            _refusals++;
        return result;
    }

    private static long Pick(IReadOnlyList<long> all, int number) => all.Count == 0 ? 0 : all[number % all.Count];

    private sealed record RewardStep(int What, int Who, int Pick, int Amount);
}
