using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Identity.Pages;

/// <summary>What a person may change of their own sign-in; static, because the cookie changes with it.</summary>
public sealed partial class AccountPage
{
    private Failure? nameFailure;
    private Failure? passwordFailure;
    private string? saved;
    private bool hasPassword;

    [Inject]
    public required AccountService Accounts { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required IStringLocalizer<IdentityText> Text { get; init; }

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "name")]
    public string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "password")]
    public string? Current { get; set; }

    [SupplyParameterFromForm(FormName = "password")]
    public string? Next { get; set; }

    private long? UserId => SignInClaims.UserIdOf(HttpContext.User);

    protected override async Task OnInitializedAsync()
    {
        Name ??= HttpContext.User.FindFirst(ClaimNames.Name)?.Value;
        hasPassword = await Accounts.HasPasswordAsync(HttpContext.User);
    }

    private async Task RenameAsync() => saved = (await Accounts.RenameAsync(HttpContext.User, Name)).Try(out _, out nameFailure) ? "Account.NameSaved" : null;

    private async Task ChangePasswordAsync() =>
        saved = (await Accounts.ChangePasswordAsync(HttpContext.User, Current, Next)).Try(out _, out passwordFailure) ? "Account.PasswordSaved" : null;

    private string? Say(Failure? failure) => failure is null ? null : Failures.Say(failure);
}
