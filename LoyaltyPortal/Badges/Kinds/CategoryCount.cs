using System.Collections.Frozen;
using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Badges.Kinds;

/// <param name="Categories">Only these count; none means any.</param>
public sealed record CategoryCountSettings(IReadOnlyList<string>? Categories = null);

/// <summary>In how many different categories a member has bought something that was kept.</summary>
[Kind("categories", "category")]
public sealed class CategoryCount() : Criterion<CategoryCountSettings>(new CategoryCountSettings())
{
    private FrozenSet<string>? _categories;

    public override Fold Fold => Fold.Different;

    public override IReadOnlyList<decimal> UsualTargets => [3, 5, 8];

    public override CriterionSentence Sentence => new(Kind, Settings.Categories);

    public override IEnumerable<SettingProblem> Problems() => Words.Problems(nameof(Settings.Categories), Settings.Categories);

    public override void Mark(Deed deed, List<Mark> marks)
    {
        if (deed.Kind != DeedKind.Purchase)
            return;
        foreach (var line in deed.Lines)
        {
            if (line.Quantity != 0 && line.Category?.Trim() is { Length: > 0 } category && (_categories is null || _categories.Contains(category)))
                marks.Add(new(category, line.Quantity));
        }
    }

    protected override void Compile() => _categories = Words.SetOf(Settings.Categories);
}
