using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;
using static LoyaltyPortal.Tests.TestMerchant;
using static LoyaltyPortal.Tests.Tiers.Ladders;

namespace LoyaltyPortal.Tests.Tiers;

/// <summary>Standings on the recording road. The clock stands on 17 June 2026.</summary>
public sealed class TierBookTests
{
    private static async Task<(TestPortal Portal, TestMerchant Shop)> OpenAsync(Ladder ladder, PointsPolicy? points = null)
    {
        var portal = await TestPortal.StartAsync();
        return (portal, await portal.MerchantAsync(ProgrammeContent.Of([TestPortal.PerUnit()], points ?? PointsPolicy.Of(0, null)) with { Ladder = ladder }));
    }

    private static Task<Result<PurchaseReceipt>> BuyAsync(TestPortal portal, TestMerchant shop, long member, decimal net, int daysAgo = 0) => portal.Queue.ExecuteAsync(new RecordPurchase
    {
        MerchantId = shop.Id,
        StoreId = shop.Store,
        MemberId = member,
        Source = PurchaseSource.Till,
        OccurredAt = portal.Clock.Now.AddDays(-daysAgo),
        Lines = [Line(net)],
    });

    private static async Task<TierStanding> StandingAsync(TestMerchant shop, long member) => (await shop.RowsAsync<TierStanding>()).Single(standing => standing.MemberId == member);

    private static async Task<List<(string?, string?, TierCause, DateOnly)>> ChangesAsync(TestMerchant shop, long member) =>
        [.. (await shop.RowsAsync<TierChange>()).Where(change => change.MemberId == member).OrderBy(change => change.Number).Select(change => (change.FromKey, change.ToKey, change.Cause, change.Day))];

    internal static ReassessTiers Job(TestPortal portal) => new(portal.Database, portal.Queue, portal.Clock);

    internal static async Task PublishAsync(TestPortal portal, TestMerchant shop, Ladder ladder)
    {
        await using var context = portal.Database.ForMerchant(shop.Id);
        var newest = await context.Set<ProgrammeVersion>().OrderByDescending(version => version.Number).FirstAsync();
        context.Add(ProgrammeVersion.Publish(shop.Id, newest.Number + 1, newest.Compile().Content with { Ladder = ladder }, "", null, portal.Clock.Now));
        await context.SaveChangesAsync();
    }

    [Fact]
    public async Task A_purchase_moves_the_member_in_its_own_transaction_and_earns_at_the_tier_held_before()
    {
        var (portal, shop) = await OpenAsync(Metals);
        await using var _ = portal;
        var member = await shop.MemberAsync();
        Ok(await BuyAsync(portal, shop, member, 99));
        Assert.Empty(await ChangesAsync(shop, member));
        Ok(await BuyAsync(portal, shop, member, 1));
        Assert.Equal([("bronze", "silver", TierCause.Earned, new DateOnly(2026, 6, 17))], await ChangesAsync(shop, member));
        var standing = await StandingAsync(shop, member);
        Assert.Equal(("silver", 100m, 1), (standing.TierKey, standing.Counted, standing.Changes));
    }

    [Fact]
    [Trait("HardCase", "19")]
    public async Task Redeeming_never_lowers_a_standing()
    {
        var (portal, shop) = await OpenAsync(Metals);
        await using var _ = portal;
        var member = await shop.MemberAsync();
        Ok(await BuyAsync(portal, shop, member, 100));
        Ok(await shop.DebitAsync(member, 100));
        await Job(portal).RunAsync(CancellationToken.None);
        Assert.Equal(("silver", 100m), (await StandingAsync(shop, member)) is var standing ? (standing.TierKey, standing.Counted) : default);
        Assert.Equal(0, (await shop.AccountAsync(member)).Active);
    }

    [Fact]
    [Trait("HardCase", "20")]
    public async Task A_return_takes_the_tier_back_after_the_grace_and_no_benefit_that_was_used()
    {
        var (portal, shop) = await OpenAsync(Metals with { GraceDays = 10 });
        await using var _ = portal;
        var member = await shop.MemberAsync();
        var sold = Ok(await BuyAsync(portal, shop, member, 100));
        var later = Ok(await BuyAsync(portal, shop, member, 20));
        Ok(await shop.ReturnAsync(sold.PurchaseId, new ReturnedLine(1, 1)));
        var standing = await StandingAsync(shop, member);
        Assert.Equal(("silver", 30m, (DateOnly?)new DateOnly(2026, 6, 27), (DateOnly?)new DateOnly(2026, 6, 27)), (standing.TierKey, standing.Counted, standing.LosesOn, standing.NextDueOn));

        portal.Clock.Advance(TimeSpan.FromDays(10));
        await Job(portal).RunAsync(CancellationToken.None);
        Assert.Equal(("silver", "bronze", TierCause.Time, new DateOnly(2026, 6, 27)), (await ChangesAsync(shop, member))[^1]);
        Assert.Equal(30, (await shop.AccountAsync(member)).Active);
        Assert.Equal(30, later.Points); // half as much again, as Silver
    }

    [Fact]
    public async Task The_job_moves_who_does_nothing_when_the_window_has_moved()
    {
        var (portal, shop) = await OpenAsync(Metals);
        await using var _ = portal;
        var member = await shop.MemberAsync();
        Ok(await BuyAsync(portal, shop, member, 100));
        portal.Clock.Set(new DateTime(2027, 6, 16, 22, 59, 0, DateTimeKind.Utc)); // a minute before midnight in London
        await Job(portal).RunAsync(CancellationToken.None);
        Assert.Equal("silver", (await StandingAsync(shop, member)).TierKey);
        portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await Job(portal).RunAsync(CancellationToken.None);
        Assert.Equal("bronze", (await StandingAsync(shop, member)).TierKey);
        await Job(portal).RunAsync(CancellationToken.None);
        Assert.Equal(2, (await ChangesAsync(shop, member)).Count);
    }

    [Fact]
    public async Task A_purchase_before_the_job_finds_the_window_moved_all_the_same()
    {
        var (portal, shop) = await OpenAsync(Metals);
        await using var _ = portal;
        var member = await shop.MemberAsync();
        Ok(await BuyAsync(portal, shop, member, 100));
        portal.Clock.Advance(TimeSpan.FromDays(400));
        Ok(await BuyAsync(portal, shop, member, 100));
        Assert.Equal(
            [("bronze", "silver", TierCause.Earned, new DateOnly(2026, 6, 17)), ("silver", "bronze", TierCause.Time, new DateOnly(2027, 6, 17)), ("bronze", "silver", TierCause.Earned, new DateOnly(2027, 7, 22))],
            await ChangesAsync(shop, member));
    }

    [Fact]
    public async Task Two_purchases_at_once_move_the_member_once()
    {
        var (portal, shop) = await OpenAsync(Metals);
        await using var _ = portal;
        var member = await shop.MemberAsync();
        await using var other = portal.NewQueue(2);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => (number % 2 == 0 ? portal.Queue : other).ExecuteAsync(shop.Purchase(member, Line(5)))));
        Assert.Equal([("bronze", "silver")], (await ChangesAsync(shop, member)).Select(change => (change.Item1, change.Item2)));
        Assert.Equal(240m, (await StandingAsync(shop, member)).Counted); // twenty at 5, and twenty at 7.5 cut to 7
    }

    [Fact]
    public async Task Another_ladder_moves_everybody_soon_after_it_is_published()
    {
        var (portal, shop) = await OpenAsync(Metals);
        await using var _ = portal;
        var (idle, buyer, none) = (await shop.MemberAsync(), await shop.MemberAsync(), await shop.MemberAsync());
        Ok(await BuyAsync(portal, shop, idle, 200));
        Ok(await BuyAsync(portal, shop, buyer, 200));
        await Job(portal).RunAsync(CancellationToken.None);
        await PublishAsync(portal, shop, Metals with { Tiers = [.. Metals.Tiers.Select(tier => tier with { Threshold = tier.Threshold * 4 })] });
        Ok(await BuyAsync(portal, shop, buyer, 1));
        Assert.Equal("bronze", (await StandingAsync(shop, buyer)).TierKey);
        Assert.Equal("silver", (await StandingAsync(shop, idle)).TierKey);
        await Job(portal).RunAsync(CancellationToken.None);
        Assert.Equal(("silver", "bronze", TierCause.Ladder, new DateOnly(2026, 6, 17)), (await ChangesAsync(shop, idle))[^1]);
        Assert.Equal("bronze", (await StandingAsync(shop, none)).TierKey);
        await PublishAsync(portal, shop, Ladder.None);
        await Job(portal).RunAsync(CancellationToken.None);
        Assert.All(await shop.RowsAsync<TierStanding>(), standing => Assert.Null(standing.TierKey));
        await PublishAsync(portal, shop, Metals);
        await Job(portal).RunAsync(CancellationToken.None);
        Assert.Equal(("silver", "silver", "bronze"), ((await StandingAsync(shop, idle)).TierKey, (await StandingAsync(shop, buyer)).TierKey, (await StandingAsync(shop, none)).TierKey));
    }

    [Fact]
    public async Task A_tier_that_is_gone_is_still_called_by_its_name_in_the_history()
    {
        var (portal, shop) = await OpenAsync(Metals);
        await using var _ = portal;
        var member = await shop.MemberAsync();
        Ok(await BuyAsync(portal, shop, member, 200));
        await PublishAsync(portal, shop, Metals with { Tiers = [Metals.Tiers[0], Metals.Tiers[2]] });
        await Job(portal).RunAsync(CancellationToken.None);
        var last = (await shop.RowsAsync<TierChange>()).OrderBy(change => change.Number).Last();
        Assert.Equal(("Silver", "Bronze", 2), (last.FromName, last.ToName, last.Number));
    }

    [Fact]
    public async Task History_that_is_brought_in_climbs_as_it_would_have_then()
    {
        var (portal, shop) = await OpenAsync(Metals);
        await using var _ = portal;
        var member = await shop.MemberAsync(at: portal.Clock.Now.AddDays(-900));
        Ok(await BuyAsync(portal, shop, member, 100, daysAgo: 800));
        Assert.Equal("silver", (await StandingAsync(shop, member)).TierKey);
        Ok(await BuyAsync(portal, shop, member, 50, daysAgo: 300));
        Assert.Equal([("bronze", "silver"), ("silver", "bronze")], (await ChangesAsync(shop, member)).Select(change => (change.Item1, change.Item2)));
        portal.Clock.Advance(TimeSpan.FromMinutes(11));
        await Job(portal).RunAsync(CancellationToken.None);
        Assert.Equal(("bronze", 50m), (await StandingAsync(shop, member)) is var standing ? (standing.TierKey, standing.Counted) : default);
    }

    [Fact]
    public async Task Without_a_ladder_nothing_is_kept()
    {
        var (portal, shop) = await OpenAsync(Ladder.None);
        await using var _ = portal;
        var member = await shop.MemberAsync();
        Ok(await BuyAsync(portal, shop, member, 200));
        await Job(portal).RunAsync(CancellationToken.None);
        Assert.Empty(await shop.RowsAsync<TierStanding>());
        Assert.Empty(await shop.RowsAsync<LadderSweep>());
        Assert.Equal(200, (await shop.RowsAsync<MemberDay>()).Sum(day => day.PurchasePoints));
    }
}
