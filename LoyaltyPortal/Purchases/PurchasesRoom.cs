using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Mail;

namespace LoyaltyPortal.Purchases;

/// <summary>The intake of purchases, returns and actions.</summary>
public static class PurchasesRoom
{
    public static IServiceCollection AddPurchases(this IServiceCollection services) => services
        .AddSingleton<PurchaseService>()
        .AddSingleton<IJob, SettleDueAccounts>()
        .AddSingleton<IJob, WarnOfExpiry>()
        .AddScoped<ILetterTemplate, WelcomeLetter>()
        .AddScoped<ILetterTemplate, ExpiryLetter>();
}
