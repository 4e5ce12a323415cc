using System.Reflection;
using System.Text.Json;

namespace LoyaltyPortal.Badges;

/// <summary>How a setting is asked for.</summary>
public enum SettingInput
{
    Words,
    Stores,
    Tiers,
    Action,
}

/// <summary>One setting of a kind, as a form asks for it.</summary>
public sealed record CriterionField(string Name, SettingInput Input);

/// <summary>The settings of a criterion as fields: read off the settings record, so that a new kind has a form without anybody writing one.</summary>
public static class CriterionFields
{
    public static IReadOnlyList<CriterionField> Of(Criterion criterion) =>
        [.. criterion.SettingsValue.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(property => property.CanWrite).Select(property => new CriterionField(property.Name, InputOf(property)))];

    /// <summary>The values of a field as they are stored, as text.</summary>
    public static IReadOnlyList<string> ValuesOf(Criterion criterion, CriterionField field) => criterion.SettingsValue.GetType().GetProperty(field.Name)!.GetValue(criterion.SettingsValue) switch
    {
        string text => [text],
        IReadOnlyList<string> words => words,
        IReadOnlyList<int> numbers => [.. numbers.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))],
        _ => [],
    };

    /// <summary>The same criterion with other values in a field; the one that is given stays as it is.</summary>
    public static Criterion With(Criterion criterion, CriterionField field, IReadOnlyList<string> values)
    {
        var settings = JsonSerializer.SerializeToNode(criterion.SettingsValue, criterion.SettingsValue.GetType(), CriterionJson.Options)!.AsObject();
        settings[JsonNamingPolicy.CamelCase.ConvertName(field.Name)] = field.Input switch
        {
            SettingInput.Action => JsonValue(values.Count == 0 ? "" : values[0]),
            SettingInput.Stores => JsonValue(values.Select(value => int.Parse(value, System.Globalization.CultureInfo.InvariantCulture)).ToList()),
            _ => JsonValue(values),
        };
        return Criteria.Create(criterion.Kind, settings.ToJsonString());
    }

    private static System.Text.Json.Nodes.JsonNode? JsonValue<T>(T value) => JsonSerializer.SerializeToNode(value, CriterionJson.Options);

    private static SettingInput InputOf(PropertyInfo property) => property switch
    {
        { Name: "Action" } when property.PropertyType == typeof(string) => SettingInput.Action,
        { Name: "TierKeys" } when property.PropertyType == typeof(IReadOnlyList<string>) => SettingInput.Tiers,
        _ when property.PropertyType == typeof(IReadOnlyList<string>) => SettingInput.Words,
        _ when property.PropertyType == typeof(IReadOnlyList<int>) => SettingInput.Stores,
        _ => throw new InvalidOperationException($"Nothing asks for a setting of type {property.PropertyType}."),
    };
}
