using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Badges.Kinds;

/// <summary>How often a member did one thing besides buying.</summary>
public abstract class ActionCriterion<TSettings>(TSettings defaults) : Criterion<TSettings>(defaults) where TSettings : class
{
    public override Fold Fold => Fold.Sum;

    protected abstract string Action { get; }

    public override void Mark(Deed deed, List<Mark> marks)
    {
        if (deed.Kind == DeedKind.Action && deed.What == Action)
            marks.Add(new("", deed.Count));
    }
}

/// <param name="Action">What the portal calls it where actions are recorded.</param>
public sealed record ActionCountSettings(string Action = "survey_answered");

/// <summary>Any one kind of action.</summary>
[Kind("actions", "ads_click")]
public sealed class ActionCount() : ActionCriterion<ActionCountSettings>(new ActionCountSettings())
{
    public override IReadOnlyList<decimal> UsualTargets => [1, 5, 10];

    public override CriterionSentence Sentence => new(Kind) { Action = Settings.Action };

    protected override string Action => Settings.Action;

    public override IEnumerable<SettingProblem> Problems()
    {
        if (string.IsNullOrWhiteSpace(Settings.Action) || Settings.Action.Length > 40)
            yield return new(nameof(Settings.Action), BadgeErrors.Action());
    }
}
