using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Referrals.Pages;

public sealed partial class ReferralsPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private ReferralOverview? overview;
    private ReferralTermsView? terms;
    private int? held;
    private (string Merchant, int? Days)? loaded;
    private string? failure;

    [Inject]
    public required ReferralService Referrals { get; init; }

    [Inject]
    public required ReferralReport Report { get; init; }

    [Inject]
    public required IStringLocalizer<ReferralsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    /// <summary>Friends who joined in the last so many days; none all.</summary>
    [SupplyParameterFromQuery(Name = "days")]
    public int? Days { get; set; }

    private ReferralFigures Figures => overview!.Figures;

    private decimal Cost => Figures.Points * Workspace.Merchant.Settings.PointValue;

    private IEnumerable<(int? Days, string Href)> Periods => new int?[] { null, 90, 30 }.Select(days => (days, $"/m/{Merchant}/referrals" + (days is null ? "" : $"?days={days}")));

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (Merchant, Days))
            return;
        loaded = (Merchant, Days);
        var asked = loaded;
        overview = null;
        var current = await Referrals.TermsAsync(Workspace.Actor, closing.Token);
        var found = await Report.OverviewAsync(Workspace.Actor, Days is > 0 and <= 3_650 ? Days : null, closing.Token);
        held = await Referrals.CountHeldAsync(Workspace.Actor, closing.Token);
        if (asked != loaded)
            return;
        if (current.Try(out terms, out var refused) && found.Try(out overview, out refused))
            failure = null;
        else
            failure = Failures.Say(refused!);
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }
}
