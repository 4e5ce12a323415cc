using System.Globalization;
using LoyaltyPortal.Platform.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Platform.Live;

public sealed class LiveSignalsTests
{
    private readonly LiveSignals _signals = new(NullLogger<LiveSignals>.Instance);

    [Fact]
    public async Task A_page_hears_of_a_change_in_its_own_language_whoever_made_it()
    {
        var heard = new TaskCompletionSource<string>();
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
        using var page = _signals.Listen(7, () =>
        {
            heard.SetResult(CultureInfo.CurrentCulture.Name);
            return Task.CompletedTask;
        });
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

        _signals.Changed(7);

        Assert.Equal("tr-TR", await heard.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_page_that_opens_while_another_closes_is_not_forgotten()
    {
        for (var round = 0; round < 500; round++)
        {
            var old = _signals.Listen(7, () => Task.CompletedTask);
            var heard = new TaskCompletionSource();
            var closing = Task.Run(old.Dispose);
            using var page = _signals.Listen(7, () =>
            {
                heard.TrySetResult();
                return Task.CompletedTask;
            });
            await closing;

            _signals.Changed(7);

            await heard.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task A_page_that_has_let_go_is_not_told()
    {
        var told = 0;
        var gone = _signals.Listen(7, () => Task.FromResult(Interlocked.Increment(ref told)));
        var heard = new TaskCompletionSource();
        _signals.Changed(7);
        gone.Dispose();
        using var page = _signals.Listen(7, () =>
        {
            heard.TrySetResult();
            return Task.CompletedTask;
        });

        _signals.Changed(7);

        await heard.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.InRange(told, 0, 1);
    }
}
