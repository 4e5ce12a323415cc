using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;

namespace LoyaltyPortal.Till;

/// <summary>A voucher, or what is kept for the member, that is used on the sale.</summary>
/// <param name="Held">It is only kept: taken off the sale, it is let go.</param>
public sealed record UsedVoucher(long RedemptionId, RewardContent Content, bool Held);

/// <summary>What is used on the sale that is being made, and what the sale costs with it.</summary>
public sealed class TillVouchers(TillBasket basket)
{
    private readonly List<UsedVoucher> _used = [];

    public IReadOnlyList<UsedVoucher> Used => _used;

    public IReadOnlyList<long> Ids => [.. _used.Select(used => used.RedemptionId)];

    private BasketPrice Price => RedemptionService.Price(basket.Inputs, _used.Select(used => used.Content));

    /// <summary>The lines as they are paid.</summary>
    public IReadOnlyList<LineInput> Lines => _used.Count == 0 ? basket.Inputs : Price.Lines;

    /// <summary>What the sale costs.</summary>
    public decimal Due => Lines.Sum(line => line.Net);

    /// <summary>Each with what it takes off.</summary>
    public IEnumerable<(UsedVoucher Voucher, decimal Off)> Priced => _used.Zip(Price.Discounts);

    /// <summary>False when it is used already.</summary>
    public bool Add(UsedVoucher voucher)
    {
        if (_used.Any(used => used.RedemptionId == voucher.RedemptionId))
            return false;
        _used.Add(voucher);
        return true;
    }

    public void Remove(long redemptionId) => _used.RemoveAll(used => used.RedemptionId == redemptionId);

    public void Clear() => _used.Clear();
}
