using LoyaltyPortal.Platform.Access;

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
}
