using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Feedback;

/// <summary>What is asked: in the merchant's words where it has some, else in ours, in the reader's language.</summary>
public sealed class SurveyWords(IStringLocalizer<FeedbackText> text)
{
    /// <summary>The questions of a survey in their order: one, or the three of the loyalty index.</summary>
    /// <param name="shop">What is asked about: the merchant, or the store that was bought in.</param>
    public IReadOnlyList<string> Questions(SurveyInput survey, string shop) => survey.Kind == SurveyKind.LoyaltyIndex
        ? [Own(survey.Question, "Ask.Recommend", shop), Own(survey.SecondQuestion, "Ask.BuyAgain", shop), Own(survey.ThirdQuestion, "Ask.TryOther", shop)]
        : [Own(survey.Question, survey.Kind == SurveyKind.TransactionalNps ? "Ask.Purchase" : "Ask.Shop", shop)];

    /// <summary>What is asked after a score; null before one is chosen.</summary>
    public string FollowUp(SurveyInput survey, ScoreBand? band) => band switch
    {
        ScoreBand.Promoter => Own(survey.AskPromoters, "Ask.Promoters"),
        ScoreBand.Passive => Own(survey.AskPassives, "Ask.Passives"),
        ScoreBand.Detractor => Own(survey.AskDetractors, "Ask.Detractors"),
        _ => text["Ask.Any"],
    };

    private string Own(string own, string ours, string? shop = null) => own.Trim() is { Length: > 0 } words ? words : shop is null ? text[ours] : text[ours, shop];
}
