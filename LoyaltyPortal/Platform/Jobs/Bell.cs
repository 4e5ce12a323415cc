using System.Threading.Channels;

namespace LoyaltyPortal.Platform.Jobs;

/// <summary>Between the pages that ask for work and the worker that does it in the same portal. Rung often while nobody listens, it is heard once.</summary>
public class Bell
{
    private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There is something to do.</summary>
    public void Ring() => _rung.Writer.TryWrite(true);

    /// <summary>Returns when it is rung, and after a while all the same: another portal may have died with work in its hands.</summary>
    internal async Task WaitAsync(TimeSpan most, TimeProvider clock, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(most, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await _rung.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Nobody rang.
        }
    }
}
