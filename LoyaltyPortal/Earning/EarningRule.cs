using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Earning;

/// <summary>The stable name of a kind that is stored with its settings.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KindAttribute(string key) : Attribute
{
    public string Key { get; } = key;
}

/// <summary>
/// A kind of earning rule: one sealed class with a <see cref="KindAttribute"/>, a settings record, and a pure verb for each thing that it can
/// answer. It is bound to its settings when a programme version is compiled, and then used by many threads.
/// </summary>
public abstract class EarningRule
{
    /// <summary>The name the merchant gave this rule.</summary>
    public string Name { get; set; } = "";

    /// <summary>Tells the rule from others of its programme, whatever it is called and wherever it stands; null until a programme has stored it.</summary>
    public string? Id { get; set; }

    public string Kind => EarningKinds.KeyOf(GetType());

    /// <summary>Facts that this rule cannot do without.</summary>
    public virtual EarningNeeds Needs => EarningNeeds.None;

    /// <summary>The first thing wrong with the settings, or null.</summary>
    public abstract Failure? Check();

    /// <summary>What the rule gives, multiplies or adds on this purchase; notes on the sheet what it did, or why it did nothing.</summary>
    public virtual void OnPurchase(Basket basket, EarningSheet sheet)
    {
    }

    /// <summary>What the rule gives for something a member did besides buying; notes on the sheet what it gave, or why it gave nothing.</summary>
    public virtual void OnAction(ActionFact fact, ActionSheet sheet)
    {
    }

    public abstract void Bind(JsonElement settings);

    public abstract object SettingsValue { get; }
}

public abstract class EarningRule<TSettings>(TSettings defaults) : EarningRule where TSettings : class
{
    public TSettings Settings { get; private set; } = defaults;

    public override object SettingsValue => Settings;

    public override void Bind(JsonElement settings) => Settings = settings.Deserialize<TSettings>(RuleJson.Options) ?? Settings;

    public static EarningRule With<TRule>(string name, TSettings settings) where TRule : EarningRule<TSettings>, new() =>
        new TRule { Name = name, Settings = settings };
}

public static class RuleJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };
}

/// <summary>Every kind of rule in this assembly, by key.</summary>
public static class EarningKinds
{
    private static readonly FrozenDictionary<string, Type> ByKey = typeof(EarningRule).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(EarningRule)))
        .ToFrozenDictionary(type => type.GetCustomAttribute<KindAttribute>()!.Key, StringComparer.Ordinal);

    public static IReadOnlyList<string> Keys { get; } = [.. ByKey.Keys.Order(StringComparer.Ordinal)];

    public static string KeyOf(Type type) => type.GetCustomAttribute<KindAttribute>()!.Key;

    /// <exception cref="InvalidOperationException">The stored kind is not known to this version of the portal.</exception>
    public static EarningRule Create(string key) => ByKey.TryGetValue(key, out var type)
        ? (EarningRule)Activator.CreateInstance(type)!
        : throw new InvalidOperationException($"The earning rule kind {key} is not known.");
}

/// <summary>Where the rules write what they give, before it is added up and rounded once.</summary>
public sealed class EarningSheet(Basket basket)
{
    private readonly decimal[] _points = new decimal[basket.Lines.Count];
    private readonly decimal[] _extra = new decimal[basket.Lines.Count];
    private readonly List<ExplanationStep> _fired = [];
    private readonly List<ExplanationStep> _silent = [];

    public const string Room = "Earning";

    internal IReadOnlyList<ExplanationStep> Fired => _fired;

    internal IReadOnlyList<ExplanationStep> Silent => _silent;

    /// <summary>Base points of a line so far, before multipliers.</summary>
    public decimal PointsOf(int line) => _points[line];

    public void Give(int line, decimal points) => _points[line] += points;

    /// <summary>Points that a multiplier adds on top of the line's base points.</summary>
    public void Add(int line, decimal points) => _extra[line] += points;

    public void Note(ExplanationStep step) => _fired.Add(step);

    public void Silence(EarningRule rule, string code, params string[] arguments) =>
        _silent.Add(new ExplanationStep(Room, code, rule.Name) { Arguments = arguments.Length == 0 ? null : arguments });

    internal decimal Total(int line) => _points[line] + _extra[line];
}
