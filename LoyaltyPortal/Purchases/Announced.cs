using System.Globalization;
using System.Text.Json;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Rewards;

namespace LoyaltyPortal.Purchases;

/// <summary>What other systems are told of what was recorded: ids as text, no person's details. These shapes are public: only add to them.</summary>
internal static class Announced
{
    public static object Of(Purchase purchase, Store store) => new
    {
        purchaseId = Id(purchase.Id),
        memberId = Id(purchase.MemberId),
        store = store.Code,
        reference = purchase.Reference,
        occurredAt = purchase.OccurredAt,
        net = purchase.Net,
        points = purchase.PointsEarned,
        pointsRedeemed = purchase.PointsRedeemed,
        paidWithPoints = purchase.PaidWithPoints,
    };

    public static object Of(PurchaseReturn returned, IEnumerable<PurchaseReturnLine> lines) => new
    {
        returnId = Id(returned.Id),
        purchaseIds = lines.Where(line => line.PurchaseId is not null).Select(line => Id(line.PurchaseId)).Distinct().ToList(),
        memberId = Id(returned.MemberId),
        reference = returned.Reference,
        occurredAt = returned.OccurredAt,
        net = returned.Net,
        pointsReversed = returned.PointsReversed + returned.CorrectionReversed,
        pointsRestored = returned.PointsRestored,
    };

    public static object Of(LedgerEntry entry) => new
    {
        memberId = Id(entry.AccountId),
        sequence = Id(entry.Sequence),
        kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Kind.ToString()),
        points = entry.Points,
        activePoints = entry.ActiveAfter,
        pendingPoints = entry.PendingAfter,
        occurredAt = entry.OccurredAt,
    };

    public static object Of(Member member) => new { memberId = Id(member.Id), enrolledAt = member.EnrolledAt }; // who it is, a program reads with its key: what is kept to be sent again names nobody

    public static object Of(Redemption redemption, RewardContent content) => new
    {
        redemptionId = Id(redemption.Id),
        memberId = Id(redemption.MemberId),
        rewardId = Id(redemption.RewardId),
        reward = content.Name,
        points = redemption.Points,
        validUntil = redemption.ValidUntil,
    };

    private static string? Id(long? id) => id?.ToString(CultureInfo.InvariantCulture);
}
