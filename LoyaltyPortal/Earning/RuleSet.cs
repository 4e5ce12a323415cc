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

/// <summary>What of a sale points are given for, besides the goods net of tax.</summary>
public sealed record EarningBasis(bool Tax = false, bool Shipping = false, bool GiftCards = false, bool PaidWithPoints = false);

/// <summary>Facts that only some rules ask for.</summary>
[Flags]
public enum EarningNeeds
{
    None = 0,

    /// <summary><see cref="EarnedSoFar"/> by day, month and year.</summary>
    EarnedSoFar = 1,
}

/// <summary>What a purchase earns.</summary>
/// <param name="LinePoints">What each line earned of <paramref name="Points"/>; a return of the line takes back this.</param>
public sealed record Earned(long Points, IReadOnlyList<long> LinePoints, Explanation Explanation);

/// <summary>The compiled rules of one programme version: pure, immutable, shared by all threads.</summary>
public sealed class RuleSet(int version, IReadOnlyList<EarningRule> rules, Stacking stacking = Stacking.Add, EarningBasis? basis = null)
{
    /// <summary>No rules: nobody earns anything.</summary>
    public static readonly RuleSet None = new(0, []);

    public int Version { get; } = version;

    public IReadOnlyList<EarningRule> Rules { get; } = rules;

    public Stacking Stacking { get; } = stacking;

    public EarningBasis Basis { get; } = basis ?? new EarningBasis();

    /// <summary>What the rules ask of the member's past that costs a query to know.</summary>
    public EarningNeeds Needs { get; } = rules.Aggregate(EarningNeeds.None, (needs, rule) => needs | rule.Needs);

    /// <summary>The first thing wrong with a set of rules, or null.</summary>
    public static Failure? Check(IReadOnlyList<EarningRule> rules)
    {
        foreach (var rule in rules)
        {
            if (rule.Name.Trim().Length is 0 or > 80)
                return EarningErrors.RuleName();
            if (rule.Check() is { } failure)
                return failure;
        }

        return rules.Any(rule => rule is Earning.Rules.PointsPerAmount) ? null : EarningErrors.NoBaseRule();
    }

    /// <summary>
    /// Base rules first, then multipliers on base points, then one rounding toward zero. The whole points go to the lines in
    /// proportion to their exact points, the leftover ones to the largest remainders, earlier lines first.
    /// </summary>
    public Earned OnPurchase(Basket basket)
    {
        var sheet = new EarningSheet(basket);
        foreach (var rule in Rules)
        {
            if (rule is Earning.Rules.PointsPerAmount)
                rule.OnPurchase(basket, sheet);
        }

        foreach (var rule in Rules)
        {
            if (rule is not Earning.Rules.PointsPerAmount)
                rule.OnPurchase(basket, sheet);
        }

        decimal exact = 0, basis = 0;
        for (var line = 0; line < basket.Lines.Count; line++)
        {
            exact += sheet.Total(line);
            if (basket.Lines[line].EarnsPoints)
                basis += basket.Lines[line].Net;
        }

        var points = (long)decimal.Truncate(exact);
        return new Earned(points, Share(basket, sheet, points), new Explanation
        {
            Basis = basis,
            Currency = basket.Currency,
            Steps = sheet.Fired,
            NotFired = sheet.Silent,
            Exact = exact,
            Points = points,
        });
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

    private static long[] Share(Basket basket, EarningSheet sheet, long points)
    {
        var shares = new long[basket.Lines.Count];
        long given = 0;
        for (var line = 0; line < shares.Length; line++)
            given += shares[line] = (long)decimal.Truncate(sheet.Total(line));
        if (given == points)
            return shares;
        foreach (var line in Enumerable.Range(0, shares.Length).OrderByDescending(line => sheet.Total(line) - shares[line]).ThenBy(line => line).Take((int)(points - given)))
            shares[line]++;
        return shares;
    }
}
