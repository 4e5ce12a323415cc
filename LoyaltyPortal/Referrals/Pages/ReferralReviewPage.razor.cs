using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Referrals.Pages;

public sealed partial class ReferralReviewPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private IReadOnlyList<ReferralRow>? rows;
    private (string Merchant, string? Show)? loaded;
    private (long Id, bool Approve)? deciding;
    private int held;
    private string note = "";
    private string? failure;
    private bool busy;

    [Inject]
    public required ReferralService Referrals { get; init; }

    [Inject]
    public required ReferralWords Words { get; init; }

    [Inject]
    public required NavCounts Counts { get; init; }

    [Inject]
    public required IStringLocalizer<ReferralsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    /// <summary>"decided" shows those that are over.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    public string? Show { get; set; }

    private bool IsDecided => Show == "decided";

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (Merchant, Show))
            return;
        loaded = (Merchant, Show);
        (rows, failure, deciding) = (null, null, null);
        await LoadAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private string To(long member) => $"/m/{Merchant}/members/{member.ToString(CultureInfo.InvariantCulture)}";

    private async Task LoadAsync()
    {
        var asked = loaded;
        var found = await Referrals.ReviewAsync(Workspace.Actor, IsDecided, closing.Token);
        held = await Referrals.CountHeldAsync(Workspace.Actor, closing.Token);
        if (asked != loaded)
            return;
        if (found.Try(out var list, out var refused))
            rows = list;
        else
            (rows, failure) = ([], Failures.Say(refused));
    }

    private void Begin(ReferralRow row, bool approve) => (deciding, note, failure) = (deciding == (row.Id, approve) ? null : (row.Id, approve), "", null);

    private async Task DecideAsync(ReferralRow row, bool approve)
    {
        if (busy)
            return;
        (busy, failure) = (true, null);
        try
        {
            if (!(await Referrals.DecideAsync(Workspace.Actor, row.Id, approve, note)).Try(out _, out var refused))
            {
                failure = Failures.Say(refused);
                if (refused.Kind == FailureKind.Invalid)
                    return; // the note is put right where it stands
            }
            else
            {
                Toasts.Done(Text[approve ? "Review.Approved" : "Review.Rejected", row.Referee]);
                deciding = null;
            }

            await LoadAsync();
            Counts.Ask();
        }
        finally
        {
            busy = false;
        }
    }
}
