using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using Microsoft.AspNetCore.Components;

namespace LoyaltyPortal.Till.Pages;

/// <summary>Rewards and vouchers that are used on the sale: kept for it, used with it, or let go.</summary>
public sealed partial class TillPage
{
    private readonly TillVouchers vouchers;

    public TillPage() => vouchers = new TillVouchers(basket);

    [Inject]
    public required RedemptionService Redemptions { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    /// <summary>Keeps a reward for the sale: recording it takes it, and after a while it frees itself.</summary>
    private async Task RedeemAsync(RewardOffer offer)
    {
        if (busy || member is null)
            return;
        busy = true;
        try
        {
            var asked = await Redemptions.RedeemAsync(Workspace.Actor, NewKey(), member.Member.Id, offer.RewardId, storeId, isHold: true);
            await RefreshMemberAsync();
            if (asked.Try(out var kept, out var refused))
                vouchers.Add(new UsedVoucher(kept.RedemptionId, offer.Content, Held: true));
            await BasketChangedAsync();
            if (refused is not null)
                failure = Failures.Say(refused);
        }
        finally
        {
            busy = false;
        }

        await GoOnAsync();
    }

    /// <summary>What was pressed is gone: the caret goes where the sale goes on.</summary>
    private Task GoOnAsync() => Script.FocusAsync(basket.Lines.Count == 0 ? BasketEditor.CategoryId : RecordId);

    /// <summary>A voucher that was looked up is to be used on the sale.</summary>
    private async Task UseAsync(UsedVoucher voucher)
    {
        vouchers.Add(voucher);
        ForgetCode();
        if (!Selling)
            Address.NavigateTo($"/m/{Merchant}/till");
        await BasketChangedAsync();
        await GoOnAsync();
    }

    private async Task UnuseAsync(UsedVoucher voucher)
    {
        vouchers.Remove(voucher.RedemptionId);
        await ReleaseAsync(voucher);
        await RefreshMemberAsync();
        await BasketChangedAsync();
        await GoOnAsync();
    }

    /// <summary>Lets go of all that was kept for a sale that is not made.</summary>
    private async Task UnuseAllAsync()
    {
        foreach (var voucher in vouchers.Used.ToList())
            await ReleaseAsync(voucher);
        vouchers.Clear();
    }

    /// <summary>Lets go of what was only kept, and says so where that is too late: a ticket was used at the door meanwhile.</summary>
    private async Task ReleaseAsync(UsedVoucher voucher)
    {
        if (!voucher.Held)
            return;
        var ended = await Redemptions.EndHoldAsync(Workspace.Actor, voucher.RedemptionId, commit: false);
        var spent = ended.Failure ?? (ended.Value.State == RedemptionState.Fulfilled ? RewardErrors.VoucherUsed() : null);
        if (spent is not null)
            Toasts.Warn(Failures.Say(spent));
    }
}
