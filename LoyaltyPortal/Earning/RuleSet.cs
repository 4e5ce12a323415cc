using System.Text.Json;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Earning;

/// <summary>How several multipliers on one line go together; the programme says which, so that the order of rules never decides.</summary>
public enum Stacking
{
    /// <summary>×2 and ×3 give four times the base: each adds its own part.</summary>
    Add = 1,

    /// <summary>×2 and ×3 give three times the base: the best one counts.</summary>
    BestOf = 2,

    /// <summary>×2 and ×3 give six times the base.</summary>
    Multiply = 3,
}

/// <summary>Facts that only some rules ask for.</summary>
[Flags]
public enum EarningNeeds
{
    None = 0,

    /// <summary><see cref="EarnedSoFar"/> by day, month and year.</summary>
    EarnedSoFar = 1,

    /// <summary><see cref="BasketMember.Segments"/>.</summary>
    Segments = 2,
}

/// <summary>What a purchase earns.</summary>
/// <param name="LinePoints">What each line earned of <paramref name="Points"/>; a return of the line takes back this.</param>
public sealed record Earned(long Points, IReadOnlyList<long> LinePoints, Explanation Explanation);

/// <summary>The compiled rules of one programme version: pure, immutable, shared by all threads.</summary>
public sealed class RuleSet
{
    /// <summary>No rules: nobody earns anything.</summary>
    public static readonly RuleSet None = new(0, []);

    public const int MostRules = 100;

    [ThreadStatic]
    private static EarningSheet? _sheet;

    private readonly EarningRule[] _base;
    private readonly EarningRule[] _multipliers;
    private readonly EarningRule[] _bonuses;
    private readonly EarningRule[] _caps;
    private readonly int _turns;

    public RuleSet(int version, IReadOnlyList<EarningRule> rules, Stacking stacking = Stacking.Add, EarningBasis? basis = null)
    {
        (Version, Rules, Stacking, Basis) = (version, rules, stacking, basis ?? new EarningBasis());
        Needs = rules.Aggregate(EarningNeeds.None, (needs, rule) => needs | rule.Needs);

        // In an order of their own, so that neither points nor words depend on how a merchant sorted them.
        var sorted = rules.OrderBy(rule => rule.Kind, StringComparer.Ordinal).ThenBy(rule => rule.Name, StringComparer.Ordinal)
            .ThenBy(rule => JsonSerializer.Serialize(rule.SettingsValue, rule.SettingsValue.GetType(), RuleJson.Options), StringComparer.Ordinal).ToLookup(rule => rule.Phase);
        (_base, _multipliers, _bonuses, _caps) = ([.. sorted[RulePhase.Base]], [.. sorted[RulePhase.Multiplier]], [.. sorted[RulePhase.Bonus]], [.. sorted[RulePhase.Cap]]);
        _turns = new[] { _base.Length, _multipliers.Length + 1, _bonuses.Length, _caps.Length }.Max();
    }

    public int Version { get; }

    public IReadOnlyList<EarningRule> Rules { get; }

    public Stacking Stacking { get; }

    public EarningBasis Basis { get; }

    /// <summary>What the rules ask of the member's past that costs a query to know.</summary>
    public EarningNeeds Needs { get; }

    /// <summary>The first thing wrong with a set of rules, or null.</summary>
    public static Failure? Check(IReadOnlyList<EarningRule> rules)
    {
        if (rules.Count > MostRules)
            return EarningErrors.TooManyRules();
        foreach (var rule in rules)
        {
            if (rule.Name.Trim().Length is 0 or > 80)
                return EarningErrors.RuleName();
            if (rule.Check() is { } failure)
                return failure;
        }

        return rules.Any(rule => rule.Phase == RulePhase.Base) ? null : EarningErrors.NoBaseRule();
    }

    /// <summary>
    /// Base points on what counts, then multipliers on base points, then bonuses, then caps, then one rounding toward zero. The whole points go to
    /// the lines in proportion to their exact points, the leftover ones to the largest remainders, earlier lines first.
    /// </summary>
    public Earned OnPurchase(Basket basket)
    {
        var sheet = Work(basket, explains: true);
        var shares = new long[basket.Lines.Count];
        sheet.Share(shares);
        var earned = new Earned(sheet.Points, shares, new Explanation
        {
            Basis = sheet.Basis,
            Currency = basket.Currency,
            Steps = sheet.FiredSteps,
            NotFired = sheet.SilentSteps,
            Exact = sheet.Limit ?? sheet.Exact,
            Points = sheet.Points,
        });
        sheet.End();
        return earned;
    }

    /// <summary>The same points without a word of explanation, and without allocating: for trying a programme on millions of purchases.</summary>
    /// <param name="lines">Where given, takes what each line earned; as long as the purchase has lines.</param>
    public long Points(Basket basket, Span<long> lines = default)
    {
        var sheet = Work(basket, explains: false);
        if (!lines.IsEmpty)
            sheet.Share(lines);
        var points = sheet.Points;
        sheet.End();
        return points;
    }

    /// <summary>Points for something a member did besides buying: rounded once, toward zero; with the rules that gave them and those that did not.</summary>
    public (long Points, Explanation Explanation) OnAction(ActionFact fact)
    {
        if (MemberActions.LimitOf(fact.Action) is { } own && fact.Before.Left(own) == 0)
            return (0, Nothing(own.Per == LimitPeriod.Ever ? "step_action_once" : "step_action_once_year"));
        var sheet = new ActionSheet();
        foreach (var rule in Rules)
            rule.OnAction(fact, sheet);
        if (sheet.Fired.Count + sheet.Silent.Count == 0)
            return (0, Nothing("step_action_no_rule"));
        var points = (long)decimal.Truncate(sheet.Exact);
        return (points, new Explanation { Steps = sheet.Fired, NotFired = sheet.Silent, Exact = sheet.Exact == points ? null : sheet.Exact, Points = points });
    }

    /// <summary>The rules that have something to say of an action: that give points for it, now or within their limits.</summary>
    public IReadOnlyList<EarningRule> RulesFor(string action)
    {
        var fact = new ActionFact { Action = action, Amount = 1_000 };
        return [.. Rules.Where(Answers)];

        bool Answers(EarningRule rule)
        {
            var sheet = new ActionSheet();
            rule.OnAction(fact, sheet);
            return sheet.Fired.Count + sheet.Silent.Count > 0;
        }
    }

    private static Explanation Nothing(string why) => new() { NotFired = [new ExplanationStep(EarningSheet.Room, why)] };

    private EarningSheet Work(Basket basket, bool explains)
    {
        var sheet = _sheet ??= new EarningSheet();
        sheet.Begin(basket, Stacking, explains, _turns);
        Basis.Count(basket, sheet);
        Run(_base, basket, sheet);
        sheet.EndOfPhase();
        if (_multipliers.Length > 0 || basket.Member.TierMultiplier != 1)
        {
            Run(_multipliers, basket, sheet);
            Tier(basket, sheet);
            sheet.EndOfMultipliers();
        }

        Run(_bonuses, basket, sheet);
        sheet.EndOfPhase();
        sheet.BeginCaps();
        Run(_caps, basket, sheet);
        sheet.EndOfCaps();
        return sheet;
    }

    private static void Run(EarningRule[] rules, Basket basket, EarningSheet sheet)
    {
        for (var turn = 0; turn < rules.Length; turn++)
        {
            sheet.Turn(turn, rules[turn].Name);
            rules[turn].OnPurchase(basket, sheet);
        }
    }

    /// <summary>What the member's tier multiplies by: one multiplier among the others.</summary>
    private void Tier(Basket basket, EarningSheet sheet)
    {
        var factor = basket.Member.TierMultiplier;
        if (factor == 1)
            return;
        sheet.Turn(_multipliers.Length, basket.Member.TierName);
        var found = false;
        for (var line = 0; line < sheet.Lines; line++)
        {
            if (sheet.PointsOf(line) == 0)
                continue;
            sheet.Multiply(line, factor);
            found = true;
        }

        if (found && sheet.Explains)
            sheet.Fired(basket.Member.TierName, "step_tier", Say.Number(factor));
    }
}
