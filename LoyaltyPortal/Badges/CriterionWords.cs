using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Shell;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Badges;

/// <summary>Something that can be chosen for a criterion, as it is stored and as it is called.</summary>
public sealed record CriterionChoice(string Value, string Label);

/// <summary>Says what badges and challenges ask for, in the reader's language and the merchant's words.</summary>
public sealed class CriterionWords(IStringLocalizer<BadgesText> text, Formats formats)
{
    /// <param name="tiers">What tiers are called; without it a tier is said by its key.</param>
    /// <param name="actions">What actions are called.</param>
    public string Say(Criterion criterion, decimal target, MerchantView merchant, IReadOnlyList<CriterionChoice> tiers, IReadOnlyList<CriterionChoice> actions)
    {
        var sentence = criterion.Sentence;
        var what = sentence.Action is { } action ? Label(actions, action) : string.Join(text["Or"], (sentence.TierKeys ?? []).Select(key => Label(tiers, key)));
        var said = Once(criterion, target) ?? text["Goal." + sentence.Code, Amount(criterion, target, merchant), what].Value;
        string?[] limits =
        [
            sentence.Among is { Count: > 0 } among ? text["Among", string.Join(", ", among)].Value : null,
            sentence.StoreIds is { Count: > 0 } stores ? text["AtStores", string.Join(", ", merchant.Stores.Where(store => stores.Contains(store.Id)).Select(store => store.Name))].Value : null,
        ];
        return limits.Aggregate(said, (sentenceSoFar, limit) => limit is null ? sentenceSoFar : $"{sentenceSoFar} {limit}");
    }

    /// <summary>A number of progress, as the criterion counts.</summary>
    public string Amount(Criterion criterion, decimal amount, MerchantView merchant) => criterion.Unit switch
    {
        GoalUnit.Money => formats.Money(amount, merchant.Settings.Currency),
        GoalUnit.Points => $"{Number(amount)} {merchant.Settings.PointsName}",
        _ => Number(amount),
    };

    /// <summary>"3 of 5".</summary>
    public string Of(MemberGoal goal, MerchantView merchant) =>
        text["Progress", goal.Goal.Criterion.Unit == GoalUnit.Points ? Number(goal.Progress) : Amount(goal.Goal.Criterion, goal.Progress, merchant), Amount(goal.Goal.Criterion, goal.Next ?? goal.Goal.Targets[^1], merchant)];

    /// <summary>What a mark stands for.</summary>
    public string Mark(Criterion criterion, string mark, MerchantView merchant) => criterion.Fold switch
    {
        Fold.MonthRun => Platform.Time.MonthNumber.FirstDay(int.Parse(mark, CultureInfo.InvariantCulture)).ToString("Y", CultureInfo.CurrentCulture),
        Fold.Different when criterion is Kinds.StoresVisited => merchant.Stores.FirstOrDefault(store => store.Id.ToString(CultureInfo.InvariantCulture) == mark)?.Name ?? mark,
        _ => mark,
    };

    /// <summary>The level's name, where there are several.</summary>
    public string? Level(int level, int levels) => levels < 2 ? null : levels <= 3 ? text["Level." + (level + 3 - levels).ToString(CultureInfo.InvariantCulture)].Value : text["Level.Number", level].Value;

    // A target of one is said without the number.
    private string? Once(Criterion criterion, decimal target) => target == 1 && text["Goal." + criterion.Sentence.Code + ".Once"] is { ResourceNotFound: false } once ? once.Value : null;

    private static string Label(IReadOnlyList<CriterionChoice> choices, string value) => choices.FirstOrDefault(choice => choice.Value == value)?.Label ?? value;

    private static string Number(decimal number) => number.ToString("#,0.##", CultureInfo.CurrentCulture);
}
