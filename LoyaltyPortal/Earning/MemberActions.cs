namespace LoyaltyPortal.Earning;

/// <summary>Names of the actions that a rule can reward. They are stored: never rename.</summary>
public static class MemberActions
{
    public const string SignUp = "sign_up";

    /// <summary>Name, e-mail, phone and birth date are all known.</summary>
    public const string ProfileCompleted = "profile_completed";

    public const string Birthday = "birthday";

    public const string ProductReview = "product_review";

    public const string SocialShare = "social_share";

    public const string EmailClick = "email_click";

    public const string SurveyAnswered = "survey_answered";

    public const string EventCheckIn = "event_check_in";

    public const string AppInstall = "app_install";

    /// <summary>A used item was handed in; the amount is what it was valued at.</summary>
    public const string TradeIn = "trade_in";

    public static readonly IReadOnlyList<string> All = [SignUp, ProfileCompleted, Birthday, ProductReview, SocialShare, EmailClick, SurveyAnswered, EventCheckIn, AppInstall, TradeIn];

    /// <summary>What the portal notices by itself, so that nobody reports it.</summary>
    public static bool IsAutomatic(string action) => action is SignUp or ProfileCompleted or Birthday;

    public static bool HasAmount(string action) => action == TradeIn;

    /// <summary>How often the action can earn at all, whatever the rules say; null as often as they say.</summary>
    public static ActionLimit? LimitOf(string action) => action switch
    {
        SignUp or ProfileCompleted or AppInstall => new ActionLimit(1, LimitPeriod.Ever),
        Birthday => new ActionLimit(1, LimitPeriod.Year),
        _ => null,
    };
}

/// <summary>Calendar periods in the merchant's zone. The names are stored: never rename.</summary>
public enum LimitPeriod
{
    Day = 1,

    /// <summary>From Monday.</summary>
    Week = 2,
    Month = 3,
    Year = 4,
    Ever = 5,
}

/// <summary>At most so many rewards per member and period.</summary>
public readonly record struct ActionLimit(int Most, LimitPeriod Per);

/// <summary>How often a member was rewarded for an action already: on the local day that is asked about, in its week, month and year, and ever.</summary>
public readonly record struct ActionCounts(int Day, int Week, int Month, int Year, int Ever)
{
    /// <param name="rewarded">The local days of the rewarded actions.</param>
    public static ActionCounts Of(IEnumerable<DateOnly> rewarded, DateOnly day)
    {
        var counts = new ActionCounts();
        var monday = MondayOf(day);
        foreach (var other in rewarded)
        {
            var sameYear = other.Year == day.Year;
            counts = new ActionCounts(
                counts.Day + (other == day ? 1 : 0),
                counts.Week + (MondayOf(other) == monday ? 1 : 0),
                counts.Month + (sameYear && other.Month == day.Month ? 1 : 0),
                counts.Year + (sameYear ? 1 : 0),
                counts.Ever + 1);
        }

        return counts;
    }

    public int In(LimitPeriod period) => period switch
    {
        LimitPeriod.Day => Day,
        LimitPeriod.Week => Week,
        LimitPeriod.Month => Month,
        LimitPeriod.Year => Year,
        _ => Ever,
    };

    /// <summary>How many more a limit allows.</summary>
    public int Left(ActionLimit limit) => Math.Max(0, limit.Most - In(limit.Per));

    private static int MondayOf(DateOnly day) => day.DayNumber - ((int)day.DayOfWeek + 6) % 7;
}
