using Microsoft.JSInterop;

namespace LoyaltyPortal.Wallet;

/// <summary>How sharing an address ended.</summary>
public enum ShareOutcome
{
    Failed,
    Cancelled,
    Copied,
    Shared,
}

/// <summary>The functions of <c>js/wallet.js</c>: the share sheet, and whether the wallet is an app on this device.</summary>
public sealed class WalletScript(IJSRuntime js) : IAsyncDisposable
{
    private Task<IJSObjectReference>? module;

    public async Task<ShareOutcome> ShareAsync(string title, string text, string url) =>
        await (await ModuleAsync()).InvokeAsync<string>("share", title, text, url) switch
        {
            "shared" => ShareOutcome.Shared,
            "copied" => ShareOutcome.Copied,
            "cancelled" => ShareOutcome.Cancelled,
            _ => ShareOutcome.Failed,
        };

    /// <summary>Calls <c>Installed</c> on the listener once the wallet is an app; it answers whether that is to be remembered.</summary>
    /// <param name="name">What the browser remembers it under.</param>
    /// <returns>A handle whose <c>stop</c> ends the watching.</returns>
    public async Task<IJSObjectReference> WatchInstallAsync<T>(DotNetObjectReference<T> listener, string name) where T : class =>
        await (await ModuleAsync()).InvokeAsync<IJSObjectReference>("watchInstall", listener, name);

    /// <summary>Lets the device remember the card for when there is no network.</summary>
    public async Task KeepCardAsync(Pages.KeptCard card) => await (await ModuleAsync()).InvokeVoidAsync("keepCard", card);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
                await (await module).DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the module with it.
        }
    }

    private Task<IJSObjectReference> ModuleAsync() => module ??= js.InvokeAsync<IJSObjectReference>("import", "/js/wallet.js").AsTask();
}
