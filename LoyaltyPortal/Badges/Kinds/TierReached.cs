using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Badges.Kinds;

/// <param name="TierKeys">Any of these.</param>
public sealed record TierReachedSettings(IReadOnlyList<string>? TierKeys = null);

/// <summary>Whether a member has ever climbed to one of some tiers.</summary>
[Kind("tier", "workspace_premium")]
public sealed class TierReached() : Criterion<TierReachedSettings>(new TierReachedSettings())
{
    public override Fold Fold => Fold.Sum;

    public override bool SuitsChallenges => false;

    public override bool IsOnce => true;

    public override IReadOnlyList<decimal> UsualTargets => [1];

    public override CriterionSentence Sentence => new(Kind) { TierKeys = Settings.TierKeys };

    public override IEnumerable<SettingProblem> Problems()
    {
        if (Settings.TierKeys is not { Count: > 0 and <= 20 })
            yield return new(nameof(Settings.TierKeys), BadgeErrors.Tiers());
    }

    public override void Mark(Deed deed, List<Mark> marks)
    {
        if (deed.Kind == DeedKind.Tier && Settings.TierKeys?.Contains(deed.What ?? "") == true)
            marks.Add(new("", deed.Count));
    }
}
