using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Feedback;

/// <summary>Counted answers of some surveys. Those of test members do not count.</summary>
internal sealed class SurveyFigures
{
    private readonly Dictionary<long, (int Sent, int Answered)> _letters;
    private readonly ILookup<long, AnswerCount> _answers;

    private SurveyFigures(Dictionary<long, (int Sent, int Answered)> letters, ILookup<long, AnswerCount> answers) => (_letters, _answers) = (letters, answers);

    public static async Task<SurveyFigures> ReadAsync(LoyaltyDbContext context, IReadOnlyCollection<long> surveys, CancellationToken cancellation)
    {
        var letters = await context.Set<SurveyInvitation>().Where(invitation => surveys.Contains(invitation.SurveyId) && invitation.Channel == AnswerChannel.Mail)
            .Where(invitation => !context.Set<Member>().Any(member => member.Id == invitation.MemberId && member.IsTest))
            .GroupBy(invitation => invitation.SurveyId)
            .Select(group => new { group.Key, Sent = group.Count(), Answered = group.Count(invitation => invitation.AnsweredAt != null) }).ToListAsync(cancellation);
        var answers = await CountedAsync(Counting(context).Where(response => surveys.Contains(response.SurveyId)), cancellation);
        return new SurveyFigures(letters.ToDictionary(row => row.Key, row => (row.Sent, row.Answered)), answers.ToLookup(answer => answer.SurveyId));
    }

    /// <summary>The answers that count in reports.</summary>
    public static IQueryable<SurveyResponse> Counting(LoyaltyDbContext context) =>
        context.Set<SurveyResponse>().AsNoTracking().Where(response => !context.Set<Member>().Any(member => member.Id == response.MemberId && member.IsTest));

    /// <summary>Counts alike answers together: as many rows as there are different ones.</summary>
    public static async Task<List<AnswerCount>> CountedAsync(IQueryable<SurveyResponse> responses, CancellationToken cancellation) =>
        [.. (await responses.GroupBy(response => new { response.SurveyId, response.Score, response.Recommend, response.BuyAgain, response.TryOther })
            .Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancellation))
            .Select(row => new AnswerCount(row.Key.SurveyId, row.Key.Score, row.Key.Recommend, row.Key.BuyAgain, row.Key.TryOther, row.Count))];

    public (int Sent, int Answered) LettersOf(long surveyId) => _letters.GetValueOrDefault(surveyId);

    public IReadOnlyList<AnswerCount> AnswersOf(long surveyId) => [.. _answers[surveyId]];

    public SurveyRow RowOf(Survey survey)
    {
        var (sent, answered) = LettersOf(survey.Id);
        var answers = AnswersOf(survey.Id);
        return new SurveyRow(SurveyView.Of(survey), sent, answered, answers.Sum(answer => answer.Count), survey.IsNps ? answers.Nps() : null, survey.IsNps ? null : answers.Index());
    }
}

/// <summary>How often the same was answered.</summary>
internal sealed record AnswerCount(long SurveyId, int? Score, int? Recommend, int? BuyAgain, int? TryOther, int Count);

internal static class AnswerCounts
{
    public static NetPromoterScore Nps(this IEnumerable<AnswerCount> answers) => NetPromoterScore.Of(answers.Where(answer => answer.Score is not null).Select(answer => (answer.Score!.Value, answer.Count)));

    public static LoyaltyIndex Index(this IEnumerable<AnswerCount> answers) => LoyaltyIndex.Of(
        [.. answers.Where(answer => answer.Recommend is not null).Select(answer => (new LoyaltyAnswers(answer.Recommend!.Value, answer.BuyAgain!.Value, answer.TryOther!.Value), answer.Count))]);
}
