using System.Globalization;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Earning;

/// <summary>Texts of the earning room, the explanations' sentences among them.</summary>
public sealed class EarningText;

public static class EarningErrors
{
    public static Failure Rate() => Of("rule_rate");

    public static Failure Factor() => Of("rule_factor");

    public static Failure Category() => Of("rule_category");

    public static Failure Stores() => Of("rule_stores");

    public static Failure Segments(int most) => new("rule_segments", FailureKind.Invalid, typeof(EarningText), most);

    public static Failure Action() => Of("rule_action");

    public static Failure ActionLimit() => Of("rule_action_limit");

    public static Failure BonusPoints() => Of("rule_bonus_points");

    public static Failure NoBaseRule() => Of("rule_no_base");

    public static Failure RuleName() => Of("rule_name");

    public static Failure TooManyRules() => new("rule_too_many", FailureKind.Invalid, typeof(EarningText), RuleSet.MostRules);

    public static Failure Dates() => Of("rule_dates");

    public static Failure NoDates() => Of("rule_no_dates");

    public static Failure Hours() => Of("rule_hours");

    public static Failure Weekdays() => Of("rule_weekdays");

    public static Failure Skus() => Of("rule_skus");

    public static Failure Brands() => Of("rule_brands");

    /// <summary>A list of names is too long, or one of the names is.</summary>
    public static Failure Words() => new("rule_words", FailureKind.Invalid, typeof(EarningText), Rules.Words.Most, Rules.Words.Length);

    public static Failure Threshold() => Of("rule_threshold");

    public static Failure Breadth() => Of("rule_breadth");

    public static Failure Tiers() => Of("rule_tiers");

    public static Failure NoCondition() => Of("rule_no_condition");

    public static Failure Purchases() => Of("rule_purchases");

    public static Failure Spend() => Of("rule_spend");

    public static Failure Days() => Of("rule_days");

    public static Failure CapPoints() => Of("rule_cap_points");

    public static Failure CapPeriod() => Of("rule_cap_period");

    /// <summary>What was typed is no number, day or time.</summary>
    public static Failure Unreadable(RuleInput input) => Of(input switch
    {
        RuleInput.Number => "rule_unreadable_number",
        RuleInput.Whole => "rule_unreadable_whole",
        _ => "rule_unreadable",
    });

    private static Failure Of(string code) => new(code, FailureKind.Invalid, typeof(EarningText));
}

/// <summary>Numbers as they lie in an explanation: culture-free, without needless zeros.</summary>
internal static class Say
{
    public static string Number(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Money(decimal amount) => amount.ToString("0.00##", CultureInfo.InvariantCulture);
}
