using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Feedback;

/// <summary>Drawing up surveys, opening, sending and closing them: what pages of the programme ask.</summary>
public sealed class SurveyService(LoyaltyDatabase database, MerchantDirectory directory, AuditLog audit, IdGenerator ids, TimeProvider clock)
{
    private const int Most = 200;

    /// <summary>Surveys with what came of them, the latest first.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<IReadOnlyList<SurveyRow>>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var surveys = await context.Set<Survey>().AsNoTracking().OrderByDescending(survey => survey.Id).Take(Most).ToListAsync(cancellation);
        var figures = await SurveyFigures.ReadAsync(context, [.. surveys.Select(survey => survey.Id)], cancellation);
        return surveys.ConvertAll(survey => figures.RowOf(survey));
    }

    /// <returns>The survey; or <c>survey_unknown</c> (another merchant's too), <c>not_allowed</c>.</returns>
    public async Task<Result<SurveyView>> FindAsync(Actor actor, long surveyId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<Survey>().AsNoTracking().FirstOrDefaultAsync(survey => survey.Id == surveyId, cancellation) is { } found ? SurveyView.Of(found) : SurveyErrors.Unknown();
    }

    /// <summary>Draws up a survey, or changes one.</summary>
    /// <param name="newId">The key of a new one, made when the form opened and reused on every retry.</param>
    /// <param name="surveyId">Null draws up a new one.</param>
    /// <param name="readVersion">The version that the form began with.</param>
    /// <returns>Or <c>survey_unknown</c>, <c>survey_changed_meanwhile</c>, <c>survey_kind_fixed</c>, what is wrong with the input, <c>not_allowed</c>.</returns>
    public async Task<Result<SurveyView>> SaveAsync(Actor actor, long newId, long? surveyId, long readVersion, SurveyInput input)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        if (input.Check() is { } wrong)
            return wrong;
        var now = clock.UtcNow();
        return await database.ChangeAsync<Result<SurveyView>>(actor.MerchantId, async context =>
        {
            var known = await context.Set<Survey>().FirstOrDefaultAsync(survey => survey.Id == (surveyId ?? newId));
            if (surveyId is null && known is not null)
                return SurveyView.Of(known); // sent twice
            if (surveyId is null)
            {
                var drawn = Survey.Draw(newId, actor.MerchantId, input, now);
                context.Add(drawn);
                await audit.WriteAsync(context, actor, SurveyAudit.Drawn, drawn.Title, null, SurveyFacts.Of(drawn));
                await context.SaveChangesAsync();
                return SurveyView.Of(drawn);
            }

            if (known is null)
                return SurveyErrors.Unknown();
            if (known.Version != readVersion)
                return SurveyErrors.ChangedMeanwhile();
            if (known.Kind != input.Kind && known.OpenedAt is not null)
                return SurveyErrors.KindFixed();
            var before = SurveyFacts.Of(known);
            known.Change(input, now);
            await audit.WriteAsync(context, actor, SurveyAudit.Changed, known.Title, before, SurveyFacts.Of(known));
            await context.SaveChangesAsync();
            return SurveyView.Of(known);
        });
    }

    /// <summary>Lets people answer, from now on also after purchases. Purchases from before, and from while it was closed, are not asked about.</summary>
    /// <returns>Or <c>survey_unknown</c>, <c>not_allowed</c>.</returns>
    public Task<Result<SurveyView>> OpenAsync(Actor actor, long surveyId) => TurnAsync(actor, surveyId, SurveyAudit.Opened, async (context, survey) =>
    {
        if (survey.State == SurveyState.Open)
            return;
        var now = clock.UtcNow();
        survey.Open(now);
        if (await context.Set<SurveySampling>().FirstOrDefaultAsync(sampling => sampling.SurveyId == survey.Id) is { } sampling)
            sampling.Reach(IdGenerator.LowestAt(now));
        else
            context.Add(SurveySampling.From(survey, now));
    });

    /// <summary>Nobody can answer any more, and nobody is asked.</summary>
    /// <returns>Or <c>survey_unknown</c>, <c>not_allowed</c>.</returns>
    public Task<Result<SurveyView>> CloseAsync(Actor actor, long surveyId) => TurnAsync(actor, surveyId, SurveyAudit.Closed, (_, survey) =>
    {
        if (survey.State == SurveyState.Open)
            survey.Close(clock.UtcNow());
        return Task.CompletedTask;
    });

    /// <summary>Throws a draft away that nobody has seen.</summary>
    /// <returns>Or <c>survey_unknown</c>, <c>survey_not_draft</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<Done>> DiscardAsync(Actor actor, long surveyId)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            if (await context.Set<Survey>().FirstOrDefaultAsync(survey => survey.Id == surveyId) is not { } survey)
                return SurveyErrors.Unknown();
            if (survey.State != SurveyState.Draft || await context.Set<SurveyResponse>().AnyAsync(response => response.SurveyId == surveyId))
                return SurveyErrors.NotDraft();
            context.Remove(survey);
            await audit.WriteAsync(context, actor, SurveyAudit.Discarded, survey.Title, SurveyFacts.Of(survey), null);
            await context.SaveChangesAsync();
            return Done.Instance;
        });
    }

    /// <summary>How many would be asked if the survey were sent now.</summary>
    /// <returns>Or <c>survey_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<int>> CountAsync(Actor actor, long surveyId, SurveyAudience audience, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await context.Set<Survey>().AsNoTracking().FirstOrDefaultAsync(survey => survey.Id == surveyId, cancellation) is not { } survey || await directory.FindAsync(actor.MerchantId, cancellation) is not { } merchant)
            return SurveyErrors.Unknown();
        return await ReachedBy(context, survey, audience, merchant, clock.UtcNow()).CountAsync(cancellation);
    }

    /// <summary>Sends an open survey to an audience, save who was asked something within its quiet days. The letters are asked for in groups, by <see cref="SendSurveys"/>.</summary>
    /// <param name="roundId">Made when the form opened and reused on every retry.</param>
    /// <returns>The round; or <c>survey_unknown</c>, <c>survey_not_open</c>, <c>survey_sends_itself</c>, <c>survey_being_sent</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<long>> SendAsync(Actor actor, long roundId, long surveyId, SurveyAudience audience)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<long>>(actor.MerchantId, async context =>
        {
            if (await context.Set<Survey>().FirstOrDefaultAsync(survey => survey.Id == surveyId) is not { } survey)
                return SurveyErrors.Unknown();
            if (survey.State != SurveyState.Open)
                return SurveyErrors.NotOpen();
            if (survey.Kind == SurveyKind.TransactionalNps)
                return SurveyErrors.SendsItself();
            if (await context.Set<SurveyRound>().AnyAsync(round => round.Id == roundId))
                return roundId;
            if (await context.Set<SurveyRound>().AnyAsync(round => round.SurveyId == surveyId && round.FinishedAt == null))
                return SurveyErrors.BeingSent();
            context.Add(SurveyRound.Start(roundId, survey, audience, clock.UtcNow()));
            await audit.WriteAsync(context, actor, SurveyAudit.Sent, survey.Title, null, new { Audience = audience });
            await context.SaveChangesAsync();
            return roundId;
        });
    }

    /// <summary>A key for a new survey or round.</summary>
    public long NewId() => ids.Next();

    /// <summary>The members that a survey sent now would ask, by what is known outside of the recording road.</summary>
    internal static IQueryable<Member> ReachedBy(LoyaltyDbContext context, Survey survey, SurveyAudience audience, MerchantView merchant, DateTime now)
    {
        var quietSince = now.AddDays(-survey.QuietDays);
        var members = context.Set<Member>().AsNoTracking()
            .Where(member => member.Status == MemberStatus.Active && member.AllowsEmail && member.Email != null)
            .Where(member => !context.Set<MemberPreferences>().Any(preferences => preferences.MemberId == member.Id && (preferences.Letters & SurveyLetter.Purpose) == LetterPurposes.None))
            .Where(member => !context.Set<SurveyInvitation>().Any(invitation => invitation.MemberId == member.Id && invitation.SentAt > quietSince));
        if (audience != SurveyAudience.Active)
            return members;
        var activeSince = now.AddDays(-merchant.Settings.InactivityDays);
        return members.Where(member => context.Set<MemberFacts>().Any(facts => facts.MemberId == member.Id && facts.LastPurchaseAt >= activeSince));
    }

    private async Task<Result<SurveyView>> TurnAsync(Actor actor, long surveyId, string what, Func<LoyaltyDbContext, Survey, Task> turn)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<SurveyView>>(actor.MerchantId, async context =>
        {
            if (await context.Set<Survey>().FirstOrDefaultAsync(survey => survey.Id == surveyId) is not { } survey)
                return SurveyErrors.Unknown();
            var before = SurveyFacts.Of(survey);
            await turn(context, survey);
            if (before.State != survey.State)
                await audit.WriteAsync(context, actor, what, survey.Title, before, SurveyFacts.Of(survey));
            await context.SaveChangesAsync();
            return SurveyView.Of(survey);
        });
    }
}

/// <summary>Kinds of lines in the audit log. They are stored: never rename.</summary>
public static class SurveyAudit
{
    public const string Drawn = "survey_drawn";
    public const string Changed = "survey_changed";
    public const string Opened = "survey_opened";
    public const string Closed = "survey_closed";
    public const string Discarded = "survey_discarded";
    public const string Sent = "survey_sent";
    public const string Imported = "survey_imported";
}

/// <summary>What the audit log keeps of a survey.</summary>
public sealed record SurveyFacts(
    string Title, SurveyKind Kind, SurveyState State, string Question, string SecondQuestion, string ThirdQuestion, string AskPromoters, string AskPassives, string AskDetractors,
    int DelayHours, int SharePercent, int QuietDays, int ValidDays, bool PaysAction)
{
    internal static SurveyFacts Of(Survey survey) => new(
        survey.Title, survey.Kind, survey.State, survey.Question, survey.SecondQuestion, survey.ThirdQuestion, survey.AskPromoters, survey.AskPassives, survey.AskDetractors,
        survey.DelayHours, survey.SharePercent, survey.QuietDays, survey.ValidDays, survey.PaysAction);
}
