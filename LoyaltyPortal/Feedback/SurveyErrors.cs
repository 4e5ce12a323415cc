using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Feedback;

/// <summary>Texts of the feedback room.</summary>
public sealed class FeedbackText;

public static class SurveyErrors
{
    public static Failure Unknown() => new("survey_unknown", FailureKind.NotFound, typeof(FeedbackText));

    public static Failure Kind() => new("survey_kind", FailureKind.Invalid, typeof(FeedbackText));

    public static Failure Title(int most) => new("survey_title", FailureKind.Invalid, typeof(FeedbackText), most);

    public static Failure Question(int most) => new("survey_question", FailureKind.Invalid, typeof(FeedbackText), most);

    public static Failure Delay(int mostHours) => new("survey_delay", FailureKind.Invalid, typeof(FeedbackText), mostHours);

    public static Failure Share() => new("survey_share", FailureKind.Invalid, typeof(FeedbackText));

    public static Failure QuietDays(int most) => new("survey_quiet_days", FailureKind.Invalid, typeof(FeedbackText), most);

    public static Failure ValidDays(int most) => new("survey_valid_days", FailureKind.Invalid, typeof(FeedbackText), most);

    /// <summary>Somebody else changed it meanwhile.</summary>
    public static Failure ChangedMeanwhile() => new("survey_changed_meanwhile", FailureKind.Conflict, typeof(FeedbackText));

    /// <summary>Answers would count for something that nobody was asked.</summary>
    public static Failure KindFixed() => new("survey_kind_fixed", FailureKind.Refused, typeof(FeedbackText));

    /// <summary>It is open or closed: whoever was asked keeps what they were asked.</summary>
    public static Failure NotDraft() => new("survey_not_draft", FailureKind.Refused, typeof(FeedbackText));

    public static Failure NotOpen() => new("survey_not_open", FailureKind.Refused, typeof(FeedbackText));

    /// <summary>It is sent by itself, after purchases.</summary>
    public static Failure SendsItself() => new("survey_sends_itself", FailureKind.Refused, typeof(FeedbackText));

    /// <summary>The sending before has not come to its end.</summary>
    public static Failure BeingSent() => new("survey_being_sent", FailureKind.Conflict, typeof(FeedbackText));

    public static Failure Score() => new("survey_score", FailureKind.Invalid, typeof(FeedbackText));

    public static Failure ThreeAnswers() => new("survey_three_answers", FailureKind.Invalid, typeof(FeedbackText));

    public static Failure Text(int most) => new("survey_text", FailureKind.Invalid, typeof(FeedbackText), most);

    /// <summary>The one answer to a link that leads nowhere, another merchant's too.</summary>
    public static Failure NoLink() => new("survey_no_link", FailureKind.NotFound, typeof(FeedbackText));

    public static Failure Closed() => new("survey_closed", FailureKind.Refused, typeof(FeedbackText));

    public static Failure Expired() => new("survey_expired", FailureKind.Refused, typeof(FeedbackText));

    /// <summary>The link has been used, with other answers.</summary>
    public static Failure Answered() => new("survey_answered", FailureKind.Conflict, typeof(FeedbackText));

    /// <summary>The time for changing one's answer is over.</summary>
    public static Failure TooLate() => new("survey_too_late", FailureKind.Refused, typeof(FeedbackText));

    public static Failure FileEmpty() => new("survey_file_empty", FailureKind.Invalid, typeof(FeedbackText));

    /// <param name="columns">Those that are missing, as they are to be called.</param>
    public static Failure FileColumns(string columns) => new("survey_file_columns", FailureKind.Invalid, typeof(FeedbackText), columns);

    public static Failure FileTooLong(int most) => new("survey_file_too_long", FailureKind.Invalid, typeof(FeedbackText), most);

    public static Failure FileTooLarge(int mostMegabytes) => new("survey_file_too_large", FailureKind.Invalid, typeof(FeedbackText), mostMegabytes);

    public static Failure FileQuotes(int line) => new("survey_file_quotes", FailureKind.Invalid, typeof(FeedbackText), line);

    /// <summary>A file with faults is not taken at all.</summary>
    public static Failure FileFaults(int faults) => new("survey_file_faults", FailureKind.Refused, typeof(FeedbackText), faults);
}
