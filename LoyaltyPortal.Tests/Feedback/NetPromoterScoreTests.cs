using LoyaltyPortal.Feedback;

namespace LoyaltyPortal.Tests.Feedback;

/// <summary>Scores and margins, worked out by hand.</summary>
public sealed class NetPromoterScoreTests
{
    [Theory]
    [InlineData(200, 120, 80, 30, 7.65)] // p .5, d .2, n 400: 196 · √(.61 / 400)
    [InlineData(50, 30, 20, 30, 15.31)] // a quarter of the answers, twice the margin
    [InlineData(1, 0, 1, 0, 138.59)] // 196 · √(1 / 2)
    [InlineData(0, 10, 0, 0, 0)]
    [InlineData(10, 0, 0, 100, 0)]
    [InlineData(0, 0, 10, -100, 0)]
    [InlineData(3, 4, 3, 0, 48.01)] // 196 · √(.6 / 10)
    public void It_is_the_share_of_promoters_less_that_of_detractors_with_its_margin(int promoters, int passives, int detractors, double score, double margin)
    {
        var nps = new NetPromoterScore(promoters, passives, detractors);
        Assert.Equal(score, nps.Score!.Value, 10);
        Assert.Equal(margin, nps.Margin!.Value, 2);
    }

    [Fact]
    public void Without_an_answer_there_is_no_score()
    {
        Assert.Equal((null, null), (NetPromoterScore.None.Score, NetPromoterScore.None.Margin));
        Assert.False(NetPromoterScore.None.DiffersFrom(new NetPromoterScore(10, 0, 0)));
        Assert.False(new NetPromoterScore(10, 0, 0).DiffersFrom(NetPromoterScore.None));
    }

    [Fact]
    public void Six_is_a_detractor_seven_and_eight_are_passive_nine_is_a_promoter()
    {
        Assert.Equal(
            [ScoreBand.Detractor, ScoreBand.Detractor, ScoreBand.Passive, ScoreBand.Passive, ScoreBand.Promoter, ScoreBand.Promoter],
            new[] { 0, 6, 7, 8, 9, 10 }.Select(NetPromoterScore.BandOf));
        Assert.Equal(new NetPromoterScore(4, 2, 5), NetPromoterScore.Of([(10, 1), (9, 3), (8, 2), (6, 4), (0, 1)]));
    }

    [Theory]
    [InlineData(200, 120, 80, 240, 80, 80, false)] // 30 against 40: √(7.65² + 7.84²) is 10.95
    [InlineData(200, 120, 80, 250, 80, 70, true)] // 30 against 45: √(7.65² + 7.58²) is 10.77
    [InlineData(5, 3, 2, 8, 1, 1, false)] // 30 against 70, but of ten each
    public void A_change_counts_when_it_is_more_than_both_margins_together(int p1, int n1, int d1, int p2, int n2, int d2, bool differs)
    {
        var (before, after) = (new NetPromoterScore(p1, n1, d1), new NetPromoterScore(p2, n2, d2));
        Assert.Equal(differs, before.DiffersFrom(after));
        Assert.Equal(differs, after.DiffersFrom(before));
    }
}
