using LoyaltyPortal.Platform.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace LoyaltyPortal.Platform.Http;

/// <summary>What every response and every process on the network needs: shared keys, health, security headers.</summary>
public static class HttpRoom
{
    public static IServiceCollection AddHttp(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("LoyaltyPortal");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new DataProtectionKeyRing(provider.GetRequiredService<LoyaltyDatabase>(), provider)));
        return services;
    }
}
