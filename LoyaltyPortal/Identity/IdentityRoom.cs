using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;

namespace LoyaltyPortal.Identity;

/// <summary>Sign-in: accounts, cookies, passwords.</summary>
public static class IdentityRoom
{
    private static readonly TimeSpan Revalidation = TimeSpan.FromSeconds(60);

    public static IServiceCollection AddIdentity(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddIdentityCore<LoyaltyUser>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = ""; // the name is the e-mail address, which is checked as such
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);

                // Long instead of complicated; common ones are refused by UncommonPassword.
                options.Password.RequiredLength = AccountService.PasswordLength;
                options.Password.RequiredUniqueChars = 1;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
            })
            .AddEntityFrameworkStores<LoyaltyDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddClaimsPrincipalFactory<SignInClaims>()
            .AddPasswordValidator<UncommonPassword>();

        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.ConfigureApplicationCookie(cookie =>
        {
            // A __Host- cookie needs HTTPS, which a developer's machine does not have.
            cookie.Cookie.Name = environment.IsDevelopment() ? "loyalty" : "__Host-loyalty";
            cookie.Cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.Path = "/";
            cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
            cookie.SlidingExpiration = true;
            cookie.LoginPath = AccountPages.SignIn;
            cookie.ReturnUrlParameter = AccountPages.ReturnUrl;
            cookie.Events.OnRedirectToAccessDenied = static denied =>
            {
                // Answered as what it is; the pages' status handler shows the words.
                denied.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            };
        });
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = Revalidation);
        services.Configure<DataProtectionTokenProviderOptions>(options => options.TokenLifespan = TimeSpan.FromHours(24));

        // Passkeys belong to the portal's own name, not to whatever name a request gives it.
        services.AddOptions<IdentityPasskeyOptions>().Configure<IConfiguration>(static (options, configuration) => options.ServerDomain = PortalAddress.NameIn(configuration));

        services.AddScoped<AuthenticationStateProvider, SignInRevalidation>();
        services.AddScoped<AskedLetters>();
        services.AddScoped<AddressProof>();
        services.AddScoped<AccountService>();
        services.AddScoped<CodeSignIn>();
        services.AddScoped<PasskeyService>();
        services.AddSingleton<PasskeyList>();
        services.AddSingleton<DemoSignIns>();
        services.AddScoped<ILetterTemplate, PasswordResetLetter>();
        services.AddScoped<ILetterTemplate, SignInCodeLetter>();
        return services;
    }

    public static void MapIdentity(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/account/demo", IdentityEndpoints.DemoAsync).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapPasskeys();
    }

    /// <summary>How long a sign-in that was withdrawn may still be used.</summary>
    internal static TimeSpan RevalidationInterval => Revalidation;
}

/// <summary>Addresses of the account pages.</summary>
public static class AccountPages
{
    public const string SignIn = "/account/sign-in";

    public const string ReturnUrl = "returnUrl";

    /// <summary>An address of ours to go on to, or the start: never another site's.</summary>
    public static string Safe(string? returnUrl) =>
        returnUrl is ['/', ..] and not ['/', '/' or '\\', ..] && !returnUrl.Any(char.IsControl) ? returnUrl : "/";
}
