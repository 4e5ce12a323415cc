using LoyaltyPortal.Ledger;

namespace LoyaltyPortal.Earning;

/// <summary>Something a member did besides buying, as the rules see it. Everything a rule may ask is in here: rules are pure.</summary>
public sealed record ActionFact
{
    /// <summary>One of <see cref="MemberActions.All"/>.</summary>
    public required string Action { get; init; }

    /// <summary>What the action is worth, in the merchant's currency; 0 for actions that have no amount.</summary>
    public decimal Amount { get; init; }

    /// <summary>The currency of <see cref="Amount"/>; only explanations say it.</summary>
    public string? Currency { get; init; }

    /// <summary>Who did it, as known just before.</summary>
    public BasketMember Member { get; init; } = BasketMember.New;

    /// <summary>How often the member was rewarded for this action before.</summary>
    public ActionCounts Before { get; init; }

    /// <summary>The merchant's wall-clock time of it.</summary>
    public DateTime LocalTime { get; init; }
}

/// <summary>Where the rules write what they give for an action, before it is added up and rounded once.</summary>
public sealed class ActionSheet
{
    private readonly List<ExplanationStep> _fired = [];
    private readonly List<ExplanationStep> _silent = [];

    internal decimal Exact { get; private set; }

    internal IReadOnlyList<ExplanationStep> Fired => _fired;

    internal IReadOnlyList<ExplanationStep> Silent => _silent;

    /// <param name="points">Not negative.</param>
    /// <param name="code">The sentence that says how it came to that.</param>
    public void Give(EarningRule rule, decimal points, string code, params string[] arguments)
    {
        Exact += points;
        _fired.Add(Step(rule, code, arguments) with { Points = points });
    }

    public void Silence(EarningRule rule, string code, params string[] arguments) => _silent.Add(Step(rule, code, arguments));

    private static ExplanationStep Step(EarningRule rule, string code, string[] arguments) =>
        new(EarningSheet.Room, code, rule.Name) { Arguments = arguments.Length == 0 ? null : arguments };
}
