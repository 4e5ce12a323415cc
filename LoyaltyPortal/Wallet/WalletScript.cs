using LoyaltyPortal.Platform.Shell;
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
public sealed class WalletScript(IJSRuntime js)
{
    private readonly PageModule module = new(js, "/js/wallet.js");

    public async Task<ShareOutcome> ShareAsync(string title, string text, string url) =>
        await module.AskAsync<string>("share", title, text, url) switch
        {
            "shared" => ShareOutcome.Shared,
            "copied" => ShareOutcome.Copied,
            "cancelled" => ShareOutcome.Cancelled,
            _ => ShareOutcome.Failed,
        };

    /// <summary>Puts a text on the clipboard.</summary>
    /// <returns>False where the browser forbids it.</returns>
    public Task<bool> CopyAsync(string text) => module.AskAsync<bool>("copy", text);

    /// <summary>Lets the portal know this device again by a random mark of its own.</summary>
    public Task MarkDeviceAsync(string slug) => module.TellAsync("markDevice", slug);

    /// <summary>Calls <c>Installed</c> on the listener once the wallet is an app; it answers whether that is to be remembered.</summary>
    /// <param name="name">What the browser remembers it under.</param>
    /// <returns>A handle whose <c>stop</c> ends the watching.</returns>
    public Task<IJSObjectReference> WatchInstallAsync<T>(DotNetObjectReference<T> listener, string name) where T : class =>
        module.AskAsync<IJSObjectReference>("watchInstall", listener, name);

    /// <summary>Lets the device remember the card for when there is no network.</summary>
    public Task KeepCardAsync(Pages.KeptCard card) => module.TellAsync("keepCard", card);
}
