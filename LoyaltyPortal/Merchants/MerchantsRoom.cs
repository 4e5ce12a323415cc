namespace LoyaltyPortal.Merchants;

/// <summary>Merchants, their stores and their staff.</summary>
public static class MerchantsRoom
{
    public static IServiceCollection AddMerchants(this IServiceCollection services) => services
        .AddSingleton<MerchantDirectory>()
        .AddSingleton<MerchantAccess>()
        .AddSingleton<MerchantOpening>();
}
