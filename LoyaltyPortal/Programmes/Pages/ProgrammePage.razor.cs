using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Programmes.Pages;

/// <summary>The programme in force, to read: each rule as a sentence, and what it comes to.</summary>
public sealed partial class ProgrammePage
{
    private ProgrammeView? programme;

    [Parameter]
    public string Merchant { get; set; } = "";

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required ProgrammeService Programmes { get; init; }

    [Inject]
    public required RuleSentences Sentences { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<ProgrammesText> Text { get; init; }

    private MerchantSettings Settings => Workspace.Merchant.Settings;

    private PointsPolicy Points => programme!.Content.Points;

    protected override async Task OnInitializedAsync()
    {
        if ((await Programmes.CurrentAsync(Workspace.Actor)).Try(out var view, out var failure))
            programme = view;
        else
            Toasts.Failed(Says.Say(failure));
    }
}
