using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyPortal.Platform.Kinds;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Rewards;

/// <summary>How a member comes to what they redeemed.</summary>
public enum RewardUse
{
    /// <summary>By a voucher that is burnt when it is handed over.</summary>
    Voucher = 1,

    /// <summary>With the redemption itself: nothing is left to hand over.</summary>
    AtOnce = 2,
}

/// <summary>A line of a purchase as vouchers see it.</summary>
/// <param name="Cost">What the whole line costs, with tax.</param>
public readonly record struct VoucherLine(string? Sku, string? Category, decimal Quantity, decimal Cost, bool IsShipping);

/// <summary>What a voucher takes off a purchase.</summary>
/// <param name="Amount">In the merchant's currency; never more than the lines cost.</param>
/// <param name="On">The lines that it is shared over by what they cost.</param>
public readonly record struct VoucherDiscount(decimal Amount, IReadOnlyList<bool> On)
{
    public static readonly VoucherDiscount None = new(0, []);
}

/// <summary>What is wrong with one field of a reward.</summary>
/// <param name="Field">The name of the property; of a kind's settings, its own name.</param>
public sealed record RewardProblem(string Field, Failure Failure);

/// <summary>A kind in words that do not know a language yet: the resource <c>Sentence.&lt;Code&gt;</c> and what goes into it. An amount of money is <see cref="Amount"/>.</summary>
public sealed record RewardSentence(string Code, params object[] Arguments)
{
    /// <summary>Money, to be written as the reader has it.</summary>
    public sealed record Amount(decimal Value);
}

/// <summary>A kind of reward: one sealed class with a <see cref="KindAttribute"/>, a settings record, and pure verbs. Bound to its settings once and then used by many threads.</summary>
public abstract class RewardKind
{
    public string Key => RewardKinds.KeyOf(GetType());

    public string Icon => RewardKinds.IconOf(Key);

    public virtual RewardUse Use => RewardUse.Voucher;

    /// <summary>Whether something goes over the counter for its voucher; else it takes something off, or opens something.</summary>
    public virtual bool IsHandedOver => true;

    /// <summary>Whether a voucher ends after the days that its reward says.</summary>
    public virtual bool Lapses => true;

    /// <summary>What it costs the merchant when it is used, where that follows from the settings; null: it has to be said.</summary>
    public virtual decimal? Worth => null;

    /// <summary>Everything wrong with the settings, field by field.</summary>
    public abstract IEnumerable<RewardProblem> Problems();

    /// <summary>What the member gets, in words.</summary>
    public abstract RewardSentence Sentence { get; }

    /// <summary>What it takes off a purchase.</summary>
    public virtual VoucherDiscount Discount(IReadOnlyList<VoucherLine> lines) => VoucherDiscount.None;

    public abstract object SettingsValue { get; }

    internal abstract void Bind(JsonElement settings);
}

public abstract class RewardKind<TSettings>(TSettings defaults) : RewardKind where TSettings : class
{
    /// <summary>An amount of money in a field's bounds, in the merchant's currency.</summary>
    protected const decimal MostMoney = 100_000;

    protected const int TextLength = 120;

    public TSettings Settings { get; private set; } = defaults;

    public override object SettingsValue => Settings;

    internal override void Bind(JsonElement settings) => Settings = settings.Deserialize<TSettings>(RewardKinds.Json) ?? Settings;

    public static RewardKind With<TKind>(TSettings settings) where TKind : RewardKind<TSettings>, new() => new TKind { Settings = settings };

    /// <summary>So much off these lines, as far as they cost that much.</summary>
    protected static VoucherDiscount Off(decimal amount, IReadOnlyList<VoucherLine> lines, Func<VoucherLine, bool> on)
    {
        var mask = lines.Select(on).ToList();
        var cost = lines.Where((_, index) => mask[index]).Sum(line => line.Cost);
        var off = Math.Round(Math.Min(amount, cost), 2, MidpointRounding.ToZero);
        return off > 0 ? new VoucherDiscount(off, mask) : VoucherDiscount.None;
    }

    protected static RewardProblem Wrong(string field, Failure failure) => new(field, failure);
}

/// <summary>Every kind of reward in this assembly, by key.</summary>
public static class RewardKinds
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(), new RewardKindJson() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly FrozenDictionary<string, (Type Type, string Icon)> ByKey = typeof(RewardKind).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(RewardKind)))
        .Select(type => (Type: type, Kind: type.GetCustomAttribute<KindAttribute>()!))
        .ToFrozenDictionary(kind => kind.Kind.Key, kind => (kind.Type, kind.Kind.Icon), StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> KeyByType = ByKey.ToFrozenDictionary(kind => kind.Value.Type, kind => kind.Key);

    /// <summary>In the order in which they are offered: what most merchants begin with first.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        [.. ByKey.Keys.OrderBy(key => Array.IndexOf(["amount_off", "percent_off", "free_product", "free_shipping", "event_ticket", "early_access", "partner_reward", "donation"], key) is var place and >= 0 ? place : int.MaxValue).ThenBy(key => key, StringComparer.Ordinal)];

    public static string KeyOf(Type type) => KeyByType[type];

    public static string IconOf(string key) => ByKey[key].Icon;

    /// <exception cref="InvalidOperationException">The stored kind is not known to this version of the portal.</exception>
    public static RewardKind Create(string key) => ByKey.TryGetValue(key, out var kind)
        ? (RewardKind)Activator.CreateInstance(kind.Type)!
        : throw new InvalidOperationException($"The reward kind {key} is not known.");

    public static RewardKind Create(string key, JsonElement settings)
    {
        var kind = Create(key);
        kind.Bind(settings);
        return kind;
    }
}

/// <summary>A kind with its settings, as <c>{"kind": …, "settings": …}</c>.</summary>
internal sealed class RewardKindJson : JsonConverter<RewardKind>
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(RewardKind);

    public override RewardKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var stored = JsonElement.ParseValue(ref reader);
        return RewardKinds.Create(stored.GetProperty("kind").GetString()!, stored.GetProperty("settings"));
    }

    public override void Write(Utf8JsonWriter writer, RewardKind value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", value.Key);
        writer.WritePropertyName("settings");
        JsonSerializer.Serialize(writer, value.SettingsValue, value.SettingsValue.GetType(), options);
        writer.WriteEndObject();
    }
}
