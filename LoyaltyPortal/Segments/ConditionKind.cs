using System.Collections.Frozen;
using System.Linq.Expressions;
using System.Reflection;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Kinds;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Segments;

/// <summary>What a condition may say.</summary>
[Flags]
public enum ConditionParts
{
    None = 0,

    /// <summary>At least and at most, one of them or both.</summary>
    Range = 1,

    /// <summary>Only what happened in the last days; left out: ever.</summary>
    LastDays = 2,

    /// <summary>What comes in the next days.</summary>
    NextDays = 4,
    Categories = 8,
    Tiers = 16,
    Stores = 32,
}

/// <summary>In what a range is counted.</summary>
public enum ConditionUnit
{
    Count,
    Money,
    Points,
    Days,
    Score,
}

/// <summary>The merchant's books as a condition asks them.</summary>
/// <param name="Day">As of the end of this local day.</param>
/// <param name="Today">The merchant's local day: what is kept for now answers for it.</param>
/// <param name="InactivityDays">After so many days without a purchase a member counts as inactive.</param>
/// <param name="Ladder">The tiers in force.</param>
public sealed record SegmentScope(LoyaltyDbContext Context, Zone Zone, DateOnly Day, DateOnly Today, int InactivityDays, Ladder Ladder)
{
    public bool IsToday => Day == Today;

    /// <summary>The exclusive end of <see cref="Day"/>, UTC.</summary>
    public DateTime End => Zone.EndOf(Day);

    /// <summary>What members bought until then and have not wholly returned since.</summary>
    /// <param name="days">Only in the last so many local days; null ever.</param>
    public IQueryable<Purchase> Bought(int? days = null)
    {
        var bought = Context.Set<Purchase>().Where(purchase => purchase.MemberId != null && (purchase.State == PurchaseState.Completed || purchase.State == PurchaseState.PartlyReturned));
        if (days is { } last)
        {
            var start = Zone.StartOf(Day.AddDays(1 - last));
            bought = bought.Where(purchase => purchase.OccurredAt >= start);
        }

        var end = End;
        return IsToday ? bought : bought.Where(purchase => purchase.OccurredAt < end);
    }

    /// <summary>Members whose facts, which are kept for now, are so.</summary>
    public Expression<Func<Member, bool>> Facts(Expression<Func<MemberFacts, bool>> such)
    {
        var facts = Context.Set<MemberFacts>().Where(such);
        return member => facts.Any(row => row.MemberId == member.Id);
    }
}

/// <summary>
/// A kind of condition: one sealed class with a <see cref="KindAttribute"/>. It answers for any day from what was recorded; where something is kept for now, and now is
/// asked for, it may read that, and has to come to the same.
/// </summary>
public abstract class ConditionKind
{
    private const int MostLastDays = 3_650;
    private const int MostNextDays = 92;
    private const int MostChosen = 50;

    public string Key => ConditionKinds.KeyOf(GetType());

    public string Icon => ConditionKinds.IconOf(GetType());

    public abstract ConditionParts Parts { get; }

    public virtual ConditionUnit Unit => ConditionUnit.Count;

    /// <summary>What may stand in its range.</summary>
    protected virtual (decimal Least, decimal Most) Bounds => (0, 1_000_000_000);

    /// <summary>What it begins with in the builder.</summary>
    public virtual SegmentCondition Start => new(Key);

    /// <summary>What is wrong with what a condition says, or null.</summary>
    public Failure? Check(SegmentCondition condition)
    {
        if (Parts.HasFlag(ConditionParts.Range))
        {
            if (condition is { Least: null, Most: null })
                return SegmentErrors.NoBound();
            decimal?[] bounds = [condition.Least, condition.Most];
            if (bounds.Any(bound => bound < Bounds.Least || bound > Bounds.Most))
                return SegmentErrors.Range(Bounds.Least, Bounds.Most);
            if (Unit != ConditionUnit.Money && bounds.Any(bound => bound is { } number && number != decimal.Truncate(number)))
                return SegmentErrors.Whole();
            if (condition.Least > condition.Most)
                return SegmentErrors.Bounds();
        }

        if (Parts.HasFlag(ConditionParts.LastDays) && condition.Days is (< 1 or > MostLastDays))
            return SegmentErrors.Days(MostLastDays);
        if (Parts.HasFlag(ConditionParts.NextDays) && condition.Days is (null or < 1 or > MostNextDays))
            return SegmentErrors.Days(MostNextDays);
        var chosen = Parts.HasFlag(ConditionParts.Stores) ? condition.StoreIds.Count : condition.Words.Count;
        if ((Parts & (ConditionParts.Categories | ConditionParts.Tiers | ConditionParts.Stores)) == ConditionParts.None)
            return null;
        return chosen == 0 ? SegmentErrors.NothingChosen() : chosen > MostChosen ? SegmentErrors.TooManyChosen(MostChosen) : null;
    }

    /// <summary>Of whom it is true, whatever <see cref="SegmentCondition.IsNot"/> says.</summary>
    /// <param name="condition">One that <see cref="Check"/> found good.</param>
    public abstract Expression<Func<Member, bool>> Holds(SegmentCondition condition, SegmentScope scope);
}

/// <summary>Every kind of condition in this assembly, by key.</summary>
public static class ConditionKinds
{
    private static readonly FrozenDictionary<Type, KindAttribute> KindOf = typeof(ConditionKind).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(ConditionKind))).ToFrozenDictionary(type => type, type => type.GetCustomAttribute<KindAttribute>()!);

    private static readonly FrozenDictionary<string, ConditionKind> ByKey = KindOf.ToFrozenDictionary(kind => kind.Value.Key, kind => (ConditionKind)Activator.CreateInstance(kind.Key)!, StringComparer.Ordinal);

    public static IReadOnlyList<ConditionKind> All { get; } = [.. ByKey.Values.OrderBy(kind => kind.Key, StringComparer.Ordinal)];

    public static ConditionKind? Find(string key) => ByKey.GetValueOrDefault(key);

    public static string KeyOf(Type type) => KindOf[type].Key;

    public static string IconOf(Type type) => KindOf[type].Icon;
}
