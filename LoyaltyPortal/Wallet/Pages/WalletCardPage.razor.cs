using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

public sealed partial class WalletCardPage : IDisposable
{
    private const int Latest = 5;
    private const int FirstExpiries = 6;

    private readonly CancellationTokenSource closing = new();
    private AccountView? account;
    private IReadOnlyList<EntryView> entries = [];
    private PointsPolicy policy = new();
    private long activeChange;
    private string announcement = "";
    private string? enteredFor;

    [Inject]
    public required WalletScope Scope { get; init; }

    [Inject]
    public required LedgerService Ledger { get; init; }

    [Inject]
    public required ProgrammeService Programmes { get; init; }

    [Inject]
    public required IStringLocalizer<WalletText> Text { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Parameter]
    public string Merchant { get; set; } = "";

    private WalletPlace Place => Scope.Current!;

    protected override async Task OnParametersSetAsync()
    {
        if (enteredFor == Merchant)
            return;
        enteredFor = Merchant;
        (activeChange, announcement) = (0, "");
        policy = await Programmes.PointsAsync(Place.Merchant.Id, closing.Token);
        await LoadAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task LoadAsync()
    {
        account = await Ledger.AccountAsync(Place.Merchant.Id, Place.Member.Id, closing.Token);
        entries = await Ledger.HistoryAsync(Place.Merchant.Id, Place.Member.Id, null, Latest, closing.Token);
    }

    /// <summary>Something was recorded: shows it and says it once, politely.</summary>
    private async Task RefreshAsync()
    {
        if (closing.IsCancellationRequested)
            return;
        var before = account;
        await LoadAsync();
        if (before is null || account is null || account.Version == before.Version)
            return;
        activeChange = account.Active - before.Active;
        var change = account.Active + account.Pending - before.Active - before.Pending;
        announcement = Text[account.Debt > 0 ? "Changed.Owed" : "Changed", Formats.PointsChange(change), Formats.PointsNamed(Math.Abs(account.Active))];
    }

    private bool Soon(ExpiringPoints lot) => lot.ExpiresAt <= Clock.UtcNow().AddDays(policy.WarningDays);
}
