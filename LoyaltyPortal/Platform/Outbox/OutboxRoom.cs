using LoyaltyPortal.Platform.Jobs;

namespace LoyaltyPortal.Platform.Outbox;

/// <summary>The outbox's dispatcher and its clean-up.</summary>
public static class OutboxRoom
{
    public static IServiceCollection AddOutbox(this IServiceCollection services) => services
        .AddSingleton<OutboxDispatcher>()
        .AddSingleton<IJob, OutboxCleanUp>()
        .AddHostedService<OutboxSender>();
}
