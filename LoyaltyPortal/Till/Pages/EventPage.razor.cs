using System.Globalization;
using LoyaltyPortal.Events;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases.Attendance;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till.Pages;

/// <summary>One event with its people. It follows what happens at the door and in wallets while it is open.</summary>
public sealed partial class EventPage : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private EventView? planned;
    private AttendeePage? page;
    private AttendeeCounts counts = new(0, 0, 0, 0);
    private IDisposable? listening;
    private string? missing;
    private (long, AttendeeFilter, int)? loaded;
    private bool registering;
    private bool busy;

    [Inject]
    public required EventService Events { get; init; }

    [Inject]
    public required EventDesk Desk { get; init; }

    [Inject]
    public required LiveSignals Signals { get; init; }

    [Inject]
    public required IStringLocalizer<EventsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required Confirmations Confirmations { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long Id { get; set; }

    [SupplyParameterFromQuery(Name = "who")]
    public string? Who { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? Number { get; set; }

    private string IdText => Id.ToString(CultureInfo.InvariantCulture);

    private AttendeeFilter Filter => Enum.TryParse<AttendeeFilter>(Who, ignoreCase: true, out var filter) && Enum.IsDefined(filter) ? filter : AttendeeFilter.Seats;

    private int PageNumber => Math.Max(1, Number ?? 1);

    private bool MayEdit => Workspace.Actor.May(Permission.ChangeProgramme);

    private bool MayServe => Workspace.Actor.May(Permission.UseTill) || Workspace.Actor.May(Permission.ChangeMembers);

    private bool MayLetIn => planned is { State: EventState.Published } && Workspace.Actor.May(Permission.UseTill) && EventDesk.IsDoorOpen(planned, Clock.UtcNow());

    private string Registration => planned is null ? "" : Text["Summary.Registration",
        planned.OpensAt is { } opens ? Formats.DateAndTime(opens) : Text["Summary.Registration.Published"].Value,
        planned.ClosesAt is { } closes ? Formats.DateAndTime(closes) : Text["Summary.Registration.Start"].Value];

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (Id, Filter, PageNumber))
            return;
        await LoadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            listening = Signals.Listen(Id, () => InvokeAsync(ChangedAsync));
    }

    public void Dispose()
    {
        listening?.Dispose();
        closing.Cancel();
        closing.Dispose();
    }

    private async Task ChangedAsync()
    {
        if (closing.IsCancellationRequested)
            return;
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var wanted = (Id, Filter, PageNumber);
        loaded = wanted;
        var found = await Events.FindAsync(Workspace.Actor, Id, closing.Token);
        var listed = await Desk.ListAsync(Workspace.Actor, Id, Filter, PageNumber, closing.Token);
        var counted = await Desk.CountsAsync(Workspace.Actor, Id, closing.Token);
        if (loaded != wanted)
            return; // another view has been opened meanwhile
        missing = found.Try(out planned, out var refused) ? null : Failures.Say(refused);
        page = listed.Try(out var rows, out _) ? rows : new AttendeePage([], 0);
        counts = counted;
    }

    private Task RegisterAsync(MemberRow member) => DoAsync(async () =>
    {
        if ((await Desk.RegisterAsync(Workspace.Actor, Id, member.Id)).Try(out var place, out var refused))
            Toasts.Done(Text[place.State == RegistrationState.Waiting ? "Registered.Waiting" : "Registered.Done", member.Name]);
        else
            Toasts.Warn(Failures.Say(refused));
    });

    private Task LetInAsync(Attendee row) => DoAsync(async () =>
    {
        if ((await Desk.CheckInAsync(Workspace.Actor, Id, row.MemberId, walksIn: false)).Try(out var done, out var refused))
            Toasts.Done(done.Points > 0 ? Text["In.Points", done.MemberName, Formats.PointsChange(done.Points)] : Text["In", done.MemberName]);
        else
            Toasts.Warn(Failures.Say(refused));
    });

    private Task RemoveAsync(Attendee row) => DoAsync(async () =>
    {
        if (!await Confirmations.AskAsync(new(Text["Remove.Title", row.Name], Text["Remove.Text"], Text["Remove"])))
            return;
        if ((await Desk.RemoveAsync(Workspace.Actor, Id, row.MemberId)).Failure is { } refused)
            Toasts.Warn(Failures.Say(refused));
        else
            Toasts.Done(Text["Removed", row.Name]);
    });

    private Task CancelAsync() => DoAsync(async () =>
    {
        if (planned is null || !await Confirmations.AskAsync(new(Text["Cancel.Title", planned.Title], Text["Cancel.Text", Formats.Number(planned.Taken + planned.Waiting)], Text["Cancel.Event"]) { Danger = true, Typed = planned.Title }))
            return;
        if ((await Desk.CancelAsync(Workspace.Actor, IdText, Id)).Try(out var done, out var refused))
            Toasts.Done(Text["Cancel.Done", Formats.Number(done.Told)]);
        else
            Toasts.Failed(Failures.Say(refused));
    });

    private async Task DoAsync(Func<Task> deed)
    {
        if (busy)
            return;
        busy = true;
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

    private string Word(AttendeeFilter filter) => filter == AttendeeFilter.Missing && planned?.IsOver(Clock.UtcNow()) == true ? "NoShow" : filter.ToString();

    private string To(AttendeeFilter filter, int number) =>
        $"/m/{Merchant}/events/{IdText}{(filter == AttendeeFilter.Seats && number == 1 ? "" : $"?who={filter.ToString().ToLowerInvariant()}{(number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"&page={number}"))}")}";
}
