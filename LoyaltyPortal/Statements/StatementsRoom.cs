using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Statements;

/// <summary>A member's month on paper: single, for all members, by letter; and whether what a paper says is in the ledger.</summary>
public static class StatementsRoom
{
    public static IServiceCollection AddStatements(this IServiceCollection services) => services
        .AddSingleton<StatementBooks>()
        .AddSingleton<StatementPress>()
        .AddScoped<StatementDrawing>()
        .AddSingleton<StatementService>()
        .AddSingleton<StatementVerification>()
        .AddSingleton<StatementFiles>()
        .AddSingleton<StatementWork>()
        .AddSingleton<StatementRuns>()
        .AddSingleton<StatementRunner>()
        .AddSingleton<StatementCommandLine>()
        .AddScoped<StatementOwner>()
        .AddScoped<ILetterTemplate, StatementLetter>()
        .AddScoped<IPersonalData, StatementsPersonalData>()
        .AddSingleton(new NavItem("Statements", "", "description", static slug => $"/m/{slug}/statements", StatementRuns.Right.ToString(), 55))
        .AddHostedService<StatementWorker>();

    public static void MapStatements(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/w/{Merchant}/statements/{month}.pdf", StatementEndpoints.OwnAsync).RequireAuthorization(Policies.Wallet).ExcludeFromDescription();
        endpoints.MapGet("/m/{Merchant}/members/{id:long}/statements/{month}.pdf", StatementEndpoints.OfMemberAsync).RequireAuthorization(nameof(Permission.SeeMembers)).ExcludeFromDescription();
        endpoints.MapGet("/m/{Merchant}/statements/{id:long}/statements.zip", StatementEndpoints.AllAsync).RequireAuthorization(StatementRuns.Right.ToString()).ExcludeFromDescription();
    }
}
