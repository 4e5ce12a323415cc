using System.Security.Claims;
using LoyaltyPortal.Identity;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Start;

/// <summary>What somebody fills in who starts a programme.</summary>
public sealed record SignUp
{
    /// <summary>Made with the form: sent twice, it is one merchant. Null founds without asking.</summary>
    public string? Key { get; init; }

    public string? Name { get; init; }

    public string? Email { get; init; }

    public string? Password { get; init; }

    public string? MerchantName { get; init; }

    public string? Currency { get; init; }

    public string? TimeZone { get; init; }

    public string? Locale { get; init; }

    public string? Preset { get; init; }
}

/// <summary>Signs up a merchant with its owner, first store and first programme. Lives as long as a request: it signs the owner in.</summary>
public sealed class SignUpService(AccountService accounts, Founding founding, FoundingKeys keys, MerchantDirectory directory, IStringLocalizer<ProgrammesText> text)
{
    /// <param name="person">Whoever is signed in already founds the merchant with that sign-in; name, e-mail and password are not asked then.</param>
    /// <returns>The new merchant; or everything that is wrong, in the order of the form.</returns>
    public async Task<(MerchantView? Merchant, IReadOnlyList<Failure> Failures)> RegisterAsync(SignUp form, ClaimsPrincipal person)
    {
        var signedIn = MerchantAccess.UserIdOf(person);
        var preset = ProgrammePreset.Find(form.Preset) ?? ProgrammePreset.All[0];
        var currency = form.Currency ?? "";
        var settings = preset.Settings(form.MerchantName ?? "", currency, form.TimeZone ?? "", form.Locale ?? "", text);
        Failure?[] wrong =
        [
            signedIn is null ? AccountService.Check(form.Name, "somebody@example.com") : null,
            signedIn is null ? AccountService.Check("Somebody", form.Email) : null,
            signedIn is null ? AccountService.CheckPassword(form.Password, form.Name, form.Email) : null,
            settings.Check(),
        ];
        if (wrong.OfType<Failure>().ToList() is { Count: > 0 } failures)
            return (null, failures);

        var isFirst = true;
        MerchantView? known = null;
        if (form.Key is { } key && !(isFirst = await keys.TakeAsync(key)))
        {
            if (await keys.WaitAsync(key) is not { } slug || (known = await directory.FindAsync(slug)) is null)
                return (null, [CommandErrors.Busy()]);
        }

        MerchantView? merchant = null;
        try
        {
            (merchant, var failed) = await FoundAsync(form, person, signedIn, preset, settings, known);
            return (merchant, failed);
        }
        finally
        {
            if (isFirst && form.Key is { } mine)
                await keys.SettleAsync(mine, merchant?.Slug);
        }
    }

    /// <param name="known">What the same form founded before: its owner is signed in, nothing is founded.</param>
    private async Task<(MerchantView? Merchant, IReadOnlyList<Failure> Failures)> FoundAsync(
        SignUp form, ClaimsPrincipal person, long? signedIn, ProgrammePreset preset, MerchantSettings settings, MerchantView? known)
    {
        var (ownerId, ownerName) = (signedIn ?? 0, person.FindFirstValue(ClaimNames.Name) ?? "");
        if (signedIn is null)
        {
            if (!(await accounts.SignUpAsync(form.Name!, form.Email!, form.Password!)).Try(out var user, out var refused))
                return (null, [refused]);
            await accounts.SignInAsync(user);
            (ownerId, ownerName) = (user.Id, user.DisplayName);
        }

        if (known is not null)
            return (known, []);
        var store = new FirstStore("1", settings.Name.Trim(), "", Channel.InStore);
        return (await founding.FoundAsync(settings, [store], preset.Programme(settings.Currency, text), ownerId, ownerName: ownerName)).Try(out var merchant, out var failure)
            ? (merchant, [])
            : (null, [failure]);
    }
}
