using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Events.Pages;

/// <summary>Early-access windows: a list, and one form above it for the window at hand.</summary>
public sealed partial class AccessPage
{
    private IReadOnlyList<AccessView>? windows;
    private IReadOnlyList<EventTier> tiers = [];
    private AccessFields? form;
    private AccessView? editing;
    private string? failure;
    private bool busy;

    [Inject]
    public required AccessService Access { get; init; }

    [Inject]
    public required EventTiers TiersOf { get; init; }

    [Inject]
    public required IStringLocalizer<EventsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    private bool MayEdit => Workspace.Actor.May(Permission.ChangeProgramme);

    protected override async Task OnInitializedAsync()
    {
        tiers = await TiersOf(Workspace.Merchant.Id);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        if ((await Access.ListAsync(Workspace.Actor)).Try(out var list, out var refused))
            windows = list;
        else
            Toasts.Failed(Failures.Say(refused));
    }

    private void Show(AccessView? window)
    {
        (editing, failure) = (window, null);
        form = window is null ? AccessFields.New(Workspace.Merchant.Zone, Clock.UtcNow()) : AccessFields.Of(window.Rule, Workspace.Merchant.Zone);
    }

    private async Task SaveAsync()
    {
        if (busy || form is null)
            return;
        (busy, failure) = (true, null);
        try
        {
            if ((await Access.SaveAsync(Workspace.Actor, editing?.Rule.Id, editing?.Version ?? 0, form.ToInput(Workspace.Merchant.Zone))).Failure is { } refused)
            {
                failure = Failures.Say(refused);
                return;
            }

            Toasts.Done(Text["Saved"]);
            form = null;
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>Removes a window, and offers it back.</summary>
    private async Task RemoveAsync(AccessView window)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            if ((await Access.RemoveAsync(Workspace.Actor, window.Rule.Id)).Failure is { } refused)
            {
                Toasts.Failed(Failures.Say(refused));
                return;
            }

            form = null;
            await LoadAsync();
            Toasts.Done(Text["Removed", window.Rule.Name], window.Grants > 0 ? null : () => RestoreAsync(window.Rule));
        }
        finally
        {
            busy = false;
        }
    }

    private async Task RestoreAsync(AccessRule rule)
    {
        var input = new AccessInput { Name = rule.Name, Skus = rule.Skus, Categories = rule.Categories, TierKeys = rule.TierKeys, EarlyAt = rule.EarlyAt, PublicAt = rule.PublicAt };
        if ((await Access.SaveAsync(Workspace.Actor, null, 0, input)).Failure is { } refused)
            Toasts.Failed(Failures.Say(refused));
        await LoadAsync();
        await InvokeAsync(StateHasChanged);
    }

    private static string Products(AccessRule rule) => string.Join(", ", rule.Categories.Concat(rule.Skus));

    private string Who(AccessView window)
    {
        var names = string.Join(", ", tiers.Where(tier => window.Rule.TierKeys.Contains(tier.Key)).Select(tier => tier.Name));
        var grants = window.Grants > 0 ? Text["Access.Grants", window.Grants].Value : "";
        return string.Join(" · ", new[] { names, grants }.Where(part => part.Length > 0)) is { Length: > 0 } who ? who : Text["Access.Nobody"].Value;
    }

    private (string Key, Tone Tone) StateOf(AccessRule rule) => Clock.UtcNow() switch
    {
        var now when now >= rule.PublicAt => ("Public", Tone.Neutral),
        var now when now >= rule.EarlyAt => ("Early", Tone.Good),
        _ => ("Closed", Tone.Info),
    };
}
