using LoyaltyPortal.Events;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;

namespace LoyaltyPortal.Purchases.Attendance;

/// <summary>A place at an event.</summary>
/// <param name="Number">The order of recording within the event.</param>
public sealed record EventPlace(long EventId, long MemberId, RegistrationState State, long Number)
{
    internal static EventPlace Of(EventRegistration place) => new(place.EventId, place.MemberId, place.State, place.Number);
}

/// <summary>Registers a member for an event: a seat, or the next place in the line for one.</summary>
public sealed class JoinEvent : WriteCommand<EventPlace>
{
    public override string Kind => "join_event";

    public required long EventId { get; init; }

    public required long MemberId { get; init; }

    public required RegistrationSource Source { get; init; }

    protected override async ValueTask<Result<EventPlace>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (await MemberBook.In(work).FindAsync(MerchantId, MemberId) is not { } member)
            return MemberErrors.Unknown();
        return (await EventBook.In(work).RegisterAsync(MerchantId, EventId, await AskedAsync(work, merchant, member, Source), merchant.Zone())).Then(EventPlace.Of);
    }

    /// <summary>What the book is asked for a member: with the tier held now, as the person under whichever member.</summary>
    internal static async ValueTask<PlaceAsked> AskedAsync(Work work, Merchant merchant, Member member, RegistrationSource source)
    {
        var tier = await Standings.HeldAsync(work, merchant, await ProgrammeBook.In(work).CurrentAsync(merchant.Id), member, merchant.Zone().DayOf(work.Now));
        return new PlaceAsked(member.Id, tier?.Key, source) { AlsoKnownAs = [.. (await Family.MergedAsync(work, member.Id)).Select(merged => merged.Id)] };
    }
}

/// <summary>Gives a member's place back; who waits longest has the seat then.</summary>
public sealed class LeaveEvent : WriteCommand<EventPlace>
{
    public override string Kind => "leave_event";

    public required long EventId { get; init; }

    public required long MemberId { get; init; }

    protected override async ValueTask<Result<EventPlace>> ApplyAsync(Work work)
    {
        if (await MemberBook.In(work).FindAsync(MerchantId, MemberId) is not { } member)
            return MemberErrors.Unknown();
        IReadOnlyList<long> others = [.. (await Family.MergedAsync(work, member.Id)).Select(merged => merged.Id)];
        return (await EventBook.In(work).LeaveAsync(MerchantId, EventId, member.Id, others)).Then(EventPlace.Of);
    }
}
