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

    /// <summary>
    /// A database from before some of the figures were kept gets them here, once, before anything is recorded. It shows by what is counted beside them: members who bought in a month, but on no day of it or in no category, not even
    /// in none; enrolments, returns or points, but none of them kept.
    /// </summary>
    public static async Task PrepareFiguresAsync(this IServiceProvider services, CancellationToken cancellation = default)
    {
        var database = services.GetRequiredService<LoyaltyDatabase>();
        var bare = await database.MerchantsWithAsync<MemberMonth>(static row => row.KeptPurchases > 0 && (row.KeptDays == 0 || row.KeptCategories == null), cancellation);
        var arrived = await database.MerchantsWithAsync<MonthArrival>(static row => true, cancellation);
        var sold = await database.MerchantsWithAsync<MemberFacts>(static facts => facts.LastPurchaseAt != null, cancellation);
        var kept = await database.MerchantsWithAsync<StoreDay>(static row => row.KeptEnrolments != 0 || row.KeptReturns != 0 || row.KeptPointsIssued != 0, cancellation);
        var counted = await database.MerchantsWithAsync<StoreDay>(static row => row.Enrolments != 0 || row.Returns != 0 || row.PointsIssued != 0, cancellation);
        foreach (var merchant in bare.Union(sold.Except(arrived)).Union(counted.Except(kept)))
            await services.GetRequiredService<AggregateRebuild>().RebuildAsync(merchant, cancellation);
    }
}
