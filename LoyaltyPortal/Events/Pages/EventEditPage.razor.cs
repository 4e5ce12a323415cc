using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Events.Pages;

/// <summary>Plans an event, or changes one: the form, what it says in plain words, and what saving does.</summary>
public sealed partial class EventEditPage
{
    private SaveBar? bar;
    private EventView? original;
    private EventFields? form;
    private IReadOnlyList<EventTier> tiers = [];
    private string? missing;
    private string? failure;
    private string key = NewKey();
    private (string, long?)? loaded;
    private bool dirty;
    private bool busy;

    [Inject]
    public required EventService Events { get; init; }

    [Inject]
    public required EventTiers TiersOf { get; init; }

    [Inject]
    public required IStringLocalizer<EventsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long? Id { get; set; }

    private Zone Zone => Workspace.Merchant.Zone;

    private bool IsDraft => original is null || original.State == EventState.Draft;

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (Merchant, Id))
            return;
        loaded = (Merchant, Id);
        (original, form, missing, failure, dirty, key) = (null, null, null, null, false, NewKey());
        tiers = await TiersOf(Workspace.Merchant.Id);
        if (Id is { } id)
        {
            var found = await Events.FindAsync(Workspace.Actor, id);
            missing = found.Try(out original, out var refused) ? null : Failures.Say(refused);
        }

        Reset();
    }

    private void Reset()
    {
        (dirty, failure) = (false, null);
        if (missing is null)
            form = original is null ? EventFields.New(Zone, Clock.UtcNow(), Workspace.HomeStoreId ?? Workspace.Merchant.OpenStores.FirstOrDefault()?.Id) : EventFields.Of(original, Zone);
    }

    private void Changed() => (dirty, failure) = (true, null);

    /// <summary>Saves under the key that was made for this state of the form: pressed twice, it is saved once.</summary>
    private async Task SaveAsync(bool publishes)
    {
        if (busy || form is null)
            return;
        (busy, failure) = (true, null);
        try
        {
            var saved = await Events.SaveAsync(Workspace.Actor, key, Id, original?.Version ?? 0, form.ToInput(Zone), publishes);
            key = NewKey();
            if (!saved.Try(out var done, out var refused))
            {
                failure = Failures.Say(refused);
                return;
            }

            dirty = false;
            Toasts.Done(Text[publishes ? "Published" : "Saved"]);
            var path = string.Create(CultureInfo.InvariantCulture, $"/m/{Merchant}/events/{done.EventId}");
            if (done.State != EventState.Draft)
                bar!.Leave(path);
            else if (Id is null)
                bar!.Leave(path + "/edit", replace: true);
            else
                original = (await Events.FindAsync(Workspace.Actor, done.EventId)).Value;
        }
        finally
        {
            busy = false;
        }
    }

    private async Task DiscardAsync()
    {
        if (busy || Id is not { } id)
            return;
        busy = true;
        try
        {
            if ((await Events.DiscardAsync(Workspace.Actor, id)).Failure is { } refused)
            {
                failure = Failures.Say(refused);
                return;
            }

            dirty = false;
            Toasts.Done(Text["Discarded"]);
            bar!.Leave($"/m/{Merchant}/events");
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>What members will find, in plain words.</summary>
    private IEnumerable<string> Summary()
    {
        if (form is null)
            yield break;
        var input = form.ToInput(Zone);
        yield return Text["Summary.When", Formats.DateAndTime(input.StartsAt), Length(input.EndsAt - input.StartsAt)];
        if (input.Capacity is > 0 and <= EventInput.MostSeats)
            yield return Text["Summary.Seats", Formats.Number(input.Capacity)];
        yield return input.TierKeys.Count == 0 ? Text["Summary.Everybody"] : Text["Summary.Tiers", string.Join(", ", tiers.Where(tier => input.TierKeys.Contains(tier.Key)).Select(tier => tier.Name))];
        yield return Text["Summary.Registration",
            input.OpensAt is { } opens ? Formats.DateAndTime(opens) : Text["Summary.Registration.Published"].Value,
            input.ClosesAt is { } closes ? Formats.DateAndTime(closes) : Text["Summary.Registration.Start"].Value];
        if (input.CheckInPoints > 0)
            yield return Text["Summary.Points", Formats.PointsNamed(input.CheckInPoints)];
        if (original is { State: EventState.Published, Taken: > 0 })
            yield return Text["Summary.Told", Formats.Number(original.Taken + original.Waiting)];
    }

    private string Length(TimeSpan length) => length <= TimeSpan.Zero ? "–" : length.TotalHours < 48
        ? Text["Summary.Hours", Formats.Number((decimal)length.TotalHours, length.Minutes == 0 ? 0 : 1)] : Text["Summary.Days", Formats.Number((decimal)Math.Ceiling(length.TotalDays))];

    private static string NewKey() => Guid.NewGuid().ToString("N");
}
