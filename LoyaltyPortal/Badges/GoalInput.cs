namespace LoyaltyPortal.Badges;

/// <summary>What somebody says of a badge or a challenge.</summary>
public sealed record GoalInput
{
    public const int MostLevels = 5;
    public const decimal MostTarget = 1_000_000;
    public const long MostPrize = 100_000;
    private const int LongestDays = 400;

    public required GoalType Type { get; init; }

    public string Name { get; init; } = "";

    public string Text { get; init; } = "";

    public string Icon { get; init; } = "military_tech";

    public required Criterion Criterion { get; init; }

    /// <summary>What each level asks for, rising.</summary>
    public IReadOnlyList<decimal> Targets { get; init; } = [];

    public DateOnly? From { get; init; }

    public DateOnly? Until { get; init; }

    public long Prize { get; init; }

    public bool IsOptIn { get; init; }

    /// <summary>Everything wrong, field by field; settings of the criterion under their own names.</summary>
    public IEnumerable<SettingProblem> Problems()
    {
        if (Name.Trim().Length is 0 or > Goal.NameLength)
            yield return new(nameof(Name), BadgeErrors.Name());
        if (Text.Trim().Length > Goal.TextLength)
            yield return new(nameof(Text), BadgeErrors.Text());
        if (!Platform.Shell.Icons.InSprite(Icon))
            yield return new(nameof(Icon), BadgeErrors.Icon());
        foreach (var problem in Criterion.Problems())
            yield return problem;
        if (Targets.Count is 0 or > MostLevels || Type == GoalType.Challenge && Targets.Count != 1 || Targets.Any(target => target is not (> 0 and <= MostTarget))
            || Targets.Zip(Targets.Skip(1)).Any(pair => pair.First >= pair.Second) || Criterion.Unit != GoalUnit.Money && Targets.Any(target => target != decimal.Truncate(target))
            || Criterion.IsOnce && Targets is not [1])
            yield return new(nameof(Targets), BadgeErrors.Targets());
        if (Type != GoalType.Challenge)
            yield break;
        if (!Criterion.SuitsChallenges)
            yield return new(nameof(Criterion), BadgeErrors.NotInChallenge());
        if (From is null || Until is null || From > Until || Until.Value.DayNumber - From.Value.DayNumber > LongestDays)
            yield return new(nameof(Until), BadgeErrors.Window());
        if (Prize is < 0 or > MostPrize)
            yield return new(nameof(Prize), BadgeErrors.Prize());
    }
}
