using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Proofs.Pages;

namespace LoyaltyPortal.Proofs;

/// <summary>Texts of the proofs room.</summary>
public sealed class ProofsText;

/// <summary>Whether the books are whole: the proof, its page, its nightly job and its alarm, and the recomputation of aggregates.</summary>
public static class ProofsRoom
{
    public static IServiceCollection AddProofs(this IServiceCollection services) => services
        .AddSingleton<BooksVerification>()
        .AddSingleton<AggregateRebuild>()
        .AddSingleton<ProofCommandLine>()
        .AddSingleton<ProofBell>()
        .AddSingleton<ProofService>()
        .AddSingleton<ProofRunner>()
        .AddSingleton<IJob, ProveBooks>()
        .AddScoped<IOutboxHandler, RebuildForZone>()
        .AddHostedService<ProofWorker>()
        .AddSingleton(new StartPanel(typeof(BooksNotice), Permission.ProveBooks, 10))
        .AddSingleton(new NavItem("Integrity", "Settings", "verified_user", static slug => $"/m/{slug}/settings/integrity", nameof(Permission.ProveBooks), 70));

    /// <summary>A database from before figures were kept in more than one way gets them here, once, before anybody sells: it has purchases, and nobody in it ever came to a month.</summary>
    public static async Task PrepareFiguresAsync(this IServiceProvider services, CancellationToken cancellation = default)
    {
        var database = services.GetRequiredService<LoyaltyDatabase>();
        var rebuilt = await database.MerchantsWithAsync<MonthArrival>(static row => true, cancellation);
        foreach (var merchant in (await database.MerchantsWithAsync<MemberFacts>(static facts => facts.LastPurchaseAt != null, cancellation)).Except(rebuilt))
            await services.GetRequiredService<AggregateRebuild>().RebuildAsync(merchant, cancellation);
    }
}
