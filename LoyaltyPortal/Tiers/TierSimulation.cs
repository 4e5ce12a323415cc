using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tiers;

/// <summary>Where a ladder would put today's members.</summary>
/// <param name="Now">How many stand on each tier of the ladder in force, lowest first; without tier first.</param>
/// <param name="Then">The same on the other ladder.</param>
/// <param name="Up">How many reach a tier further up the ladder than theirs is now, or one at all.</param>
/// <param name="Movers">Who moves, those with the most counted first.</param>
public sealed record TierForecast(IReadOnlyList<TierCount> Now, IReadOnlyList<TierCount> Then, int Members, int Up, int Down, IReadOnlyList<TierMover> Movers);

/// <param name="Counted">What the other ladder counts for the member now.</param>
public sealed record TierMover(long MemberId, string Name, Tier? From, Tier? To, bool IsUp, decimal Counted);

/// <summary>
/// Tries a ladder on today's members before it is published, by the same decision that the members will meet when it is. One pass over what each member's days add up to.
/// </summary>
public sealed class TierSimulation(LoyaltyDatabase database, TimeProvider clock)
{
    public const int MostMovers = 50;

    /// <param name="present">The ladder in force.</param>
    /// <param name="other">The ladder to try.</param>
    /// <returns>Or <c>not_allowed</c>, or what is wrong with the ladder.</returns>
    public async Task<Result<TierForecast>> RunAsync(Actor actor, Ladder present, Ladder other, Zone zone, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        if (other.Check() is { } wrong)
            return wrong;
        var today = zone.DayOf(clock.UtcNow());
        await using var context = database.ForMerchant(actor.MerchantId);
        await using var reading = await database.BeginReadingAsync(context, cancellation);
        var members = await context.Set<Member>().AsNoTracking().Where(member => member.Status == MemberStatus.Active).OrderBy(member => member.Id)
            .Select(member => new { member.Id, member.EnrolledAt }).ToListAsync(cancellation);
        var standings = await context.Set<TierStanding>().AsNoTracking().OrderBy(standing => standing.MemberId).ToDictionaryAsync(standing => standing.MemberId, cancellation);
        var counts = await CountsAsync(context, other, members.ToDictionary(member => member.Id, member => zone.DayOf(member.EnrolledAt)), today, cancellation);

        var (now, then) = (new int[present.Tiers.Count + 1], new int[other.Tiers.Count + 1]);
        var (up, down, movers) = (0, 0, new List<(long Member, int From, int To, bool IsUp, decimal Counted)>());
        foreach (var member in members)
        {
            var counted = counts.GetValueOrDefault(member.Id);
            var position = standings.GetValueOrDefault(member.Id)?.ToPosition();
            var held = position?.TierKey ?? (position is null ? present.At(present.ReachedBy(0))?.Key : null);
            var from = present.PlaceOf(held);
            var (key, isUp) = PlaceUnder(other, position, counted, today);
            var to = other.PlaceOf(key);
            now[from + 1]++;
            then[to + 1]++;
            if (key == held)
                continue;
            if (isUp ?? to > from)
                up++;
            else
                down++;
            movers.Add((member.Id, from, to, isUp ?? to > from, counted));
        }

        var top = movers.OrderByDescending(mover => mover.Counted).ThenBy(mover => mover.Member).Take(MostMovers).ToList();
        var ids = top.ConvertAll(mover => mover.Member);
        var names = await context.Set<Member>().AsNoTracking().Where(member => ids.Contains(member.Id)).ToDictionaryAsync(member => member.Id, member => member.Name, cancellation);
        return new TierForecast(Of(present, now), Of(other, then), members.Count, up, down,
            [.. top.Select(mover => new TierMover(mover.Member, names[mover.Member], present.At(mover.From), other.At(mover.To), mover.IsUp, mover.Counted))]);
    }

    /// <summary>The tier under the other ladder, and whether that is up; null where the tier held is on that ladder no more, so that only places can tell.</summary>
    private static (string? Key, bool? IsUp) PlaceUnder(Ladder other, TierPosition? position, decimal counted, DateOnly today)
    {
        if (position is null)
            return (other.At(other.ReachedBy(counted))?.Key, null);
        if (position.Under(other, counted, today) is not { } move)
            return (position.TierKey, null);
        var from = other.PlaceOf(move.From);
        return (move.To, move.From is not null && from < 0 ? null : other.PlaceOf(move.To) > from);
    }

    /// <summary>What the ladder's window counts today, by member; who has nothing is not there.</summary>
    private static async Task<Dictionary<long, decimal>> CountsAsync(LoyaltyDbContext context, Ladder ladder, Dictionary<long, DateOnly> enrolled, DateOnly today, CancellationToken cancellation)
    {
        var days = context.Set<MemberDay>().AsNoTracking();
        if (ladder.Window == TierWindow.MembershipYear)
        {
            var counts = new Dictionary<long, decimal>();
            var from = today.AddYears(-1);
            await foreach (var day in days.Where(day => day.Day >= from).Select(day => new { day.MemberId, day.Day, day.Net, day.Visits, Points = day.PurchasePoints + day.OtherPoints }).AsAsyncEnumerable().WithCancellation(cancellation))
            {
                if (enrolled.TryGetValue(day.MemberId, out var since) && day.Day >= ladder.Window.FirstDay(since, today))
                    counts[day.MemberId] = counts.GetValueOrDefault(day.MemberId) + (ladder.Measure switch { TierMeasure.EarnedPoints => day.Points, TierMeasure.Spend => day.Net, _ => day.Visits });
            }

            return counts;
        }

        var first = ladder.Window.FirstDay(today, today);
        var inWindow = days.Where(day => day.Day >= first).GroupBy(day => day.MemberId);
        return ladder.Measure switch
        {
            TierMeasure.EarnedPoints => await inWindow.Select(group => new { group.Key, Sum = group.Sum(day => day.PurchasePoints + day.OtherPoints) }).ToDictionaryAsync(group => group.Key, group => (decimal)group.Sum, cancellation),
            TierMeasure.Visits => await inWindow.Select(group => new { group.Key, Sum = group.Sum(day => day.Visits) }).ToDictionaryAsync(group => group.Key, group => (decimal)group.Sum, cancellation),
            _ => await inWindow.Select(group => new { group.Key, Sum = group.Sum(day => day.Net) }).ToDictionaryAsync(group => group.Key, group => group.Sum, cancellation),
        };
    }

    private static IReadOnlyList<TierCount> Of(Ladder ladder, int[] counts) =>
        [.. counts.Select((count, index) => new TierCount(ladder.At(index - 1), count)).Where(count => count.Tier is not null || count.Members > 0)];
}
