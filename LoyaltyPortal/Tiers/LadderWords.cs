using System.Globalization;
using LoyaltyPortal.Platform.Shell;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Tiers;

/// <summary>Says ladders and amounts on them in the reader's language, in the merchant's currency and its own name for points.</summary>
public sealed class LadderWords(IStringLocalizer<TiersText> text, Formats formats, ShellContextProvider context)
{
    private string PointsName => context.Current.PointsName is { Length: > 0 } name ? name : text["Points"];

    public string Name(TierMeasure measure) => text["Measure." + measure, PointsName];

    /// <summary>The label of a threshold: "From points", "From spend (GBP)".</summary>
    public string Threshold(TierMeasure measure) => text["Threshold." + measure, PointsName, context.Current.Currency];

    /// <summary>So much of what the ladder counts: <c>500 points</c>, <c>£500</c>, <c>12 visits</c>.</summary>
    public string Amount(TierMeasure measure, decimal amount) => measure switch
    {
        TierMeasure.EarnedPoints => text["Amount.EarnedPoints", formats.Number(amount), PointsName],
        TierMeasure.Spend => formats.Money(amount),
        _ => text[amount == 1 ? "Amount.Visit" : "Amount.Visits", formats.Number(amount)],
    };

    /// <summary>Where a tier begins: "from the start", "from 500 points".</summary>
    public string From(Ladder ladder, Tier tier) => tier.Threshold == 0 ? text["From.Start"] : text["From", Amount(ladder.Measure, tier.Threshold)];

    /// <summary>The whole ladder in a few sentences.</summary>
    public string Say(Ladder ladder)
    {
        if (ladder.Tiers.Count == 0)
            return text["Say.None"];
        var steps = string.Join(text["Say.And"], ladder.Tiers.Where(tier => tier.Threshold > 0).Select(tier => text["Say.Step", tier.Name, Amount(ladder.Measure, tier.Threshold)].Value));
        var start = ladder.Tiers[0] is { Threshold: 0 } first ? text["Say.Start", first.Name].Value + " " : "";
        var climb = steps.Length == 0 ? "" : text["Say.Climb." + ladder.Window, steps].Value + " ";
        var multipliers = ladder.Tiers.Where(tier => tier.Multiplier > 1).Select(tier => text["Say.Multiplier", tier.Name, tier.Multiplier.ToString("0.##", CultureInfo.CurrentCulture)].Value).ToList();
        var times = multipliers.Count == 0 ? "" : text["Say.Multipliers", string.Join(", ", multipliers), PointsName].Value + " ";
        var down = ladder.Downgrade == TierDowngrade.None ? text["Say.Down.None"] : text["Say.Down." + ladder.Downgrade + (ladder.GraceDays == 0 ? ".AtOnce" : ""), ladder.GraceDays];
        return start + climb + times + down;
    }

    /// <summary>A name that no tier has yet.</summary>
    public string NewName(Ladder ladder)
    {
        for (var number = ladder.Tiers.Count + 1; ; number++)
        {
            var name = text["NewTier", number].Value;
            if (ladder.Tiers.All(tier => !string.Equals(tier.Name, name, StringComparison.OrdinalIgnoreCase)))
                return name;
        }
    }

    /// <summary>A number as people type it, grouped or not, in their language or with a point; null when it is none, or finer than so many decimals.</summary>
    public static decimal? Read(string typed, int decimals)
    {
        var number = ReadIn(typed.Trim(), CultureInfo.CurrentCulture.NumberFormat) ?? ReadIn(typed.Trim(), NumberFormatInfo.InvariantInfo);
        return number is { } read && decimal.Round(read, decimals) == read && read < 10_000_000_000m ? read : null;
    }

    private static decimal? ReadIn(string typed, NumberFormatInfo format)
    {
        // A comma that groups stands before three digits; else somebody meant something different by it.
        var whole = typed.Split(format.NumberDecimalSeparator)[0].Split(format.NumberGroupSeparator);
        if (whole.Length > 1 && (whole[0].Length is 0 or > 3 || whole.Skip(1).Any(group => group.Length != 3)))
            return null;
        return decimal.TryParse(typed, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, format, out var number) ? number : null;
    }
}
