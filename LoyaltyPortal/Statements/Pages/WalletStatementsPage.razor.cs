using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Statements.Pages;

/// <summary>One's own statements.</summary>
public sealed partial class WalletStatementsPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private (MerchantView Merchant, MemberView Member)? own;
    private IReadOnlyList<int>? months;
    private string? said;
    private bool isBad;
    private bool busy;

    [Inject]
    public required StatementOwner Owner { get; init; }

    [Inject]
    public required StatementBooks Books { get; init; }

    [Inject]
    public required StatementService Statements { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required IStringLocalizer<StatementsText> Text { get; init; }

    [Inject]
    public required AuthenticationStateProvider SignIn { get; init; }

    [Parameter]
    public string Merchant { get; set; } = "";

    protected override async Task OnParametersSetAsync()
    {
        own = await Owner.FindAsync(Merchant, (await SignIn.GetAuthenticationStateAsync()).User, closing.Token);
        months = own is { } place ? await Books.MonthsAsync(place.Merchant, place.Member.Id, closing.Token) : [];
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task SendAsync(int month)
    {
        if (busy || own is not { } place)
            return;
        busy = true;
        try
        {
            var sent = await Statements.SendAsync(place.Merchant, place.Member.Id, month, byMember: true, closing.Token);
            (said, isBad) = sent.Failure is { } failure ? (Failures.Say(failure), true) : (Text["Sent", StatementMonths.NameOf(month)].Value, false);
        }
        finally
        {
            busy = false;
        }
    }
}
