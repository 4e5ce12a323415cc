using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Events;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Surveys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LoyaltyPortal.Api.Endpoints;

/// <summary>Something that a member did besides buying.</summary>
public sealed record ActionBody
{
    public required string MemberId { get; init; }

    [Description("product_review, social_share, email_click, survey_answered, event_check_in, app_install or trade_in.")]
    public required string Action { get; init; }

    [Description("What happened, unique per member and action: the number of the review, the form, the ticket. The same event again is the same action."), MaxLength(MemberAction.SourceEventLength)]
    public required string SourceEvent { get; init; }

    [Description("What it is about: the product, the event, the item."), MaxLength(MemberAction.SubjectLength)]
    public string? Subject { get; init; }

    [Description("What proves it, in the shop's words."), MaxLength(ActionEvidence.TextLength)]
    public string? Evidence { get; init; }

    [Description("What it is worth, for a trade-in.")]
    public decimal Amount { get; init; }

    public DateTimeOffset? OccurredAt { get; init; }

    [Description("The store's code.")]
    public string? Store { get; init; }
}

/// <summary>What an action earned, as it was then; 0 with the reason beyond a limit.</summary>
public sealed record ActionAnswer(string ActionId, string MemberId, string Action, long Points, ExplanationAnswer Explanation, long ActivePoints, long PendingPoints);

/// <summary>A survey.</summary>
public sealed record SurveyAnswer(string Id, [property: Description("relational_nps, transactional_nps or loyalty_index.")] string Kind, string Title, string Question, [property: Description("draft, open or closed.")] string State);

public sealed record SurveyList(IReadOnlyList<SurveyAnswer> Items);

/// <summary>An answer to a survey.</summary>
public sealed record SurveyAnswerBody
{
    [Description("The code of the link that asked."), MaxLength(60)]
    public required string Code { get; init; }

    [Description("0 to 10, for a Net Promoter Score.")]
    public int? Score { get; init; }

    [Description("1 (definitely) to 6 (definitely not), 0 cannot answer; for a loyalty index.")]
    public int? Recommend { get; init; }

    public int? BuyAgain { get; init; }

    public int? TryOther { get; init; }

    public string? FollowUp { get; init; }

    public string? Comment { get; init; }

    [Description("Changes an answer that was given before, while that can still be done.")]
    public bool Changes { get; init; }
}

/// <summary>What answering earned, and how long it can be changed.</summary>
public sealed record AnsweredSurvey(long Points, DateTime EditableUntil);

/// <summary>Products that somebody asks about.</summary>
public sealed record AccessBody
{
    [Description("Who asks; left out for somebody unknown.")]
    public string? MemberId { get; init; }

    [MinLength(1), MaxLength(200)]
    public required IReadOnlyList<AccessProductBody> Products { get; init; }
}

public sealed record AccessProductBody
{
    [MaxLength(Bounds.SkuLength)]
    public string? Sku { get; init; }

    [MaxLength(Bounds.CategoryLength)]
    public string? Category { get; init; }
}

/// <summary>Whether each product may be bought now.</summary>
public sealed record AccessListAnswer(IReadOnlyList<AccessProductAnswer> Items);

public sealed record AccessProductAnswer(string? Sku, string? Category, bool May, [property: Description("everybody, tier, grant, not_yet or not_for_you.")] string Reason, [property: Description("When it opens for who asked; null where it is open.")] DateTime? OpensAt);

/// <summary>Actions, surveys, early access.</summary>
internal static class ActionEndpoints
{
    private const int MostProducts = 200;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/actions", ReportAsync).For(ApiScopes.ActionsWrite, "reportAction", "Actions", "Records what a member did besides buying, with what the rules give for it.")
            .Refuses(ApiErrors.IdUnreadable(""), MemberErrors.Unknown(), ActionErrors.Unknown(), ActionErrors.SourceEvent(), ActionErrors.Amount(), ActionErrors.Subject(), ActionErrors.Evidence(0), ActionErrors.Date(), ActionErrors.Automatic(), ActionErrors.ReportedOtherwise(), MerchantErrors.StoreUnknown(), ApiErrors.StoreNotAllowed());
        api.MapGet("/surveys", SurveysAsync).For(ApiScopes.SurveysRead, "listSurveys", "Surveys", "The surveys, the latest first.");
        api.MapPost("/survey-answers", AnswerAsync).For(ApiScopes.SurveysWrite, "answerSurvey", "Surveys", "Answers a survey by the code of its link; once, and changed within a day.")
            .Refuses(SurveyErrors.NoLink(), SurveyErrors.Score(), SurveyErrors.ThreeAnswers(), SurveyErrors.Text(0), SurveyErrors.Closed(), SurveyErrors.Expired(), SurveyErrors.Answered(), SurveyErrors.TooLate());
        api.MapPost("/access-checks", CheckAsync).For(ApiScopes.AccessRead, "checkAccess", "Early access", "Whether products may be bought now, by everybody or by one member.")
            .Refuses(MemberErrors.Unknown(), ApiErrors.IdUnreadable(""), ApiErrors.TooManyProducts(MostProducts));
    }

    private static async Task<Results<Ok<ActionAnswer>, ApiProblem>> ReportAsync(ApiCaller caller, CommandKey key, ApiBody<ActionBody> body, ActionService actions, ExplanationWords words)
    {
        var asked = body.Value;
        var storeId = caller.StoreId;
        if (asked.Store is not null)
        {
            if (!caller.Store(asked.Store).Try(out var store, out var elsewhere))
                return ApiProblem.Of(elsewhere);
            storeId = store.Id;
        }

        if (asked.Amount is < 0 or > Bounds.Net)
            return ApiProblem.Of(ActionErrors.Amount());
        if (!PurchaseEndpoints.Member(asked.MemberId).Try(out var member, out var failure))
            return ApiProblem.Of(failure);
        var report = new ActionReport
        {
            Action = asked.Action,
            SourceEvent = asked.SourceEvent,
            Source = ActionSource.Api,
            Subject = asked.Subject,
            Evidence = asked.Evidence is null ? null : new ActionEvidence(EvidenceKind.Text, asked.Evidence),
            Amount = asked.Amount,
            OccurredAt = asked.OccurredAt?.UtcDateTime,
            StoreId = storeId,
        };
        if (!(await actions.ReportAsync(caller.Actor, asked.SourceEvent.Trim(), member.Id!.Value, report, key.Text)).Try(out var receipt, out failure))
            return ApiProblem.Of(failure);
        return TypedResults.Ok(new ActionAnswer(ApiIds.Text(receipt.ActionId), ApiIds.Text(receipt.MemberId), receipt.Action, receipt.Points, ApiWords.Of(receipt.Explanation, words), receipt.ActivePoints, receipt.PendingPoints));
    }

    private static async Task<Results<Ok<SurveyList>, ApiProblem>> SurveysAsync(ApiCaller caller, SurveyService surveys, CancellationToken cancellation) =>
        (await surveys.ListAsync(caller.Actor, cancellation)).Try(out var rows, out var failure)
            ? TypedResults.Ok(new SurveyList([.. rows.Select(row => new SurveyAnswer(ApiIds.Text(row.Survey.Id), ApiWords.Word(row.Survey.Kind), row.Survey.Title, row.Survey.Question, ApiWords.Word(row.Survey.State)))]))
            : ApiProblem.Of(failure);

    private static async Task<Results<Ok<AnsweredSurvey>, ApiProblem>> AnswerAsync(ApiCaller caller, ApiBody<SurveyAnswerBody> body, OwnAnswers answers)
    {
        var asked = body.Value;
        var given = new SurveyAnswers { Score = asked.Score, Recommend = asked.Recommend, BuyAgain = asked.BuyAgain, TryOther = asked.TryOther, FollowUp = asked.FollowUp, Comment = asked.Comment };
        return (await answers.AnswerAsync(caller.Merchant.Id, asked.Code, given, asked.Changes)).Try(out var receipt, out var failure)
            ? TypedResults.Ok(new AnsweredSurvey(receipt.Points, receipt.EditableUntil))
            : ApiProblem.Of(failure);
    }

    private static async Task<Results<Ok<AccessListAnswer>, ApiProblem>> CheckAsync(ApiCaller caller, ApiBody<AccessBody> body, EarlyAccessChecks checks, CancellationToken cancellation)
    {
        var asked = body.Value;
        if (asked.Products.Count is 0 or > MostProducts || asked.Products.Any(static product => product is null))
            return ApiProblem.Of(ApiErrors.TooManyProducts(MostProducts));
        if (!PurchaseEndpoints.Member(asked.MemberId).Try(out var member, out var failure)
            || !(await checks.CheckAsync(caller.Actor, member.Id, [.. asked.Products.Select(product => new AskedProduct(product.Sku, product.Category))], cancellation)).Try(out var answers, out failure))
            return ApiProblem.Of(failure);
        return TypedResults.Ok(new AccessListAnswer([.. asked.Products.Zip(answers, static (product, answer) => new AccessProductAnswer(product.Sku, product.Category, answer.May, ApiWords.Word(answer.Reason), answer.OpensAt))]));
    }
}
