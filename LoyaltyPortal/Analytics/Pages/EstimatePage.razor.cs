using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Analytics.Pages;

/// <summary>What a merchant expects of its points: the next estimate, and all that were made.</summary>
public sealed partial class EstimatePage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private EstimateHistory? history;
    private IReadOnlyList<Failure> problems = [];
    private string? loaded;
    private string? failure;
    private string? rate;
    private string? value;
    private int from;
    private bool busy;

    [Inject]
    public required EstimateService Estimates { get; init; }

    [Inject]
    public required ReportWords Words { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required IStringLocalizer<AnalyticsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    private bool MayChange => Workspace.Actor.May(Permission.ChangeSettings);

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Merchant)
            return;
        loaded = Merchant;
        Show(await Estimates.HistoryAsync(Workspace.Actor, closing.Token));
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private bool Show(Result<EstimateHistory> result)
    {
        if (!result.Try(out var now, out var refused))
        {
            failure = Failures.Say(refused);
            return false;
        }

        (history, failure, problems) = (now, null, []);
        var last = now.Estimates.FirstOrDefault(estimate => estimate.FromMonth <= now.ThisMonth);
        rate = (last?.RedemptionRate ?? now.Realised.Redemption) is { } share ? (decimal.Round(share, 4) * 100).ToString("0.##", CultureInfo.CurrentCulture) : "";
        value = (last?.PointValue ?? Workspace.Merchant.Settings.PointValue).ToString("0.####", CultureInfo.CurrentCulture);
        from = now.IsFirst ? now.FirstMonth ?? now.ThisMonth : now.ThisMonth;
        return true;
    }

    /// <summary>The first estimate may be of any month since points were earned; the next ones of this month and a year ahead.</summary>
    private IEnumerable<int> Months()
    {
        var (first, last) = history!.IsFirst ? (Math.Min(history.FirstMonth ?? history.ThisMonth, history.ThisMonth), history.ThisMonth) : (history.ThisMonth, MonthNumber.Add(history.ThisMonth, 12));
        for (var month = first; month <= last; month = MonthNumber.Add(month, 1))
            yield return month;
    }

    private string? ErrorOf(params string[] codes) => problems.FirstOrDefault(problem => codes.Contains(problem.Code)) is { } problem ? Failures.Say(problem) : null;

    private async Task SetAsync()
    {
        if (busy)
            return;
        var input = new EstimateInput((MerchantSettings.ReadPointValue(rate) ?? 0) / 100, MerchantSettings.ReadPointValue(value) ?? 0, from);
        problems = [.. input.Problems(history!.IsFirst, history.ThisMonth)];
        if (problems.Count > 0)
            return;
        busy = true;
        try
        {
            if (Show(await Estimates.SetAsync(Workspace.Actor, input)))
                Toasts.Done(Text["estimate.Saved"]);
        }
        finally
        {
            busy = false;
        }
    }
}
