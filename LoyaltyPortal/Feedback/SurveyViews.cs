namespace LoyaltyPortal.Feedback;

/// <summary>A survey for reading.</summary>
public sealed record SurveyView(
    long Id, SurveyKind Kind, string Title, string Question, string SecondQuestion, string ThirdQuestion, string AskPromoters, string AskPassives, string AskDetractors,
    int DelayHours, int SharePercent, int QuietDays, int ValidDays, bool PaysAction, SurveyState State, DateTime CreatedAt, DateTime? OpenedAt, DateTime? ClosedAt, long Version)
{
    public bool IsNps => Kind != SurveyKind.LoyaltyIndex;

    /// <summary>What an editor begins with.</summary>
    public SurveyInput ToInput() => new()
    {
        Kind = Kind,
        Title = Title,
        Question = Question,
        SecondQuestion = SecondQuestion,
        ThirdQuestion = ThirdQuestion,
        AskPromoters = AskPromoters,
        AskPassives = AskPassives,
        AskDetractors = AskDetractors,
        DelayHours = DelayHours,
        SharePercent = SharePercent,
        QuietDays = QuietDays,
        ValidDays = ValidDays,
        PaysAction = PaysAction,
    };

    internal static SurveyView Of(Survey survey) => new(
        survey.Id, survey.Kind, survey.Title, survey.Question, survey.SecondQuestion, survey.ThirdQuestion, survey.AskPromoters, survey.AskPassives, survey.AskDetractors,
        survey.DelayHours, survey.SharePercent, survey.QuietDays, survey.ValidDays, survey.PaysAction, survey.State, survey.CreatedAt, survey.OpenedAt, survey.ClosedAt, survey.Version);
}

/// <summary>A survey in a list, with what came of it.</summary>
/// <param name="Sent">Letters that asked.</param>
/// <param name="Answered">Answers to those letters.</param>
/// <param name="Answers">All answers, also by a store's code and from files.</param>
/// <param name="Nps">Null for a loyalty index.</param>
/// <param name="Index">Null for a Net Promoter Score.</param>
public sealed record SurveyRow(SurveyView Survey, int Sent, int Answered, int Answers, NetPromoterScore? Nps, LoyaltyIndex? Index);

/// <summary>A tier that members can hold.</summary>
public sealed record FeedbackTier(string Key, string Name);

/// <summary>The tiers of a merchant's programme, which a room of higher rank knows and registers.</summary>
public delegate Task<IReadOnlyList<FeedbackTier>> FeedbackTiers(int merchantId);
