using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyPortal.Platform.Kinds;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Badges;

/// <summary>What becomes of the marks that a member's deeds have left.</summary>
public enum Fold
{
    /// <summary>All of them together.</summary>
    Sum = 1,

    /// <summary>How many different ones there are.</summary>
    Different = 2,

    /// <summary>Marks are months (yyyymm): the longest run of them.</summary>
    MonthRun = 3,

    /// <summary>No marks: whole years since the member joined.</summary>
    Years = 4,
}

/// <summary>How a number of progress is written.</summary>
public enum GoalUnit
{
    Count = 1,
    Money = 2,
    Points = 3,
    Months = 4,
    Years = 5,
}

/// <summary>A mark that a deed leaves, and by how much.</summary>
public readonly record struct Mark(string Name, decimal Amount);

/// <summary>
/// What a badge or a challenge asks for: one sealed class with a <see cref="KindAttribute"/>, a settings record, and one pure verb that turns a deed into marks. Marks add up,
/// so that a deed that is taken back leaves nothing behind; progress is what their sums fold to.
/// </summary>
public abstract class Criterion
{
    public string Kind => Criteria.KeyOf(GetType());

    public abstract Fold Fold { get; }

    public virtual GoalUnit Unit => GoalUnit.Count;

    /// <summary>Whether it can be done within a window: what only time or the ladder brings cannot be asked for in a challenge.</summary>
    public virtual bool SuitsChallenges => true;

    /// <summary>A badge's targets to start from.</summary>
    public abstract IReadOnlyList<decimal> UsualTargets { get; }

    /// <summary>Every target is 1: there is nothing to count.</summary>
    public virtual bool IsOnce => false;

    /// <summary>Everything wrong with the settings, field by field.</summary>
    public virtual IEnumerable<SettingProblem> Problems() => [];

    public abstract void Mark(Deed deed, List<Mark> marks);

    /// <summary>The resource <c>Goal.&lt;Code&gt;</c> that says what is asked for; its first blank is the target.</summary>
    public virtual CriterionSentence Sentence => new(Kind);

    public abstract void Bind(JsonElement settings);

    public abstract object SettingsValue { get; }

    /// <summary>Progress from the sums of marks. Sums of nothing are not among them.</summary>
    public decimal ProgressOf(IReadOnlyDictionary<string, decimal> marks, DateOnly enrolledOn, DateOnly today) => Fold switch
    {
        Fold.Sum => Math.Max(0, marks.Values.Sum()),
        Fold.Different => marks.Values.Count(amount => amount > 0),
        Fold.MonthRun => LongestRun(marks),
        _ => YearsBetween(enrolledOn, today),
    };

    private static int LongestRun(IReadOnlyDictionary<string, decimal> marks)
    {
        int longest = 0, run = 0, previous = 0;
        foreach (var month in marks.Where(mark => mark.Value > 0).Select(mark => int.Parse(mark.Key, System.Globalization.CultureInfo.InvariantCulture)).Order())
        {
            run = previous != 0 && MonthNumber.Between(previous, month) == 1 ? run + 1 : 1;
            longest = Math.Max(longest, run);
            previous = month;
        }

        return longest;
    }

    /// <summary>Whole years; who joined on 29 February has the anniversary on 28 February.</summary>
    private static int YearsBetween(DateOnly from, DateOnly to)
    {
        var years = to.Year - from.Year;
        return Math.Max(0, from.AddYears(years) > to ? years - 1 : years);
    }
}

public abstract class Criterion<TSettings>(TSettings defaults) : Criterion where TSettings : class
{
    public TSettings Settings { get; private set; } = defaults;

    public override object SettingsValue => Settings;

    public override void Bind(JsonElement settings)
    {
        Settings = settings.Deserialize<TSettings>(CriterionJson.Options) ?? Settings;
        Compile();
    }

    /// <summary>Makes of new settings what deeds are looked up in.</summary>
    protected virtual void Compile()
    {
    }

    public static TCriterion With<TCriterion>(TSettings settings) where TCriterion : Criterion<TSettings>, new()
    {
        var criterion = new TCriterion { Settings = settings };
        criterion.Compile();
        return criterion;
    }
}

/// <summary>Settings of a kind that has none.</summary>
public sealed record NoSettings
{
    public static readonly NoSettings Instance = new();
}

/// <summary>What is wrong with one field of a criterion's settings.</summary>
public sealed record SettingProblem(string Field, Failure Failure);

/// <summary>A criterion in words that do not know a language yet.</summary>
/// <param name="Among">What it is limited to, as the merchant wrote it; null to nothing.</param>
public sealed record CriterionSentence(string Code, IReadOnlyList<string>? Among = null)
{
    public IReadOnlyList<int>? StoreIds { get; init; }

    public IReadOnlyList<string>? TierKeys { get; init; }

    public string? Action { get; init; }
}

public static class CriterionJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
}

/// <summary>A kind as a page lists it. Its words are <c>kind_&lt;key&gt;</c> and <c>kind_&lt;key&gt;_text</c>.</summary>
public sealed record CriterionKind(string Key, string Icon, Type Type, bool SuitsChallenges);

/// <summary>Every kind of criterion in this assembly, by key.</summary>
public static class Criteria
{
    private static readonly FrozenDictionary<string, CriterionKind> ByKey = typeof(Criterion).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(Criterion)))
        .Select(type => (Type: type, Kind: type.GetCustomAttribute<KindAttribute>()!, Criterion: (Criterion)Activator.CreateInstance(type)!))
        .ToFrozenDictionary(kind => kind.Kind.Key, kind => new CriterionKind(kind.Kind.Key, kind.Kind.Icon, kind.Type, kind.Criterion.SuitsChallenges), StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> KeyByType = ByKey.Values.ToFrozenDictionary(kind => kind.Type, kind => kind.Key);

    public static IReadOnlyList<CriterionKind> All { get; } = [.. ByKey.Values.OrderBy(kind => kind.Key, StringComparer.Ordinal)];

    public static string KeyOf(Type type) => KeyByType[type];

    public static string IconOf(string key) => ByKey.TryGetValue(key, out var kind) ? kind.Icon : "military_tech";

    public static bool Knows(string key) => ByKey.ContainsKey(key);

    /// <exception cref="InvalidOperationException">The stored kind is not known to this version of the portal.</exception>
    public static Criterion Create(string key) => ByKey.TryGetValue(key, out var kind)
        ? (Criterion)Activator.CreateInstance(kind.Type)!
        : throw new InvalidOperationException($"The criterion kind {key} is not known.");

    public static Criterion Create(string key, string settings)
    {
        var criterion = Create(key);
        using var json = JsonDocument.Parse(settings);
        criterion.Bind(json.RootElement);
        return criterion;
    }
}
