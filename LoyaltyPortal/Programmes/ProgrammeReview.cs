using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Programmes;

/// <summary>Something that keeps a programme from being published, and where it is mended.</summary>
/// <param name="RuleId">The rule; null for the part as a whole.</param>
public sealed record ProgrammeProblem(ProgrammePart Part, Failure Failure, string? RuleId = null);

/// <summary>Something that may be published and yet is hardly meant. Its sentence is <c>Warning.&lt;Code&gt;</c>.</summary>
public sealed record ProgrammeWarning(ProgrammePart Part, string Code, params object[] Arguments);

/// <summary>What to look at before a programme is published.</summary>
public static class ProgrammeReview
{
    /// <summary>Giving back more than this share is rarely affordable.</summary>
    private const decimal Generous = 0.15m;

    /// <summary>What an everyday purchase comes to, in worth of points: a cap that such a purchase reaches by itself leaves nothing to the other rules.</summary>
    private const decimal EverydayPurchase = 10_000;

    public static IReadOnlyList<ProgrammeProblem> ProblemsOf(ProgrammeContent content)
    {
        var ids = RuleIds.Of(content.Rules);
        var problems = new List<ProgrammeProblem>();
        foreach (var (id, rule) in ids.Zip(content.Rules))
        {
            if (rule.Name.Trim().Length is 0 or > 80)
                problems.Add(new ProgrammeProblem(ProgrammePart.Rules, EarningErrors.RuleName(), id));
            if (rule.Check() is { } wrong)
                problems.Add(new ProgrammeProblem(ProgrammePart.Rules, wrong, id));
        }

        if (problems.Count == 0 && RuleSet.Check(content.Rules) is { } missing)
            problems.Add(new ProgrammeProblem(ProgrammePart.Rules, missing));
        problems.AddRange(content.Points.Problems().Select(failure => new ProgrammeProblem(ProgrammePart.Points, failure)));
        problems.AddRange(content.Ladder.Problems().Select(failure => new ProgrammeProblem(ProgrammePart.Tiers, failure)));
        return problems;
    }

    /// <param name="today">The merchant's local day.</param>
    public static IReadOnlyList<ProgrammeWarning> WarningsOf(ProgrammeContent content, MerchantView merchant, DateOnly today) =>
        [.. RuleWarnings(content, merchant, today), .. PointsWarnings(content.Points)];

    private static IEnumerable<ProgrammeWarning> RuleWarnings(ProgrammeContent content, MerchantView merchant, DateOnly today)
    {
        var settings = merchant.Settings;
        var back = RuleSentences.BackOf(content.Rules, settings);
        if (back > Generous)
            yield return new ProgrammeWarning(ProgrammePart.Rules, "generous", back);
        foreach (var rule in content.Rules)
        {
            if (WhyNever(rule, content, merchant, today) is { } never)
                yield return new ProgrammeWarning(ProgrammePart.Rules, never, rule.Name);
            if (rule is Cap { Settings: { Per: CapPeriod.Purchase } cap } && back > 0 && cap.Points * settings.PointValue / back is var reached && reached < EverydayPurchase * settings.PointValue)
                yield return new ProgrammeWarning(ProgrammePart.Rules, "cap_below_base", rule.Name, new Amount(reached));
        }

        foreach (var twins in content.Rules.GroupBy(rule => (rule.Kind, System.Text.Json.JsonSerializer.Serialize(rule.SettingsValue, rule.SettingsValue.GetType(), RuleJson.Options))).Where(group => group.Count() > 1))
            yield return new ProgrammeWarning(ProgrammePart.Rules, "twice", string.Join(", ", twins.Select(rule => rule.Name)));
    }

    /// <summary>Why the rule can never do anything; null where it can.</summary>
    private static string? WhyNever(EarningRule rule, ProgrammeContent content, MerchantView merchant, DateOnly today)
    {
        var shared = rule.SettingsValue as PurchaseRuleSettings;
        var until = rule is DateWindow { Settings.Until: { } last } ? last : shared?.Window?.Until;
        if (until < today)
            return "over";
        var (stores, channel) = rule is StoreMultiplier { Settings: var own } ? (own.StoreIds, own.Channel) : (shared?.Scope?.StoreIds, shared?.Scope?.Channel);
        var open = merchant.OpenStores.Where(store => stores is null or { Count: 0 } || stores.Contains(store.Id)).ToList();
        if (open.Count == 0)
            return "closed";
        if (channel is { } only && open.All(store => store.Channel != only))
            return only == Channel.Online ? "nothing_online" : "nothing_in_store";
        return rule is TierMultiplier { Settings.TierKeys: { Count: > 0 } keys } && !content.Ladder.Tiers.Any(tier => keys.Contains(tier.Key)) ? "no_such_tier" : null;
    }

    private static IEnumerable<ProgrammeWarning> PointsWarnings(PointsPolicy points)
    {
        if (points.Expiry == ExpiryKind.Rolling && points.ExpiryMonths * 30 < points.ReturnWindowDays + 14)
            yield return new ProgrammeWarning(ProgrammePart.Points, "lapse_soon");
        if (points.Expiry != ExpiryKind.Never && points.WarningDays >= points.ExpiryMonths * 28)
            yield return new ProgrammeWarning(ProgrammePart.Points, "always_warned");
        if (points.Expiry != ExpiryKind.Never && points.WarningDays == 0)
            yield return new ProgrammeWarning(ProgrammePart.Points, "never_warned");
    }
}

/// <summary>An argument that is money of the merchant's currency.</summary>
public readonly record struct Amount(decimal Value);
