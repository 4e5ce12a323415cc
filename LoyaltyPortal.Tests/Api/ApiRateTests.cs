using LoyaltyPortal.Api;
using LoyaltyPortal.Platform.Access;
using Microsoft.Extensions.Configuration;

namespace LoyaltyPortal.Tests.Api;

public sealed class ApiRateTests
{
    [Fact]
    public async Task Two_portals_together_let_no_more_through_than_the_limit_and_the_next_minute_is_new()
    {
        await using var own = await TestDatabase.CreateAsync();
        var clock = new FakeClock();
        var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(ApiRate.Setting, (string?)"60")]).Build();
        var portals = new[] { own.Database, own.Again() }.Select(database => new ApiRate(new Attempts(database, clock), clock, settings)).ToArray();

        var passed = 0;
        for (var request = 0; request < 200; request++)
        {
            if ((await portals[request % 2].TakeAsync(7)).May)
                passed++;
        }

        Assert.InRange(passed, 40, 60);
        Assert.True((await portals[0].TakeAsync(8)).May);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await portals[0].TakeAsync(7)).May);
    }
}
