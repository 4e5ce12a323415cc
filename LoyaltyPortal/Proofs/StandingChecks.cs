using System.Globalization;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>
/// Whether members stand where their books put them. A standing must be where another look at the same day would leave it, from days recomputed from the books; what time has
/// brought since is not held against it, nor what it was decided by an earlier ladder: the job looks at those again. Its history must lead to it, step by step.
/// </summary>
/// <param name="IsSwept">Everybody has been assessed on the ladder in force.</param>
internal sealed record StandingChecks(Ladder Ladder, bool IsSwept, Zone Zone)
{
    private const string Standings = "TierStandings";
    private const string Changes = "TierChanges";

    public static async Task<StandingChecks> OfAsync(LoyaltyDbContext context, Zone zone, CancellationToken cancellation)
    {
        var version = await context.Set<ProgrammeVersion>().AsNoTracking().OrderByDescending(version => version.Number).FirstOrDefaultAsync(cancellation);
        var ladder = CompiledProgrammes.Of(version).Ladder;
        return new StandingChecks(ladder, await context.Set<LadderSweep>().AnyAsync(sweep => sweep.IsDone && sweep.Stamp == ladder.Stamp, cancellation), zone);
    }

    /// <summary>The first member of the page who stands wrongly, or null.</summary>
    public BookDifference? First(BooksPage page, MemberAggregates members) => Wrong(page, members).FirstOrDefault();

    /// <summary>Everybody on the page who stands wrongly, with the first thing that is wrong.</summary>
    public IEnumerable<BookDifference> Wrong(BooksPage page, MemberAggregates members)
    {
        var days = members.Days.ToLookup(day => day.Key.MemberId, day => Ladder.Of(new Facts.MemberDay
        {
            MemberId = day.Key.MemberId,
            Day = day.Key.Day,
            Visits = day.Value.Visits,
            Net = day.Value.Net,
            PurchasePoints = day.Value.PurchasePoints,
            OtherPoints = day.Value.OtherPoints,
        }));
        foreach (var member in page.Members.Values.OrderBy(member => member.Id))
        {
            var (standing, changes) = (page.Standings.GetValueOrDefault(member.Id), page.TierChanges[member.Id].ToList());
            if ((HistoryOf(member.Id, standing, changes) ?? PlaceOf(member, standing, [.. days[member.Id].OrderBy(day => day.Day)])) is { } difference)
                yield return difference;
        }
    }

    private static BookDifference? HistoryOf(long memberId, TierStanding? standing, List<TierChange> changes)
    {
        for (var index = 0; index < changes.Count; index++)
        {
            var (change, before) = (changes[index], index == 0 ? null : changes[index - 1]);
            var key = string.Create(CultureInfo.InvariantCulture, $"member {memberId}, change {change.Number}");
            if (Same(Changes, key, nameof(change.Number), index + 1, change.Number, memberId) is { } gap)
                return gap;
            if (before is not null && (Same(Changes, key, nameof(change.FromKey), before.ToKey, change.FromKey, memberId)
                ?? (change.Day < before.Day ? Differs(Changes, key, nameof(change.Day), before.Day, change.Day, memberId) : null)) is { } broken)
                return broken;
        }

        if (standing is null)
            return changes.Count == 0 ? null : Missing(memberId);
        var held = Key(memberId);
        return Same(Standings, held, nameof(standing.Changes), changes.Count, standing.Changes, memberId)
            ?? (changes is [.., var last] ? Same(Standings, held, nameof(standing.TierKey), last.ToKey, standing.TierKey, memberId) ?? Same(Standings, held, nameof(standing.Since), last.Day, standing.Since, memberId) : null);
    }

    private BookDifference? PlaceOf(Member member, TierStanding? standing, List<TierDay> days)
    {
        if (member.Status != MemberStatus.Active || Ladder.Tiers.Count == 0)
            return null;
        if (standing is null)
            return IsSwept && days.Any(day => day.Amount != 0) ? Missing(member.Id) : null;
        if (standing.Stamp != Ladder.Stamp || standing.IsToBeLookedAt)
            return null;
        var key = Key(member.Id);
        if (Same(Standings, key, nameof(standing.Counted), days.Where(day => day.Day >= standing.CountedFrom).Sum(day => day.Amount), standing.Counted, member.Id) is { } counted)
            return counted;
        var (again, moves) = (standing.ToPosition(), new List<TierMove>());
        again.Settle(Ladder, Zone.DayOf(member.EnrolledAt), days, standing.AssessedOn, TierCause.Time, moves);
        return Same(Standings, key, nameof(standing.TierKey), again.TierKey, standing.TierKey, member.Id)
            ?? Same(Standings, key, nameof(standing.LosesOn), again.LosesOn, standing.LosesOn, member.Id)
            ?? (again.NextDueOn < (standing.NextDueOn ?? DateOnly.MaxValue) ? Differs(Standings, key, nameof(standing.NextDueOn), again.NextDueOn, standing.NextDueOn, member.Id) : null); // a look too early does no harm
    }

    private static BookDifference Missing(long memberId) => new(BookPart.Standing, Standings, Key(memberId), "there is no standing", MemberId: memberId);

    private static BookDifference? Same<T>(string table, string key, string what, T expected, T found, long memberId) =>
        EqualityComparer<T>.Default.Equals(expected, found) ? null : Differs(table, key, what, expected, found, memberId);

    private static BookDifference Differs<T>(string table, string key, string what, T expected, T found, long memberId) =>
        new(BookPart.Standing, table, key, what, Text(expected), Text(found), memberId);

    private static string Key(long memberId) => string.Create(CultureInfo.InvariantCulture, $"member {memberId}");

    private static string Text(object? value) => value switch
    {
        null => "nothing",
        decimal amount => amount.ToString("0.####", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
