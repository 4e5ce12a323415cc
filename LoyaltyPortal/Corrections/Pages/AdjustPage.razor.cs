using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Corrections.Pages;

public sealed partial class AdjustPage : IDisposable
{
    private static readonly (AdjustmentKind Kind, string Icon)[] Choices =
    [
        (AdjustmentKind.Goodwill, "favorite"),
        (AdjustmentKind.Credit, "add_circle"),
        (AdjustmentKind.Debit, "remove_circle"),
        (AdjustmentKind.OpeningBalance, "flag"),
    ];

    private readonly CancellationTokenSource closing = new();
    private readonly string key = Guid.NewGuid().ToString("N");
    private AdjustmentScope? scope;
    private AdjustmentKind kind = AdjustmentKind.Goodwill;
    private AdjustmentReason code = AdjustmentKind.Goodwill.Reasons()[0];
    private long? points;
    private string reason = "";
    private string? pointsError;
    private string? reasonError;
    private string? failure;
    private string? unknown;
    private bool busy;

    [Inject]
    public required AdjustmentService Adjustments { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

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

    [Parameter]
    public long Id { get; set; }

    private string ProfileHref => $"/m/{Merchant}/members/{Id.ToString(CultureInfo.InvariantCulture)}";

    private long Signed => kind == AdjustmentKind.Debit ? -(points ?? 0) : points ?? 0;

    private bool NeedsSecond => points > scope?.Left;

    private string Sentence => Text[$"Adjust.Says.{(kind == AdjustmentKind.Debit ? "Take" : "Give")}{(NeedsSecond ? ".Asked" : "")}", scope!.Member.Name, Formats.PointsNamed(points ?? 0)];

    protected override async Task OnInitializedAsync()
    {
        if ((await Adjustments.ScopeAsync(Workspace.Actor, Id, closing.Token)).Try(out var found, out var refused))
            scope = found;
        else
            unknown = Failures.Say(refused);
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private void Choose(AdjustmentKind chosen)
    {
        kind = chosen;
        if (!kind.Reasons().Contains(code))
            code = kind.Reasons()[0];
        (failure, pointsError) = (null, null);
    }

    private async Task SaveAsync()
    {
        if (busy || scope is null)
            return;
        failure = null;
        pointsError = points is null or <= 0 or > 1_000_000_000 ? Text["Adjust.Points.Missing"].Value : null;
        reasonError = reason.Trim().Length < 3 ? Text["Adjust.Reason.Missing"].Value : null;
        if (pointsError is not null || reasonError is not null)
            return;
        busy = true;
        try
        {
            if ((await Adjustments.AdjustAsync(Workspace.Actor, key, scope.Member.Id, kind, points!.Value, code, reason)).Try(out var answer, out var refused))
            {
                Toasts.Done(Text[answer.State == AdjustmentState.Waiting ? "Adjust.Asked" : "Adjust.Done", scope.Member.Name]);
                Address.NavigateTo(ProfileHref);
            }
            else
            {
                failure = Failures.Say(refused);
            }
        }
        finally
        {
            busy = false;
        }
    }
}
