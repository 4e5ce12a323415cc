using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="Weekdays">These days of the week; none means every day.</param>
/// <param name="FromTime">From this local time.</param>
/// <param name="UntilTime">To before this local time; earlier than the first, the hours cross midnight and belong to the day on which they began.</param>
/// <param name="Factor">2 doubles the base points.</param>
public sealed record WeekdayHoursSettings(IReadOnlyList<DayOfWeek>? Weekdays = null, TimeOnly? FromTime = null, TimeOnly? UntilTime = null, decimal Factor = 2) : PurchaseRuleSettings;

/// <summary>Multiplies the base points of purchases on some days of the week, or at some hours.</summary>
[Kind("weekday_hours", "schedule")]
public sealed class WeekdayHours() : MultiplierRule<WeekdayHoursSettings>(new WeekdayHoursSettings())
{
    public override RuleParts Parts => RuleParts.Dates | RuleParts.Scope;

    public override RuleSentence Sentence => new("Purchases", Settings.Factor, Said.When(Hours), Said.PointsName);

    protected override decimal Factor => Settings.Factor;

    private RuleWindow Hours => new(null, null, Settings.Weekdays, Settings.FromTime, Settings.UntilTime);

    protected override IEnumerable<RuleProblem> ConditionProblems() =>
        Hours.IsAlways ? [Wrong(nameof(Settings.Weekdays), EarningErrors.Weekdays())] : Hours.Problems("");

    private protected override RuleGate GateOf(WeekdayHoursSettings settings) =>
        RuleGate.Of(Hours with { From = settings.Window?.From, Until = settings.Window?.Until }, settings.Scope);

    protected override (string Code, string[] Arguments) Did(Basket basket) => ("step_weekday_hours", [Say.Number(Settings.Factor)]);
}
