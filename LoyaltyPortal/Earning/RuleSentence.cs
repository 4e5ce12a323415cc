using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Earning;

/// <summary>
/// A rule in words that do not know a language yet: the resource <c>Rule.&lt;Code&gt;</c> and what goes into it. A number is written as one; the
/// other things are <see cref="Said"/>; a sentence in a sentence is said first.
/// </summary>
public sealed record RuleSentence(string Code, params object[] Arguments);

/// <summary>Things in a sentence that are written as the reader and the merchant have them.</summary>
public static class Said
{
    /// <summary>The merchant's name for points.</summary>
    public static readonly object PointsName = new PointsNameSaid();

    public static object Money(decimal amount) => new MoneySaid(amount);

    /// <summary>Things one after the other, with "and".</summary>
    public static object List(IEnumerable<string>? things) => new ListSaid([.. things ?? []]);

    public static object List(IEnumerable<RuleSentence> things) => new SentencesSaid([.. things]);

    public static object Tiers(IEnumerable<string>? keys) => new TiersSaid([.. keys ?? []]);

    public static object When(RuleWindow window) => new WhenSaid(window);

    public static object Where(RuleScope scope) => new WhereSaid(scope);

    internal sealed record PointsNameSaid;

    internal sealed record MoneySaid(decimal Amount);

    internal sealed record ListSaid(IReadOnlyList<string> Things);

    internal sealed record SentencesSaid(IReadOnlyList<RuleSentence> Things);

    internal sealed record TiersSaid(IReadOnlyList<string> Keys);

    internal sealed record WhenSaid(RuleWindow Window);

    internal sealed record WhereSaid(RuleScope Scope);
}

/// <summary>Something that can be chosen for a rule, as it is stored and as it is called.</summary>
public sealed record RuleChoice(string Value, string Label);
