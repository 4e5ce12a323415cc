using System.Globalization;
using LoyaltyPortal.Analytics.Reports;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Analytics.Pages;

/// <summary>The frame of every report: its filters, which are in the address, and what it answers.</summary>
public sealed partial class ReportPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private ReportAddress address = default!;
    private (ReportAddress Address, string? Baseline)? loaded;
    private Report? found;
    private ReportAnswer? answer;
    private ReportWindow? window;
    private ReportFilters? filters;
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

    [SupplyParameterFromQuery(Name = "tier")]
    public string? Tier { get; set; }

    [SupplyParameterFromQuery(Name = "segment")]
    public string? Segment { get; set; }

    [SupplyParameterFromQuery(Name = "returned")]
    public string? Returned { get; set; }

    /// <summary>What was kept that the figures of today are held against.</summary>
    [SupplyParameterFromQuery(Name = "baseline")]
    public string? Baseline { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        var store = int.TryParse(Store, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (int?)null;
        var segment = long.TryParse(Segment, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key : (long?)null;
        address = ReportAddress.Of(Merchant, Report, Period, From, To, Compare, store, Channel, Returned, Tier, segment);
        if ((address, Baseline) == loaded)
            return;
        loaded = (address, Baseline);
        found = Reports.Find(Report);
        if (found is null)
        {
            Navigation.NotFound();
            return;
        }

        filters ??= await Reports.FiltersAsync(Workspace.Actor, closing.Token);
        var asked = loaded;
        var got = await Reports.AskAsync(Workspace.Actor, BaselineReport.Chosen(found, Baseline), address, Words, closing.Token);
        if (asked != loaded)
            return; // another period has been asked for meanwhile
        failure = got.Try(out answer, out var refused) ? null : Failures.Say(refused);
        window = answer?.Window;
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    /// <param name="part">Which of its tables; null its own.</param>
    private string FileOf(string kind, int? part = null)
    {
        var file = address.File(kind);
        foreach (var (name, value) in new (string, string?)[] { ("baseline", Baseline is null ? null : Uri.EscapeDataString(Baseline)), ("part", part?.ToString(CultureInfo.InvariantCulture)) })
        {
            if (value is not null)
                file += (file.Contains('?', StringComparison.Ordinal) ? "&" : "?") + name + "=" + value;
        }

        return file;
    }

    private int PartOf(ReportTable table) => answer!.Tables.Index().First(part => ReferenceEquals(part.Item, table)).Index;

    private static string? Note(ReportTile tile) => tile.Top is not null && tile.Bottom is not null ? $"{tile.Top} / {tile.Bottom}" : tile.Top;

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The filters that stay when other days are chosen.</summary>
    private IEnumerable<(string Name, string Value)> Kept() => address.Parts().Where(part => part.Name is not ("period" or "from" or "to"));

    private IEnumerable<string> Limited => filters?.NamesOf(new MemberLimits(address.Tier, address.Segment), Text["Tier.None"]) ?? [];

    private string? TierName => address.Tier is not { } key ? null : key.Length == 0 ? Text["Tier.None"] : filters?.Tiers.FirstOrDefault(tier => tier.Key == key).Name ?? key;

    private IReadOnlyList<int> StoresAsked => address.Store is { } store ? [store] : address.Channel is { } channel ? [.. Workspace.Merchant.Stores.Where(one => one.Channel == channel).Select(one => one.Id)] : [];

    private string SegmentHref(IReadOnlyList<string> kinds) => $"/m/{Merchant}/segments/new?with={Uri.EscapeDataString(SegmentStart.Write(kinds, StoresAsked, address.Tier))}";
}
