namespace LoyaltyPortal.Proofs;

/// <summary>Texts of the proofs room.</summary>
public sealed class ProofsText;

/// <summary>Whether the books are whole: the proof, its page, its nightly job, and the recomputation of aggregates.</summary>
public static class ProofsRoom
{
    public static IServiceCollection AddProofs(this IServiceCollection services) => services
        .AddSingleton<BooksVerification>()
        .AddSingleton<AggregateRebuild>()
        .AddSingleton<ProofCommandLine>();
}
