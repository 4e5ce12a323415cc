using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Analytics.Pages;

/// <summary>The frame of every report: its filters, which are in the address, and what it answers.</summary>
public sealed partial class ReportPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private ReportAddress address = default!;
    private ReportAddress? loaded;
    private Report? found;
    private ReportAnswer? answer;
    private ReportWindow? window;
    private string? failure;

    [Inject]
    public required ReportService Reports { get; init; }

    [Inject]
    public required ReportWords Words { get; init; }

    [Inject]
    public required IStringLocalizer<AnalyticsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public string Report { get; set; } = "";

    [SupplyParameterFromQuery(Name = "period")]
    public string? Period { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [SupplyParameterFromQuery(Name = "compare")]
    public string? Compare { get; set; }

    [SupplyParameterFromQuery(Name = "store")]
    public string? Store { get; set; }

    [SupplyParameterFromQuery(Name = "channel")]
    public string? Channel { get; set; }

    [SupplyParameterFromQuery(Name = "returned")]
    public string? Returned { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        var store = int.TryParse(Store, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (int?)null;
        address = ReportAddress.Of(Merchant, Report, Period, From, To, Compare, store, Channel, Returned);
        if (address == loaded)
            return;
        loaded = address;
        found = Reports.Find(Report);
        if (found is null)
        {
            Navigation.NotFound();
            return;
        }

        var asked = address;
        var got = await Reports.AskAsync(Workspace.Actor, found, asked, Words, closing.Token);
        if (asked != address)
            return; // another period has been asked for meanwhile
        failure = got.Try(out answer, out var refused) ? null : Failures.Say(refused);
        window = answer?.Window;
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    /// <summary>The file of a table after the first one.</summary>
    private string PartOf(string kind, int part) => address.File(kind) is var file && file.Contains('?', StringComparison.Ordinal) ? $"{file}&part={part}" : $"{file}?part={part}";

    private static string? Note(ReportTile tile) => tile.Top is not null && tile.Bottom is not null ? $"{tile.Top} / {tile.Bottom}" : tile.Top;

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The filters that stay when other days are chosen.</summary>
    private IEnumerable<(string Name, string Value)> Kept()
    {
        if (address.Comparison != ReportComparison.Previous)
            yield return ("compare", ReportAddress.Word(address.Comparison));
        if (address.Store is { } store)
            yield return ("store", store.ToString(CultureInfo.InvariantCulture));
        if (address.Channel is { } channel)
            yield return ("channel", ReportAddress.Word(channel));
        if (address.Returned)
            yield return ("returned", "1");
    }
}
