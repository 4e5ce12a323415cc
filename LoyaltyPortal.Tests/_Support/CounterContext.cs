using Bunit;
using LoyaltyPortal.Badges;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Events;
using LoyaltyPortal.Identity;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Attendance;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tiers;
using LoyaltyPortal.Till;
using LoyaltyPortal.Wallet;
using LoyaltyPortal.Wallet.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests;

/// <summary>Renders the till's and the wallet's components over a <see cref="Tests.Counter"/>.</summary>
public abstract class CounterContext : ComponentContext, IAsyncLifetime
{
    protected Counter Counter { get; private set; } = default!;

    protected virtual int ReturnWindowDays => 0;

    public async Task InitializeAsync()
    {
        Counter = await Counter.OpenAsync(ReturnWindowDays);
        Services.RemoveAll<TimeProvider>();
        Services.AddSingleton<TimeProvider>(Counter.Clock);
        Services.AddSingleton(Counter.Purchases);
        Services.AddSingleton(Counter.Members);
        Services.AddSingleton(new MemberPlaces(Counter.Database));
        Services.AddSingleton(new PreferencesService(Counter.Database, Counter.Clock));
        Services.AddSingleton(new ErasureService(Counter.Database, new AuditLog(Counter.Database, Counter.Clock), new IdGenerator(Counter.Clock, 3), Counter.Clock));
        Services.AddSingleton(new PasskeyList(Counter.Database));
        Services.AddScoped<AntiforgeryStateProvider, NoAntiforgery>();
        Services.AddSingleton(Counter.Lookup);
        Services.AddSingleton(Counter.Ledger);
        Services.AddSingleton(Counter.Till);
        Services.AddSingleton(Counter.Actions);
        Services.AddSingleton(Counter.OwnActions);
        Services.AddSingleton(Counter.Referrals);
        Services.AddSingleton(new ReferralReport(Counter.Database, Counter.Clock));
        Services.AddScoped<ReferralWords>();
        Services.AddScoped<NavCounts>();
        Services.AddSingleton(new ReferralPayments(Counter.Database, Counter.Queue, Counter.Clock, NullLogger<ReferralPayments>.Instance));
        Services.AddSingleton<PendingDays>(static (_, _) => Task.FromResult(0));
        Services.AddSingleton(Counter.Database);
        Services.AddSingleton(new IdGenerator(Counter.Clock, 4));
        Services.AddSingleton<AuditLog>();
        Services.AddSingleton<Attempts>();
        Services.AddSingleton<RedemptionService>();
        Services.AddSingleton<RewardService>();
        Services.AddSingleton<RewardImages>();
        Services.AddScoped<RewardWords>();
        Services.AddScoped<RewardTerms>();
        Services.AddSingleton<RewardTiers>(static _ => Task.FromResult<IReadOnlyList<RewardTier>>([]));
        Services.AddSingleton<EventService>();
        Services.AddSingleton<AccessService>();
        Services.AddSingleton<OwnEvents>();
        Services.AddSingleton<EventDesk>();
        Services.AddSingleton<EventTiers>(static _ => Task.FromResult<IReadOnlyList<EventTier>>([]));
        Services.AddScoped<ActionWords>();
        Services.AddScoped<RuleSentences>();
        Services.AddScoped<WalletScript>();
        Services.AddSingleton(Counter.Merchants);
        Services.AddSingleton(Counter.Signals);
        Services.AddSingleton(new ProgrammeService(Counter.Database));
        Services.AddSingleton(new TierService(Counter.Database, Counter.Clock));
        Services.AddScoped<LadderWords>();
        Services.AddSingleton(Counter.Queue);
        Services.AddSingleton(new GoalService(Counter.Database, new AuditLog(Counter.Database, Counter.Clock), new IdGenerator(Counter.Clock, 3), Counter.Clock));
        Services.AddSingleton(new MemberGoals(Counter.Database, Counter.Clock));
        Services.AddSingleton(new BadgeShares(Counter.Database, Counter.Clock));
        Services.AddSingleton(new Celebrations(Counter.Database, Counter.Clock));
        Services.AddScoped<CriterionWords>();
        Services.AddScoped<GoalChoices>();
        Services.AddScoped<GoalsView>();
        Services.AddSingleton<FailureText>();
        Services.AddScoped<ExplanationWords>().AddScoped<EntryWords>();
        Services.AddScoped<TillScript>();
        Services.AddScoped<WalletScope>();
        Get<ShellContextProvider>().Set(ShellContext.Nobody with { MerchantSlug = Counter.Workspace.Merchant.Slug, Currency = "GBP", Zone = "Europe/London", PointsName = "points" });
    }

    public new async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Counter.DisposeAsync();
    }

    protected IRenderedComponent<T> Open<T>(Action<ComponentParameterCollectionBuilder<T>>? parameters = null)
        where T : IComponent => Render<T>(builder =>
    {
        builder.AddCascadingValue(Counter.Workspace);
        parameters?.Invoke(builder);
    });

    /// <summary>No request, no token.</summary>
    private sealed class NoAntiforgery : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
