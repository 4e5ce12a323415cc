using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Purchases.Attendance;

namespace LoyaltyPortal.Purchases;

/// <summary>The intake of purchases, returns and actions.</summary>
public static class PurchasesRoom
{
    public static IServiceCollection AddPurchases(this IServiceCollection services) => services
        .AddSingleton<PurchaseService>()
        .AddSingleton<ActionService>()
        .AddSingleton<OwnActions>()
        .AddSingleton<EventDesk>()
        .AddSingleton<OwnEvents>()
        .AddSingleton<ClickLinks>()
        .AddSingleton<IJob, SettleDueAccounts>()
        .AddSingleton<IJob, WarnOfExpiry>()
        .AddSingleton<IJob, ReassessTiers>()
        .AddSingleton<IJob, HonourBirthdays>()
        .AddSingleton<IJob, CarryOutErasures>()
        .AddScoped<IPersonalData, PurchasesPersonalData>()
        .AddScoped<IOutboxHandler, CompleteProfile>()
        .AddScoped<ILetterTemplate, WelcomeLetter>()
        .AddScoped<ILetterTemplate, ExpiryLetter>()
        .AddScoped<ILetterTemplate, ErasureLetter>();
}
