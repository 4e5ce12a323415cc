using LoyaltyPortal.Feedback;

namespace LoyaltyPortal.Tests.Feedback;

/// <summary>The index of three answers, worked out by hand.</summary>
public sealed class LoyaltyIndexTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 80)]
    [InlineData(3.5, 50)]
    [InlineData(6, 0)]
    public void One_is_best(double raw, double shown) => Assert.Equal(shown, LoyaltyIndex.Shown(raw), 10);

    [Fact]
    public void It_is_the_mean_over_people_of_the_mean_of_what_each_answered()
    {
        // (1, 1, 4) is 2, shown 80. (2, cannot, 4) is 3, shown 60. (6, 6, 6) twice is 0. In all (80 + 60 + 0 + 0) / 4.
        var index = LoyaltyIndex.Of([(new LoyaltyAnswers(1, 1, 4), 1), (new LoyaltyAnswers(2, 0, 4), 1), (new LoyaltyAnswers(6, 6, 6), 2)]);
        Assert.Equal((4, 35.0), (index.Answers, index.Value!.Value));
        Assert.Equal((100 + 80 + 0 + 0) / 4.0, index.Recommend!.Value, 10);
        Assert.Equal((100 + 0 + 0) / 3.0, index.BuyAgain!.Value, 10); // who cannot answer is left out
        Assert.Equal((40 + 40 + 0 + 0) / 4.0, index.TryOther!.Value, 10);

        // Squares of 45, 25, 35, 35 are 5,100; by 3, 1,700; √(1,700 / 4) is 20.616; 1.96 times that.
        Assert.Equal(40.41, index.Margin!.Value, 2);
    }

    [Fact]
    public void Who_can_answer_nothing_does_not_count()
    {
        var index = LoyaltyIndex.Of([(new LoyaltyAnswers(0, 0, 0), 5), (new LoyaltyAnswers(0, 2, 0), 1)]);
        Assert.Equal((1, 80.0, null, null, 80.0, null), (index.Answers, index.Value!.Value, index.Margin, index.Recommend, index.BuyAgain!.Value, index.TryOther));
        Assert.Equal((0, null), (LoyaltyIndex.Of([]).Answers, LoyaltyIndex.Of([]).Value));
    }
}
