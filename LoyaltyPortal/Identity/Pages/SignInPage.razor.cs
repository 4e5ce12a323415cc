using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Identity.Pages;

/// <summary>The sign-in form; rendered by the server alone, because only a response can set the cookie.</summary>
public sealed partial class SignInPage
{
    /// <summary>Failures with one address typed, from one network address.</summary>
    public const int MostFailuresPerHour = 30;

    /// <summary>Failures from one network address, whatever is typed: a whole town may share one, and whoever knows their password must get in.</summary>
    public const int MostFailuresOfNetworkPerHour = 600;

    /// <summary>What they are counted as.</summary>
    public const string Counted = "sign-in";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private Failure? failure;

    [Inject]
    public required AccountService Accounts { get; init; }

    [Inject]
    public required Attempts Attempts { get; init; }

    [Inject]
    public required DemoSignIns Demo { get; init; }

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

    /// <summary>Set after a password was changed by a letter's link.</summary>
    [SupplyParameterFromQuery]
    public bool Changed { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in")]
    public SignInInput? Posted { get; set; }

    private SignInInput Input => Posted ??= new SignInInput();

    private string CodeAddress => ReturnUrl is null ? "/account/code" : $"/account/code?returnUrl={Uri.EscapeDataString(AccountPages.Safe(ReturnUrl))}";

    protected override void OnInitialized()
    {
        if (HttpMethods.IsGet(HttpContext.Request.Method) && HttpContext.User.Identity?.IsAuthenticated == true)
            Address.NavigateTo(AccountPages.Safe(ReturnUrl));
    }

    private async Task SignInAsync()
    {
        var network = Attempts.KeyOf(Counted, HttpContext.Connection.RemoteIpAddress);
        var answer = await Attempts.TryAsync(network, MostFailuresOfNetworkPerHour, Hour, TryTypedAsync, static failure => failure != AccessErrors.TooManyAttempts());
        if (answer.Try(out _, out failure))
            Address.NavigateTo(AccountPages.Safe(ReturnUrl));

        Task<Result<Done>> TryTypedAsync() => Attempts.TryAsync(TypedKey(network, Input.Email), MostFailuresPerHour, Hour, TryPasswordAsync, static _ => true);

        Task<Result<Done>> TryPasswordAsync() => Accounts.SignInAsync(Input.Email, Input.Password, Input.Remember);
    }

    internal static string TypedKey(string network, string? typed) => $"{network}:{Attempts.Hidden(typed?.Trim().ToUpperInvariant())}";

    public sealed class SignInInput
    {
        public string? Email { get; set; }

        public string? Password { get; set; }

        public bool Remember { get; set; }
    }
}
