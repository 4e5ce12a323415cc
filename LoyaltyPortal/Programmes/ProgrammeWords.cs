using System.Collections;
using System.Globalization;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Tiers;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Programmes;

/// <summary>A difference as people read it.</summary>
/// <param name="Title">The rule's or tier's name, or the part.</param>
/// <param name="Text">What was added or removed, as a sentence; null where <paramref name="Fields"/> say it.</param>
public sealed record ChangeWords(ProgrammePart Part, ChangeKind Kind, string Title, string? Text, IReadOnlyList<FieldWords> Fields);

/// <summary>"Lapse: never → 24 months after they are earned".</summary>
public sealed record FieldWords(string Label, string Before, string After);

/// <summary>Says a programme, its parts and its differences in the reader's language.</summary>
public sealed class ProgrammeWords(IStringLocalizer<ProgrammesText> text, RuleSentences sentences, Formats formats, TimeProvider clock)
{
    /// <param name="ladder">Whose tiers the rule may speak of.</param>
    public string Say(EarningRule rule, MerchantView merchant, Ladder? ladder = null) => sentences.Say(rule, merchant, amount => formats.Money(amount), TiersOf(ladder ?? Ladder.None));

    public static IReadOnlyList<RuleChoice> TiersOf(Ladder ladder) => [.. ladder.Tiers.Select(tier => new RuleChoice(tier.Key, tier.Name))];

    public IReadOnlyList<ChangeWords> Say(IEnumerable<ProgrammeChange> changes, MerchantView merchant, Ladder? ladder = null) => [.. changes.Select(change => Say(change, merchant, ladder))];

    public string Say(ProgrammeWarning warning) => text["Warning." + warning.Code, [.. warning.Arguments.Select(argument => argument switch
    {
        Amount amount => formats.Money(amount.Value),
        decimal share => formats.Percent(share, 0),
        _ => argument,
    })]];

    private ChangeWords Say(ProgrammeChange change, MerchantView merchant, Ladder? ladder)
    {
        if ((change.RuleAfter ?? change.RuleBefore) is { } rule)
            return SayRule(change, rule, merchant, ladder);
        if ((change.TierAfter ?? change.TierBefore) is { } tier)
            return new ChangeWords(change.Part, change.Kind, tier.Name, change.Kind == ChangeKind.Changed ? null : Say(tier), [.. change.Fields.Select(field => new FieldWords(text["Field.Tier." + field.Field], TierValue(field.Field, field.Before), TierValue(field.Field, field.After)))]);
        return new ChangeWords(change.Part, change.Kind, text["Part." + change.Part], null, [.. change.Fields.Select(field => Field(change.Part, field))]);
    }

    private ChangeWords SayRule(ProgrammeChange change, EarningRule rule, MerchantView merchant, Ladder? ladder)
    {
        if (change.Kind != ChangeKind.Changed)
            return new ChangeWords(change.Part, change.Kind, rule.Name, Say(rule, merchant, ladder), []);
        var (before, after) = (Say(change.RuleBefore!, merchant, ladder), Say(change.RuleAfter!, merchant, ladder));
        var fields = new List<FieldWords>();
        if (change.RuleBefore!.Name != change.RuleAfter!.Name)
            fields.Add(new FieldWords(text["Field.Rule.Name"], change.RuleBefore.Name, change.RuleAfter.Name));
        if (before != after)
            fields.Add(new FieldWords(text["Field.Rule.Sentence"], before, after));
        return new ChangeWords(change.Part, change.Kind, rule.Name, null, fields);
    }

    private FieldWords Field(ProgrammePart part, FieldChange field) =>
        new(text[$"Field.{part}.{field.Field}"], Value(part, field.Field, field.Before), Value(part, field.Field, field.After));

    private string Value(ProgrammePart part, string field, object? value) => (part, field, value) switch
    {
        (_, nameof(PointsPolicy.Expiry), PointsPolicy points) => Lapse(points),
        (_, nameof(PointsPolicy.ReturnWindowDays), int days) => Spendable(days),
        (_, nameof(PointsPolicy.AdjustmentLimit), long points) => formats.PointsNamed(points),
        (_, _, int days) when field.EndsWith("Days", StringComparison.Ordinal) => Days(days),
        (_, _, bool yes) => text[yes ? "Yes" : "No"],
        (_, _, Enum choice) => text[$"{choice.GetType().Name}.{choice}"],
        _ => Plain(value),
    };

    /// <summary>"Silver from 500: earns ×1.5, free delivery".</summary>
    public string Say(Tier tier)
    {
        List<string> brings = [];
        if (tier.Multiplier != 1)
            brings.Add(text["Tier.Multiplies", Number(tier.Multiplier)]);
        brings.AddRange(tier.Perks);
        return brings.Count == 0 ? text["Tier.From", Number(tier.Threshold)] : text["Tier.FromWith", Number(tier.Threshold), string.Join(", ", brings)];
    }

    /// <summary>What one climbs by and until when, such as "points earned in the last 12 months".</summary>
    public string Climb(Ladder ladder) => text[$"Climb.{ladder.Measure}", text[$"TierWindow.{ladder.Window}"].Value];

    /// <summary>When points lapse: "24 months after they are earned".</summary>
    public string Lapse(PointsPolicy points) => points.Expiry switch
    {
        ExpiryKind.Never => text["Lapse.Never"],
        ExpiryKind.FixedDate => text["Lapse.FixedDate", DayOfYear(points), points.ExpiryMonths],
        _ => text["Lapse." + points.Expiry, points.ExpiryMonths],
    };

    public string Spendable(int returnWindowDays) => returnWindowDays == 0 ? text["AtOnce"] : text["Spendable.After", Days(returnWindowDays)];

    public string Days(int days) => text[days == 1 ? "Day.One" : "Day.Many", days];

    /// <summary>What a policy means for points that are earned today; the policy must be sound.</summary>
    public IReadOnlyList<(string Icon, string Sentence)> Example(PointsPolicy points, MerchantView merchant)
    {
        var now = clock.UtcNow();
        var name = merchant.Settings.PointsName;
        var said = new List<(string, string)>
        {
            ("lock_open", points.AvailableFrom(merchant.Zone, now) is { } from ? text["Example.SpendableFrom", name, formats.Date(from)] : text["Example.SpendableNow", name]),
            ("hourglass_bottom", points.ExpiryOf(merchant.Zone, now, now) is not { } end
                ? text["Example.NeverLapse", name]
                : text[points.Expiry == ExpiryKind.Inactivity ? "Example.LapseUnlessActive" : "Example.Lapse", name, formats.Date(end.AddTicks(-1))]),
        };
        if (points.ExpiryOf(merchant.Zone, now, now) is { } last && points.WarningDays > 0)
            said.Add(("notifications", text["Example.Warned", formats.Date(last.AddTicks(-1).AddDays(-points.WarningDays))]));
        said.Add(("assignment_return", text["Example.Debt." + points.Debt, name]));
        said.Add(("tune", text["Example.Limit", formats.PointsNamed(points.AdjustmentLimit)]));
        return said;
    }

    private static string DayOfYear(PointsPolicy points) =>
        new DateOnly(2024, Math.Clamp(points.ExpiryMonth, 1, 12), Math.Clamp(points.ExpiryDay, 1, DateTime.DaysInMonth(2024, Math.Clamp(points.ExpiryMonth, 1, 12)))).ToString("d MMMM", CultureInfo.CurrentCulture);

    private string TierValue(string field, object? value) => (field, value) switch
    {
        (nameof(Tier.Multiplier), decimal factor) => "×" + Number(factor),
        _ => Plain(value),
    };

    private string Plain(object? value) => value switch
    {
        null or "" => text["None"],
        string words => words,
        decimal number => Number(number),
        IEnumerable list => string.Join(", ", list.Cast<object>().Select(Plain)) is { Length: > 0 } joined ? joined : text["None"],
        IFormattable number => number.ToString(null, CultureInfo.CurrentCulture),
        _ => value.ToString() ?? "",
    };

    private static string Number(decimal number) => number.ToString("#,0.##", CultureInfo.CurrentCulture);
}
