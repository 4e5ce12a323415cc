using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning;

public static class RuleJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };
}

/// <summary>A kind as a page lists it. Its words are <c>kind_&lt;key&gt;</c> and <c>kind_&lt;key&gt;_text</c>.</summary>
public sealed record EarningKind(string Key, string Icon, RulePhase Phase, Type Type);

/// <summary>Every kind of rule in this assembly, by key.</summary>
public static class EarningKinds
{
    private static readonly FrozenDictionary<string, EarningKind> ByKey = typeof(EarningRule).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(EarningRule)))
        .Select(type => (Type: type, Kind: type.GetCustomAttribute<KindAttribute>()!, Rule: (EarningRule)Activator.CreateInstance(type)!))
        .ToFrozenDictionary(kind => kind.Kind.Key, kind => new EarningKind(kind.Kind.Key, kind.Kind.Icon, kind.Rule.Phase, kind.Type), StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> KeyByType = ByKey.Values.ToFrozenDictionary(kind => kind.Type, kind => kind.Key);

    public static IReadOnlyList<string> Keys { get; } = [.. ByKey.Keys.Order(StringComparer.Ordinal)];

    /// <summary>In the order of their phases, and then as they are called.</summary>
    public static IReadOnlyList<EarningKind> All { get; } = [.. ByKey.Values.OrderBy(kind => kind.Phase).ThenBy(kind => kind.Key, StringComparer.Ordinal)];

    public static string KeyOf(Type type) => KeyByType[type];

    public static string IconOf(EarningRule rule) => ByKey[rule.Kind].Icon;

    /// <exception cref="InvalidOperationException">The stored kind is not known to this version of the portal.</exception>
    public static EarningRule Create(string key) => ByKey.TryGetValue(key, out var kind)
        ? (EarningRule)Activator.CreateInstance(kind.Type)!
        : throw new InvalidOperationException($"The earning rule kind {key} is not known.");
}
