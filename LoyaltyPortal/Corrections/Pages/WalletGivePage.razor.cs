using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Corrections.Pages;

/// <summary>A member gives points to another: to whom, how many, what it will do, and only then the deed.</summary>
public sealed partial class WalletGivePage
{
    private string key = Guid.NewGuid().ToString("N");
    private MerchantView? merchant;
    private MemberView? self;
    private TransferScope? scope;
    private TransferAnswer? given;
    private string recipient = "";
    private long? points;
    private string? failure;
    private bool asking;
    private bool busy;

    [Inject]
    public required TransferService Transfers { get; init; }

    [Inject]
    public required MerchantDirectory Directory { get; init; }

    [Inject]
    public required MemberService Members { get; init; }

    [Inject]
    public required AuthenticationStateProvider People { get; init; }

    [Inject]
    public required IStringLocalizer<CorrectionsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Parameter]
    public string Merchant { get; set; } = "";

    private long Most => Math.Min(scope!.Active, scope.Most);

    protected override async Task OnInitializedAsync()
    {
        merchant = await Directory.FindAsync(Merchant);
        if (merchant is null || MerchantAccess.UserIdOf((await People.GetAuthenticationStateAsync()).User) is not { } userId)
            return;
        self = await Members.FindOwnAsync(merchant.Id, userId);
        if (self is not null)
            scope = await Transfers.ScopeAsync(merchant.Id, self.Id);
    }

    private async Task GoOnAsync()
    {
        failure = null;
        if (recipient.Trim().Length == 0 || points is null or <= 0 || points > Most)
        {
            failure = Text["Give.Missing", Formats.Points(Most)];
            return;
        }

        if (!asking)
        {
            asking = true;
            return;
        }

        if (busy)
            return;
        busy = true;
        try
        {
            if ((await Transfers.GiveAsync(merchant!.Id, key, self!.Id, recipient.Trim(), points.Value)).Try(out var done, out var refused))
                given = done;
            else
                (failure, asking, key) = (Failures.Say(refused), false, Guid.NewGuid().ToString("N"));
        }
        finally
        {
            busy = false;
        }
    }
}
