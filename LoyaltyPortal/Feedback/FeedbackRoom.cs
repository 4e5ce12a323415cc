using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Feedback;

/// <summary>What members think: surveys, the links they are answered by, and the scores.</summary>
public static class FeedbackRoom
{
    public static IServiceCollection AddFeedback(this IServiceCollection services) => services
        .AddSingleton<SurveyService>()
        .AddSingleton<SurveyResults>()
        .AddSingleton<FeedbackReports>()
        .AddSingleton<AnswerImport>()
        .AddScoped<SurveyWords>()
        .AddSingleton<IJob, SendSurveys>()
        .AddScoped<Members.IPersonalData, FeedbackPersonalData>()
        .AddScoped<ILetterTemplate, SurveyLetter>()
        .AddSingleton(new NavItem("Surveys", "Programme", "rate_review", static slug => $"/m/{slug}/surveys", nameof(Permission.SeeProgramme), 70));

    public static void MapFeedback(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/m/{" + MerchantRoute.Parameter + "}/surveys/{id:long}/answers.csv", AnswersFile.WriteAsync).RequireAuthorization(nameof(Permission.SeeProgramme)).ExcludeFromDescription();
}
