using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Shell;
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
        services.AddSingleton<MerchantService>();
        services.AddSingleton<StoreService>();
        services.AddSingleton<StaffService>();
        services.AddScoped<ILetterTemplate, StaffInvitationLetter>();

        services.AddScoped<WorkspaceScope>();
        services.AddScoped<ICircuitCheck>(provider => provider.GetRequiredService<WorkspaceScope>());
        services.AddCascadingValue(provider => provider.GetRequiredService<WorkspaceScope>().Source);
        services.AddScoped<IAuthorizationHandler, PermissionHandler>();
        var policies = services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Staff, policy => policy.RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(null)));
        foreach (var permission in Enum.GetValues<Permission>())
            policies.AddPolicy(permission.ToString(), policy => policy.RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(permission)));
        services.AddSingleton(new NavItem("Merchant", "Settings", "storefront", slug => $"/m/{slug}/settings", nameof(Permission.ChangeSettings), 10) { Exact = true });
        services.AddSingleton(new NavItem("StoreSettings", "Settings", "location_on", slug => $"/m/{slug}/settings/stores", nameof(Permission.ChangeSettings), 20));
        services.AddSingleton(new NavItem("Staff", "Settings", "badge", slug => $"/m/{slug}/settings/staff", nameof(Permission.ChangeStaff), 30));
        services.AddSingleton(new NavItem("Audit", "Settings", "history", slug => $"/m/{slug}/settings/audit", nameof(Permission.SeeAudit), 80));
        return services;
    }
}
