using System.Globalization;
using LoyaltyPortal.Events;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases.Attendance;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

/// <summary>One event in the wallet: the ticket, or the way to one.</summary>
public sealed partial class WalletEventPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private MemberEventView? view;
    private (Tone Tone, string Text)? message;
    private (string, long)? enteredFor;
    private bool loaded;
    private bool busy;

    [Inject]
    public required WalletScope Scope { get; init; }

    [Inject]
    public required OwnEvents Own { get; init; }

    [Inject]
    public required IStringLocalizer<EventsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Confirmations Confirmations { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long Id { get; set; }

    private WalletPlace Place => Scope.Current!;

    private bool IsOver => view!.Event.IsOver(Clock.UtcNow());

    private bool IsCancelled => view!.Event.State == EventState.Cancelled;

    private string CalendarHref => $"/w/{Merchant}/events/{Id.ToString(CultureInfo.InvariantCulture)}/calendar.ics";

    protected override async Task OnParametersSetAsync()
    {
        if (enteredFor == (Merchant, Id))
            return;
        enteredFor = (Merchant, Id);
        (view, message, loaded) = (null, null, false);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        if (closing.IsCancellationRequested)
            return;
        view = await Own.FindAsync(Place.Merchant, Place.Member.Id, Id, closing.Token);
        loaded = true;
    }

    private Task JoinAsync() => DoAsync(async () =>
    {
        if ((await Own.JoinAsync(Place.Merchant.Id, Place.UserId, Id)).Try(out var place, out var refused))
            message = place.State == RegistrationState.Waiting ? (Tone.Info, Text["Wallet.Joined.Waiting"]) : (Tone.Good, Text["Wallet.Joined"]);
        else if (refused != EventErrors.Already()) // pressed twice: the place is there
            message = (Tone.Bad, Failures.Say(refused));
    });

    private Task LeaveAsync() => DoAsync(async () =>
    {
        if (view?.Place is not { } held)
            return;
        if (held.State == RegistrationState.Registered && !await Confirmations.AskAsync(new(Text["Wallet.Leave.Title"], Text["Wallet.Leave.Text"], Text["Wallet.Leave"])))
            return;
        message = (await Own.LeaveAsync(Place.Merchant.Id, Place.UserId, Id)).Failure is { } refused ? (Tone.Bad, Failures.Say(refused)) : (Tone.Info, Text["Wallet.Left"]);
    });

    private async Task DoAsync(Func<Task> deed)
    {
        if (busy)
            return;
        (busy, message) = (true, null);
        try
        {
            await deed();
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }
}
