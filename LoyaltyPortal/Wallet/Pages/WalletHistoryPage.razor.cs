using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

public sealed partial class WalletHistoryPage : IDisposable
{
    private const int PageSize = 20;

    private readonly CancellationTokenSource closing = new();
    private List<EntryView>? entries;
    private string? enteredFor;
    private string announcement = "";
    private bool hasMore;
    private bool busy;

    [Inject]
    public required WalletScope Scope { get; init; }

    [Inject]
    public required LedgerService Ledger { get; init; }

    [Inject]
    public required IStringLocalizer<WalletText> Text { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Parameter]
    public string Merchant { get; set; } = "";

    private WalletPlace Place => Scope.Current!;

    protected override async Task OnParametersSetAsync()
    {
        if (enteredFor == Merchant)
            return;
        enteredFor = Merchant;
        entries = null;
        await MoreAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task MoreAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            var page = await Ledger.HistoryAsync(Place.Merchant.Id, Place.Member.Id, entries is [.., var last] ? last : null, PageSize, closing.Token);
            entries = [.. entries ?? [], .. page];
            hasMore = page.Count == PageSize;
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>Puts what is new where it belongs, mostly on top; what has been read already stays as it is.</summary>
    private async Task RefreshAsync()
    {
        if (closing.IsCancellationRequested || entries is null)
            return;
        var page = await Ledger.EntriesAsync(Place.Merchant.Id, Place.Member.Id, null, PageSize, closing.Token);
        var newest = entries.Count > 0 ? entries.Max(entry => entry.Sequence) : 0; // looked at now: another signal may have been quicker
        var added = page.Where(entry => entry.Sequence > newest).ToList();
        if (added.Count == 0 || entries is null)
            return;
        entries = [.. entries.Concat(added).OrderByDescending(entry => entry.OccurredAt).ThenByDescending(entry => entry.Sequence)];
        announcement = Text["History.Added", Formats.PointsChange(added.Sum(entry => entry.Points))];
    }
}
