using System.Net;
using LoyaltyPortal.Platform.Access;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Platform.Access;

[Collection(WebTests.Name)]
public sealed class AttemptsTests(WebPortal portal)
{
    [Fact]
    public async Task No_more_than_the_most_get_through_at_one_moment()
    {
        var attempts = portal.Get<Attempts>();
        var key = $"test:{Guid.NewGuid():N}";

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => attempts.CountAsync(key, 5, TimeSpan.FromHours(1))));

        Assert.Equal(5, answers.Count(answer => answer is null));
        Assert.Equal("too_many_attempts", (await attempts.CountAsync(key, 5, TimeSpan.FromHours(1)))?.Code);
        Assert.Null(await attempts.CountAsync(key + "2", 5, TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task A_window_that_has_passed_counts_from_the_beginning()
    {
        var attempts = portal.Get<Attempts>();
        var key = $"test:{Guid.NewGuid():N}";
        Assert.Null(await attempts.CountAsync(key, 1, TimeSpan.Zero));
        Assert.Null(await attempts.CountAsync(key, 1, TimeSpan.Zero));
        Assert.NotNull(await attempts.CountAsync(key, 1, TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task All_addresses_of_one_network_are_one()
    {
        var attempts = portal.Get<Attempts>();
        var what = $"test-{Guid.NewGuid():N}";
        Assert.Null(await attempts.CountAsync(what, IPAddress.Parse("2001:db8:7:7::1"), 1));
        Assert.NotNull(await attempts.CountAsync(what, IPAddress.Parse("2001:db8:7:7::2"), 1));
        Assert.Null(await attempts.CountAsync(what, IPAddress.Parse("2001:db8:7:8::1"), 1));

        await attempts.ForgiveAsync(Attempts.KeyOf(what, IPAddress.Parse("2001:db8:7:7::3")));
        Assert.Null(await attempts.CountAsync(what, IPAddress.Parse("2001:db8:7:7::4"), 1));
    }
}

/// <summary>What was counted does not stay.</summary>
public sealed class AttemptRowsTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync();

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task After_two_days_it_is_deleted_and_not_before()
    {
        var attempts = new Attempts(_portal.Database, _portal.Clock);
        await attempts.CountAsync("old", 5, TimeSpan.FromDays(1));
        _portal.Clock.Advance(TimeSpan.FromDays(1));
        await attempts.CountAsync("newer", 5, TimeSpan.FromDays(1));
        var job = new AttemptCleanUp(_portal.Database, _portal.Clock);

        _portal.Clock.Advance(TimeSpan.FromDays(1));
        await job.RunAsync(CancellationToken.None);
        Assert.Equal(["newer", "old"], await KeysAsync());

        _portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await job.RunAsync(CancellationToken.None);
        Assert.Equal(["newer"], await KeysAsync());
    }

    [Fact]
    public async Task It_is_forgotten_for_whom_it_was_counted_and_for_nobody_else()
    {
        var attempts = new Attempts(_portal.Database, _portal.Clock);
        foreach (var key in (string[])["export:71", "transfer:71", "export:171", "card:3:ABC", "card:71:DEF"])
            await attempts.CountAsync(key, 5, TimeSpan.FromDays(1));
        await using var context = _portal.Database.ForPlatform();

        await Attempts.ForgetAsync(context, ["71", "ABC"], CancellationToken.None);

        Assert.Equal(["card:71:DEF", "export:171"], await KeysAsync());
    }

    private async Task<List<string>> KeysAsync()
    {
        await using var context = _portal.Database.ForPlatform();
        return await context.Set<AttemptLimit>().AsNoTracking().Select(limit => limit.Key).OrderBy(key => key).ToListAsync();
    }
}
