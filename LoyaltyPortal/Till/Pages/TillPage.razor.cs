using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Rewards;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till.Pages;

public sealed partial class TillPage : IDisposable
{
    private const string RecordId = "till-record";

    private readonly CancellationTokenSource closing = new();
    private CancellationToken stop;
    private readonly TillBasket basket = new();
    private IReadOnlyList<string> categories = [];
    private TillMember? member;
    private HeldPoints? held;
    private PurchaseQuote? quote;
    private PurchaseReceipt? receipt;
    private PurchaseView? recorded;
    private string? enteredFor;
    private string key = NewKey();
    private string reference = "";
    private string? failure;
    private string sought = "";
    private int storeId;
    private bool returning;
    private bool acting;
    private bool redeeming;
    private bool enrolling;
    private bool unconfirmed;
    private bool busy;

    [Inject]
    public required PurchaseService Purchases { get; init; }

    [Inject]
    public required TillService Tills { get; init; }

    [Inject]
    public required IStringLocalizer<TillText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required TillScript Script { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required ILogger<TillPage> Log { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    /// <summary>A member to begin with, from the member's page.</summary>
    [SupplyParameterFromQuery(Name = "member")]
    public string? Member { get; set; }

    /// <summary>A purchase whose return is begun, from the member's page.</summary>
    [SupplyParameterFromQuery(Name = "purchase")]
    public long? Purchase { get; set; }

    /// <summary>An action to begin with, from the menu.</summary>
    [SupplyParameterFromQuery(Name = "action")]
    public string? Action { get; set; }

    private bool Selling => !returning && !acting && !redeeming;

    private string StoreKey => "till-store-" + Workspace.Merchant.Id.ToString(CultureInfo.InvariantCulture);

    private string StoreName => Workspace.Merchant.Stores.FirstOrDefault(store => store.Id == storeId)?.Name ?? "";

    protected override void OnInitialized()
    {
        stop = closing.Token;
        LookAtAddress();
        Address.LocationChanged += AddressChanged;
    }

    /// <returns>False when it is another page's: this one is about to go.</returns>
    private bool LookAtAddress()
    {
        var path = new Uri(Address.Uri).AbsolutePath;
        (returning, acting, redeeming) = (path.EndsWith("/return", StringComparison.Ordinal), path.EndsWith("/action", StringComparison.Ordinal), path.EndsWith("/voucher", StringComparison.Ordinal));
        return returning || acting || redeeming || path.EndsWith("/till", StringComparison.Ordinal);
    }

    // Sale, return, voucher and action are one page under three addresses: going from one to the other changes no parameter, so no parameters are set.
    private void AddressChanged(object? sender, LocationChangedEventArgs change)
    {
        var isHere = LookAtAddress();
        _ = InvokeAsync(() =>
        {
            StateHasChanged();
            return isHere && receipt is null && storeId != 0 ? Script.FocusAsync(FirstId) : Task.CompletedTask;
        });
    }

    private string FinderLabel => Text[Selling ? "Find.Label.Buying" : returning ? "Find.Label.Returning" : "Find.Label"];

    /// <summary>Where the caret belongs first.</summary>
    private string FirstId => redeeming ? VoucherDesk.InputId
        : returning && member is not null ? ReturnDesk.NumberId
        : member is null ? MemberFinder.InputId
        : acting ? ActionDesk.ActionId : BasketEditor.CategoryId;

    protected override async Task OnParametersSetAsync()
    {
        if (enteredFor == Merchant)
            return;
        enteredFor = Merchant;
        storeId = Workspace.Merchant.OpenStores.FirstOrDefault(store => store.Id == Workspace.HomeStoreId)?.Id ?? Workspace.Merchant.OpenStores.FirstOrDefault()?.Id ?? 0;
        categories = await Tills.CategoriesAsync(Workspace.Actor, stop);
        if (long.TryParse(Member, NumberStyles.None, CultureInfo.InvariantCulture, out var given))
            await ServeAsync(given);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || storeId == 0)
            return;
        if (int.TryParse(await Script.RecallAsync(StoreKey), CultureInfo.InvariantCulture, out var remembered) && Workspace.HomeStoreId is null
            && remembered != storeId && Workspace.Merchant.OpenStores.Any(store => store.Id == remembered))
        {
            storeId = remembered;
            await QuoteAsync();
            StateHasChanged();
        }

        await RestoreAsync();
        await Script.FocusAsync(FirstId);
    }

    public void Dispose()
    {
        Address.LocationChanged -= AddressChanged;
        closing.Cancel();
        closing.Dispose();
    }

    private async Task PickStoreAsync(ChangeEventArgs change)
    {
        storeId = int.Parse((string)change.Value!, CultureInfo.InvariantCulture);
        await Script.RememberAsync(StoreKey, storeId.ToString(CultureInfo.InvariantCulture));
        await QuoteAsync();
        await KeepAsync();
    }

    private async Task ChosenAsync(MemberRow row)
    {
        ForgetCode();
        await ServeAsync(row.Id);
        await KeepAsync();
        await Script.FocusAsync(FirstId);
    }

    private async Task ServeAsync(long memberId)
    {
        sought = "";
        if (!(await Tills.MemberAsync(Workspace.Actor, memberId, stop)).Try(out var served, out var refused))
        {
            failure = Failures.Say(refused);
            return;
        }

        (member, failure) = (served, null);
        if (quote is not null)
            await QuoteAsync(); // what the lines earn depends on who buys
    }

    private async Task RefreshMemberAsync()
    {
        if (member is not null)
            await ServeAsync(member.Member.Id);
    }

    /// <summary>Keeps the points until the sale is recorded; what is not, frees itself after a while.</summary>
    private async Task HoldAsync(long points)
    {
        if (busy || member is null)
            return;
        busy = true;
        try
        {
            var asked = await Purchases.HoldAsync(Workspace.Actor, NewKey(), member.Member.Id, points);
            await RefreshMemberAsync();
            if (asked.Try(out var kept, out var refused))
                held = kept;
            await QuoteAsync();
            if (refused is not null)
                failure = Failures.Say(refused);
            await KeepAsync();
        }
        finally
        {
            busy = false;
        }

        await Script.FocusAsync(held is null ? PointsPaymentPanel.PointsId : RecordId);
    }

    private async Task FreedAsync()
    {
        await FreeAsync();
        await Script.FocusAsync(PointsPaymentPanel.PointsId);
    }

    private async Task FreeAsync()
    {
        if (held is not { } kept)
            return;
        held = null;
        await Purchases.ReleaseAsync(Workspace.Actor, kept.HoldId);
        await RefreshMemberAsync();
        await QuoteAsync();
        await KeepAsync();
    }

    private async Task BasketChangedAsync()
    {
        if (held is { } kept && kept.Worth > vouchers.Due)
            await FreeAsync(); // more than it costs now
        else
            await QuoteAsync();
        await KeepAsync();
    }

    private async Task LetGoAsync()
    {
        await FreeAsync();
        await UnuseAllAsync();
        ForgetCode();
        member = null;
        await KeepAsync();
        StateHasChanged();
        await Task.Yield();
        await Script.FocusAsync(MemberFinder.InputId);
    }

    private async Task StartEnrollingAsync()
    {
        enrolling = true;
        StateHasChanged();
        await Task.Yield();
        await Script.FocusAsync(EnrolForm.NameId);
    }

    private Task StopEnrollingAsync()
    {
        enrolling = false;
        return LetGoAsync();
    }

    private async Task EnrolledAsync(EnrolledMember enrolled)
    {
        enrolling = false;
        ForgetCode();
        await ServeAsync(enrolled.MemberId);
        await KeepAsync();
        StateHasChanged();
        await Script.FocusAsync(FirstId);
    }

    private async Task QuoteAsync()
    {
        (failure, unconfirmed) = (null, false);
        if (basket.Lines.Count == 0)
        {
            quote = null;
            return;
        }

        if ((await Purchases.QuoteAsync(Workspace.Actor, storeId, vouchers.Lines, member?.Member.Id, held?.Worth ?? 0, stop)).Try(out var quoted, out var refused))
            quote = quoted;
        else
            failure = Failures.Say(refused);
    }

    /// <summary>Records under the key that was made when the form opened: pressed twice or tried again, it is one sale.</summary>
    private async Task RecordAsync()
    {
        if (busy || basket.Lines.Count == 0)
            return;
        if (heldOut is not null)
        {
            forgotten = heldOut;
            await Script.FocusAsync(VoucherDesk.UseId);
            return;
        }

        (busy, failure, unconfirmed) = (true, null, false);
        try
        {
            await KeepAsync(isSent: true);
            var result = await Purchases.RecordAsync(Workspace.Actor, key, storeId, member?.Member.Id, basket.Inputs, reference, holdId: held?.HoldId, vouchers: vouchers.Ids);
            if (result.Try(out var done, out var refused))
            {
                recorded = await Purchases.FindAsync(Workspace.Actor, done.PurchaseId, stop);
                receipt = done;
                await Script.DropAsync(BasketKey);
            }
            else if (refused.Code == "idempotency_key_reused")
            {
                (failure, unconfirmed) = (Text["Sale.AlreadyRecorded"].Value, true); // it had arrived before the page was loaded again, and was changed since
            }
            else
            {
                failure = Failures.Say(refused);
                await KeepAsync();
                if (refused == LedgerErrors.HoldEnded() || refused == RewardErrors.VoucherExpired())
                {
                    // It took too long: the points are the member's again, and the cashier decides anew.
                    (held, key) = (null, NewKey());
                    vouchers.Clear();
                    await RefreshMemberAsync();
                    failure = Text["Pay.Ended"];
                }
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.LogError(exception, "A sale was not confirmed.");
            (failure, unconfirmed) = (Text["NotConfirmed"].Value, true);
        }
        finally
        {
            busy = false;
        }

        if (receipt is null)
            await Script.FocusAsync(RecordId);
    }

    private async Task NextAsync()
    {
        if (receipt is null)
        {
            await FreeAsync();
            await UnuseAllAsync();
        }

        ForgetCode();
        vouchers.Clear();
        basket.Clear();
        (held, member, quote, receipt, recorded, failure) = (null, null, null, null, null, null);
        (reference, sought, key, unconfirmed) = ("", "", NewKey(), false);
        await Script.DropAsync(BasketKey);
        StateHasChanged();
        await Task.Yield();
        await Script.FocusAsync(MemberFinder.InputId);
    }

    private static string NewKey() => Guid.NewGuid().ToString("N");
}
