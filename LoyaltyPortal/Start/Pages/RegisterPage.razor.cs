using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Start.Pages;

/// <summary>The form that starts a programme; static, because it signs in.</summary>
public sealed partial class RegisterPage
{
    /// <summary>Tries from one network address; a form with a mistake is one as well.</summary>
    private const int MostPerHour = 30;

    private static readonly string[] FieldCodes = ["merchant_name", "merchant_currency", "merchant_time_zone", "name_missing", "email_unreadable", "password_short", "password_common"];

    private static readonly IReadOnlyList<string> Zones =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId && (zone.Id.Contains('/', StringComparison.Ordinal) || zone.Id == "UTC")).Select(zone => zone.Id).Order(StringComparer.Ordinal)];

    private IReadOnlyList<Failure> failures = [];

    [Inject]
    public required SignUpService SignUps { get; init; }

    [Inject]
    public required Attempts Attempts { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required IStringLocalizer<StartText> Text { get; init; }

    [Inject]
    public required IStringLocalizer<ProgrammesText> Presets { get; init; }

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "register")]
    public RegisterInput? Posted { get; set; }

    private RegisterInput Input => Posted ??= new RegisterInput { Currency = Guess.Currency, TimeZone = Guess.Zone };

    private bool IsSignedIn => HttpContext.User.Identity?.IsAuthenticated == true;

    /// <summary>What is wrong with no field in particular.</summary>
    private string? General => failures.FirstOrDefault(failure => !FieldCodes.Contains(failure.Code)) is { } general ? Says.Say(general) : null;

    /// <summary>What the reader's language suggests; both can be chosen otherwise.</summary>
    private static (string Currency, string Zone, string Locale) Guess => CultureInfo.CurrentCulture.Name switch
    {
        "tr-TR" => ("TRY", "Europe/Istanbul", "tr-TR"),
        "en-US" => ("USD", "America/New_York", "en-US"),
        _ => ("GBP", "Europe/London", "en-GB"),
    };

    private async Task RegisterAsync()
    {
        if (await Attempts.CountAsync("register", HttpContext.Connection.RemoteIpAddress, MostPerHour) is { } often)
        {
            failures = [often];
            return;
        }

        var (merchant, wrong) = await SignUps.RegisterAsync(
            new SignUp
            {
                Key = Guid.TryParse(Input.Key, out var key) ? key.ToString("N") : null,
                Name = Input.Name,
                Email = Input.Email,
                Password = Input.Password,
                MerchantName = Input.MerchantName,
                Currency = Input.Currency,
                TimeZone = Input.TimeZone,
                Locale = Guess.Locale,
                Preset = Input.Preset,
            },
            HttpContext.User);
        failures = wrong;
        if (merchant is not null)
            Address.NavigateTo($"/m/{merchant.Slug}");
    }

    private string? ErrorOf(string code) => failures.FirstOrDefault(failure => failure.Code == code) is { } failure ? Says.Say(failure) : null;

    public sealed class RegisterInput
    {
        public string? Key { get; set; }

        public string? Name { get; set; }

        public string? Email { get; set; }

        public string? Password { get; set; }

        public string? MerchantName { get; set; }

        public string? Currency { get; set; }

        public string? TimeZone { get; set; }

        public string? Preset { get; set; }
    }
}
