using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Tiers;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Tests.Purchases;

/// <summary>What is said beforehand is what happens.</summary>
public sealed class QuoteTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync();

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task A_quote_knows_the_tier_of_somebody_who_was_never_assessed()
    {
        var ladder = Ladders.Metals with { Tiers = [new Tier { Key = "base", Name = "Base", Threshold = 0, Multiplier = 2 }] };
        var shop = await _portal.MerchantAsync(ProgrammeContent.Of([TestPortal.PerUnit()], PointsPolicy.Of(0, null)) with { Ladder = ladder });

        await QuoteIsDeedAsync(shop, await shop.MemberAsync(), 80);
    }

    [Fact]
    [Trait("HardCase", "11")]
    public async Task A_quote_knows_that_a_tier_has_lapsed_today()
    {
        var shop = await _portal.MerchantAsync(ProgrammeContent.Of([TestPortal.PerUnit()], PointsPolicy.Of(0, null)) with { Ladder = Ladders.Metals });
        var member = await shop.MemberAsync();
        await shop.BoughtAsync(member, TestMerchant.Line(100));
        _portal.Clock.Advance(TimeSpan.FromDays(366));

        await QuoteIsDeedAsync(shop, member, 40);
    }

    [Fact]
    public async Task A_quote_for_somebody_who_was_merged_is_for_whom_they_go_on_as()
    {
        var shop = await _portal.MerchantAsync(ProgrammeContent.Of([TestPortal.PerUnit()], PointsPolicy.Of(0, null)) with { Ladder = Ladders.Metals });
        var (survivor, merged) = (await shop.MemberAsync(), await shop.MemberAsync());
        await shop.BoughtAsync(survivor, TestMerchant.Line(100));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = shop.Id, SurvivorId = survivor, MergedId = merged, By = Manager(shop) }));

        await QuoteIsDeedAsync(shop, merged, null);
    }

    [Fact]
    public async Task A_quote_of_an_action_counts_what_the_person_did_before_a_merge()
    {
        var shop = await _portal.MerchantAsync(null, TestPortal.PerUnit(), EarningRule<ActionBonusSettings>.With<ActionBonus>("App", new ActionBonusSettings(MemberActions.SocialShare, 50, 1, LimitPeriod.Month)));
        var (survivor, merged) = (await shop.MemberAsync(), await shop.MemberAsync());
        var actions = new ActionService(_portal.Database, _portal.Queue, _portal.Directory, _portal.Clock);
        var report = new ActionReport { Action = MemberActions.SocialShare, SourceEvent = "x", Source = ActionSource.Till };
        TestMerchant.Ok(await actions.ReportAsync(shop.Actor, "e1", merged, report));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = shop.Id, SurvivorId = survivor, MergedId = merged, By = Manager(shop) }));

        var quote = TestMerchant.Ok(await actions.QuoteAsync(shop.Actor, survivor, MemberActions.SocialShare, 0));

        Assert.Equal((0, 0), (quote.Points, TestMerchant.Ok(await actions.ReportAsync(shop.Actor, "e2", survivor, report)).Points));
    }

    [Theory]
    [InlineData("0.001", 9)]
    public async Task Points_that_are_worth_less_than_the_smallest_coin_are_not_kept_for_a_payment(string pointValue, long points)
    {
        var shop = await _portal.MerchantAsync(new MerchantSettings { PointValue = decimal.Parse(pointValue, System.Globalization.CultureInfo.InvariantCulture) });

        TestMerchant.Refused("purchase_points_worthless", await _portal.Purchases.HoldAsync(shop.Actor, "k", await shop.MemberWithAsync(points), points));
    }

    [Fact]
    public async Task Kept_points_pay_what_was_promised_when_they_were_kept()
    {
        var shop = await _portal.MerchantAsync(new MerchantSettings { PointValue = 0.01m });
        var member = await shop.MemberWithAsync(1_000);
        var held = TestMerchant.Ok(await _portal.Purchases.HoldAsync(shop.Actor, "k", member, 500));
        await _portal.Storage.ExecuteAsync("UPDATE Merchants SET PointValue = PointValue * 2 WHERE Id = " + shop.Id);

        var sold = TestMerchant.Ok(await _portal.Purchases.RecordAsync(shop.Actor, "s", shop.Store, member, [TestMerchant.Line(50)], holdId: held.HoldId));

        Assert.Equal((5m, 5m), (held.Worth, sold.PaidWithPoints));
    }

    private async Task QuoteIsDeedAsync(TestMerchant shop, long member, long? points)
    {
        var quote = TestMerchant.Ok(await _portal.Purchases.QuoteAsync(shop.Actor, shop.Store, [TestMerchant.Line(40)], memberId: member));
        var deed = await shop.BoughtAsync(member, TestMerchant.Line(40));
        Assert.Equal(deed.Points, quote.Points);
        Assert.Equal(points ?? deed.Points, quote.Points);
    }

    private static Actor Manager(TestMerchant shop) => new(5, "Staff", shop.Id, RolePermissions.Of(StaffRole.Manager));
}
