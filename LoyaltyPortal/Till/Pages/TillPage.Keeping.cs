using System.Globalization;
using LoyaltyPortal.Rewards;

namespace LoyaltyPortal.Till.Pages;

/// <summary>The sale under way outlives a page that is loaded again: the browser keeps it, with the key under which it will be recorded.</summary>
public sealed partial class TillPage
{
    /// <summary>Whoever else signs in at this tab begins a sale of their own.</summary>
    private string BasketKey => string.Create(CultureInfo.InvariantCulture, $"till-basket-{Workspace.Merchant.Id}-{Workspace.Actor.UserId}");

    private Task KeepAsync(bool isSent = false) => basket.Lines.Count == 0 && vouchers.Ids.Count == 0 && held is null
        ? Script.DropAsync(BasketKey)
        : Script.KeepAsync(BasketKey, new KeptSale(key, storeId, Member, member?.Member.Id, reference, held, isSent, basket.Lines) { Vouchers = vouchers.Ids }.ToJson());

    /// <summary>Goes on with what was kept at this address; what was kept at another one was another sale.</summary>
    private async Task RestoreAsync()
    {
        if (basket.Lines.Count > 0 || KeptSale.Read(await Script.KeptAsync(BasketKey)) is not { } kept || kept.Asked != Member)
            return;

        // A voucher that is on its way with the sale is part of it, whatever has become of it.
        var used = (await Redemptions.FindAsync(Workspace.Actor, kept.Vouchers, stop)).Where(voucher => voucher.IsOpen || kept.IsSent).ToList();
        var stillHeld = kept.Held is { } points && points.ExpiresAt > Clock.GetUtcNow().UtcDateTime ? points : null;
        if (kept.Lines.Count == 0 && used.Count == 0 && stillHeld is null)
        {
            await Script.DropAsync(BasketKey); // nothing is left of it: the next member begins a sale of their own
            return;
        }

        if (Workspace.Merchant.OpenStores.Any(store => store.Id == kept.StoreId))
            storeId = kept.StoreId;
        basket.Restore(kept.Lines);
        (key, reference) = (kept.Key, kept.Reference);
        if (kept.MemberId != member?.Member.Id)
        {
            member = null;
            if (kept.MemberId is { } id)
                await ServeAsync(id);
        }

        held = member is null ? null : stillHeld;
        foreach (var voucher in used)
            vouchers.Add(new UsedVoucher(voucher.Id, voucher.Content, Held: voucher.State == RedemptionState.Held));

        await QuoteAsync();
        if (kept.IsSent)
            (failure, unconfirmed) = (Text["NotConfirmed"].Value, true);
        StateHasChanged();
    }
}
