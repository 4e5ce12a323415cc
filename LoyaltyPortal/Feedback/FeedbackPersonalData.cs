using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Feedback;

/// <summary>What a person was asked and what they answered. Their words are forgotten with them; the marks they gave stay and are nobody's. A link of theirs opens no more, as it leads to no member.</summary>
internal sealed class FeedbackPersonalData : IPersonalData
{
    public int Order => 70;

    public async Task<IReadOnlyList<PersonalSheet>> SheetsAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        var asked = await context.Set<SurveyInvitation>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId!.Value))
            .Join(context.Set<Survey>().AsNoTracking(), invitation => invitation.SurveyId, survey => survey.Id, (invitation, survey) => new { invitation, survey.Title }).OrderBy(row => row.invitation.SentAt).ThenBy(row => row.invitation.Id).ToListAsync(cancellation);
        var answers = await context.Set<SurveyResponse>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId!.Value))
            .Join(context.Set<Survey>().AsNoTracking(), response => response.SurveyId, survey => survey.Id, (response, survey) => new { response, survey.Title }).OrderBy(row => row.response.AnsweredAt).ThenBy(row => row.response.Id).ToListAsync(cancellation);
        return
        [
            new("survey_letters", ["survey", "sent_at", "purchase", "answered_at", "points"],
                [.. asked.Select(row => (IReadOnlyList<object?>)[row.Title, row.invitation.SentAt, row.invitation.PurchaseId, row.invitation.AnsweredAt, row.invitation.Points])]),
            new("survey_answers", ["survey", "answered_at", "changed_at", "by", "score", "recommend", "buy_again", "try_other", "reason", "comment", "tier"],
                [.. answers.Select(row => (IReadOnlyList<object?>)[row.Title, row.response.AnsweredAt, row.response.ChangedAt, row.response.Channel.ToString(), row.response.Score, row.response.Recommend, row.response.BuyAgain, row.response.TryOther,
                    row.response.FollowUp, row.response.Comment, row.response.TierKey])]),
        ];
    }

    public Task ForgetAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation) =>
        context.Set<SurveyResponse>().Where(row => scope.MemberIds.Contains(row.MemberId!.Value) && (row.FollowUp != null || row.Comment != null))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.FollowUp, (string?)null).SetProperty(row => row.Comment, (string?)null), cancellation);
}
