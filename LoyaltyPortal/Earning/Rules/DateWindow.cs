using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="From">The first local day.</param>
/// <param name="Until">The last local day, inclusive.</param>
/// <param name="Factor">2 doubles the base points.</param>
public sealed record DateWindowSettings(DateOnly? From = null, DateOnly? Until = null, decimal Factor = 2) : PurchaseRuleSettings;

/// <summary>Multiplies the base points of purchases in some days: a campaign.</summary>
[Kind("date_window", "date_range")]
public sealed class DateWindow() : MultiplierRule<DateWindowSettings>(new DateWindowSettings())
{
    public override RuleParts Parts => RuleParts.Weekdays | RuleParts.Hours | RuleParts.Scope;

    public override RuleSentence Sentence => new("Purchases", Settings.Factor, Said.When(Days), Said.PointsName);

    protected override decimal Factor => Settings.Factor;

    private RuleWindow Days => new(Settings.From, Settings.Until);

    protected override IEnumerable<RuleProblem> ConditionProblems() =>
        Days.IsAlways ? [Wrong(nameof(Settings.From), EarningErrors.NoDates())] : Days.Problems("");

    private protected override RuleGate GateOf(DateWindowSettings settings) =>
        RuleGate.Of((settings.Window ?? new RuleWindow()) with { From = settings.From, Until = settings.Until }, settings.Scope);

    protected override (string Code, string[] Arguments) Did(Basket basket) => ("step_date_window", [Say.Number(Settings.Factor)]);
}
