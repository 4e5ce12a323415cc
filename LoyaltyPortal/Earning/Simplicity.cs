namespace LoyaltyPortal.Earning;

/// <summary>How easily a programme is understood.</summary>
public enum SimplicityWord
{
    /// <summary>80 and more: a member can say it by heart.</summary>
    Simple = 1,

    /// <summary>60 to 79: a member understands it when they read it.</summary>
    Clear = 2,

    /// <summary>40 to 59: staff will be asked about it.</summary>
    Demanding = 3,

    /// <summary>Below 40: nobody foresees what a purchase earns.</summary>
    Complicated = 4,
}

/// <summary>
/// How simple a programme is, from 1 to 100. It begins at 100 and loses, for each rule after the first, 4; for each rule that holds at some times
/// only, 3; in some places only, 2; for some members only, 3; for each cap, 3; where several multipliers go together by the best one, 2, or are
/// multiplied, 5; for each part of a sale besides goods that counts, 1.
/// </summary>
public readonly record struct Simplicity(int Score)
{
    public SimplicityWord Word => Score switch
    {
        >= 80 => SimplicityWord.Simple,
        >= 60 => SimplicityWord.Clear,
        >= 40 => SimplicityWord.Demanding,
        _ => SimplicityWord.Complicated,
    };

    public static Simplicity Of(IReadOnlyList<EarningRule> rules, Stacking stacking, EarningBasis basis)
    {
        var lost = 4 * Math.Max(0, rules.Count - 1);
        foreach (var rule in rules)
        {
            if (rule.SettingsValue is PurchaseRuleSettings shared)
            {
                lost += shared.Window is { IsAlways: false } ? 3 : 0;
                lost += shared.Scope is { IsEverywhere: false } ? 2 : 0;
            }

            lost += rule.Phase == RulePhase.Cap ? 3 : 0;
            lost += rule is IForSomeMembers ? 3 : 0;
        }

        if (rules.Count(rule => rule.Phase == RulePhase.Multiplier) > 1)
            lost += stacking switch { Stacking.BestOf => 2, Stacking.Multiply => 5, _ => 0 };
        lost += new[] { basis.Tax, basis.Shipping, basis.GiftCards, basis.PaidWithPoints }.Count(counts => counts);
        return new Simplicity(Math.Clamp(100 - lost, 1, 100));
    }
}

/// <summary>A rule that some members only can have anything of.</summary>
public interface IForSomeMembers;
