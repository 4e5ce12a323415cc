using LoyaltyPortal.Feedback;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases.Surveys;

/// <summary>What a link to a survey shows.</summary>
public enum AnswerState
{
    Open,

    /// <summary>Answered; it can still be changed.</summary>
    Answered,

    /// <summary>Answered, and no more to be changed.</summary>
    Used,
    Expired,
    Closed,
}

/// <summary>A survey as whoever has its link sees it.</summary>
/// <param name="Answers">What was answered, while it can be changed; else null: a link shows nobody old words.</param>
/// <param name="Points">What answering earned.</param>
/// <param name="EditableUntil">UTC; null before an answer.</param>
public sealed record AnswerSheet(SurveyView Survey, AnswerState State, int? StoreId, SurveyAnswers? Answers, long Points, DateTime? EditableUntil);

/// <summary>Answering surveys: by the link of a letter, and by the code that hangs in a store.</summary>
public sealed class OwnAnswers(LoyaltyDatabase database, CommandQueue queue, TimeProvider clock)
{
    /// <summary>What is behind a link; null where there is nothing, as for another merchant's and for whoever was forgotten.</summary>
    public async Task<AnswerSheet?> FindAsync(int merchantId, string code, CancellationToken cancellation = default)
    {
        if (SurveyCode.Parse(code) is not { } parsed)
            return null;
        await using var context = database.ForMerchant(merchantId);
        var found = await context.Set<SurveyInvitation>().AsNoTracking().Where(invitation => invitation.Code == parsed)
            .Join(context.Set<Survey>().AsNoTracking(), invitation => invitation.SurveyId, survey => survey.Id, (invitation, survey) => new { invitation, survey }).FirstOrDefaultAsync(cancellation);
        if (found is null || (found.invitation.MemberId is { } memberId && await MergedMembers.FindAsync(context, memberId, cancellation) is null))
            return null;
        var response = await context.Set<SurveyResponse>().AsNoTracking().FirstOrDefaultAsync(response => response.Id == found.invitation.Id, cancellation);
        var state = StateOf(found.survey, found.invitation, response, clock.UtcNow());
        return new AnswerSheet(
            SurveyView.Of(found.survey), state, found.invitation.StoreId, state == AnswerState.Answered ? response!.Answers : null, found.invitation.Points ?? 0, response?.EditableUntil);
    }

    /// <summary>The survey that a store's code leads to: the latest open one about purchases; null while there is none, or no such open store.</summary>
    public async Task<(SurveyView Survey, StoreView Store)?> AtStoreAsync(MerchantView merchant, string storeCode, CancellationToken cancellation = default)
    {
        if (merchant.OpenStores.FirstOrDefault(store => string.Equals(store.Code, storeCode, StringComparison.OrdinalIgnoreCase)) is not { } store)
            return null;
        await using var context = database.ForMerchant(merchant.Id);
        return await context.Set<Survey>().AsNoTracking().Where(survey => survey.State == SurveyState.Open && survey.Kind == SurveyKind.TransactionalNps)
            .OrderByDescending(survey => survey.OpenedAt).ThenByDescending(survey => survey.Id).FirstOrDefaultAsync(cancellation) is { } open ? (SurveyView.Of(open), store) : null;
    }

    /// <summary>Answers by a link, or changes an answer.</summary>
    /// <returns>Or <c>survey_no_link</c>, <c>survey_closed</c>, <c>survey_expired</c>, <c>survey_answered</c>, <c>survey_too_late</c>, and what is wrong with the answers.</returns>
    public Task<Result<AnswerReceipt>> AnswerAsync(int merchantId, string code, SurveyAnswers answers, bool changes) =>
        queue.ExecuteAsync(new AnswerSurvey { MerchantId = merchantId, Code = code, Answers = answers, Changes = changes });

    /// <summary>Answers by a store's code.</summary>
    /// <param name="code">Made when the form was drawn: sent twice, it is one answer.</param>
    /// <returns>As <see cref="AnswerAsync"/>, or <c>store_unknown</c>.</returns>
    public Task<Result<AnswerReceipt>> AnswerAtStoreAsync(int merchantId, long surveyId, int storeId, string code, SurveyAnswers answers) =>
        queue.ExecuteAsync(new AnswerSurvey { MerchantId = merchantId, Code = code, At = (surveyId, storeId), Answers = answers });

    private static AnswerState StateOf(Survey survey, SurveyInvitation invitation, SurveyResponse? response, DateTime now) => response switch
    {
        not null when survey.State == SurveyState.Open && now < response.EditableUntil => AnswerState.Answered,
        not null => AnswerState.Used,
        null when survey.State != SurveyState.Open => AnswerState.Closed,
        null when invitation.ExpiresAt <= now => AnswerState.Expired,
        _ => AnswerState.Open,
    };
}
