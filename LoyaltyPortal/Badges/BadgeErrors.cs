using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Badges;

public static class BadgeErrors
{
    public static Failure Unknown() => new("goal_unknown", FailureKind.NotFound, typeof(BadgesText));

    /// <summary>Somebody else saved it meanwhile.</summary>
    public static Failure ChangedMeanwhile() => new("goal_changed", FailureKind.Conflict, typeof(BadgesText));

    public static Failure Name() => new("goal_name", FailureKind.Invalid, typeof(BadgesText), Goal.NameLength);

    public static Failure Text() => new("goal_text", FailureKind.Invalid, typeof(BadgesText), Goal.TextLength);

    public static Failure Icon() => new("goal_icon", FailureKind.Invalid, typeof(BadgesText));

    public static Failure Targets() => new("goal_targets", FailureKind.Invalid, typeof(BadgesText), GoalInput.MostLevels);

    public static Failure NotInChallenge() => new("goal_not_in_challenge", FailureKind.Invalid, typeof(BadgesText));

    public static Failure Window() => new("goal_window", FailureKind.Invalid, typeof(BadgesText));

    public static Failure Prize() => new("goal_prize", FailureKind.Invalid, typeof(BadgesText), GoalInput.MostPrize);

    public static Failure Action() => new("goal_action", FailureKind.Invalid, typeof(BadgesText));

    public static Failure Tiers() => new("goal_tiers", FailureKind.Invalid, typeof(BadgesText));

    public static Failure Words() => new("goal_words", FailureKind.Invalid, typeof(BadgesText));

    /// <summary>The merchant has as many as can be counted with every purchase.</summary>
    public static Failure TooMany() => new("goal_too_many", FailureKind.Refused, typeof(BadgesText), GoalService.MostInForce);

    /// <summary>It is over, or asks nobody to take part.</summary>
    public static Failure NotOpen() => new("challenge_not_open", FailureKind.Refused, typeof(BadgesText));
}

/// <summary>The room's texts.</summary>
public sealed class BadgesText;
