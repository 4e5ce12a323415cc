using LoyaltyPortal.Facts;
using LoyaltyPortal.Tiers;
using static LoyaltyPortal.Tests.Tiers.Ladders;

namespace LoyaltyPortal.Tests.Tiers;

public sealed class TierAssessmentTests
{
    private static readonly DateOnly Enrolled = Day("2024-01-10");

    private static TierProgress Climb(Ladder ladder, params (string Day, long Points)[] earned)
    {
        var progress = new TierProgress(ladder, Enrolled);
        foreach (var (day, points) in earned)
        {
            progress.BringTo(Day(day));
            progress.Count(Day(day), new QualifyingFact(1, points, points));
        }

        return progress;
    }

    [Theory]
    [InlineData(0, "bronze")]
    [InlineData(99, "bronze")]
    [InlineData(100, "silver")]
    [InlineData(499, "silver")]
    [InlineData(500, "gold")]
    [Trait("HardCase", "19")]
    public void A_threshold_is_reached_at_exactly_its_amount(long points, string tier) => Assert.Equal(tier, Climb(Metals, ("2025-06-01", points)).TierKey);

    [Theory]
    [InlineData(TierMeasure.EarnedPoints, "gold")]
    [InlineData(TierMeasure.Spend, "silver")]
    [InlineData(TierMeasure.Visits, "bronze")]
    [Trait("HardCase", "19")]
    public void Earned_points_of_every_kind_or_spend_or_visits_count(TierMeasure measure, string tier)
    {
        var progress = new TierProgress(Metals with { Measure = measure }, Enrolled);
        progress.Count(Day("2025-06-01"), new QualifyingFact(1, 120, 450, 60));
        Assert.Equal(tier, progress.TierKey);
    }

    [Fact]
    public void Somebody_new_is_on_the_tier_that_asks_for_nothing_or_on_none()
    {
        Assert.Equal("bronze", new TierProgress(Metals, Enrolled).TierKey);
        Assert.Null(new TierProgress(Metals with { Tiers = [.. Metals.Tiers.Skip(1)] }, Enrolled).TierKey);
        Assert.Null(new TierProgress(Ladder.None, Enrolled).TierKey);
    }

    [Theory]
    [InlineData("2026-05-31", "silver")]
    [InlineData("2026-06-01", "bronze")]
    public void Points_stop_counting_a_year_later_to_the_day(string day, string tier)
    {
        var progress = Climb(Metals, ("2025-06-01", 100));
        progress.BringTo(Day(day));
        Assert.Equal(tier, progress.TierKey);
    }

    [Theory]
    [InlineData("2026-06-30", "gold")]
    [InlineData("2026-07-01", "bronze")]
    [Trait("HardCase", "20")]
    public void A_tier_no_longer_reached_is_kept_for_the_days_of_grace(string day, string tier)
    {
        var progress = Climb(Metals with { GraceDays = 30 }, ("2025-06-01", 500));
        progress.BringTo(Day("2026-06-01"));
        Assert.Equal(Day("2026-07-01"), progress.Position!.LosesOn);
        progress.BringTo(Day(day));
        Assert.Equal(tier, progress.TierKey);
    }

    [Fact]
    [Trait("HardCase", "20")]
    public void Climbing_again_ends_the_grace_and_the_next_one_is_whole()
    {
        var progress = Climb(Metals with { GraceDays = 30 }, ("2025-06-01", 500), ("2026-06-20", 500));
        Assert.Null(progress.Position!.LosesOn);
        progress.BringTo(Day("2027-06-20"));
        Assert.Equal(("gold", Day("2027-07-20")), (progress.TierKey, progress.Position.LosesOn));
    }

    [Fact]
    [Trait("HardCase", "20")]
    public void One_step_at_a_time_has_a_grace_before_every_step()
    {
        var progress = Climb(Metals with { GraceDays = 45, Downgrade = TierDowngrade.OneStep }, ("2025-06-01", 500));
        progress.BringTo(Day("2027-01-01"));
        Assert.Equal(
            [("gold", Day("2025-06-01")), ("silver", Day("2026-07-16")), ("bronze", Day("2026-08-30"))],
            progress.Moves.Select(move => (move.To!, move.On)));
    }

    [Fact]
    public void One_step_at_a_time_without_grace_is_a_step_a_month()
    {
        var progress = Climb(Metals with { Downgrade = TierDowngrade.OneStep }, ("2025-01-31", 500));
        progress.BringTo(Day("2027-01-01"));
        Assert.Equal([Day("2025-01-31"), Day("2026-01-31"), Day("2026-02-28")], progress.Moves.Select(move => move.On));
    }

    [Fact]
    public void Without_a_downgrade_nobody_falls()
    {
        var progress = Climb(Metals with { Downgrade = TierDowngrade.None }, ("2025-06-01", 500));
        progress.BringTo(Day("2035-01-01"));
        progress.Count(Day("2025-06-01"), new QualifyingFact(-1, -500, -500), TierCause.Returned);
        Assert.Equal("gold", progress.TierKey);
    }

    [Fact]
    [Trait("HardCase", "20")]
    public void A_return_counts_against_the_day_of_its_purchase()
    {
        var progress = Climb(Metals, ("2025-06-01", 400), ("2025-09-01", 100));
        progress.BringTo(Day("2025-09-20"));
        progress.Count(Day("2025-06-01"), new QualifyingFact(0, -1, -1), TierCause.Returned);
        Assert.Equal("silver", progress.TierKey);
        Assert.Equal(new TierMove("gold", "silver", TierCause.Returned, Day("2025-09-20"), 499), progress.Moves[^1]);
    }

    [Fact]
    public void What_comes_back_after_its_day_has_left_the_window_changes_nothing()
    {
        var progress = Climb(Metals, ("2025-01-01", 400), ("2026-02-01", 100));
        progress.Count(Day("2025-01-01"), new QualifyingFact(-1, -400, -400), TierCause.Returned);
        Assert.Equal("silver", progress.TierKey);
    }

    [Fact]
    public void What_is_brought_in_late_counts_on_its_own_day()
    {
        var progress = Climb(Metals, ("2026-02-01", 60));
        progress.Count(Day("2025-12-01"), new QualifyingFact(1, 40, 40));
        Assert.Equal("silver", progress.TierKey);
        progress.BringTo(Day("2026-12-01"));
        Assert.Equal("bronze", progress.TierKey);
        progress.Count(Day("2025-11-01"), new QualifyingFact(1, 900, 900));
        Assert.Equal("bronze", progress.TierKey);
    }

    [Fact]
    public void An_assessment_says_what_is_missing_and_until_when_the_tier_is_kept()
    {
        var ladder = Metals with { GraceDays = 30 };
        List<TierDay> days = [new(Day("2025-06-01"), 80), new(Day("2026-01-15"), 70)];
        var progress = Climb(ladder, ("2025-06-01", 80), ("2026-01-15", 70));
        var now = TierAssessment.Of(ladder, days, Enrolled, progress.Position, Day("2026-03-01"));
        Assert.Equal(("silver", 150m, "gold", 350m), (now.Tier!.Key, now.Counted, now.Next!.Key, now.Missing));
        Assert.Equal((Day("2025-03-02"), Day("2026-03-01")), (now.WindowFrom, now.WindowTo));
        Assert.Equal((Day("2026-07-01"), false, 30m), (now.LostOn, now.InGrace, now.ToStay));

        var later = TierAssessment.Of(ladder, days, Enrolled, progress.Position, Day("2026-06-10"));
        Assert.Equal((Day("2026-07-01"), true, 30m), (later.LostOn, later.InGrace, later.ToStay));
        Assert.Null(progress.Position!.LosesOn);
    }

    [Fact]
    public void What_the_next_window_will_count_cannot_be_earned_now()
    {
        var ladder = Metals with { Window = TierWindow.CalendarYear, GraceDays = 90 };
        List<TierDay> days = [new(Day("2025-06-01"), 150)];
        var position = Climb(ladder, ("2025-06-01", 150)).Position;
        var now = TierAssessment.Of(ladder, days, Enrolled, position, Day("2025-07-01"));
        Assert.Equal((Day("2026-04-01"), Day("2025-12-31"), (decimal?)null), (now.LostOn, now.WindowTo, now.ToStay));
        var inGrace = TierAssessment.Of(ladder, days, Enrolled, position, Day("2026-01-20"));
        Assert.Equal((Day("2026-04-01"), 100m), (inGrace.LostOn, inGrace.ToStay));
    }

    [Fact]
    public void The_lowest_tier_is_never_lost() => Assert.Null(TierAssessment.Of(Metals, [], Enrolled, null, Day("2026-01-01")).LostOn);

    [Fact]
    public void The_pace_of_the_last_ninety_days_says_when_the_next_tier_is_reached()
    {
        List<TierDay> days = [new(Day("2026-01-01"), 30), new(Day("2026-02-10"), 15), new(Day("2026-03-01"), 15)];
        var today = Day("2026-03-31");
        var now = TierAssessment.Of(Metals, days, Enrolled, null, today);
        var pace = TierPace.Of(Metals, days, Enrolled, now, today)!;
        Assert.Equal(60 / 90m, pace.PerDay);
        Assert.Equal(today.AddDays(60), pace.ReachedOn); // 40 are missing
        Assert.Null(TierPace.Of(Metals, [], Enrolled, now, today));
        Assert.Null(TierPace.Of(Metals with { Tiers = [.. Metals.Tiers.Take(2), Metals.Tiers[2] with { Threshold = 5_000 }] }, [new(today, 100)], Enrolled,
            TierAssessment.Of(Metals with { Tiers = [.. Metals.Tiers.Take(2), Metals.Tiers[2] with { Threshold = 5_000 }] }, [new(today, 100)], Enrolled, null, today), today)!.ReachedOn);
    }

    [Fact]
    public void Another_name_or_multiplier_leaves_the_stamp_and_another_threshold_does_not()
    {
        var stamp = Metals.Stamp;
        Assert.Equal(stamp, (Metals with { Tiers = [.. Metals.Tiers.Select(tier => tier with { Name = tier.Name + "!", Multiplier = 3, Perks = ["Tea"] })] }).Stamp);
        Assert.NotEqual(stamp, (Metals with { GraceDays = 1 }).Stamp);
        Assert.NotEqual(stamp, (Metals with { Tiers = [.. Metals.Tiers.Select(tier => tier with { Threshold = tier.Threshold * 2 })] }).Stamp);
    }
}
