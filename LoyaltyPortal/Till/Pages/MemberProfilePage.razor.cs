using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till.Pages;

public sealed partial class MemberProfilePage : IDisposable
{
    private const int PageSize = 8;

    private readonly CancellationTokenSource closing = new();
    private CancellationToken stop;
    private MemberView? member;
    private AccountView? account;
    private IReadOnlyList<EntryView> entries = [];
    private (string? Difference, long Entries)? proof;
    private long loaded;
    private string? failure;
    private bool hasMoreEntries;
    private MemberErasure? erasure;
    private bool editing;
    private bool reporting;
    private int reported;
    private bool busy;

    [Inject]
    public required TillService Tills { get; init; }

    [Inject]
    public required LedgerService Ledger { get; init; }

    [Inject]
    public required IStringLocalizer<TillText> Text { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long Id { get; set; }

    private string IdText => Id.ToString(CultureInfo.InvariantCulture);

    private string? JoinedStore => Workspace.Merchant.Stores.FirstOrDefault(store => store.Id == member?.EnrolledStoreId)?.Name;

    protected override void OnInitialized() => stop = closing.Token;

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Id)
            return;
        loaded = Id;
        var id = Id;
        (member, account, entries, proof, editing, reporting, busy, failure) = (null, null, [], null, false, false, false, null);
        var asked = await Tills.MemberAsync(Workspace.Actor, id, stop);
        if (id != Id)
            return; // another member has been opened meanwhile
        if (!asked.Try(out var found, out var refused))
        {
            failure = Failures.Say(refused);
            return;
        }

        if (found.Member.Id != id)
        {
            // The member was merged into another one: that is where the person is found.
            Address.NavigateTo($"/m/{Merchant}/members/{found.Member.Id.ToString(CultureInfo.InvariantCulture)}", replace: true);
            return;
        }

        (member, account) = (found.Member, found.Account);
        await MoreEntriesAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task MoreEntriesAsync()
    {
        if (busy)
            return;
        busy = true;
        var id = Id;
        try
        {
            var page = await Ledger.EntriesAsync(Workspace.Actor, id, entries is [.., var last] ? last.Sequence : null, PageSize, stop);
            if (id != Id)
                return;
            entries = [.. entries, .. page];
            hasMoreEntries = page.Count == PageSize;
        }
        finally
        {
            if (id == Id)
                busy = false;
        }
    }

    /// <summary>An action was recorded: points and lists are read anew.</summary>
    private Task ReportedAsync()
    {
        reported++;
        return RefreshAsync();
    }

    /// <summary>The points have changed here: reads them and the newest entries again.</summary>
    private async Task RefreshAsync()
    {
        var id = Id;
        if (!(await Tills.MemberAsync(Workspace.Actor, id, stop)).Try(out var found, out _) || id != Id)
            return;
        (account, entries, proof) = (found.Account, [], null);
        await MoreEntriesAsync();
    }

    /// <summary>Works the account out from nothing but its entries, and shows whether it agrees.</summary>
    private async Task ProveAsync()
    {
        if (busy)
            return;
        busy = true;
        var id = Id;
        try
        {
            var proved = await Ledger.ProveAsync(Workspace.Actor, id, stop);
            if (id != Id)
                return;
            if (proved.Try(out var found, out var refused))
                proof = (found.Difference, account?.Version ?? 0);
            else
                Toasts.Failed(Failures.Say(refused));
        }
        finally
        {
            if (id == Id)
                busy = false;
        }
    }

    private void Saved(MemberView changed)
    {
        (member, editing) = (changed, false);
        Toasts.Done(Text["Profile.Saved"]);
    }
}
