using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoyaltyPortal.Earning;

/// <summary>How a setting is asked for.</summary>
public enum RuleInput
{
    Number,
    Whole,
    Flag,
    Choice,
    Text,
    Words,
    Day,
    Time,
    Weekdays,
    Stores,
    Tiers,
    Segments,
    Action,
}

/// <summary>One setting of a kind, as a form asks for it.</summary>
/// <param name="Path">The property; of a shared part's, <c>Window.From</c>.</param>
/// <param name="Part">The shared part that it is of; <see cref="RuleParts.None"/> for the kind's own.</param>
public sealed record RuleField(string Path, Type Type, RuleInput Input, bool IsOptional, RuleParts Part)
{
    /// <summary>The property's name alone.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];
}

/// <summary>The settings of a rule as fields: read off the settings record, so that a new kind has a form without anybody writing one.</summary>
public static class RuleFields
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<RuleField>> Known = new();

    private static readonly IReadOnlyList<(string Name, RuleParts Part)> WindowParts =
    [
        (nameof(RuleWindow.From), RuleParts.Dates), (nameof(RuleWindow.Until), RuleParts.Dates), (nameof(RuleWindow.Weekdays), RuleParts.Weekdays),
        (nameof(RuleWindow.FromTime), RuleParts.Hours), (nameof(RuleWindow.UntilTime), RuleParts.Hours),
    ];

    /// <summary>The kind's own fields in the order of its record, then the shared ones that it offers.</summary>
    public static IReadOnlyList<RuleField> Of(EarningRule rule) => Known.GetOrAdd(rule.GetType(), _ => Read(rule));

    /// <summary>The value of a field; null where there is none.</summary>
    public static object? ValueOf(EarningRule rule, RuleField field)
    {
        object? value = rule.SettingsValue;
        foreach (var name in field.Path.Split('.'))
            value = value?.GetType().GetProperty(name)!.GetValue(value);
        return value;
    }

    /// <summary>The same rule with another value in a field; the rule that is given stays as it is.</summary>
    /// <param name="value">Null takes the value away.</param>
    public static EarningRule With(EarningRule rule, RuleField field, object? value)
    {
        var settings = JsonSerializer.SerializeToNode(rule.SettingsValue, rule.SettingsValue.GetType(), RuleJson.Options)!.AsObject();
        var names = field.Path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName).ToList();
        var parent = settings;
        if (names.Count == 2)
        {
            parent = settings[names[0]] as JsonObject ?? [];
            if (parent.Parent is null)
                settings[names[0]] = parent;
        }

        if (value is null)
            parent.Remove(names[^1]);
        else
            parent[names[^1]] = JsonSerializer.SerializeToNode(value, value.GetType(), RuleJson.Options);
        if (names.Count == 2 && parent.All(entry => entry.Value is null or JsonArray { Count: 0 }))
            settings.Remove(names[0]);
        return Renamed(rule, rule.Name, JsonSerializer.SerializeToElement(settings));
    }

    /// <summary>The same rule under another name.</summary>
    public static EarningRule Renamed(EarningRule rule, string name) =>
        Renamed(rule, name, JsonSerializer.SerializeToElement(rule.SettingsValue, rule.SettingsValue.GetType(), RuleJson.Options));

    private static EarningRule Renamed(EarningRule rule, string name, JsonElement settings)
    {
        var changed = EarningKinds.Create(rule.Kind);
        changed.Name = name;
        changed.Bind(settings);
        return changed;
    }

    private static IReadOnlyList<RuleField> Read(EarningRule rule)
    {
        var type = rule.SettingsValue.GetType();

        // Parameters of the record's constructor stand in the order in which they were written; properties need not.
        var own = type.GetConstructors().MaxBy(made => made.GetParameters().Length)!.GetParameters().Select(parameter => FieldOf(type.GetProperty(parameter.Name!)!, "", RuleParts.None));
        var window = WindowParts.Where(part => rule.Parts.HasFlag(part.Part)).Select(part => FieldOf(typeof(RuleWindow).GetProperty(part.Name)!, "Window.", part.Part));
        var scope = rule.Parts.HasFlag(RuleParts.Scope)
            ? new[] { nameof(RuleScope.StoreIds), nameof(RuleScope.Channel) }.Select(name => FieldOf(typeof(RuleScope).GetProperty(name)!, "Scope.", RuleParts.Scope))
            : [];
        return [.. own, .. window, .. scope];
    }

    private static RuleField FieldOf(PropertyInfo property, string path, RuleParts part)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var isOptional = type != property.PropertyType || part != RuleParts.None || property is { Name: "Categories" or "Segments" } && !type.IsValueType;
        return new RuleField(path + property.Name, type, InputOf(property.Name, type), isOptional, part);
    }

    private static RuleInput InputOf(string name, Type type)
    {
        if (type == typeof(decimal))
            return RuleInput.Number;
        if (type == typeof(long) || type == typeof(int))
            return RuleInput.Whole;
        if (type == typeof(bool))
            return RuleInput.Flag;
        if (type.IsEnum)
            return RuleInput.Choice;
        if (type == typeof(DateOnly))
            return RuleInput.Day;
        if (type == typeof(TimeOnly))
            return RuleInput.Time;
        if (type == typeof(string))
            return name == "Action" ? RuleInput.Action : RuleInput.Text;
        if (type == typeof(IReadOnlyList<DayOfWeek>))
            return RuleInput.Weekdays;
        if (type == typeof(IReadOnlyList<int>))
            return RuleInput.Stores;
        if (type == typeof(IReadOnlyList<string>))
            return name == "TierKeys" ? RuleInput.Tiers : RuleInput.Words;
        if (type == typeof(IReadOnlyList<Rules.SegmentReference>))
            return RuleInput.Segments;
        throw new InvalidOperationException($"Nothing asks for a setting of type {type}.");
    }
}
