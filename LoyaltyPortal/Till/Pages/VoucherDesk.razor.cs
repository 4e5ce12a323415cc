using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till.Pages;

/// <summary>Looks a voucher up and burns it. The key of the burning is made when the voucher is found: pressed twice or tried again on a slow line, it is one.</summary>
public sealed partial class VoucherDesk
{
    public const string InputId = "voucher-code";
    public const string UseId = "voucher-use";

    private VoucherCheck? found;
    private string typed = "";
    private string key = "";
    private string? failure;
    private string? burnt;
    private string? focusNext;
    private bool busy;

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter, EditorRequired]
    public int StoreId { get; set; }

    /// <summary>What the sale that is being made costs; 0 without one.</summary>
    [Parameter]
    public decimal Cost { get; set; }

    /// <summary>A code that was held out elsewhere: it is looked up at once, and no other is asked for.</summary>
    [Parameter]
    public string? Code { get; set; }

    /// <summary>There is a sale to use it on, even if nothing is keyed yet.</summary>
    [Parameter]
    public bool ForSale { get; set; }

    /// <summary>Where the caret goes when nothing is to be decided; null to the desk's own field.</summary>
    [Parameter]
    public string? ReturnTo { get; set; }

    /// <summary>A voucher was found.</summary>
    [Parameter]
    public EventCallback<VoucherCheck> OnFound { get; set; }

    /// <summary>The voucher is to be used on the sale.</summary>
    [Parameter]
    public EventCallback<UsedVoucher> OnUse { get; set; }

    /// <summary>Something was burnt: points or vouchers of somebody have changed.</summary>
    [Parameter]
    public EventCallback OnBurnt { get; set; }

    [Inject]
    public required RedemptionService Redemptions { get; init; }

    [Inject]
    public required RewardWords Words { get; init; }

    [Inject]
    public required TillScript Script { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required IStringLocalizer<TillText> Text { get; init; }

    [Inject]
    public required ILogger<VoucherDesk> Log { get; init; }

    private bool HasSale => ForSale || Cost > 0;

    /// <summary>What was held out elsewhere is not known: here it can be put right.</summary>
    private bool IsMistyped => Code is not null && failure is not null && found is null && burnt is null;

    private string Home => ReturnTo ?? InputId;

    protected override Task OnInitializedAsync()
    {
        focusNext = Home;
        typed = Code ?? "";
        return Code is null ? Task.CompletedTask : CheckAsync();
    }

    // A button that is disabled takes no focus: it is given once nothing is under way any more.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (busy || focusNext is not { } element)
            return;
        focusNext = null;
        await Script.FocusAsync(element);
    }

    private bool CanUse(VoucherCheck check) => check.WhyNot is null || (HasSale && check.NeedsPurchase);

    private Task CheckAsync() => DoAsync(async () =>
    {
        (found, burnt) = (null, null);
        if (typed.Trim().Length == 0)
            return;
        if (!(await Redemptions.CheckAsync(Workspace.Actor, StoreId, typed, Cost > 0 ? Cost : null)).Try(out found, out var refused))
        {
            failure = Failures.Say(refused);
            focusNext = IsMistyped ? InputId : Home;
            return;
        }

        (key, typed) = (Guid.NewGuid().ToString("N"), "");
        focusNext = CanUse(found) ? HasSale ? UseId : "voucher-burn" : Home;
        await OnFound.InvokeAsync(found);
    });

    private Task BurnAsync() => DoAsync(async () =>
    {
        if (found is not { } voucher)
            return;
        if (!(await Redemptions.BurnAsync(Workspace.Actor, key, voucher.Voucher.Id, StoreId)).Try(out _, out var refused))
        {
            failure = Failures.Say(refused);
            return;
        }

        (found, burnt) = (null, Text["Voucher.Burnt.Text", voucher.Voucher.Content.Name, voucher.MemberName]);
        focusNext = Home;
        await OnBurnt.InvokeAsync();
    });

    private Task UseAsync() => DoAsync(async () =>
    {
        if (found is not { } voucher)
            return;
        found = null;
        await OnUse.InvokeAsync(new UsedVoucher(voucher.Voucher.Id, voucher.Voucher.Content, Held: false));
    });

    private async Task DoAsync(Func<Task> act)
    {
        if (busy)
            return;
        (busy, failure) = (true, null);
        try
        {
            await act();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.LogError(exception, "A voucher was not confirmed.");
            failure = Text["NotConfirmed"];
        }
        finally
        {
            busy = false;
        }
    }
}
