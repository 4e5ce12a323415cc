using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Tiers;

/// <summary>The ladder of the programme in force, and what is needed to tell days by it.</summary>
public readonly record struct LadderInForce(Ladder Ladder, int ProgrammeVersion, Zone Zone);

/// <summary>
/// Keeps standings in the transaction that changes what they follow from. A purchase in which nothing happens costs one row read and written: the member's days are
/// read again only when a step may have been reached, when the window has moved far enough to matter, and when something was taken back.
/// </summary>
public sealed class TierBook
{
    private static readonly RowQuery<TierChange> LastChange = new RowQuery<TierChange>().Where(nameof(TierChange.MemberId)).OrderByDescending(nameof(TierChange.Number)).Take(1);
    private readonly Work _work;
    private List<TierChange> _reached = [];

    private TierBook(Work work) => _work = work;

    public static TierBook In(Work work) => work.Book(static work => new TierBook(work));

    /// <summary>The steps up since this was last asked, for those who have to be told of them.</summary>
    public IReadOnlyList<TierChange> TakeReached()
    {
        if (_reached.Count == 0)
            return [];
        var reached = _reached;
        _reached = [];
        return reached;
    }

    /// <summary>The tier that a member holds on a local day, time having done what it does; null for none.</summary>
    public async ValueTask<Tier?> HeldAsync(LadderInForce ladder, Member member, DateOnly today)
    {
        if (ladder.Ladder.Tiers.Count == 0)
            return null;
        var standing = await FindAsync(member.Id);
        if (standing is null || !standing.ToPosition().IsQuietUntil(ladder.Ladder, today))
            standing = await SettleAsync(ladder, member, standing, today, TierCause.Time, standing?.CountedAt ?? _work.Now);
        return ladder.Ladder.Find(standing.TierKey);
    }

    /// <summary>Counts what a day has brought, or given back. <see cref="HeldAsync"/> has been asked for the same day, and the fact is in the books.</summary>
    /// <param name="day">The local day that it counts for.</param>
    /// <param name="today">The local day on which it happened.</param>
    /// <returns>True when the member moved.</returns>
    public async ValueTask<bool> CountAsync(LadderInForce ladder, Member member, DateOnly day, QualifyingFact fact, DateOnly today, TierCause cause)
    {
        if (ladder.Ladder.Tiers.Count == 0)
            return false;
        var standing = await FindAsync(member.Id);
        var before = standing?.TierKey;
        if (standing is not null)
        {
            var position = standing.ToPosition();
            if (position.TryCount(ladder.Ladder, day, ladder.Ladder.Of(fact), today))
            {
                standing.Keep(position, 0, _work.Now);
                _work.Session.Update(standing);
                return false;
            }
        }

        return (await SettleAsync(ladder, member, standing, today, cause, _work.Now)).TierKey != before;
    }

    /// <summary>Assesses a member from all the days: after a merge, on another ladder, and when a day has come on which time may have changed something.</summary>
    /// <returns>True when the member moved.</returns>
    public async ValueTask<bool> ReassessAsync(LadderInForce ladder, Member member, DateOnly today, TierCause cause)
    {
        var standing = await FindAsync(member.Id);
        if (standing is null && ladder.Ladder.Tiers.Count == 0)
            return false;
        var before = standing?.TierKey;
        return (await SettleAsync(ladder, member, standing, today, cause, standing?.CountedAt ?? DateTime.UnixEpoch)).TierKey != before;
    }

    private ValueTask<TierStanding?> FindAsync(long memberId) => _work.Session.GetAsync<TierStanding>(new RowKey(memberId));

    private async ValueTask<TierStanding> SettleAsync(LadderInForce ladder, Member member, TierStanding? standing, DateOnly today, TierCause cause, DateTime countedAt)
    {
        var enrolledOn = ladder.Zone.DayOf(member.EnrolledAt);
        var isNew = standing is null;
        var position = standing?.ToPosition() ?? TierPosition.Start(ladder.Ladder, enrolledOn, today);
        position.TryPassTo(ladder.Ladder, today);
        var from = position.Stamp == ladder.Ladder.Stamp ? position.FirstNeeded(ladder.Ladder, enrolledOn) : ladder.Ladder.Window.FirstDay(enrolledOn, today);
        var days = new List<TierDay>();
        foreach (var day in await FactsBook.In(_work).DaysAsync(member.Id, from))
            days.Add(ladder.Ladder.Of(day));

        var moves = new List<TierMove>();
        position.Settle(ladder.Ladder, enrolledOn, days, today, cause, moves);
        standing ??= TierStanding.Of(member.Id, member.MerchantId);
        await RecordAsync(ladder, standing, moves);
        standing.Keep(position, moves.Count, countedAt);
        if (isNew)
            _work.Session.Insert(standing);
        else
            _work.Session.Update(standing);
        return standing;
    }

    private async ValueTask RecordAsync(LadderInForce ladder, TierStanding standing, List<TierMove> moves)
    {
        var number = standing.Changes;
        foreach (var move in moves)
        {
            // A tier that the ladder no longer has is called what it was called when it was reached.
            var fromName = move.From is null || ladder.Ladder.Find(move.From) is not null || standing.Changes == 0
                ? null
                : (await _work.Session.ListAsync(LastChange, standing.MemberId)).FirstOrDefault()?.ToName;
            var change = TierChange.Of(standing, ++number, move, fromName, ladder, _work.Now);
            _work.Session.Insert(change);
            await Announcements.In(_work).TellAsync(standing.MerchantId, EventNames.TierChanged, () => Facts(change));
            if (change is { IsUp: true, ToKey: not null })
                _reached.Add(change);
        }
    }

    private static object Facts(TierChange change) => new
    {
        memberId = change.MemberId.ToString(System.Globalization.CultureInfo.InvariantCulture),
        from = change.FromKey,
        to = change.ToKey,
        toName = change.ToName,
        isUp = change.IsUp,
        day = change.Day,
    };
}
