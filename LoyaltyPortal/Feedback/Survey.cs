using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Feedback;

/// <summary>What a survey asks, and of whom. Answers of different kinds are never added up. The numbers are stored: never renumber.</summary>
public enum SurveyKind
{
    /// <summary>How likely one is to recommend the shop as a whole.</summary>
    RelationalNps = 1,

    /// <summary>The same after a purchase.</summary>
    TransactionalNps = 2,

    /// <summary>The three questions of the <see cref="Feedback.LoyaltyIndex"/>.</summary>
    LoyaltyIndex = 3,
}

/// <summary>The numbers are stored: never renumber.</summary>
public enum SurveyState
{
    Draft = 1,
    Open = 2,
    Closed = 3,
}

/// <summary>Something that a merchant asks its members.</summary>
public sealed class Survey : IMerchantOwned, IVersioned
{
    private Survey()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>Fixed once it has been opened.</summary>
    public SurveyKind Kind { get; private set; }

    /// <summary>What staff call it.</summary>
    public string Title { get; private set; } = "";

    /// <summary>The question in the merchant's own words; of the loyalty index the first. Empty for ours.</summary>
    public string Question { get; private set; } = "";

    public string SecondQuestion { get; private set; } = "";

    public string ThirdQuestion { get; private set; } = "";

    /// <summary>What is asked after a score of 9 or 10; empty for our words.</summary>
    public string AskPromoters { get; private set; } = "";

    public string AskPassives { get; private set; } = "";

    public string AskDetractors { get; private set; } = "";

    /// <summary>From a purchase to the letter.</summary>
    public int DelayHours { get; private set; }

    /// <summary>Of a hundred purchases so many are asked about; 0 sends no letters by itself.</summary>
    public int SharePercent { get; private set; }

    /// <summary>Whoever was asked anything by letter within so many days is not asked again.</summary>
    public int QuietDays { get; private set; }

    /// <summary>How long a link can be answered.</summary>
    public int ValidDays { get; private set; }

    /// <summary>Whether answering counts as the action that the programme's rules may reward.</summary>
    public bool PaysAction { get; private set; }

    public SurveyState State { get; private set; } = SurveyState.Draft;

    public DateTime CreatedAt { get; private set; }

    public DateTime ChangedAt { get; private set; }

    /// <summary>When it was last opened, UTC; null for a draft.</summary>
    public DateTime? OpenedAt { get; private set; }

    public DateTime? ClosedAt { get; private set; }

    public long Version { get; private set; }

    public bool IsNps => Kind != SurveyKind.LoyaltyIndex;

    internal static Survey Draw(long id, int merchantId, SurveyInput input, DateTime now)
    {
        var survey = new Survey { Id = id, MerchantId = merchantId, CreatedAt = now };
        survey.Apply(input, now);
        return survey;
    }

    /// <summary>Takes what <see cref="SurveyInput.Check"/> found good.</summary>
    internal void Change(SurveyInput input, DateTime now)
    {
        Apply(input, now);
        Version++;
    }

    internal void Open(DateTime now)
    {
        (State, OpenedAt, ClosedAt, ChangedAt) = (SurveyState.Open, now, null, now);
        Version++;
    }

    internal void Close(DateTime now)
    {
        (State, ClosedAt, ChangedAt) = (SurveyState.Closed, now, now);
        Version++;
    }

    private void Apply(SurveyInput input, DateTime now)
    {
        if (State == SurveyState.Draft && OpenedAt is null)
            Kind = input.Kind;
        Title = input.Title.Trim();
        (Question, SecondQuestion, ThirdQuestion) = (input.Question.Trim(), input.SecondQuestion.Trim(), input.ThirdQuestion.Trim());
        (AskPromoters, AskPassives, AskDetractors) = (input.AskPromoters.Trim(), input.AskPassives.Trim(), input.AskDetractors.Trim());
        (DelayHours, SharePercent, QuietDays, ValidDays, PaysAction) = (input.DelayHours, input.SharePercent, input.QuietDays, input.ValidDays, input.PaysAction);
        ChangedAt = now;
    }
}

/// <summary>What somebody says of a survey.</summary>
public sealed record SurveyInput
{
    public const int TitleLength = 120;
    public const int QuestionLength = 300;
    public const int MostDelayHours = 30 * 24;
    public const int MostQuietDays = 365;
    public const int MostValidDays = 90;

    public required SurveyKind Kind { get; init; }

    public required string Title { get; init; }

    public string Question { get; init; } = "";

    public string SecondQuestion { get; init; } = "";

    public string ThirdQuestion { get; init; } = "";

    public string AskPromoters { get; init; } = "";

    public string AskPassives { get; init; } = "";

    public string AskDetractors { get; init; } = "";

    public int DelayHours { get; init; } = 24;

    public int SharePercent { get; init; } = 25;

    public int QuietDays { get; init; } = 90;

    public int ValidDays { get; init; } = 30;

    public bool PaysAction { get; init; }

    private IEnumerable<string> Questions => [Question, SecondQuestion, ThirdQuestion, AskPromoters, AskPassives, AskDetractors];

    /// <summary>The first thing that is wrong, or null.</summary>
    public Failure? Check()
    {
        if (!Enum.IsDefined(Kind))
            return SurveyErrors.Kind();
        if (Title.Trim().Length is < 2 or > TitleLength)
            return SurveyErrors.Title(TitleLength);
        if (Questions.Any(question => question.Trim().Length > QuestionLength))
            return SurveyErrors.Question(QuestionLength);
        if (DelayHours is < 1 or > MostDelayHours)
            return SurveyErrors.Delay(MostDelayHours);
        if (SharePercent is < 0 or > 100)
            return SurveyErrors.Share();
        if (QuietDays is < 0 or > MostQuietDays)
            return SurveyErrors.QuietDays(MostQuietDays);
        return ValidDays is < 1 or > MostValidDays ? SurveyErrors.ValidDays(MostValidDays) : null;
    }
}
