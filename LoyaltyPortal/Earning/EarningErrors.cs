using System.Globalization;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Earning;

/// <summary>Texts of the earning room, the explanations' sentences among them.</summary>
public sealed class EarningText;

public static class EarningErrors
{
    public static Failure Rate() => new("rule_rate", FailureKind.Invalid, typeof(EarningText));

    public static Failure Factor() => new("rule_factor", FailureKind.Invalid, typeof(EarningText));

    public static Failure Category() => new("rule_category", FailureKind.Invalid, typeof(EarningText));

    public static Failure Stores() => new("rule_stores", FailureKind.Invalid, typeof(EarningText));

    public static Failure Action() => new("rule_action", FailureKind.Invalid, typeof(EarningText));

    public static Failure ActionLimit() => new("rule_action_limit", FailureKind.Invalid, typeof(EarningText));

    public static Failure BonusPoints() => new("rule_bonus_points", FailureKind.Invalid, typeof(EarningText));

    public static Failure NoBaseRule() => new("rule_no_base", FailureKind.Invalid, typeof(EarningText));

    public static Failure RuleName() => new("rule_name", FailureKind.Invalid, typeof(EarningText));
}

/// <summary>Numbers as they lie in an explanation: culture-free, without needless zeros.</summary>
internal static class Say
{
    public static string Number(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Money(decimal amount) => amount.ToString("0.00##", CultureInfo.InvariantCulture);
}
