using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Tiers;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Programmes.Pages;

/// <summary>The programme in force, to read: each rule as a sentence, the tiers, and what it comes to.</summary>
public sealed partial class ProgrammePage
{
    private ProgrammeView? programme;
    private DraftEdit? pending;
    private IReadOnlyList<TierCount> counts = [];

    [Parameter]
    public string Merchant { get; set; } = "";

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required ProgrammeService Programmes { get; init; }

    [Inject]
    public required TierService Tiers { get; init; }

    [Inject]
    public required DraftService Drafts { get; init; }

    [Inject]
    public required ProgrammeWords Words { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<ProgrammesText> Text { get; init; }

    private bool MayEdit => Workspace.Actor.May(Permission.ChangeProgramme);

    private string Root => $"/m/{Merchant}/programme";

    protected override async Task OnInitializedAsync()
    {
        if ((await Programmes.CurrentAsync(Workspace.Actor)).Try(out var view, out var failure))
            (programme, counts) = (view, await Tiers.CountsAsync(Workspace.Actor, view.Content.Ladder));
        else
            Toasts.Failed(Says.Say(failure));
        if ((await Drafts.PendingAsync(Workspace.Actor)).Try(out var edit, out _))
            pending = edit;
    }
}
