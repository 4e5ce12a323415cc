using LoyaltyPortal.Badges;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Purchases;

/// <summary>
/// What a member has done as the books tell it now: the second way to progress, which shares nothing with what commands tell while they are recorded.
/// </summary>
internal static class BookDeeds
{
    private static readonly RowQuery<PurchaseLine> LinesOf = new RowQuery<PurchaseLine>().Where(nameof(PurchaseLine.PurchaseId)).OrderBy(nameof(PurchaseLine.Number));
    private static readonly RowQuery<TierChange> ChangesOf = new RowQuery<TierChange>().Where(nameof(TierChange.MemberId)).OrderBy(nameof(TierChange.Number));

    public static async ValueTask<IReadOnlyList<Deed>> OfAsync(Work work, Zone zone, long memberId)
    {
        var deeds = new List<Deed>();
        foreach (var purchase in await work.Session.ListAsync(Merging.PurchasesOf, memberId))
        {
            if (purchase.State != PurchaseState.Undone)
                deeds.Add(Of(purchase, await work.Session.ListAsync(LinesOf, purchase.Id)));
        }

        deeds.AddRange((await Family.ActionsAsync(work, memberId)).Select(action => Of(action, zone)));
        deeds.AddRange((await work.Session.ListAsync(ChangesOf, memberId)).Where(IsReached).Select(Of));
        deeds.AddRange((await ReferralBook.In(work).OfReferrerAsync(memberId)).Where(IsPaid).Select(referral => Of(referral, zone)));
        return deeds;
    }

    /// <summary>What was kept of a purchase that was not undone.</summary>
    public static Deed Of(Purchase purchase, IEnumerable<PurchaseLine> lines) => new(DeedKind.Purchase, purchase.Day)
    {
        Count = purchase.State == PurchaseState.Returned ? 0 : 1,
        StoreId = purchase.StoreId,
        Net = purchase.Net - purchase.ReturnedNet,
        Points = purchase.PointsEarned - purchase.PointsReversed,
        Lines = [.. lines.Select(line => new DeedLine(line.Kind == LineKind.Goods ? line.Category : null, line.QuantityLeft, line.Net - line.ReturnedNet))],
    };

    public static Deed Of(MemberAction action, Zone zone) => new(DeedKind.Action, zone.DayOf(action.OccurredAt)) { What = action.Action, StoreId = action.StoreId ?? 0, Points = action.Points };

    public static bool IsReached(TierChange change) => change is { IsUp: true, ToKey: not null };

    public static Deed Of(TierChange change) => new(DeedKind.Tier, change.Day) { What = change.ToKey };

    /// <summary>A referral that was taken back is no friend brought until it is paid again. Those of merged members have come to the survivor.</summary>
    public static bool IsPaid(Referral referral) => referral.State == ReferralState.Paid;

    public static Deed Of(Referral referral, Zone zone) => new(DeedKind.Referral, zone.DayOf(referral.PaidAt!.Value));
}
