using FsCheck;
using FsCheck.Fluent;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Tiers;
using static LoyaltyPortal.Tests.Tiers.Ladders;

namespace LoyaltyPortal.Tests.Tiers;

/// <summary>Whoever counts as things happen stands where somebody stands who goes through every single day with all the days before him.</summary>
public sealed class TierHistoryTests
{
    public sealed record Step(int Gap, int Points, int Back);

    private static readonly Gen<Step> Steps =
        from gap in Gen.Choose(0, 120)
        from points in Gen.Choose(1, 260)
        from back in Gen.Choose(-12, 12)
        select new Step(gap, points, back);

    private static readonly Gen<Ladder> Kinds =
        from window in Gen.Elements(Enum.GetValues<TierWindow>())
        from downgrade in Gen.Elements(Enum.GetValues<TierDowngrade>())
        from grace in Gen.Elements(0, 1, 20, 200)
        from lowest in Gen.Elements(0, 1)
        select Metals with { Window = window, Downgrade = downgrade, GraceDays = grace, Tiers = [.. Metals.Tiers.Skip(lowest)] };

    [Fact]
    public void Counting_on_equals_deciding_every_day_from_scratch() =>
        Prop.ForAll(Kinds.ToArbitrary(), Steps.ListOf(25).ToArbitrary(), (ladder, steps) => Holds(ladder, [.. steps]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20_260_617, 4_711));

    private static bool Holds(Ladder ladder, List<Step> steps)
    {
        var enrolled = Day("2020-02-29");
        var (today, counting) = (enrolled, new TierProgress(ladder, enrolled));
        var (plain, days, moves) = (TierPosition.Start(ladder, enrolled, enrolled), new SortedDictionary<DateOnly, decimal>(), new List<TierMove>());
        var bought = new List<(DateOnly Day, int Points)>();
        foreach (var step in steps)
        {
            for (var gap = 0; gap < step.Gap; gap++)
            {
                today = today.AddDays(1);
                plain.Settle(ladder, enrolled, List(days), today, TierCause.Time, moves);
            }

            counting.BringTo(today);
            var (day, points, cause) = (today, step.Points, TierCause.Earned);
            if (step.Back > 9)
                day = today.AddDays(-20 * step.Back); // brought in late
            else if (step.Back < -5 && bought.Count > 0)
                ((day, points), cause) = ((bought[step.Points % bought.Count].Day, -bought[step.Points % bought.Count].Points), TierCause.Returned);
            if (points < 0)
                bought.RemoveAt(step.Points % bought.Count);
            else
                bought.Add((day, points));

            counting.Count(day, new QualifyingFact(0, 0, points), cause);
            days[day] = days.GetValueOrDefault(day) + points;
            plain.Settle(ladder, enrolled, List(days), today, cause, moves);
            Assert.Equal((plain.TierKey, plain.Since, plain.LosesOn), (counting.TierKey, counting.Position!.Since, counting.Position.LosesOn));
        }

        Assert.Equal(moves, counting.Moves);
        return true;
    }

    private static List<TierDay> List(SortedDictionary<DateOnly, decimal> days) => [.. days.Select(day => new TierDay(day.Key, day.Value))];
}
