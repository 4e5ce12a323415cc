using LoyaltyPortal.Analytics;

namespace LoyaltyPortal.Tests.Analytics;

public sealed class RfmTests
{
    [Fact]
    public void Ten_different_values_make_five_pairs()
    {
        var scores = Rfm.Scores([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);

        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4, 5, 5], scores.OrderBy(score => score.Key).Select(score => score.Value));
    }

    [Fact]
    public void Equal_values_score_equally_whatever_their_order()
    {
        // Seven of ten bought once: nobody has less, so they are in the first fifth together; the next has seven below, 1 + ⌊35 / 10⌋ = 4.
        var scores = Rfm.Scores([1, 3, 1, 1, 2, 1, 1, 9, 1, 1]);

        Assert.Equal([(1, 1), (2, 4), (3, 5), (9, 5)], scores.OrderBy(score => score.Key).Select(score => (score.Key, score.Value)));
        Assert.Equal([1], Rfm.Scores([5, 5, 5]).Values);
        Assert.Empty(Rfm.Scores(Array.Empty<int>()));
    }

    [Theory]
    [InlineData(5, 5, RfmSegment.Champions)]
    [InlineData(4, 4, RfmSegment.Champions)]
    [InlineData(4, 3, RfmSegment.Loyal)]
    [InlineData(3, 5, RfmSegment.Loyal)]
    [InlineData(5, 2, RfmSegment.Promising)]
    [InlineData(3, 1, RfmSegment.Promising)]
    [InlineData(2, 3, RfmSegment.AtRisk)]
    [InlineData(1, 5, RfmSegment.AtRisk)]
    [InlineData(2, 2, RfmSegment.Hibernating)]
    [InlineData(1, 2, RfmSegment.Lost)]
    public void Segments_follow_the_published_table(int recency, int value, RfmSegment segment) => Assert.Equal(segment, Rfm.SegmentOf(recency, value));

    [Fact]
    public void Frequency_and_money_are_one_value_a_half_rounded_up()
    {
        Assert.Equal((3, 4, 1), (Rfm.Value(2, 4), Rfm.Value(3, 4), Rfm.Value(1, 1)));
    }
}
