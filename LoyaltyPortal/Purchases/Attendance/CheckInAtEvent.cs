using System.Globalization;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Events;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases.Redemptions;

namespace LoyaltyPortal.Purchases.Attendance;

/// <summary>What letting somebody in did. Points are whole.</summary>
/// <param name="Points">What coming earned.</param>
/// <param name="At">When they came in, UTC.</param>
public sealed record CheckInReceipt(long EventId, long MemberId, string MemberName, long Points, long ActivePoints, DateTime At)
{
    /// <summary>They were in already; nothing was done now.</summary>
    public bool WasKnown { get; init; }
}

/// <summary>
/// Lets somebody in at an event, by the ticket or by the member's card, and records the action that earns points for it. Scanned again, it is the same coming: the first
/// answer is given. The ticket's code and the member are alternatives; the ticket goes first.
/// </summary>
public sealed class CheckInAtEvent : WriteCommand<CheckInReceipt>
{
    public override string Kind => "check_in";

    public required long EventId { get; init; }

    public string? Ticket { get; init; }

    public long? MemberId { get; init; }

    /// <summary>Who has not registered is let in all the same, while there is a seat.</summary>
    public bool AllowsWalkIn { get; init; }

    public int? StoreId { get; init; }

    public required ActionSource Source { get; init; }

    /// <summary>The sign-in at the door.</summary>
    public long? By { get; init; }

    /// <summary>That sign-in's e-mail: nobody rewards themselves.</summary>
    public string? StaffEmail { get; init; }

    protected override async ValueTask<Result<CheckInReceipt>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        var book = EventBook.In(work);
        if (await book.FindAsync(MerchantId, EventId) is not { } planned)
            return EventErrors.Unknown();
        if (!(await MemberAsync(work)).Try(out var member, out var failure))
            return failure;
        var merged = await Family.MergedAsync(work, member.Id);
        if (await book.PlaceAsync(EventId, member.Id, [.. merged.Select(other => other.Id)]) is { State: RegistrationState.CheckedIn } known)
            return await AgainAsync(work, merchant, member, known);
        if (EventDoor.CheckIn(planned, work.Now) is { } refusal)
            return refusal;
        if (!member.IsTest && await OwnMembers.IsOwnAsync(work, member, By, StaffEmail))
            return ActionErrors.Own();
        if (!(await PlaceAsync(work, merchant, planned, member, merged)).Try(out var place, out failure))
            return failure;
        if (await Fulfilment.PayAsync(work, merchant, place) is { } unpaid)
            return unpaid;

        if (!(await RewardAsync(work, merchant, planned, member, merged)).Try(out var points, out failure))
            return failure;
        book.CheckIn(place, points);
        await Fulfilment.CheckedInAsync(work, place, StoreId, By);
        var account = await LedgerBook.In(work).AccountAsync(member.Id, MerchantId);
        await TellAsync(work, merchant);
        return new CheckInReceipt(EventId, member.Id, member.Name, points, account!.Active, work.Now);
    }

    private async ValueTask<Result<Member>> MemberAsync(Work work)
    {
        if (Ticket is not null)
        {
            // One answer whatever is wrong with a code: whoever guesses learns nothing.
            if (await EventBook.In(work).FindTicketAsync(MerchantId, Ticket) is not { State: not RegistrationState.Left } place || place.EventId != EventId)
                return EventErrors.Ticket();
            return await MemberBook.In(work).FindAsync(MerchantId, place.MemberId) is { } holder ? holder : MemberErrors.Unknown();
        }

        return MemberId is { } id && await MemberBook.In(work).FindAsync(MerchantId, id) is { } member ? member : MemberErrors.Unknown();
    }

    /// <summary>The seat that the person comes in to.</summary>
    private async ValueTask<Result<EventRegistration>> PlaceAsync(Work work, Merchant merchant, MemberEvent planned, Member member, IReadOnlyList<Member> merged)
    {
        var book = EventBook.In(work);
        if (await book.PlaceAsync(EventId, member.Id, [.. merged.Select(other => other.Id)]) is { } place)
            return place.State == RegistrationState.Registered || await book.SeatAsync(place) ? place : EventErrors.StillWaiting();
        if (!AllowsWalkIn)
            return EventErrors.NotRegistered();
        var asked = await JoinEvent.AskedAsync(work, merchant, member, RegistrationSource.WalkIn);
        return await book.RegisterAsync(MerchantId, planned.Id, asked with { MayWait = false }, merchant.Zone());
    }

    /// <summary>The action of coming, once per event and person.</summary>
    private async ValueTask<Result<long>> RewardAsync(Work work, Merchant merchant, MemberEvent planned, Member member, IReadOnlyList<Member> merged)
    {
        var report = new ActionReport
        {
            Action = MemberActions.EventCheckIn,
            SourceEvent = "event " + planned.Id.ToString(CultureInfo.InvariantCulture),
            Source = Source,
            Subject = planned.Title,
            StoreId = StoreId ?? planned.StoreId,
            ReportedBy = By,
            OwnPoints = planned.CheckInPoints,
        };
        foreach (var person in merged.Prepend(member))
        {
            if (await RecordAction.FindAsync(work, person.Id, report.Action, report.SourceEvent) is { } known)
                return known.Points;
        }

        return (await RecordAction.RecordAsync(work, merchant, member, report)).Then(recorded => recorded.Action.Points);
    }

    /// <summary>Also where nothing is booked: looking at the account may have let points lapse.</summary>
    private static async ValueTask TellAsync(Work work, Merchant merchant)
    {
        var zone = merchant.Zone();
        await Aftermath.OfAsync(work, merchant.Id, StoreDay.NoStore, zone.DayOf(work.Now), zone);
    }

    private async ValueTask<Result<CheckInReceipt>> AgainAsync(Work work, Merchant merchant, Member member, EventRegistration known)
    {
        var account = await LedgerBook.In(work).AccountAsync(member.Id, MerchantId);
        await TellAsync(work, merchant);
        return new CheckInReceipt(EventId, member.Id, member.Name, known.Points ?? 0, account!.Active, known.CheckedInAt ?? work.Now) { WasKnown = true };
    }
}
