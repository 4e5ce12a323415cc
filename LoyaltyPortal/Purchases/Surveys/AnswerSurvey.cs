using System.Globalization;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases.Redemptions;

namespace LoyaltyPortal.Purchases.Surveys;

/// <summary>What answering did. Points are whole.</summary>
/// <param name="Code">Of the link that the answer can be changed by.</param>
/// <param name="Points">What answering earned.</param>
/// <param name="EditableUntil">UTC.</param>
public sealed record AnswerReceipt(string Code, long Points, DateTime EditableUntil);

/// <summary>
/// Answers a survey by a link, with the points for it, in one transaction; or changes an answer within a day, which pays nothing. The same answer sent twice is one answer; another one
/// by a link that has been used is refused. By a store's code, whoever scans it has a link of their own from the moment they answer.
/// </summary>
public sealed class AnswerSurvey : WriteCommand<AnswerReceipt>
{
    public override string Kind => "answer_survey";

    /// <summary>The link's code; of a store's code the one that the form was given.</summary>
    public required string Code { get; init; }

    /// <summary>Where a store's code was scanned; null for a link from a letter.</summary>
    public (long SurveyId, int StoreId)? At { get; init; }

    public required SurveyAnswers Answers { get; init; }

    /// <summary>Whether it is meant to replace an answer given before.</summary>
    public bool Changes { get; init; }

    protected override async ValueTask<Result<AnswerReceipt>> ApplyAsync(Work work)
    {
        var book = SurveyBook.In(work);
        if (SurveyCode.Parse(Code) is not { } code || await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return SurveyErrors.NoLink();
        var invitation = await book.FindInvitationAsync(MerchantId, code);
        if (invitation is null && At is null)
            return SurveyErrors.NoLink();
        if (await book.FindAsync(MerchantId, invitation?.SurveyId ?? At!.Value.SurveyId) is not { } survey)
            return SurveyErrors.NoLink();
        Member? member = null;
        if (invitation?.MemberId is { } memberId && (member = await MemberBook.In(work).FindAsync(MerchantId, memberId)) is null)
            return SurveyErrors.NoLink(); // they were forgotten
        if (Answers.Check(survey.Kind) is { } wrong)
            return wrong;
        if (invitation is not null && await book.ResponseAsync(invitation.Id) is { } known)
            return Again(book, survey, invitation, known, work.Now);
        if (survey.State != SurveyState.Open)
            return SurveyErrors.Closed();
        if (invitation is null && (await work.Session.GetAsync<Store>(new RowKey(At!.Value.StoreId)))?.MerchantId != MerchantId)
            return MerchantErrors.StoreUnknown();
        if (invitation is not null && invitation.ExpiresAt <= work.Now)
            return SurveyErrors.Expired();

        invitation ??= book.InviteAtStore(survey, code, At!.Value.StoreId);
        var zone = merchant.Zone();
        var tier = member is null ? null : await Standings.HeldAsync(work, merchant, await ProgrammeBook.In(work).CurrentAsync(MerchantId), member, zone.DayOf(work.Now));
        var points = 0L;
        if (member is not null && survey.PaysAction)
        {
            if (!(await PayAsync(work, merchant, survey, invitation, member)).Try(out points, out var unpaid))
                return unpaid;
        }

        var response = book.Answer(survey, invitation, Answers, member?.Id, tier?.Key, points);
        await Aftermath.OfAsync(work, MerchantId, invitation.StoreId ?? StoreDay.NoStore, zone.DayOf(work.Now), zone);
        return new AnswerReceipt(code, points, response.EditableUntil);
    }

    private Result<AnswerReceipt> Again(SurveyBook book, Survey survey, SurveyInvitation invitation, SurveyResponse known, DateTime now)
    {
        if (!known.Says(Answers))
        {
            if (!Changes)
                return SurveyErrors.Answered();
            if (survey.State != SurveyState.Open)
                return SurveyErrors.Closed();
            if (known.EditableUntil <= now)
                return SurveyErrors.TooLate();
            book.Change(known, Answers);
        }

        return new AnswerReceipt(invitation.Code, invitation.Points ?? 0, known.EditableUntil);
    }

    /// <summary>The action of answering, once per invitation and person.</summary>
    private static async ValueTask<Result<long>> PayAsync(Work work, Merchant merchant, Survey survey, SurveyInvitation invitation, Member member)
    {
        var report = new ActionReport
        {
            Action = MemberActions.SurveyAnswered,
            SourceEvent = "survey " + invitation.Id.ToString(CultureInfo.InvariantCulture),
            Source = ActionSource.Letter,
            Subject = survey.Title,
            StoreId = invitation.StoreId,
        };
        foreach (var person in (await Family.MergedAsync(work, member.Id)).Prepend(member))
        {
            if (await RecordAction.FindAsync(work, person.Id, report.Action, report.SourceEvent) is { } known)
                return known.Points;
        }

        if (!(await RecordAction.RecordAsync(work, merchant, member, report)).Try(out var recorded, out var failure))
            return failure;
        return await AutomaticRedemption.TryAsync(work, merchant, member) is { } unredeemed ? unredeemed : recorded.Action.Points;
    }
}
