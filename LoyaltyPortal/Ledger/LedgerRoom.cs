namespace LoyaltyPortal.Ledger;

/// <summary>Accounts, entries, lots and their proofs.</summary>
public static class LedgerRoom
{
    public static IServiceCollection AddLedger(this IServiceCollection services) => services
        .AddSingleton<LedgerService>()
        .AddScoped<ExplanationWords>()
        .AddScoped<EntryWords>()
        .AddScoped<Members.IPersonalData, LedgerPersonalData>();
}
