using System.Globalization;
using LoyaltyPortal.Events;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases.Attendance;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till.Pages;

/// <summary>
/// The door of an event: a ticket or a card is scanned or typed, and one large answer says what to do. Whatever is asked again has the same answer, so that a slow
/// line can be tried again without harm.
/// </summary>
public sealed partial class DoorPage : IDisposable
{
    private const int MostLatest = 12;

    private readonly CancellationTokenSource closing = new();
    private readonly List<CheckInReceipt> latest = [];
    private IReadOnlyList<EventView>? events;
    private EventView? planned;
    private AttendeeCounts counts = new(0, 0, 0, 0);
    private Answer? answer;
    private MemberRow? asked;
    private Func<Task>? again;
    private bool busy;
    private bool begun;

    [Inject]
    public required EventDesk Desk { get; init; }

    [Inject]
    public required IStringLocalizer<EventsText> Text { get; init; }

    [Inject]
    public required IStringLocalizer<TillText> TillWords { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required TillScript Script { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required ILogger<DoorPage> Log { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    /// <summary>The event to begin with, from its page.</summary>
    [SupplyParameterFromQuery(Name = "event")]
    public long? Event { get; set; }

    protected override async Task OnInitializedAsync()
    {
        events = await Desk.OpenDoorsAsync(Workspace.Actor, closing.Token);
        planned = events.FirstOrDefault(one => one.Id == Event) ?? (Event is null && events is [var first, ..] ? first : null);
        await CountAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (begun || planned is null)
            return;
        begun = true;
        if (TicketCode.Parse(Address.HistoryEntryState) is { } heldOut)
            await TicketAsync(heldOut); // at the till
        else
            await Script.FocusAsync(MemberFinder.InputId);
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task PickAsync(ChangeEventArgs change)
    {
        begun = true; // a ticket that was handed over was for the event of the address
        planned = events!.First(one => one.Id == long.Parse((string)change.Value!, CultureInfo.InvariantCulture));
        (answer, asked, again) = (null, null, null);
        latest.Clear();
        await CountAsync();
    }

    private async Task CountAsync()
    {
        if (planned is not null)
            counts = await Desk.CountsAsync(Workspace.Actor, planned.Id, closing.Token);
    }

    /// <summary>What is no ticket's code is looked up as a member.</summary>
    private static bool IsTicket(string typed) => TicketCode.Parse(typed) is not null;

    private Task TicketAsync(string ticket)
    {
        asked = null;
        return AskAsync(() => Desk.CheckInAsync(Workspace.Actor, planned!.Id, ticket));
    }

    private Task CardAsync(MemberRow member)
    {
        asked = member;
        return AskAsync(() => Desk.CheckInAsync(Workspace.Actor, planned!.Id, member.Id, walksIn: false));
    }

    private Task AnywayAsync() => asked is { } member ? AskAsync(() => Desk.CheckInAsync(Workspace.Actor, planned!.Id, member.Id, walksIn: true)) : Task.CompletedTask;

    private Task RetryAsync() => again?.Invoke() ?? Task.CompletedTask;

    private async Task AskAsync(Func<Task<Result<CheckInReceipt>>> ask)
    {
        if (busy)
            return;
        (busy, answer, again) = (true, null, () => AskAsync(ask));
        StateHasChanged();
        try
        {
            var result = await ask();
            answer = Of(result);
            if (result.Try(out var done, out _) && !latest.Exists(one => one.MemberId == done.MemberId))
                latest.Insert(0, done);
            if (latest.Count > MostLatest)
                latest.RemoveAt(MostLatest);
            await CountAsync();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.LogError(exception, "A check-in was not confirmed.");
            answer = new Answer(Tone.Bad, "wifi_off", Text["Door.Unsure"], Text["Door.Unsure.Text"]) { CanRetry = true };
        }
        finally
        {
            busy = false;
        }

        StateHasChanged();
        await Task.Yield();
        await Script.FocusAsync(answer is { CanLetIn: true } ? "door-anyway" : MemberFinder.InputId);
    }

    private Answer Of(Result<CheckInReceipt> result)
    {
        if (result.Try(out var done, out var refused))
        {
            var points = done.Points > 0 ? Text["Door.Points", Formats.PointsChange(done.Points), Formats.PointsNamed(done.ActivePoints)].Value : "";
            return done.WasKnown
                ? new Answer(Tone.Info, "history", done.MemberName, Text["Door.Known", Formats.Time(done.At)])
                : new Answer(Tone.Good, "check_circle", done.MemberName, points.Length > 0 ? points : Text["Door.In"].Value);
        }

        if (refused == EventErrors.NotRegistered())
            return new Answer(Tone.Warn, "person_search", asked?.Name ?? "", Failures.Say(refused)) { CanLetIn = true };
        return new Answer(Tone.Bad, "block", asked?.Name ?? Text["Door.No"].Value, Failures.Say(refused));
    }

    private sealed record Answer(Tone Tone, string Icon, string Title, string Text)
    {
        public bool CanLetIn { get; init; }

        public bool CanRetry { get; init; }
    }
}
