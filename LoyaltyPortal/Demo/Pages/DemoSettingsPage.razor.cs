using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Demo.Pages;

public sealed partial class DemoSettingsPage
{
    private bool busy;
    private string? failure;

    [Inject]
    public required DemoService Demo { get; init; }

    [Inject]
    public required Confirmations Confirmations { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IStringLocalizer<DemoText> Text { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    private async Task RemoveAsync()
    {
        var name = Workspace.Merchant.Name;
        if (busy || !await Confirmations.AskAsync(new Confirmation(Text["Remove.Question", name], Text["Remove.Means"], Text["Remove.Action"]) { Danger = true, Typed = name }))
            return;
        busy = true;
        failure = null;
        var removed = await Demo.RemoveAsync(Workspace.Actor, name);
        busy = false;
        if (removed.Succeeded)
            Navigation.NavigateTo("/", forceLoad: true); // the sign-in is gone with the merchant
        else
            failure = Failures.Say(removed.Failure!);
    }
}
