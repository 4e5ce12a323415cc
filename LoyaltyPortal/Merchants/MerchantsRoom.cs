using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Mail;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace LoyaltyPortal.Merchants;

/// <summary>Merchants, their stores and their staff.</summary>
public static class MerchantsRoom
{
    public static IServiceCollection AddMerchants(this IServiceCollection services)
    {
        services.AddSingleton<MerchantDirectory>();
        services.AddSingleton<MerchantAccess>();
        services.AddSingleton<MerchantOpening>();
        services.AddSingleton<MerchantService>();
        services.AddSingleton<StoreService>();
        services.AddSingleton<StaffService>();
        services.AddScoped<ILetterTemplate, StaffInvitationLetter>();

        services.AddScoped<WorkspaceScope>();
        services.AddScoped<ICircuitCheck>(provider => provider.GetRequiredService<WorkspaceScope>());
        services.AddCascadingValue(provider => provider.GetRequiredService<WorkspaceScope>().Source);
        services.AddScoped<IAuthorizationHandler, PermissionHandler>();
        var policies = services.AddAuthorizationBuilder();
        foreach (var permission in Enum.GetValues<Permission>())
            policies.AddPolicy(permission.ToString(), policy => policy.RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(permission)));
        return services;
    }
}
