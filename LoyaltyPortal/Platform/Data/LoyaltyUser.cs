using Microsoft.AspNetCore.Identity;

namespace LoyaltyPortal.Platform.Data;

/// <summary>A sign-in. One person signs in once and may be staff of, and a member with, several merchants. It lives here because ASP.NET Core Identity's stores need it in the context.</summary>
public sealed class LoyaltyUser : IdentityUser<long>
{
    public string DisplayName { get; set; } = "";

    /// <summary>A platform operator sees every merchant's billing and may create merchants.</summary>
    public bool IsOperator { get; set; }
}
