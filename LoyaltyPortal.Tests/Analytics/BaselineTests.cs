using LoyaltyPortal.Analytics;
using LoyaltyPortal.Analytics.Reports;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Analytics;

/// <summary>What is frozen stays, whatever happens after.</summary>
public sealed class BaselineTests : IAsyncLifetime
{
    private ReportBench _bench = null!;
    private long _ann;
    private long _ben;

    public async Task InitializeAsync()
    {
        _bench = await ReportBench.StartAsync();
        (_ann, _ben) = (await _bench.MemberAsync(), await _bench.MemberAsync());
        await _bench.BuyAsync("2026-04-01", _ann, 10);
        await _bench.BuyAsync("2026-05-01", _ann, 30);
        await _bench.BuyAsync("2026-05-02", _ben, 20);
    }

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    private static readonly LoyaltyFigure[] Order = Enum.GetValues<LoyaltyFigure>();

    private async Task<IReadOnlyList<ReportCell>> RowAsync(LoyaltyFigure figure, long? chosen = null)
    {
        await using var context = _bench.Portal.Database.ForMerchant(_bench.Shop.Id);
        return (await new BaselineReport(chosen).AskAsync(_bench.Question(context, "2026-06-17", "2026-06-17"), _bench.Words, default)).Table.Rows[Array.IndexOf(Order, figure)];
    }

    [Fact]
    public async Task The_figures_of_today_are_those_of_the_last_twelve_months()
    {
        await using var context = _bench.Portal.Database.ForMerchant(_bench.Shop.Id);

        var figures = (await LoyaltyFigures.OfAsync(_bench.Question(context, "2026-06-17", "2026-06-17"), default)).ToDictionary(figure => figure.Figure);

        // Ann 10 + 30, Ben 20: one of two bought twice, three purchases of two members, 60 in all.
        Assert.Equal((0.5m, 1m, 2m), (figures[LoyaltyFigure.Repeat].Value, figures[LoyaltyFigure.Repeat].Top, figures[LoyaltyFigure.Repeat].Bottom));
        Assert.Equal((1.5m, 20m, 30m), (figures[LoyaltyFigure.Frequency].Value, figures[LoyaltyFigure.Average].Value, figures[LoyaltyFigure.Value].Value));
        Assert.Equal((1m, 0m, 2m), (figures[LoyaltyFigure.Engagement].Value, figures[LoyaltyFigure.MemberRedemption].Value, figures[LoyaltyFigure.Members].Value));
        Assert.Equal((null, null), (figures[LoyaltyFigure.Nps].Value, figures[LoyaltyFigure.Retention].Value));
        Assert.Equal(Order, figures.Keys);
    }

    [Fact]
    public async Task What_was_frozen_stays_and_is_held_against_what_is_now()
    {
        var first = TestMerchant.Ok(await _bench.Baselines.FreezeAsync(_bench.Shop.Actor, _bench.Baselines.NewId(), " Before "));
        await _bench.BuyAsync("2026-06-10", _ben, 60);
        _bench.Portal.Clock.Advance(TimeSpan.FromHours(1));
        var second = TestMerchant.Ok(await _bench.Baselines.FreezeAsync(_bench.Shop.Actor, _bench.Baselines.NewId(), "After"));

        // Then 1 / 2, now 2 / 2: 50 points more. Then 60 / 3 = 20, now 120 / 4 = 30: half as much again.
        Assert.Equal([0.5m, 1m, 0.5m], (await RowAsync(LoyaltyFigure.Repeat, first.Id)).Skip(1).Take(3).Select(cell => cell.Number));
        Assert.Equal([20m, 30m, 0.5m], (await RowAsync(LoyaltyFigure.Average, first.Id)).Skip(1).Take(3).Select(cell => cell.Number));

        // Without a choice, the newest.
        Assert.Equal([30m, 30m, 0m], (await RowAsync(LoyaltyFigure.Average)).Skip(1).Take(3).Select(cell => cell.Number));
        Assert.Equal([("After", second.Id), ("Before", first.Id)], (await _bench.Baselines.ListAsync(_bench.Shop.Actor)).Select(row => (row.Name, row.Id)));
    }

    [Fact]
    public async Task Freezing_twice_with_one_id_freezes_once_and_is_in_the_log()
    {
        var id = _bench.Baselines.NewId();
        TestMerchant.Ok(await _bench.Baselines.FreezeAsync(_bench.Shop.Actor, id, "Before"));
        Assert.Equal("Before", TestMerchant.Ok(await _bench.Baselines.FreezeAsync(_bench.Shop.Actor, id, "Again")).Name);

        Assert.Single(await _bench.Shop.RowsAsync<Baseline>());
        Assert.Equal("Before", Assert.Single(await _bench.Shop.RowsAsync<AuditEvent>(), line => line.What == AnalyticsAudit.BaselineFrozen).Subject);
        await using var context = _bench.Portal.Database.ForMerchant(_bench.Shop.Id);
        var frozen = await context.Set<Baseline>().SingleAsync();
        context.Entry(frozen).Property(baseline => baseline.Name).CurrentValue = "Other";
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync());
    }

    [Fact]
    public async Task Who_may_not_change_settings_may_compare_but_not_freeze()
    {
        var marketer = _bench.Shop.Actor with { Permissions = RolePermissions.Of(StaffRole.Marketer) };
        var id = TestMerchant.Ok(await _bench.Baselines.FreezeAsync(_bench.Shop.Actor, _bench.Baselines.NewId(), "Before")).Id;

        TestMerchant.Refused("not_allowed", await _bench.Baselines.FreezeAsync(marketer, _bench.Baselines.NewId(), "Mine"));
        TestMerchant.Refused("baseline_name", await _bench.Baselines.FreezeAsync(_bench.Shop.Actor, _bench.Baselines.NewId(), " "));
        Assert.Equal(id, Assert.Single(await _bench.Baselines.ListAsync(marketer)).Id);
        Assert.Empty(await _bench.Baselines.ListAsync(marketer with { Permissions = RolePermissions.Of(StaffRole.Cashier) }));
    }

    [Fact]
    public void A_score_moved_only_where_it_moved_further_than_chance()
    {
        BaselineFigure Nps(decimal value, decimal margin) => new(LoyaltyFigure.Nps, value, value, 100, margin);

        Assert.Equal(_bench.Words["baseline.Differs", _bench.Words.Signed(15)], BaselineReport.Change(_bench.Words, Nps(35, 9), Nps(20, 9)).Text);
        Assert.Equal(_bench.Words["baseline.Chance", _bench.Words.Signed(12)], BaselineReport.Change(_bench.Words, Nps(32, 9), Nps(20, 9)).Text); // √(81 + 81) = 12.7
        Assert.Null(BaselineReport.Change(_bench.Words, Nps(35, 9), null).Number);
    }
}
