using System.Globalization;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Statements.Pages;

/// <summary>A member's statements, for staff.</summary>
public sealed partial class MemberStatementsPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private MemberView? member;
    private IReadOnlyList<int>? months;
    private string? failure;
    private string? said;
    private bool isBad;
    private bool busy;

    [Inject]
    public required MemberService Members { get; init; }

    [Inject]
    public required StatementService Statements { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required IStringLocalizer<StatementsText> Text { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long Id { get; set; }

    private string Profile => $"/m/{Merchant}/members/{Id.ToString(CultureInfo.InvariantCulture)}";

    protected override async Task OnParametersSetAsync()
    {
        if (!(await Members.FindAsync(Workspace.Actor, Id, closing.Token)).Try(out var found, out var refused))
            failure = Failures.Say(refused);
        else if (!(await Statements.MonthsAsync(Workspace.Actor, Id, closing.Token)).Try(out var list, out refused))
            failure = Failures.Say(refused);
        else
            (member, months, failure) = (found, list, null);
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task SendAsync(int month)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            var sent = await Statements.SendAsync(Workspace.Actor, Id, month, closing.Token);
            (said, isBad) = sent.Failure is { } refused ? (Failures.Say(refused), true) : (Text["Sent", StatementMonths.NameOf(month)].Value, false);
        }
        finally
        {
            busy = false;
        }
    }
}
