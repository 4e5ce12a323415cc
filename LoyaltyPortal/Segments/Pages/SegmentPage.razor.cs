using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Segments.Pages;

/// <summary>Who belongs to a segment, today or on a day before.</summary>
public sealed partial class SegmentPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private SegmentView? segment;
    private SegmentPageView? page;
    private IReadOnlyDictionary<string, string> tiers = new Dictionary<string, string>();
    private (string, long, string?, int)? loaded;
    private DateOnly today;
    private string? missing;
    private string? failure;
    private bool busy;

    [Inject]
    public required SegmentService Segments { get; init; }

    [Inject]
    public required SegmentWords Words { get; init; }

    [Inject]
    public required IStringLocalizer<SegmentsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required Confirmations Confirmations { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long Id { get; set; }

    [SupplyParameterFromQuery(Name = "day")]
    public string? AskedDay { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public string? AskedPage { get; set; }

    private int Number => int.TryParse(AskedPage, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, SegmentService.MostInFile / SegmentService.PageSize) : 1;

    private int Skip => (Number - 1) * SegmentService.PageSize;

    protected override async Task OnParametersSetAsync()
    {
        var asked = (Merchant, Id, AskedDay, Number);
        if (loaded == asked)
            return;
        loaded = asked;
        today = Workspace.Merchant.Zone.DayOf(Clock.UtcNow());
        var found = await Segments.FindAsync(Workspace.Actor, Id, closing.Token);
        missing = found.Try(out segment, out var unknown) ? null : Failures.Say(unknown);
        if (segment is null)
            return;
        tiers = (await Segments.ChoicesAsync(Workspace.Actor, closing.Token)).TierNames;
        var members = await Segments.MembersAsync(Workspace.Actor, segment.Definition, AddressDay.Read(AskedDay), Skip, cancellation: closing.Token);
        if (loaded != asked)
            return; // another day or page has been asked for meanwhile
        failure = members.Try(out page, out var refused) ? null : Failures.Say(refused);
        missing = failure;
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task RemoveAsync()
    {
        if (busy || segment is null || !await Confirmations.AskAsync(new(Text["Remove.Title", segment.Name], Text["Remove.Text"], Text["Remove"]) { Danger = true }))
            return;
        busy = true;
        try
        {
            if ((await Segments.RemoveAsync(Workspace.Actor, Id)).Failure is { } refused)
            {
                failure = Failures.Say(refused);
                return;
            }

            Toasts.Done(Text["Removed", segment.Name]);
            Address.NavigateTo($"/m/{Merchant}/segments");
        }
        finally
        {
            busy = false;
        }
    }

    private string Href(string below = "") => string.Create(CultureInfo.InvariantCulture, $"/m/{Merchant}/segments/{Id}{below}");

    private string? DayQuery => page is not null && page.Day < today ? "day=" + Day(page.Day) : null;

    private string File(string kind) => Href($"/members.{kind}") + (DayQuery is { } day ? "?" + day : "");

    private string PageHref(int number) => Href(string.Create(CultureInfo.InvariantCulture, $"?page={number}{(DayQuery is { } day ? "&" + day : "")}"));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
