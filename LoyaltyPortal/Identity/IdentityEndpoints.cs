using Microsoft.AspNetCore.Mvc;

namespace LoyaltyPortal.Identity;

/// <summary>What the account pages post to that is no page.</summary>
internal static class IdentityEndpoints
{
    /// <summary>Signs in as one of the demo's people; 404 wherever the demo is not shown.</summary>
    public static async Task<IResult> DemoAsync([FromForm(Name = "Email")] string email, [FromForm(Name = "ReturnUrl")] string? returnUrl, DemoSignIns demo, AccountService accounts)
    {
        if (demo.All.FirstOrDefault(person => person.Email == email) is not { } person)
            return Results.NotFound();
        return (await accounts.SignInAsync(person.Email, person.Password, remember: false)).Succeeded
            ? Results.LocalRedirect(AccountPages.Safe(returnUrl))
            : Results.NotFound();
    }
}
