using LoyaltyPortal.Platform.Live;
using Microsoft.AspNetCore.Components;

namespace LoyaltyPortal.Wallet.Pages;

/// <summary>
/// Listens for changes of one account while the page is open, and says so at most a few times a second: a burst of entries is one reading.
/// It draws nothing.
/// </summary>
public sealed class LiveAccount : ComponentBase, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource closing = new();
    private IDisposable? subscription;
    private long listeningTo;
    private int isWaiting;

    [Inject]
    public required LiveSignals Signals { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired]
    public long MemberId { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnChanged { get; set; }

    // Only after a render on a circuit: a page that is merely prerendered must not leave a subscription behind.
    protected override void OnAfterRender(bool firstRender)
    {
        if (listeningTo == MemberId)
            return;
        subscription?.Dispose();
        listeningTo = MemberId;
        subscription = Signals.Listen(MemberId, ChangedAsync);
    }

    public void Dispose()
    {
        subscription?.Dispose();
        closing.Cancel();
        closing.Dispose();
    }

    private async Task ChangedAsync()
    {
        if (Interlocked.Exchange(ref isWaiting, 1) == 1)
            return;
        try
        {
            await Task.Delay(Pause, Clock, closing.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        finally
        {
            Volatile.Write(ref isWaiting, 0);
        }

        await InvokeAsync(OnChanged.InvokeAsync);
    }
}
