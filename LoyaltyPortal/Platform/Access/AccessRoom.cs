using LoyaltyPortal.Platform.Jobs;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace LoyaltyPortal.Platform.Access;

/// <summary>Policies that belong to no merchant's role. Each <see cref="Permission"/> is a policy as well.</summary>
public static class Policies
{
    /// <summary>A platform operator, whatever the merchant.</summary>
    public const string Operator = nameof(Operator);

    /// <summary>Anybody who works for the merchant in the address, in whatever role.</summary>
    public const string Staff = nameof(Staff);

    /// <summary>Whoever a wallet belongs to; the wallet room says how that is known.</summary>
    public const string Wallet = nameof(Wallet);
}

/// <summary>Claims of our own in the sign-in cookie.</summary>
public static class ClaimNames
{
    /// <summary>The name that pages greet by.</summary>
    public const string Name = "name";

    /// <summary>Present on a platform operator's sign-in.</summary>
    public const string Operator = "operator";

    /// <summary>The sign-in's security stamp: another one means that this cookie was withdrawn.</summary>
    public static readonly string Stamp = new ClaimsIdentityOptions().SecurityStampClaimType;
}

/// <summary>What authorisation needs whoever the rooms let in.</summary>
public static class AccessRoom
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddScoped<Refusals>();
        services.AddSingleton<Attempts>();
        services.AddSingleton<IJob, AttemptCleanUp>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, StrangersGetNotFound>();
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Operator, policy => policy.RequireAuthenticatedUser().RequireClaim(ClaimNames.Operator));
        return services;
    }
}
