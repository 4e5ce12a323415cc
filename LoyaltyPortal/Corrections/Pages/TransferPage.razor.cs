using System.Globalization;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Corrections.Pages;

public sealed partial class TransferPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private readonly string key = Guid.NewGuid().ToString("N");
    private MemberView? member;
    private TransferScope? scope;
    private MemberRow? recipient;
    private long? points;
    private string? failure;
    private string? unknown;
    private bool busy;

    [Inject]
    public required TransferService Transfers { get; init; }

    [Inject]
    public required MemberService Members { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required IStringLocalizer<CorrectionsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long Id { get; set; }

    private string ProfileHref => $"/m/{Merchant}/members/{Id.ToString(CultureInfo.InvariantCulture)}";

    private long Most => Math.Min(scope!.Active, scope.Most);

    protected override async Task OnInitializedAsync()
    {
        if (!(await Members.FindAsync(Workspace.Actor, Id, closing.Token)).Try(out member, out var refused)
            || !(await Transfers.ForStaffAsync(Workspace.Actor, member.Id, closing.Token)).Try(out scope, out refused))
            unknown = Failures.Say(refused);
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task SendAsync()
    {
        if (busy || recipient is null || points is not > 0)
            return;
        (busy, failure) = (true, null);
        try
        {
            if ((await Transfers.TransferAsync(Workspace.Actor, key, member!.Id, recipient.Id, points.Value)).Try(out _, out var refused))
            {
                Toasts.Done(Text["Transfer.Done", recipient.Name]);
                Address.NavigateTo(ProfileHref);
            }
            else
            {
                failure = Failures.Say(refused);
            }
        }
        finally
        {
            busy = false;
        }
    }
}
