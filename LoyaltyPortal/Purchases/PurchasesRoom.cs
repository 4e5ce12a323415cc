using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases.Attendance;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Purchases.Surveys;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Rewards;

namespace LoyaltyPortal.Purchases;

/// <summary>The intake of purchases, returns and actions.</summary>
public static class PurchasesRoom
{
    public static IServiceCollection AddPurchases(this IServiceCollection services) => services
        .AddSingleton<PurchaseService>()
        .AddSingleton<ActionService>()
        .AddSingleton<EarlyAccessChecks>()
        .AddSingleton<OwnActions>()
        .AddSingleton<RedemptionService>()
        .AddSingleton<RewardTargets>(static provider => FulfilmentTargets.Of(provider.GetRequiredService<LoyaltyDatabase>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<EventDesk>()
        .AddSingleton<OwnEvents>()
        .AddSingleton<OwnAnswers>()
        .AddSingleton<IJob, AskAfterPurchases>()
        .AddSingleton<ClickLinks>()
        .AddSingleton<IJob, SettleDueAccounts>()
        .AddSingleton<IJob, WarnOfExpiry>()
        .AddSingleton<IJob, ReassessTiers>()
        .AddSingleton<IJob, HonourBirthdays>()
        .AddSingleton<ReferralPayments>()
        .AddSingleton<PendingDays>(static services => async (merchantId, cancellation) => (await services.GetRequiredService<ProgrammeService>().PointsAsync(merchantId, cancellation)).ReturnWindowDays)
        .AddSingleton<IJob, PayDueReferrals>()
        .AddSingleton<IJob, SettleRedemptions>()
        .AddSingleton<IJob, SettleTickets>()
        .AddSingleton<IJob, CarryOutErasures>()
        .AddScoped<IPersonalData, PurchasesPersonalData>()
        .AddSingleton<IJob, CountGoals>()
        .AddScoped<IOutboxHandler, CompleteProfile>()
        .AddScoped<ILetterTemplate, WelcomeLetter>()
        .AddScoped<ILetterTemplate, ExpiryLetter>()
        .AddScoped<ILetterTemplate, RewardLetter>()
        .AddScoped<ILetterTemplate, ErasureLetter>();
}
