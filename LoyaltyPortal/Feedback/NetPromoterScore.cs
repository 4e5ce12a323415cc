namespace LoyaltyPortal.Feedback;

/// <summary>What an answer from 0 to 10 makes of somebody.</summary>
public enum ScoreBand
{
    /// <summary>0 to 6.</summary>
    Detractor,

    /// <summary>7 and 8.</summary>
    Passive,

    /// <summary>9 and 10.</summary>
    Promoter,
}

/// <summary>
/// The Net Promoter Score of some answers: the share of promoters less the share of detractors, in points from -100 to 100 (F. Reichheld, "The One Number You Need to Grow",
/// Harvard Business Review, December 2003). Its margin takes each answer as +1, 0 or -1: with p and d the shares of promoters and detractors, the variance of one is
/// p + d - (p - d)², and 1.96 standard errors of the mean, in points, are 196 · √((p + d - (p - d)²) / n).
/// </summary>
public sealed record NetPromoterScore(int Promoters, int Passives, int Detractors)
{
    public const int Highest = 10;

    public static readonly NetPromoterScore None = new(0, 0, 0);

    public int Answers => Promoters + Passives + Detractors;

    /// <summary>-100 to 100; null without an answer.</summary>
    public double? Score => Answers == 0 ? null : 100.0 * (Promoters - Detractors) / Answers;

    /// <summary>The 95 % margin of error in points, either way; null without an answer.</summary>
    public double? Margin => Answers == 0 ? null : 196 * Math.Sqrt(Variance / Answers);

    private double Variance
    {
        get
        {
            var (p, d) = ((double)Promoters / Answers, (double)Detractors / Answers);
            return Math.Max(0, p + d - (p - d) * (p - d)); // rounding must not take the root of less than nothing
        }
    }

    public static ScoreBand BandOf(int score) => score switch
    {
        >= 9 => ScoreBand.Promoter,
        >= 7 => ScoreBand.Passive,
        _ => ScoreBand.Detractor,
    };

    /// <param name="counts">How often each score was given.</param>
    public static NetPromoterScore Of(IEnumerable<(int Score, int Count)> counts)
    {
        var (promoters, passives, detractors) = (0, 0, 0);
        foreach (var (score, count) in counts)
        {
            switch (BandOf(score))
            {
                case ScoreBand.Promoter:
                    promoters += count;
                    break;
                case ScoreBand.Passive:
                    passives += count;
                    break;
                default:
                    detractors += count;
                    break;
            }
        }

        return new NetPromoterScore(promoters, passives, detractors);
    }

    /// <summary>Whether the two differ by more than chance explains: |a - b| > √(margin of a² + margin of b²). Never where one of them has no answer.</summary>
    public bool DiffersFrom(NetPromoterScore other) =>
        Score is { } a && other.Score is { } b && Math.Abs(a - b) > Math.Sqrt(Margin!.Value * Margin.Value + other.Margin!.Value * other.Margin.Value);
}
