using System.Runtime.CompilerServices;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Feedback;

/// <summary>What came of a survey.</summary>
/// <param name="Sent">Letters that asked.</param>
/// <param name="Answered">Answers to those letters.</param>
/// <param name="Answers">All answers, also by a store's code and from files.</param>
/// <param name="Scores">How often each score from 0 to 10 was given; empty for a loyalty index.</param>
/// <param name="Questions">Of the loyalty index: for each question how often 1 to 6 was given, and last "cannot answer"; empty otherwise.</param>
/// <param name="Round">The latest sending; null before the first.</param>
public sealed record SurveyOutcome(
    SurveyView Survey, int Sent, int Answered, int Answers, NetPromoterScore Nps, LoyaltyIndex Index, IReadOnlyList<int> Scores, IReadOnlyList<IReadOnlyList<int>> Questions, RoundView? Round);

/// <summary>A sending of a survey.</summary>
public sealed record RoundView(SurveyAudience Audience, DateTime StartedAt, DateTime? FinishedAt, int Asked);

/// <summary>One answer for reading.</summary>
/// <param name="MemberId">Whom the member goes on as; null for nobody known, and for readers who may not see members.</param>
public sealed record AnswerView(
    long Id, DateTime AnsweredAt, DateTime? ChangedAt, AnswerChannel Channel, int? Score, int? Recommend, int? BuyAgain, int? TryOther, string? FollowUp, string? Comment,
    int? StoreId, string? TierKey, long? MemberId, string? MemberName);

/// <summary>One page of answers.</summary>
public sealed record AnswerPage(IReadOnlyList<AnswerView> Rows, int Total);

/// <summary>Reading what was answered.</summary>
public sealed class SurveyResults(LoyaltyDatabase database)
{
    public const int PageSize = 20;
    private const int Batch = 500;

    /// <returns>Or <c>survey_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<SurveyOutcome>> OfAsync(Actor actor, long surveyId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await context.Set<Survey>().AsNoTracking().FirstOrDefaultAsync(survey => survey.Id == surveyId, cancellation) is not { } survey)
            return SurveyErrors.Unknown();
        var figures = await SurveyFigures.ReadAsync(context, [surveyId], cancellation);
        var answers = figures.AnswersOf(surveyId);
        var (sent, answered) = figures.LettersOf(surveyId);
        var round = await context.Set<SurveyRound>().AsNoTracking().Where(round => round.SurveyId == surveyId).OrderByDescending(round => round.Id)
            .Select(round => new RoundView(round.Audience, round.StartedAt, round.FinishedAt, round.Asked)).FirstOrDefaultAsync(cancellation);
        return new SurveyOutcome(
            SurveyView.Of(survey), sent, answered, answers.Sum(answer => answer.Count), answers.Nps(), answers.Index(),
            survey.IsNps ? [.. Enumerable.Range(0, NetPromoterScore.Highest + 1).Select(score => answers.Where(answer => answer.Score == score).Sum(answer => answer.Count))] : [],
            survey.IsNps ? [] : [Given(answers, answer => answer.Recommend), Given(answers, answer => answer.BuyAgain), Given(answers, answer => answer.TryOther)],
            round);
    }

    /// <summary>Answers with words, newest first.</summary>
    /// <param name="band">Only of that band; null for all.</param>
    /// <returns>Or <c>survey_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<AnswerPage>> CommentsAsync(Actor actor, long surveyId, ScoreBand? band, int page = 1, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        if (!await context.Set<Survey>().AnyAsync(survey => survey.Id == surveyId, cancellation))
            return SurveyErrors.Unknown();
        var said = context.Set<SurveyResponse>().AsNoTracking().Where(response => response.SurveyId == surveyId && (response.FollowUp != null || response.Comment != null));
        said = band switch
        {
            ScoreBand.Promoter => said.Where(response => response.Score >= 9),
            ScoreBand.Passive => said.Where(response => response.Score == 7 || response.Score == 8),
            ScoreBand.Detractor => said.Where(response => response.Score <= 6),
            _ => said,
        };
        var total = await said.CountAsync(cancellation);
        var rows = await said.OrderByDescending(response => response.AnsweredAt).ThenByDescending(response => response.Id).Skip((Math.Max(1, page) - 1) * PageSize).Take(PageSize).ToListAsync(cancellation);
        return new AnswerPage(await ViewsAsync(context, actor, rows, cancellation), total);
    }

    /// <summary>Every answer of a survey, oldest first, read in pieces; nothing for whom it is not meant.</summary>
    public async IAsyncEnumerable<AnswerView> AllAsync(Actor actor, long surveyId, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.SeeProgramme))
            yield break;
        for (long above = 0; ;)
        {
            await using var context = database.ForMerchant(actor.MerchantId);
            var rows = await context.Set<SurveyResponse>().AsNoTracking().Where(response => response.SurveyId == surveyId && response.Id > above).OrderBy(response => response.Id).Take(Batch).ToListAsync(cancellation);
            foreach (var view in await ViewsAsync(context, actor, rows, cancellation))
                yield return view;
            if (rows.Count < Batch)
                yield break;
            above = rows[^1].Id;
        }
    }

    private static async Task<IReadOnlyList<AnswerView>> ViewsAsync(LoyaltyDbContext context, Actor actor, IReadOnlyList<SurveyResponse> rows, CancellationToken cancellation)
    {
        var asked = actor.May(Permission.SeeMembers) ? rows.Select(row => row.MemberId).OfType<long>().Distinct().ToList() : [];
        var leads = await MergedMembers.LeadsAsync(context, asked, cancellation);
        var now = asked.ConvertAll(id => leads.GetValueOrDefault(id, id));
        var names = await context.Set<Member>().AsNoTracking().Where(member => now.Contains(member.Id) && member.Status == MemberStatus.Active).ToDictionaryAsync(member => member.Id, member => member.Name, cancellation);
        return [.. rows.Select(row =>
        {
            var member = row.MemberId is { } id ? leads.GetValueOrDefault(id, id) : 0;
            var name = names.GetValueOrDefault(member);
            return new AnswerView(
                row.Id, row.AnsweredAt, row.ChangedAt, row.Channel, row.Score, row.Recommend, row.BuyAgain, row.TryOther, row.FollowUp, row.Comment, row.StoreId, row.TierKey, name is null ? null : member, name);
        })];
    }

    private static int[] Given(IReadOnlyList<AnswerCount> answers, Func<AnswerCount, int?> question) =>
        [.. new[] { 1, 2, 3, 4, 5, 6, LoyaltyAnswers.CannotAnswer }.Select(value => answers.Where(answer => question(answer) == value).Sum(answer => answer.Count))];
}
