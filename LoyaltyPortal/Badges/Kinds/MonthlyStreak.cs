using System.Globalization;
using LoyaltyPortal.Platform.Kinds;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Badges.Kinds;

/// <summary>The longest run of months in each of which a member bought something that was kept.</summary>
[Kind("monthly_streak", "local_fire_department")]
public sealed class MonthlyStreak() : Criterion<NoSettings>(NoSettings.Instance)
{
    public override Fold Fold => Fold.MonthRun;

    public override GoalUnit Unit => GoalUnit.Months;

    public override IReadOnlyList<decimal> UsualTargets => [3, 6, 12];

    public override void Mark(Deed deed, List<Mark> marks)
    {
        if (deed is { Kind: DeedKind.Purchase, Count: not 0 })
            marks.Add(new(MonthNumber.Of(deed.Day).ToString(CultureInfo.InvariantCulture), deed.Count));
    }
}
