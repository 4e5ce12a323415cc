namespace LoyaltyPortal.Tests;

/// <summary>Waits for something that happens soon, on another thread.</summary>
internal static class Eventually
{
    /// <summary>Polls until it holds; fails after five seconds.</summary>
    public static async Task IsAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        while (!holds())
        {
            Assert.False(limit.IsCancellationRequested, "It did not happen within five seconds.");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>Polls until it holds, for what takes longer; fails after a minute.</summary>
    public static async Task AssertAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await holds())
        {
            Assert.False(limit.IsCancellationRequested, "It did not happen within a minute.");
            await Task.Delay(50, CancellationToken.None);
        }
    }
}
