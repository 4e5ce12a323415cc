using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Mail;

namespace LoyaltyPortal.Feedback;

/// <summary>Asking members and keeping what they answer, in the transaction that does it.</summary>
public sealed class SurveyBook
{
    private static readonly RowQuery<SurveyInvitation> ByCode = new RowQuery<SurveyInvitation>().Where(nameof(SurveyInvitation.MerchantId)).Where(nameof(SurveyInvitation.Code));
    private static readonly RowQuery<SurveyInvitation> AboutPurchase = new RowQuery<SurveyInvitation>().Where(nameof(SurveyInvitation.SurveyId)).Where(nameof(SurveyInvitation.PurchaseId));

    private static readonly RowQuery<SurveyInvitation> LastOf = new RowQuery<SurveyInvitation>()
        .Where(nameof(SurveyInvitation.MemberId)).OrderByDescending(nameof(SurveyInvitation.SentAt)).Take(1);

    private static readonly RowQuery<SurveyResponse> ByImportKey = new RowQuery<SurveyResponse>().Where(nameof(SurveyResponse.SurveyId)).Where(nameof(SurveyResponse.ImportKey));

    private readonly Work _work;

    private SurveyBook(Work work) => _work = work;

    public static SurveyBook In(Work work) => work.Book(static work => new SurveyBook(work));

    /// <summary>The merchant's survey, or null.</summary>
    public async ValueTask<Survey?> FindAsync(int merchantId, long surveyId) =>
        await _work.Session.GetAsync<Survey>(new RowKey(surveyId)) is { } survey && survey.MerchantId == merchantId ? survey : null;

    /// <summary>The invitation behind a link's code, or null.</summary>
    public async ValueTask<SurveyInvitation?> FindInvitationAsync(int merchantId, string code) => (await _work.Session.ListAsync(ByCode, merchantId, code)).FirstOrDefault();

    /// <summary>What was answered to an invitation, or null.</summary>
    public async ValueTask<SurveyResponse?> ResponseAsync(long invitationId) => await _work.Session.GetAsync<SurveyResponse>(new RowKey(invitationId));

    /// <summary>Writes to a member who allows letters, unless they were asked something within the survey's quiet days, or about this purchase already.</summary>
    /// <param name="about">Null asks about the shop as a whole.</param>
    /// <returns>Whether they are asked.</returns>
    public async ValueTask<bool> InviteAsync(Survey survey, long memberId, AskedAbout? about)
    {
        if (await MemberBook.In(_work).FindAsync(survey.MerchantId, memberId) is not { AllowsEmail: true, Email: not null } member)
            return false;
        if (!(await MemberBook.In(_work).PreferencesAsync(survey.MerchantId, member.Id)).Letters.HasFlag(SurveyLetter.Purpose))
            return false;
        if (about is not null && (await _work.Session.ListAsync(AboutPurchase, survey.Id, about.PurchaseId)).Count > 0)
            return false;
        foreach (var one in await MemberBook.In(_work).FamilyAsync(member))
        {
            if ((await _work.Session.ListAsync(LastOf, one.Id)).FirstOrDefault() is { } last && last.SentAt > _work.Now.AddDays(-survey.QuietDays))
                return false;
        }

        var invitation = SurveyInvitation.ByMail(_work.Ids.Next(), survey, member.Id, about, _work.Now);
        _work.Session.Insert(invitation);
        _work.Session.Insert(LetterHandler.Message(_work.Ids.Next(), survey.MerchantId, new { template = SurveyLetter.TemplateName, invitationId = invitation.Id }, _work.Now));
        return true;
    }

    /// <summary>What a store's code stands for once somebody answers by it.</summary>
    public SurveyInvitation InviteAtStore(Survey survey, string code, int storeId)
    {
        var invitation = SurveyInvitation.AtStore(_work.Ids.Next(), survey, code, storeId, _work.Now);
        _work.Session.Insert(invitation);
        return invitation;
    }

    /// <summary>Keeps a first answer.</summary>
    public SurveyResponse Answer(Survey survey, SurveyInvitation invitation, SurveyAnswers answers, long? memberId, string? tierKey, long points)
    {
        var response = SurveyResponse.Of(survey, invitation, answers, memberId, tierKey, _work.Now);
        _work.Session.Insert(response);
        invitation.Answer(points, _work.Now);
        _work.Session.Update(invitation);
        return response;
    }

    /// <summary>Keeps an answer instead of the one before.</summary>
    public void Change(SurveyResponse response, SurveyAnswers answers)
    {
        response.Change(answers, _work.Now);
        _work.Session.Update(response);
    }

    /// <summary>Keeps an answer from a file, unless it is known.</summary>
    public async ValueTask<bool> ImportAsync(Survey survey, ImportedAnswer imported)
    {
        if ((await _work.Session.ListAsync(ByImportKey, survey.Id, imported.Key)).Count > 0)
            return false;
        _work.Session.Insert(SurveyResponse.Imported(_work.Ids.Next(), survey, imported));
        return true;
    }

    /// <summary>Where the looking at purchases has come to; null for a survey that was never opened.</summary>
    public ValueTask<SurveySampling?> SamplingAsync(long surveyId) => _work.Session.GetAsync<SurveySampling>(new RowKey(surveyId));
}
