using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Corrections.Pages;

public sealed partial class ApprovalsPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private IReadOnlyList<AdjustmentRow>? rows;
    private (string Merchant, string? Show)? loaded;
    private int waitingCount;
    private long? declining;
    private string note = "";
    private string? failure;
    private bool busy;

    [Inject]
    public required AdjustmentService Adjustments { get; init; }

    [Inject]
    public required NavCounts Counts { get; init; }

    [Inject]
    public required IStringLocalizer<CorrectionsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

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
        (rows, failure, declining) = (null, null, null);
        await LoadAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task LoadAsync()
    {
        var asked = (Merchant, Show);
        var found = await Adjustments.ListAsync(Workspace.Actor, !IsDecided, closing.Token);
        waitingCount = await Adjustments.CountWaitingAsync(Workspace.Actor, closing.Token);
        if (asked != loaded)
            return;
        if (found.Try(out var list, out var refused))
            rows = list;
        else
            (rows, failure) = ([], Failures.Say(refused));
    }

    private Task ApproveAsync(AdjustmentRow row) => DecideAsync(row, approve: true, null);

    private void Decline(AdjustmentRow row) => (declining, note) = (declining == row.Id ? null : row.Id, "");

    private Task DeclineAsync(AdjustmentRow row) => DecideAsync(row, approve: false, note);

    private async Task DecideAsync(AdjustmentRow row, bool approve, string? words)
    {
        if (busy)
            return;
        (busy, failure) = (true, null);
        try
        {
            if ((await Adjustments.DecideAsync(Workspace.Actor, row.Id, approve, words)).Try(out _, out var refused))
            {
                Toasts.Done(Text[approve ? "Approvals.Approved" : "Approvals.Declined", row.MemberName]);
                declining = null;
            }
            else
            {
                failure = Failures.Say(refused);
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
