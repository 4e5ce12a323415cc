using System.Linq.Expressions;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Kinds;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Segments.Kinds;

/// <summary>Whole local days since the last purchase; whoever never bought has none.</summary>
[Kind("recency", "schedule")]
public sealed class Recency : ConditionKind
{
    public override ConditionParts Parts => ConditionParts.Range;

    public override ConditionUnit Unit => ConditionUnit.Days;

    public override SegmentCondition Start => new(Key) { Least = 90 };

    protected override (decimal Least, decimal Most) Bounds => (0, 36_500);

    public override Expression<Func<Member, bool>> Holds(SegmentCondition condition, SegmentScope scope)
    {
        // The last purchase was on that day or before, and on this one or after.
        var before = condition.Least is { } least ? scope.Zone.EndOf(scope.Day.AddDays(-(int)least)) : (DateTime?)null;
        var from = condition.Most is { } most ? scope.Zone.StartOf(scope.Day.AddDays(-(int)most)) : (DateTime?)null;
        if (scope.IsToday)
            return scope.Facts(row => row.KeptLastPurchaseAt != null && (before == null || row.KeptLastPurchaseAt < before) && (from == null || row.KeptLastPurchaseAt >= from));
        var bought = scope.Bought();
        return member => bought.Any(purchase => purchase.MemberId == member.Id && purchase.MerchantId == member.MerchantId && (from == null || purchase.OccurredAt >= from))
            && (before == null || !bought.Any(purchase => purchase.MemberId == member.Id && purchase.MerchantId == member.MerchantId && purchase.OccurredAt >= before));
    }
}

/// <summary>How often they bought: ever, or in the last days.</summary>
[Kind("purchases", "shopping_bag")]
public sealed class PurchaseCount : ConditionKind
{
    public override ConditionParts Parts => ConditionParts.Range | ConditionParts.LastDays;

    public override SegmentCondition Start => new(Key) { Least = 3 };

    public override Expression<Func<Member, bool>> Holds(SegmentCondition condition, SegmentScope scope)
    {
        var (least, most) = ((long)(condition.Least ?? 0), (long)(condition.Most ?? long.MaxValue));
        if (scope.IsToday && condition.Days is null)
        {
            var (enough, tooMany) = (scope.Facts(row => row.KeptPurchases >= least), scope.Facts(row => row.KeptPurchases > most));
            return least > 0 ? enough.And(tooMany.Not()) : tooMany.Not();
        }

        var bought = scope.Bought(condition.Days);
        return member => bought.LongCount(purchase => purchase.MemberId == member.Id && purchase.MerchantId == member.MerchantId) >= least
            && bought.LongCount(purchase => purchase.MemberId == member.Id && purchase.MerchantId == member.MerchantId) <= most;
    }
}

/// <summary>For how much they bought: ever, or in the last days. Net sales as they were sold, of purchases that were not wholly returned; in the merchant's currency.</summary>
[Kind("spend", "payments")]
public sealed class Spend : ConditionKind
{
    public override ConditionParts Parts => ConditionParts.Range | ConditionParts.LastDays;

    public override ConditionUnit Unit => ConditionUnit.Money;

    public override SegmentCondition Start => new(Key) { Least = 100, Days = 365 };

    /// <summary>More than anybody spends, and what the store can compare with.</summary>
    private const decimal Most = 1_000_000_000_000;

    public override Expression<Func<Member, bool>> Holds(SegmentCondition condition, SegmentScope scope)
    {
        var (least, most) = (condition.Least ?? 0, condition.Most ?? Most);
        if (scope.IsToday && condition.Days is null)
        {
            var (enough, tooMuch) = (scope.Facts(row => row.KeptNetSales >= least), scope.Facts(row => row.KeptNetSales > most));
            return least > 0 ? enough.And(tooMuch.Not()) : tooMuch.Not();
        }

        var bought = scope.Bought(condition.Days);
        return member => bought.Where(purchase => purchase.MemberId == member.Id && purchase.MerchantId == member.MerchantId).Sum(purchase => purchase.Net) >= least
            && bought.Where(purchase => purchase.MemberId == member.Id && purchase.MerchantId == member.MerchantId).Sum(purchase => purchase.Net) <= most;
    }
}

/// <summary>They came back at least once, and have stayed away since longer than the merchant calls inactive.</summary>
[Kind("at-risk", "heart_broken")]
public sealed class AtRisk : ConditionKind
{
    public override ConditionParts Parts => ConditionParts.None;

    public override Expression<Func<Member, bool>> Holds(SegmentCondition condition, SegmentScope scope)
    {
        var before = scope.Zone.StartOf(scope.Day.AddDays(-scope.InactivityDays));
        if (scope.IsToday)
            return scope.Facts(MemberFacts.IsAtRisk(before));
        var bought = scope.Bought();
        return member => bought.Count(purchase => purchase.MemberId == member.Id && purchase.MerchantId == member.MerchantId) >= 2
            && !bought.Any(purchase => purchase.MemberId == member.Id && purchase.MerchantId == member.MerchantId && purchase.OccurredAt >= before);
    }
}

/// <summary>They bought something of a category: ever, or in the last days. What came back wholly was not bought.</summary>
[Kind("category", "category")]
public sealed class BoughtCategory : ConditionKind
{
    public override ConditionParts Parts => ConditionParts.Categories | ConditionParts.LastDays;

    public override SegmentCondition Start => new(Key) { Days = 365 };

    public override Expression<Func<Member, bool>> Holds(SegmentCondition condition, SegmentScope scope)
    {
        // Fewer purchases than members are worth asking about: the ids of those who did are found once.
        var words = condition.Words;
        var lines = scope.Context.Set<PurchaseLine>().Where(line => line.Category != null && words.Contains(line.Category) && line.ReturnedQuantity < line.Quantity);
        var buyers = scope.Bought(condition.Days).Where(purchase => lines.Any(line => line.PurchaseId == purchase.Id)).Select(purchase => purchase.MemberId!.Value);
        return member => buyers.Contains(member.Id);
    }
}

/// <summary>They bought in a store: ever, or in the last days.</summary>
[Kind("store", "store")]
public sealed class BoughtAtStore : ConditionKind
{
    public override ConditionParts Parts => ConditionParts.Stores | ConditionParts.LastDays;

    public override Expression<Func<Member, bool>> Holds(SegmentCondition condition, SegmentScope scope)
    {
        var stores = condition.StoreIds;
        var bought = scope.Bought(condition.Days).Where(purchase => stores.Contains(purchase.StoreId));
        return member => bought.Any(purchase => purchase.MemberId == member.Id && purchase.MerchantId == member.MerchantId);
    }
}
