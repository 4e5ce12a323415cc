namespace LoyaltyPortal.Platform.Shell;

/// <summary>Looks now and then while a page is open: signals come from this portal only, and another one may be at work.</summary>
public static class PageWatch
{
    /// <param name="closing">The page is closed.</param>
    public static async Task WhileOpenAsync(TimeSpan every, TimeProvider clock, Func<Task> look, CancellationToken closing)
    {
        using var timer = new PeriodicTimer(every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(closing))
                await look();
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
    }
}
