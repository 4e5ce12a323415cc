using System.Collections.Frozen;
using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Badges.Kinds;

/// <param name="Categories">On goods of these categories; none means any.</param>
public sealed record SpendSettings(IReadOnlyList<string>? Categories = null);

/// <summary>What a member spent, net of tax and of what came back.</summary>
[Kind("spend", "payments")]
public sealed class Spend() : Criterion<SpendSettings>(new SpendSettings())
{
    private FrozenSet<string>? _categories;

    public override Fold Fold => Fold.Sum;

    public override GoalUnit Unit => GoalUnit.Money;

    public override IReadOnlyList<decimal> UsualTargets => [100, 500, 1_000];

    public override CriterionSentence Sentence => new(Kind, Settings.Categories);

    public override IEnumerable<SettingProblem> Problems() => Words.Problems(nameof(Settings.Categories), Settings.Categories);

    public override void Mark(Deed deed, List<Mark> marks)
    {
        if (deed.Kind != DeedKind.Purchase)
            return;
        var net = _categories is null ? deed.Net : deed.Lines.Where(line => line.Category is { } category && _categories.Contains(category.Trim())).Sum(line => line.Net);
        if (net != 0)
            marks.Add(new("", net));
    }

    protected override void Compile() => _categories = Words.SetOf(Settings.Categories);
}
