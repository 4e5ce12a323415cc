using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tiers;
using static LoyaltyPortal.Tests.TestMerchant;
using static LoyaltyPortal.Tests.Tiers.Ladders;

namespace LoyaltyPortal.Tests.Tiers;

/// <summary>What is foreseen is what happens, and what is replayed in memory is what was recorded.</summary>
public sealed class TierSimulationTests
{
    private static readonly Ladder Other = Metals with
    {
        Measure = TierMeasure.Spend,
        GraceDays = 0,
        Tiers = [Metals.Tiers[0] with { Threshold = 30 }, Metals.Tiers[2] with { Threshold = 180 }, new Tier { Key = "platinum", Name = "Platinum", Threshold = 420 }],
    };

    private static async Task<(TestPortal Portal, TestMerchant Shop, List<long> Members)> LiveAsync(Ladder ladder, int seed)
    {
        var portal = await TestPortal.StartAsync();
        var shop = await portal.MerchantAsync(ProgrammeContent.Of([TestPortal.PerUnit()], PointsPolicy.Of(0, null)) with { Ladder = ladder });
        var random = new Random(seed);
        var members = new List<long>();
        for (var number = 0; number < 30; number++)
            members.Add(await shop.MemberAsync(at: portal.Clock.Now.AddDays(-random.Next(600))));
        var sales = new List<PurchaseReceipt>();
        for (var age = 500; age >= 0; age -= 7)
        {
            var at = portal.Clock.Now.AddDays(-age);
            foreach (var member in members.Where((_, index) => index % 10 != 9 && random.Next(4) == 0))
                sales.Add(Ok(await portal.Queue.ExecuteAsync(new RecordPurchase { MerchantId = shop.Id, StoreId = shop.Store, MemberId = member, Source = PurchaseSource.Till, OccurredAt = at, Lines = [Line(5 + random.Next(60))] })));
            if (random.Next(3) == 0 && sales.Count > 0)
                await portal.Queue.ExecuteAsync(new RecordReturn { MerchantId = shop.Id, PurchaseId = sales[random.Next(sales.Count)].PurchaseId, Lines = [new ReturnedLine(1, 1)], OccurredAt = at, Source = PurchaseSource.Till });
        }

        portal.Clock.Advance(TimeSpan.FromMinutes(11));
        await TierBookTests.Job(portal).RunAsync(CancellationToken.None);
        return (portal, shop, members);
    }

    [Theory]
    [InlineData(TierWindow.Rolling12Months, TierDowngrade.Recompute, 0)]
    [InlineData(TierWindow.CalendarYear, TierDowngrade.OneStep, 0)]
    [InlineData(TierWindow.MembershipYear, TierDowngrade.Recompute, 20)]
    [InlineData(TierWindow.Lifetime, TierDowngrade.None, 0)]
    public async Task The_simulation_is_what_publishing_then_does(TierWindow window, TierDowngrade downgrade, int grace)
    {
        var (portal, shop, members) = await LiveAsync(Metals, 7);
        await using var _ = portal;
        foreach (var measure in Enum.GetValues<TierMeasure>())
        {
            var present = (await new ProgrammeService(portal.Database).InForceAsync(shop.Id)).Ladder;
            var other = Other with { Measure = measure, Window = window, Downgrade = downgrade, GraceDays = grace, Tiers = [.. Other.Tiers.Select(tier => tier with { Threshold = measure == TierMeasure.Visits ? tier.Threshold / 40 : tier.Threshold })] };
            var before = (await shop.RowsAsync<TierStanding>()).ToDictionary(standing => standing.MemberId, standing => standing.TierKey);
            var forecast = Ok(await new TierSimulation(portal.Database, portal.Clock).RunAsync(shop.Actor, present, other, shop.View.Zone));
            await TierBookTests.PublishAsync(portal, shop, other);
            await TierBookTests.Job(portal).RunAsync(CancellationToken.None);

            var after = (await shop.RowsAsync<TierStanding>()).ToDictionary(standing => standing.MemberId, standing => standing.TierKey);
            Assert.Equal(members.Count, forecast.Members);
            Assert.Equal(
                after.Values.GroupBy(key => key ?? "").OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Count())),
                forecast.Then.Where(count => count.Members > 0).Select(count => (count.Tier?.Key ?? "", count.Members)).OrderBy(count => count.Item1, StringComparer.Ordinal));
            var moved = members.Where(member => before[member] != after[member]).ToList();
            Assert.Equal(moved.Count, forecast.Up + forecast.Down);
            Assert.Equal(moved.Order(), forecast.Movers.Select(mover => mover.MemberId).Order());
            Assert.All(forecast.Movers, mover => Assert.Equal((before[mover.MemberId], after[mover.MemberId]), (mover.From?.Key, mover.To?.Key)));
        }
    }

    [Theory]
    [InlineData(TierWindow.Rolling12Months, TierDowngrade.Recompute, 1)]
    [InlineData(TierWindow.CalendarYear, TierDowngrade.OneStep, 2)]
    [InlineData(TierWindow.MembershipYear, TierDowngrade.Recompute, 3)]
    [InlineData(TierWindow.Lifetime, TierDowngrade.None, 4)]
    public async Task Replaying_the_books_in_memory_gives_every_step_that_was_recorded(TierWindow window, TierDowngrade downgrade, int seed)
    {
        var ladder = Metals with { Window = window, Downgrade = downgrade, GraceDays = 15 };
        var (portal, shop, members) = await LiveAsync(ladder, seed);
        await using var _ = portal;
        var zone = shop.View.Zone;
        var enrolled = (await shop.RowsAsync<Member>()).ToDictionary(member => member.Id, member => zone.DayOf(member.EnrolledAt));
        var purchases = await shop.RowsAsync<Purchase>();
        var events = purchases.Where(sale => sale.MemberId is not null).Select(sale => (sale.OccurredAt, sale.Id, Member: sale.MemberId!.Value, sale.Day, Happened: sale.Day, Fact: new QualifyingFact(1, sale.Net, sale.PointsEarned), Cause: TierCause.Earned)).ToList();
        foreach (var back in (await shop.RowsAsync<PurchaseReturn>()).Where(back => back.MemberId is not null))
        {
            var line = (await shop.RowsAsync<PurchaseReturnLine>()).Single(line => line.ReturnId == back.Id);
            var sale = purchases.Single(sale => sale.Id == line.PurchaseId);
            events.Add((back.OccurredAt, back.Id, back.MemberId!.Value, sale.Day, back.Day, new QualifyingFact(-1, -line.Net, -line.PointsReversed), TierCause.Returned));
        }

        var recorded = (await shop.RowsAsync<TierChange>()).ToLookup(change => change.MemberId);
        Assert.NotEmpty(recorded);
        foreach (var member in members)
        {
            var progress = new TierProgress(ladder, enrolled[member]);
            foreach (var happened in events.Where(happened => happened.Member == member).OrderBy(happened => happened.Id))
            {
                progress.BringTo(happened.Happened);
                progress.Count(happened.Day, happened.Fact, happened.Cause);
            }

            progress.BringTo(zone.DayOf(portal.Clock.Now));
            Assert.Equal(
                recorded[member].OrderBy(change => change.Number).Select(change => new TierMove(change.FromKey, change.ToKey, change.Cause, change.Day, change.Counted)),
                progress.Moves);
        }
    }
}
