using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till.Pages;

public sealed partial class MemberListPage : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource closing = new();
    private MemberListAddress address = MemberListAddress.Of("", null, null, null);
    private MemberListAddress? loaded;
    private MemberPage? page;
    private IReadOnlyList<TierCount> tiers = [];
    private IReadOnlyDictionary<long, MemberFigures> figures = new Dictionary<long, MemberFigures>();
    private string? typed;
    private int typing;
    private int generation;
    private string? start;
    private string? asked;
    private string? failure;

    [Inject]
    public required MemberService Members { get; init; }

    [Inject]
    public required ProgrammeService Programmes { get; init; }

    [Inject]
    public required TierService Tiers { get; init; }

    [Inject]
    public required TillService Tills { get; init; }

    [Inject]
    public required IStringLocalizer<TillText> Text { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [SupplyParameterFromQuery(Name = "search")]
    public string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    public string? Sort { get; set; }

    /// <summary>A tier's key, or <see cref="MemberListAddress.NoTier"/>.</summary>
    [SupplyParameterFromQuery(Name = "tier")]
    public string? Tier { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? Number { get; set; }

    private string Total => page is null ? "" : page.IsCounted ? Formats.Number(page.Total) : Text["List.MoreThan", Formats.Number(page.Total)].Value;

    private string? Subtitle => page is null || address.Search is not null ? null : Text[page.Total == 1 ? "List.One" : "List.Count", Total].Value;

    protected override async Task OnParametersSetAsync()
    {
        address = MemberListAddress.Of(Merchant, Search, Sort, Number, Tier);
        if (address == loaded)
            return;

        // While somebody types, the input is theirs; it starts over when the address was changed by anything else.
        if (address.Search != asked)
        {
            typing++;
            generation++;
            (start, typed, asked) = (address.Search, null, address.Search);
        }

        var wanted = loaded = address;
        var ladder = (await Programmes.InForceAsync(Workspace.Merchant.Id, closing.Token)).Ladder;
        var counts = await Tiers.CountsAsync(Workspace.Actor, ladder, closing.Token);
        if (wanted != address)
            return; // another page has been asked for meanwhile
        if (address.Tier is { } key && key != MemberListAddress.NoTier && ladder.Find(key) is null)
            address = wanted = loaded = address with { Tier = null }; // the tier is gone
        var among = address.Tier is { } tier ? TierService.On(ladder, tier == MemberListAddress.NoTier ? null : tier) : null;
        var listed = await Members.ListAsync(Workspace.Actor, address.Search, address.Order, address.Skip, MemberListAddress.PageSize, among, closing.Token);
        if (wanted != address)
            return; // another page has been asked for meanwhile
        if (!listed.Try(out var rows, out var refused))
        {
            failure = Failures.Say(refused);
            return;
        }

        figures = await Tills.FiguresAsync(Workspace.Actor, [.. rows.Rows.Select(row => row.Id)], closing.Token);
        (page, tiers, failure) = (rows, counts, null);
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task TypedAsync(ChangeEventArgs change)
    {
        typed = change.Value?.ToString();
        var mine = ++typing;
        try
        {
            await Task.Delay(Pause, Clock, closing.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (mine == typing)
            Go(replace: true);
    }

    private Task SearchAsync()
    {
        typing++;
        Go(replace: false);
        return Task.CompletedTask;
    }

    private void Go(bool replace)
    {
        if (typed is null)
            return;
        var target = address.For(typed);
        if (target == address.Href())
            return;
        asked = string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
        Navigation.NavigateTo(target, replace: replace);
    }
}
