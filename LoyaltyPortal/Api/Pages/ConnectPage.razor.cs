using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Api.Pages;

/// <summary>Commands that work as they are copied, with the merchant's own store and key.</summary>
public sealed partial class ConnectPage
{
    private string? key;
    private string store = "";
    private bool made;
    private bool busy;

    [Parameter]
    public string Merchant { get; set; } = "";

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required ApiKeyService Keys { get; init; }

    [Inject]
    public required NavigationManager Browser { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<ApiText> Text { get; init; }

    private string Address => Browser.BaseUri.TrimEnd('/');

    protected override void OnInitialized() => store = Workspace.Merchant.OpenStores.FirstOrDefault()?.Code ?? "";

    private async Task MakeKeyAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            var name = Text["Connect.KeyName", Workspace.Actor.Name].Value;
            if (!(await Keys.CreateAsync(Workspace.Actor, new ApiKeyInput(name.Length > ApiKey.NameLength ? name[..ApiKey.NameLength] : name, [.. ApiScopes.Usual, ApiScopes.WebhooksWrite]))).Try(out var made, out var refused))
            {
                Toasts.Failed(Says.Say(refused));
                return;
            }

            key = made.Key;
            this.made = true;
        }
        finally
        {
            busy = false;
        }
    }
}
