using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases.Attendance;
using LoyaltyPortal.Referrals;

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
        .AddSingleton<ReferralPayments>()
        .AddSingleton<PendingDays>(static services => async (merchantId, cancellation) => (await services.GetRequiredService<ProgrammeService>().PointsAsync(merchantId, cancellation)).ReturnWindowDays)
        .AddSingleton<IJob, PayDueReferrals>()
        .AddSingleton<IJob, CarryOutErasures>()
        .AddScoped<IPersonalData, PurchasesPersonalData>()
        .AddScoped<IOutboxHandler, CompleteProfile>()
        .AddScoped<ILetterTemplate, WelcomeLetter>()
        .AddScoped<ILetterTemplate, ExpiryLetter>()
        .AddScoped<ILetterTemplate, ErasureLetter>();
}
