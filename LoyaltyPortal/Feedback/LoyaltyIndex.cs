namespace LoyaltyPortal.Feedback;

/// <summary>Three answers as they were given: 1 is "definitely yes", 6 is "definitely no", 0 is "cannot answer".</summary>
public sealed record LoyaltyAnswers(int Recommend, int BuyAgain, int TryOther)
{
    public const int Most = 6;
    public const int CannotAnswer = 0;

    /// <summary>The mean of the answers that were given, on their own scale; null when nothing could be answered.</summary>
    public double? Mean
    {
        get
        {
            var (sum, given) = (0, 0);
            foreach (var answer in (ReadOnlySpan<int>)[Recommend, BuyAgain, TryOther])
            {
                sum += answer;
                given += answer == CannotAnswer ? 0 : 1;
            }

            return given == 0 ? null : (double)sum / given;
        }
    }
}

/// <summary>
/// The Customer Loyalty Index of some answers: whether one would recommend, buy again, and try other products, each from 1 (definitely yes) to 6 (definitely no). It is the mean over
/// people of the mean of what each of them answered, shown from 0 to 100 with more being better: (6 - x) / 5 · 100. "Cannot answer" is left out. The margin is 1.96 standard errors of
/// that mean (sample variance), as for any mean.
/// </summary>
/// <param name="Answers">People who answered at least one of the three.</param>
/// <param name="Value">0 to 100; null without an answer.</param>
/// <param name="Margin">The 95 % margin of error, either way; null below two answers.</param>
/// <param name="Recommend">The component, 0 to 100; null where nobody answered it.</param>
/// <param name="BuyAgain">As <paramref name="Recommend"/>.</param>
/// <param name="TryOther">As <paramref name="Recommend"/>.</param>
public sealed record LoyaltyIndex(int Answers, double? Value, double? Margin, double? Recommend, double? BuyAgain, double? TryOther)
{
    /// <param name="counts">How often each three answers were given together.</param>
    public static LoyaltyIndex Of(IReadOnlyCollection<(LoyaltyAnswers Answers, int Count)> counts)
    {
        var (people, sum) = (0, 0.0);
        foreach (var (answers, count) in counts)
        {
            if (answers.Mean is not { } mean)
                continue;
            people += count;
            sum += count * Shown(mean);
        }

        double? value = people == 0 ? null : sum / people;
        var squares = counts.Sum(given => given.Answers.Mean is { } mean ? given.Count * Math.Pow(Shown(mean) - value!.Value, 2) : 0);
        double? margin = people < 2 ? null : 1.96 * Math.Sqrt(squares / (people - 1) / people);
        return new LoyaltyIndex(people, value, margin, Component(counts, given => given.Recommend), Component(counts, given => given.BuyAgain), Component(counts, given => given.TryOther));
    }

    /// <summary>From 1 to 6 to 100 to 0.</summary>
    public static double Shown(double raw) => (LoyaltyAnswers.Most - raw) / (LoyaltyAnswers.Most - 1) * 100;

    private static double? Component(IReadOnlyCollection<(LoyaltyAnswers Answers, int Count)> counts, Func<LoyaltyAnswers, int> question)
    {
        var given = counts.Where(row => question(row.Answers) != LoyaltyAnswers.CannotAnswer).ToList();
        var people = given.Sum(row => row.Count);
        return people == 0 ? null : given.Sum(row => row.Count * Shown(question(row.Answers))) / people;
    }
}
