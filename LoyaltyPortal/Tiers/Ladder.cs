using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Tiers;

/// <summary>What a member climbs by. Never the spendable points: redeeming does not lower anybody.</summary>
public enum TierMeasure
{
    EarnedPoints = 1,
    Spend = 2,
    Visits = 3,
}

/// <summary>The time that counts.</summary>
public enum TierWindow
{
    Rolling12Months = 1,
    CalendarYear = 2,

    /// <summary>From the day of enrolment, year by year.</summary>
    MembershipYear = 3,
    Lifetime = 4,
}

/// <summary>What happens to who no longer reaches their tier.</summary>
public enum TierDowngrade
{
    None = 1,

    /// <summary>One tier down at a time; between two steps lies the grace, and a month at the least.</summary>
    OneStep = 2,

    /// <summary>To the tier that is reached now.</summary>
    Recompute = 3,
}

/// <summary>One rung.</summary>
public sealed record Tier
{
    public const int MostPerks = 12;
    public const int PerkLength = 80;

    /// <summary>Stable, never shown: renaming or moving a tier leaves members in it.</summary>
    public required string Key { get; init; }

    public required string Name { get; init; }

    /// <summary>Reached at this much and more: points, currency or visits.</summary>
    public decimal Threshold { get; init; }

    /// <summary>What base points are multiplied by; 1 leaves them.</summary>
    public decimal Multiplier { get; init; } = 1;

    /// <summary>What the tier brings besides points, in the merchant's words.</summary>
    public IReadOnlyList<string> Perks { get; init; } = [];

    /// <summary>#rrggbb of the badge.</summary>
    public string Colour { get; init; } = "#6b7280";

    public bool Equals(Tier? other) => other is not null && Key == other.Key && Name == other.Name && Threshold == other.Threshold
        && Multiplier == other.Multiplier && Colour == other.Colour && Perks.SequenceEqual(other.Perks);

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
}

/// <summary>The tiers of a programme, lowest first, and how members move on them. No tiers: a programme without.</summary>
public sealed record Ladder
{
    public const int MostTiers = 12;
    public const int KeyLength = 40;
    public const int NameLength = 40;

    public static readonly Ladder None = new();

    private long? _stamp;

    public Ladder()
    {
    }

    // A copy with something else in it has a stamp of its own.
    private Ladder(Ladder other) =>
        (Measure, Window, Downgrade, GraceDays, Tiers) = (other.Measure, other.Window, other.Downgrade, other.GraceDays, other.Tiers);

    public TierMeasure Measure { get; init; } = TierMeasure.EarnedPoints;

    public TierWindow Window { get; init; } = TierWindow.Rolling12Months;

    public TierDowngrade Downgrade { get; init; } = TierDowngrade.Recompute;

    /// <summary>Days that a member keeps a tier no longer reached.</summary>
    public int GraceDays { get; init; } = 30;

    public IReadOnlyList<Tier> Tiers { get; init; } = [];

    /// <summary>
    /// Two ladders with the same stamp put every member on the same rung: names, colours, perks and multipliers are not in it. A member who was
    /// assessed under another stamp has to be assessed anew.
    /// </summary>
    [JsonIgnore]
    public long Stamp => _stamp ??= StampOf();

    /// <summary>A ladder to begin with, of three tiers.</summary>
    public static Ladder Begin(string first, string second, string third) => None with
    {
        Tiers =
        [
            new Tier { Key = NewKey(), Name = first, Colour = "#a8703a" },
            new Tier { Key = NewKey(), Name = second, Threshold = 500, Multiplier = 1.25m, Colour = "#8b95a5" },
            new Tier { Key = NewKey(), Name = third, Threshold = 2_000, Multiplier = 1.5m, Colour = "#d4a017" },
        ],
    };

    public static string NewKey() => Guid.NewGuid().ToString("N")[..12];

    /// <summary>The place of the highest tier that so much reaches; -1 when it reaches none.</summary>
    public int ReachedBy(decimal counted)
    {
        var place = Tiers.Count - 1;
        while (place >= 0 && counted < Tiers[place].Threshold)
            place--;
        return place;
    }

    /// <summary>The place of a tier, lowest 0; -1 for none, and for one that is no longer there.</summary>
    public int PlaceOf(string? key)
    {
        for (var place = 0; place < Tiers.Count; place++)
        {
            if (Tiers[place].Key == key)
                return place;
        }

        return -1;
    }

    /// <summary>The tier at a place; null below the lowest.</summary>
    public Tier? At(int place) => place < 0 ? null : Tiers[place];

    /// <summary>The tier of that key; null for none, and for one that is no longer there.</summary>
    public Tier? Find(string? key) => At(PlaceOf(key));

    /// <summary>What of a fact counts on this ladder.</summary>
    public decimal Of(QualifyingFact fact) => Measure switch
    {
        TierMeasure.EarnedPoints => fact.PurchasePoints + fact.OtherPoints,
        TierMeasure.Spend => fact.Net,
        _ => fact.Visits,
    };

    public TierDay Of(MemberDay day) => new(day.Day, Of(new QualifyingFact(day.Visits, day.Net, day.PurchasePoints, day.OtherPoints)));

    public bool Equals(Ladder? other) => other is not null && (ReferenceEquals(this, other)
        || Measure == other.Measure && Window == other.Window && Downgrade == other.Downgrade && GraceDays == other.GraceDays && Tiers.SequenceEqual(other.Tiers));

    public override int GetHashCode() => HashCode.Combine(Measure, Window, Downgrade, GraceDays, Tiers.Count);

    private long StampOf()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Measure}|{Window}|{Downgrade}|{GraceDays}");
        foreach (var tier in Tiers)
            text.Append(CultureInfo.InvariantCulture, $"|{tier.Key}={tier.Threshold:0.####}");
        return BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The first thing that is wrong, or null.</summary>
    public Failure? Check() => Problems().FirstOrDefault();

    /// <summary>Everything that is wrong.</summary>
    public IEnumerable<Failure> Problems()
    {
        if (GraceDays is < 0 or > 365)
            yield return TierErrors.Ladder("ladder_grace_days");
        if (Tiers.Count > MostTiers)
            yield return TierErrors.Ladder("ladder_too_many");
        if (Tiers.Any(tier => tier.Name.Trim().Length is 0 or > NameLength))
            yield return TierErrors.Ladder("ladder_name");
        if (Tiers.Select(tier => tier.Name.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Count() != Tiers.Count || Tiers.Select(tier => tier.Key).Distinct(StringComparer.Ordinal).Count() != Tiers.Count)
            yield return TierErrors.Ladder("ladder_same_name");
        if (Tiers.Count > 0 && Tiers[0].Threshold < 0 || Tiers.Zip(Tiers.Skip(1)).Any(pair => pair.Second.Threshold <= pair.First.Threshold) || Tiers.Any(tier => tier.Threshold > 1_000_000_000))
            yield return TierErrors.Ladder("ladder_thresholds");
        if (Tiers.Any(tier => tier.Multiplier is < 1 or > 100))
            yield return TierErrors.Ladder("ladder_multiplier");
        if (Tiers.Any(tier => tier.Perks.Count > Tier.MostPerks || tier.Perks.Any(perk => perk.Trim().Length is 0 or > Tier.PerkLength)))
            yield return TierErrors.Ladder("ladder_perks");
        if (Tiers.Any(tier => tier.Colour.Length != 7 || tier.Colour[0] != '#' || !tier.Colour[1..].All(char.IsAsciiHexDigit)))
            yield return TierErrors.Ladder("ladder_colour");
        if (Tiers.Any(tier => tier.Key.Length is 0 or > KeyLength))
            yield return TierErrors.Ladder("ladder_key");
    }
}
