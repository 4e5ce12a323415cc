using LoyaltyPortal.Earning;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Rewards;

namespace LoyaltyPortal.Purchases.Redemptions;

/// <summary>
/// The vouchers that a purchase is recorded with: what they take off is off the lines, in proportion to what those cost, before anything is earned or paid; so a part
/// that comes back is worth what was paid for it. The vouchers are burnt in the purchase's own transaction.
/// </summary>
internal sealed class PurchaseVouchers
{
    /// <summary>How many vouchers fit one purchase.</summary>
    public const int Most = 5;

    private readonly List<(Redemption Redemption, decimal Discount)> _used = [];

    private PurchaseVouchers(IReadOnlyList<LineInput> lines) => Lines = lines;

    /// <summary>The lines as they are paid.</summary>
    public IReadOnlyList<LineInput> Lines { get; private set; }

    /// <summary>Looks whether all of them can be used here, and works out what they take off; changes nothing.</summary>
    public static async ValueTask<Result<PurchaseVouchers>> AskedAsync(Work work, RecordPurchase asked, long? memberId, IReadOnlyList<LineInput> lines)
    {
        var vouchers = new PurchaseVouchers(lines);
        if (asked.Vouchers is not { Count: > 0 } ids)
            return vouchers;
        if (ids.Count > Most || ids.Distinct().Count() != ids.Count || asked.Exchange is not null)
            return RewardErrors.Vouchers();
        var cost = lines.Sum(line => line.Net + line.Tax);
        foreach (var id in ids)
        {
            if (await RewardBook.In(work).FindAsync(asked.MerchantId, id) is not { } redemption)
                return RewardErrors.VoucherUnknown();
            if (redemption.State == RedemptionState.Held && redemption.MemberId != memberId)
                return RewardErrors.NotYours();
            if (await RewardBook.In(work).WhyNotUsedAsync(redemption, asked.StoreId, cost) is { } refused)
                return refused;
            vouchers.Add(redemption, await RewardBook.In(work).ContentOfAsync(redemption));
        }

        return vouchers;
    }

    /// <summary>What so many vouchers take off a basket: the same sum before it is recorded.</summary>
    public static (IReadOnlyList<LineInput> Lines, IReadOnlyList<decimal> Discounts) Price(IReadOnlyList<LineInput> lines, IEnumerable<RewardContent> contents)
    {
        var discounts = new List<decimal>();
        foreach (var content in contents)
        {
            (lines, var off) = Price(lines, content);
            discounts.Add(off);
        }

        return (lines, discounts);
    }

    private void Add(Redemption redemption, RewardContent content)
    {
        (Lines, var off) = Price(Lines, content);
        _used.Add((redemption, off));
    }

    private static (IReadOnlyList<LineInput> Lines, decimal Off) Price(IReadOnlyList<LineInput> lines, RewardContent content)
    {
        var discount = content.What.Discount([.. lines.Select(line => new VoucherLine(line.Sku, line.Category, line.Quantity, line.Net + line.Tax, line.Kind == LineKind.Shipping))]);
        if (discount.Amount == 0)
            return (lines, 0);
        var parts = PointsPayment.Share((long)(discount.Amount * 100), [.. lines.Select((line, index) => discount.On[index] ? line.Net + line.Tax : 0)]);
        return ([.. lines.Select((line, index) => Off(line, parts[index] / 100m))], parts.Sum() / 100m);
    }

    /// <summary>The line with so much less to pay; its tax in proportion.</summary>
    private static LineInput Off(LineInput line, decimal part)
    {
        if (part == 0)
            return line;
        var cost = line.Net + line.Tax;
        var tax = line.Tax == 0 ? 0 : Math.Round(line.Tax * (cost - part) / cost, 2, MidpointRounding.AwayFromZero);
        return line with { Tax = tax, Net = Math.Max(0, cost - part - tax) };
    }

    /// <summary>Burns them.</summary>
    public async ValueTask<Failure?> BurnAsync(Work work, Merchant merchant, RecordPurchase asked, long purchaseId)
    {
        foreach (var (redemption, discount) in _used)
        {
            if (redemption.State == RedemptionState.Held && await Redeeming.CommitAsync(work, merchant, redemption) is { } ended)
                return ended;
            if (redemption.State == RedemptionState.Issued)
                RewardBook.In(work).Fulfil(redemption, asked.StoreId, asked.RecordedBy, purchaseId, discount);
            ChangedWallets.In(work).Add(redemption.MemberId);
        }

        return null;
    }

    /// <summary>The lines that are asked for as they would be paid, if a purchase that is known was recorded with these very vouchers; null where it was not.</summary>
    public static async ValueTask<IReadOnlyList<LineInput>?> PricedAsync(Work work, Purchase known, RecordPurchase asked)
    {
        if (asked.Vouchers is not { Count: > 0 } ids)
            return asked.OwnLines;
        var used = (await RewardBook.In(work).OnPurchaseAsync(known.Id)).ToDictionary(redemption => redemption.Id);
        if (used.Count != ids.Count || !ids.All(used.ContainsKey))
            return null;
        var contents = new List<RewardContent>();
        foreach (var id in ids)
            contents.Add(await RewardBook.In(work).ContentOfAsync(used[id]));
        return Price(asked.OwnLines, contents).Lines;
    }

    /// <summary>The whole purchase came back: vouchers whose reward says so are good again, with the programme's days of grace where they have ended.</summary>
    public static async ValueTask GiveBackAsync(Work work, Merchant merchant, Purchase purchase, long returnId)
    {
        var book = RewardBook.In(work);
        foreach (var redemption in await book.OnPurchaseAsync(purchase.Id))
        {
            var content = await book.ContentOfAsync(redemption);
            if (redemption.State != RedemptionState.Fulfilled || !content.BackOnReturn || content.What.Use != RewardUse.Voucher)
                continue;
            var grace = (await ProgrammeBook.In(work).CurrentAsync(merchant.Id)).Points.GraceUntil(merchant.Zone(), work.Now);
            book.GiveBack(redemption, returnId, redemption.ValidUntil is { } end && end < grace ? grace : redemption.ValidUntil);
            ChangedWallets.In(work).Add(redemption.MemberId);
        }
    }

    /// <summary>A return is taken back, so that the purchase no longer has come back as a whole: the vouchers that this had made good again are used again.</summary>
    /// <returns>Null when they are; or <c>voucher_used_since</c>.</returns>
    public static async ValueTask<Failure?> RetakeAsync(Work work, Purchase purchase)
    {
        if (purchase.State != PurchaseState.Returned)
            return null;
        var book = RewardBook.In(work);
        foreach (var given in await book.GivenBackAsync(purchase.Id))
        {
            if (await book.FindAsync(purchase.MerchantId, given.RedemptionId) is not { } redemption || redemption.StateAt(work.Now) != RedemptionState.Issued)
                return RewardErrors.UsedSince();
            book.Retake(given, redemption, purchase.StoreId);
            ChangedWallets.In(work).Add(redemption.MemberId);
        }

        return null;
    }
}
