using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Referrals;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

/// <summary>A merchant's public page to join; rendered by the server alone, because only a response can set the cookie.</summary>
public sealed partial class JoinPage
{
    /// <summary>Tries from one network address: a full shop shares its own.</summary>
    private const int MostPerHour = 200;

    private MerchantView? merchant;
    private ReferralInvitation? invitation;
    private Failure? failure;

    [Inject]
    public required Joining Joining { get; init; }

    [Inject]
    public required Attempts Attempts { get; init; }

    [Inject]
    public required MerchantDirectory Directory { get; init; }

    [Inject]
    public required MemberService Members { get; init; }

    [Inject]
    public required ReferralService Referrals { get; init; }

    [Inject]
    public required ReferralWords Words { get; init; }

    [Inject]
    public required ShellContextProvider Shell { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required IStringLocalizer<WalletText> Text { get; init; }

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    /// <summary>A friend's code: it stays in the address, so that no cookie is needed to carry it.</summary>
    [SupplyParameterFromQuery(Name = "ref")]
    public string? Ref { get; set; }

    /// <summary>The code of the card that somebody came with before they proved their address.</summary>
    [SupplyParameterFromQuery]
    public string? Card { get; set; }

    [SupplyParameterFromForm(FormName = "join")]
    public JoinInput? Posted { get; set; }

    [SupplyParameterFromForm(FormName = "join-again")]
    public JoinAgainInput? Again { get; set; }

    private JoinInput Input => Posted ??= new JoinInput();

    private JoinAgainInput AgainInput => Again ??= new JoinAgainInput { CardCode = Card };

    private bool IsSignedIn => MerchantAccess.UserIdOf(HttpContext.User) is not null;

    protected override async Task OnInitializedAsync()
    {
        merchant = await Directory.FindAsync(Merchant);
        if (merchant is null)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        Shell.Set(WalletScope.ShellOf(merchant, ""));
        if (HttpMethods.IsGet(HttpContext.Request.Method) && MerchantAccess.UserIdOf(HttpContext.User) is { } userId && await Members.FindOwnAsync(merchant.Id, userId) is not null)
            Address.NavigateTo(WalletAddress);
        invitation = await Referrals.InvitationAsync(merchant.Id, Ref, HttpContext.Connection.RemoteIpAddress);
    }

    /// <summary>The invitation that was shown and the device's mark, which is set now that somebody joins.</summary>
    private ReferralClaim ClaimOf(MerchantView joined) => new(invitation is null ? null : Ref, ReferralDevice.Hash(joined.Id, DeviceMark.Of(HttpContext)));

    private string WalletAddress => $"/w/{Merchant}";

    private async Task JoinAsync()
    {
        if (merchant is null)
            return;
        if (!string.IsNullOrEmpty(Input.Website) || !Guid.TryParse(Input.Key, out var key))
        {
            failure = JoinErrors.NotPossible();
            return;
        }

        if (await IsTooOftenAsync())
            return;
        var request = new JoinRequest(key.ToString("N"), Input.Name ?? "", Input.Email ?? "", Input.Phone, Input.Password ?? "", Input.AllowsEmail, Input.CardCode) { Referral = ClaimOf(merchant) };
        if ((await Joining.JoinAsync(merchant, request)).Try(out var joined, out failure))
            Address.NavigateTo(Next(joined, Input.CardCode));
    }

    private async Task JoinAgainAsync()
    {
        if (merchant is null)
            return;
        if (!Guid.TryParse(Again?.Key, out var key))
        {
            failure = JoinErrors.NotPossible();
            return;
        }

        if (await IsTooOftenAsync())
            return;
        var request = new JoinAgainRequest(key.ToString("N"), Again!.AllowsEmail, Again.CardCode, Again.PhoneEnd) { Referral = ClaimOf(merchant) };
        if ((await Joining.JoinAsSignedInAsync(merchant, request, HttpContext.User)).Try(out var joined, out failure))
            Address.NavigateTo(Next(joined, request.CardCode));
    }

    /// <summary>The wallet; or first a code by e-mail, and then back here with the card.</summary>
    private string Next(Joined joined, string? card)
    {
        if (joined == Joined.In)
            return WalletAddress;
        var back = $"/join/{Merchant}?card={Uri.EscapeDataString(card ?? "")}" + (invitation is null ? "" : $"&ref={Uri.EscapeDataString(Ref!)}");
        return $"/account/code?returnUrl={Uri.EscapeDataString(back)}";
    }

    private async Task<bool> IsTooOftenAsync() =>
        (failure = await Attempts.CountAsync("join", HttpContext.Connection.RemoteIpAddress, MostPerHour)) is not null;

    private static string NewKey() => Guid.NewGuid().ToString("N");

    public sealed class JoinInput
    {
        public string? Key { get; set; }

        public string? Name { get; set; }

        public string? Email { get; set; }

        public string? Phone { get; set; }

        public string? Password { get; set; }

        public string? CardCode { get; set; }

        public bool AllowsEmail { get; set; }

        public string? Website { get; set; }
    }

    public sealed class JoinAgainInput
    {
        public string? Key { get; set; }

        public string? CardCode { get; set; }

        public string? PhoneEnd { get; set; }

        public bool AllowsEmail { get; set; }
    }
}
