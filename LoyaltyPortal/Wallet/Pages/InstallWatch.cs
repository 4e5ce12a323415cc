using System.Globalization;
using LoyaltyPortal.Purchases;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LoyaltyPortal.Wallet.Pages;

/// <summary>Notices that the wallet was installed as an app, and records it. It draws nothing.</summary>
public sealed class InstallWatch : ComponentBase, IAsyncDisposable
{
    private DotNetObjectReference<InstallWatch>? self;
    private IJSObjectReference? watch;

    [Inject]
    public required WalletScope Scope { get; init; }

    [Inject]
    public required WalletScript Script { get; init; }

    [Inject]
    public required OwnActions Own { get; init; }

    /// <summary>It was recorded just now.</summary>
    [Parameter]
    public EventCallback OnRecorded { get; set; }

    /// <summary>Called by the browser.</summary>
    /// <returns>Whether the browser need not tell again.</returns>
    [JSInvokable]
    public async Task<bool> Installed()
    {
        if (Scope.Current is not { } place || (await Own.InstalledAsync(place.Merchant.Id, place.UserId))?.Succeeded != true)
            return false;
        await InvokeAsync(OnRecorded.InvokeAsync);
        return true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || Scope.Current is not { } place)
            return;
        self = DotNetObjectReference.Create(this);
        watch = await Script.WatchInstallAsync(self, string.Create(CultureInfo.InvariantCulture, $"installed-{place.Merchant.Id}-{place.Member.Id}"));
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (watch is not null)
            {
                await watch.InvokeVoidAsync("stop");
                await watch.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and what it watched with it.
        }

        self?.Dispose();
    }
}
