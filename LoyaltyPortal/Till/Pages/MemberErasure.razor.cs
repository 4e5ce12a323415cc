using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till.Pages;

public sealed partial class MemberErasure
{
    private ErasureView? waiting;
    private bool busy;
    private long loadedFor;

    [Inject]
    public required ErasureService Erasures { get; init; }

    [Inject]
    public required Confirmations Confirmations { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<TillText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter, EditorRequired]
    public MemberView Member { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        if (loadedFor == Member.Id)
            return;
        loadedFor = Member.Id;
        waiting = await Erasures.WaitingAsync(Workspace.Merchant.Id, Member.Id);
    }

    /// <summary>Asks to type the member's name, and then starts the erasure.</summary>
    public async Task AskAsync()
    {
        var days = Workspace.Merchant.Settings.ErasureDays;
        var question = new Confirmation(Text["Erasure.Title", Member.Name], Text["Erasure.Text", days], Text["Erasure.Action"]) { Danger = true, Typed = Member.Name };
        if (busy || waiting is not null || !await Confirmations.AskAsync(question))
            return;
        await DoAsync(async () =>
        {
            if ((await Erasures.AskAsync(Workspace.Actor, Member.Id, days)).Try(out var erasure, out var refused))
                waiting = erasure;
            else
                Toasts.Failed(Failures.Say(refused));
        });
    }

    private Task RevokeAsync() => DoAsync(async () =>
    {
        if ((await Erasures.RevokeAsync(Workspace.Actor, Member.Id)).Try(out _, out var refused))
        {
            waiting = null;
            Toasts.Done(Text["Erasure.Revoked"]);
        }
        else
        {
            Toasts.Failed(Failures.Say(refused));
        }
    });

    private async Task DoAsync(Func<Task> act)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            await act();
        }
        finally
        {
            busy = false;
            await InvokeAsync(StateHasChanged); // asked for by the page's menu, not by an event of this component
        }
    }
}
