using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Identity.Pages;

/// <summary>Signing in with a code by e-mail: first the address, then the six digits. Static, because only a response can set the cookie.</summary>
public sealed partial class CodePage
{
    /// <summary>From one network address: a full shop shares its own.</summary>
    private const int MostPerHour = 100;

    private Failure? failure;
    private bool isSent;
    private bool isUnproved;

    [Inject]
    public required CodeSignIn Codes { get; init; }

    [Inject]
    public required PasskeyList Passkeys { get; init; }

    [Inject]
    public required Attempts Attempts { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required IStringLocalizer<IdentityText> Text { get; init; }

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromForm(FormName = "code-ask")]
    public AskInput? Asked { get; set; }

    [SupplyParameterFromForm(FormName = "code-give")]
    public GiveInput? Given { get; set; }

    private bool IsAsked => isSent || Given is not null;

    private string Shown => (Given?.Email ?? Asked?.Email ?? "").Trim();

    private string Back(string to) => ReturnUrl is null ? to : $"{to}?returnUrl={Uri.EscapeDataString(AccountPages.Safe(ReturnUrl))}";

    /// <summary>Whoever is signed in comes to show that their own address is theirs.</summary>
    protected override async Task OnInitializedAsync()
    {
        if (SignInClaims.UserIdOf(HttpContext.User) is not { } userId)
            return;
        Asked ??= new AskInput { Email = HttpContext.User.Identity?.Name };
        isUnproved = !await Passkeys.IsProvedAsync(userId);
    }

    private async Task AskAsync()
    {
        if ((failure = await Attempts.CountAsync("code-ask", HttpContext.Connection.RemoteIpAddress, MostPerHour)) is not null)
            return;
        await Codes.AskAsync(Asked?.Email);
        isSent = true;
    }

    private async Task SignInAsync()
    {
        if ((failure = await Attempts.CountAsync("code-give", HttpContext.Connection.RemoteIpAddress, MostPerHour)) is not null)
            return;
        if ((await Codes.SignInAsync(Given?.Email, Given?.Code, Given?.Remember == true)).Try(out _, out failure))
            Address.NavigateTo(AccountPages.Safe(ReturnUrl));
    }

    public sealed class AskInput
    {
        public string? Email { get; set; }
    }

    public sealed class GiveInput
    {
        public string? Email { get; set; }

        public string? Code { get; set; }

        public bool Remember { get; set; }
    }
}
