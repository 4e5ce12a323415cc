using System.Text.Json;
using LoyaltyPortal.Platform.Kinds;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Earning;

/// <summary>When a rule has its turn; how a rule is grouped where one is chosen. The order of rules within a phase never decides.</summary>
public enum RulePhase
{
    /// <summary>Points for what is spent.</summary>
    Base = 1,

    /// <summary>Multiplies base points, line by line, as the programme's <see cref="Stacking"/> says.</summary>
    Multiplier = 2,

    /// <summary>Points on top, shared over the lines by what they cost.</summary>
    Bonus = 3,

    /// <summary>No more than so many points.</summary>
    Cap = 4,

    /// <summary>Points for what a member does besides buying.</summary>
    Action = 5,
}

/// <summary>
/// A kind of earning rule: one sealed class with a <see cref="KindAttribute"/>, a settings record, and a pure verb for each thing that it can
/// answer. It is bound to its settings when a programme version is compiled, and then used by many threads.
/// </summary>
public abstract class EarningRule
{
    /// <summary>The name the merchant gave this rule.</summary>
    public string Name { get; set; } = "";

    /// <summary>Tells the rule from others of its programme, whatever it is called and wherever it stands; null until a programme has stored it.</summary>
    public string? Id { get; set; }

    public string Kind => EarningKinds.KeyOf(GetType());

    public abstract RulePhase Phase { get; }

    /// <summary>Facts that this rule cannot do without.</summary>
    public virtual EarningNeeds Needs => EarningNeeds.None;

    /// <summary>Which of the shared settings the kind offers.</summary>
    public virtual RuleParts Parts => RuleParts.None;

    /// <summary>Everything wrong with the settings, field by field.</summary>
    public abstract IEnumerable<RuleProblem> Problems();

    /// <summary>The first thing wrong with the settings, or null.</summary>
    public Failure? Check() => Problems().FirstOrDefault()?.Failure;

    /// <summary>The rule in words: what it gives, for what.</summary>
    public abstract RuleSentence Sentence { get; }

    /// <summary>What the rule gives, multiplies, adds or limits on this purchase; notes on the sheet what it did, or why it did nothing.</summary>
    public virtual void OnPurchase(Basket basket, EarningSheet sheet)
    {
    }

    /// <summary>What the rule gives for something a member did besides buying; notes on the sheet what it gave, or why it gave nothing.</summary>
    public virtual void OnAction(ActionFact fact, ActionSheet sheet)
    {
    }

    public abstract void Bind(JsonElement settings);

    public abstract object SettingsValue { get; }
}

public abstract class EarningRule<TSettings> : EarningRule where TSettings : class
{
    private TSettings _settings;

    protected EarningRule(TSettings defaults) => _settings = defaults;

    public TSettings Settings
    {
        get => _settings;
        private set
        {
            _settings = value;
            Compile();
        }
    }

    public override object SettingsValue => Settings;

    public override void Bind(JsonElement settings) => Settings = settings.Deserialize<TSettings>(RuleJson.Options) ?? Settings;

    public static EarningRule With<TRule>(string name, TSettings settings) where TRule : EarningRule<TSettings>, new() =>
        new TRule { Name = name, Settings = settings };

    /// <summary>Makes of new settings what the rule looks things up in: once, so that a purchase does not.</summary>
    protected virtual void Compile()
    {
    }

    protected static RuleProblem Wrong(string field, Failure failure) => new(field, failure);
}

/// <summary>A rule about purchases: it holds in its window and scope only.</summary>
public abstract class PurchaseRule<TSettings>(TSettings defaults) : EarningRule<TSettings>(defaults) where TSettings : PurchaseRuleSettings
{
    private RuleGate _gate = RuleGate.Open;

    public override RuleParts Parts => RuleParts.All;

    public sealed override void OnPurchase(Basket basket, EarningSheet sheet)
    {
        if (_gate.WhyClosed(basket) is not { } reason)
            Apply(basket, sheet);
        else if (sheet.Explains)
            sheet.Silence(this, reason, _gate.ArgumentsOf(reason, basket));
    }

    /// <summary>What the rule does with a purchase inside its window and scope.</summary>
    protected abstract void Apply(Basket basket, EarningSheet sheet);

    public sealed override IEnumerable<RuleProblem> Problems() =>
        [.. OwnProblems(), .. Settings.Window?.Problems(nameof(PurchaseRuleSettings.Window) + ".") ?? []];

    /// <summary>What is wrong with the settings that only this kind has.</summary>
    protected abstract IEnumerable<RuleProblem> OwnProblems();

    protected override void Compile() => _gate = GateOf(Settings);

    private protected virtual RuleGate GateOf(TSettings settings) => RuleGate.Of(settings.Window, settings.Scope);
}

/// <summary>A rule that multiplies the base points of lines.</summary>
public abstract class MultiplierRule<TSettings>(TSettings defaults) : PurchaseRule<TSettings>(defaults) where TSettings : PurchaseRuleSettings
{
    public sealed override RulePhase Phase => RulePhase.Multiplier;

    /// <summary>2 doubles the base points.</summary>
    protected abstract decimal Factor { get; }

    /// <summary>Whether the purchase as a whole is one for this rule; notes on the sheet why not.</summary>
    protected virtual bool Concerns(Basket basket, EarningSheet sheet) => true;

    /// <summary>Whether the rule is for this line.</summary>
    protected virtual bool Takes(in BasketLine line) => true;

    /// <summary>What the rule did, in words.</summary>
    protected abstract (string Code, string[] Arguments) Did(Basket basket);

    /// <summary>Why no line was one for this rule.</summary>
    protected virtual (string Code, string[] Arguments) FoundNothing() => ("silent_no_basis", []);

    protected sealed override void Apply(Basket basket, EarningSheet sheet)
    {
        if (!Concerns(basket, sheet))
            return;
        var found = false;
        for (var line = 0; line < sheet.Lines; line++)
        {
            if (sheet.PointsOf(line) == 0 || !Takes(basket.Lines[line]))
                continue;
            sheet.Multiply(line, Factor);
            found = true;
        }

        if (!sheet.Explains)
            return;
        var (code, arguments) = found ? Did(basket) : FoundNothing();
        if (found)
            sheet.Fired(this, code, arguments);
        else
            sheet.Silence(this, code, arguments);
    }

    protected sealed override IEnumerable<RuleProblem> OwnProblems()
    {
        foreach (var problem in ConditionProblems())
            yield return problem;
        if (Factor is not (> 1 and <= 100))
            yield return Wrong("Factor", EarningErrors.Factor());
    }

    /// <summary>What is wrong with the settings besides the factor.</summary>
    protected virtual IEnumerable<RuleProblem> ConditionProblems() => [];
}

/// <summary>A rule that gives points on top, whatever the lines earned.</summary>
public abstract class BonusRule<TSettings>(TSettings defaults) : PurchaseRule<TSettings>(defaults) where TSettings : PurchaseRuleSettings
{
    protected const long Most = 100_000;

    public sealed override RulePhase Phase => RulePhase.Bonus;

    protected static RuleProblem? PointsProblem(long points) => points is > 0 and <= Most ? null : Wrong("Points", EarningErrors.BonusPoints());
}
