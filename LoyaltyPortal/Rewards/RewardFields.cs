using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoyaltyPortal.Rewards;

/// <summary>One setting of a kind, as a form asks for it. It is called <c>Field.&lt;kind&gt;.&lt;Name&gt;</c>.</summary>
public sealed record RewardField(string Name, Type Type, bool IsOptional);

/// <summary>The settings of a kind as fields: read off its settings record, so that a new kind has a form without anybody writing one.</summary>
public static class RewardFields
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<RewardField>> Known = new();

    /// <summary>In the order in which the record has them.</summary>
    public static IReadOnlyList<RewardField> Of(RewardKind kind) => Known.GetOrAdd(kind.SettingsValue.GetType(), static type =>
        [.. type.GetConstructors().MaxBy(made => made.GetParameters().Length)!.GetParameters().Select(parameter =>
        {
            var plain = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
            if (plain != typeof(string) && plain != typeof(decimal) && plain != typeof(int) && plain != typeof(long))
                throw new InvalidOperationException($"Nothing asks for a setting of type {plain}.");
            return new RewardField(parameter.Name!, plain, plain != parameter.ParameterType || parameter is { ParameterType: var text, Name: "Sku" or "Category" } && text == typeof(string));
        })]);

    public static object? ValueOf(RewardKind kind, RewardField field) => kind.SettingsValue.GetType().GetProperty(field.Name)!.GetValue(kind.SettingsValue);

    /// <summary>The same kind with another value in a field; the one that is given stays as it is.</summary>
    /// <param name="value">Null takes the value away.</param>
    public static RewardKind With(RewardKind kind, RewardField field, object? value)
    {
        var settings = JsonSerializer.SerializeToNode(kind.SettingsValue, kind.SettingsValue.GetType(), RewardKinds.Json)!.AsObject();
        var name = JsonNamingPolicy.CamelCase.ConvertName(field.Name);
        if (value is null)
            settings[name] = field.Type == typeof(string) ? JsonValue.Create("") : null;
        else
            settings[name] = JsonSerializer.SerializeToNode(value, value.GetType(), RewardKinds.Json);
        return RewardKinds.Create(kind.Key, JsonSerializer.SerializeToElement(settings));
    }
}
