using System.Globalization;
using LoyaltyPortal.Badges;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>A member's progress that is not what the books say.</summary>
/// <param name="Expected">What it should be; its level is what was awarded.</param>
internal sealed record WrongProgress(long MemberId, GoalInForce Goal, GoalProgress Expected, BookDifference Difference);

/// <summary>
/// Holds the progress of members with badges and challenges against what the books say: what was kept of their purchases, their actions, the tiers they reached, the friends
/// they brought.
/// Who has not been counted yet for a goal as it is now is left out until everybody should have been.
/// </summary>
internal sealed class ProgressComparison
{
    private readonly Zone _zone;
    private readonly IReadOnlyList<GoalInForce> _goals;
    private readonly bool _isCounted;
    private readonly Dictionary<long, long> _started = [];

    private ProgressComparison(Zone zone, IReadOnlyList<GoalInForce> goals, bool isCounted) => (_zone, _goals, _isCounted) = (zone, goals, isCounted);

    public static async Task<ProgressComparison> StartAsync(LoyaltyDbContext context, Zone zone, CancellationToken cancellation)
    {
        var goals = (await context.Set<Goal>().AsNoTracking().Where(goal => goal.State == GoalState.Published).OrderBy(goal => goal.Id).ToListAsync(cancellation)).ConvertAll(GoalInForce.Of);
        var sweep = await context.Set<GoalSweep>().AsNoTracking().FirstOrDefaultAsync(cancellation);
        return new ProgressComparison(zone, goals, sweep is { IsDone: true } && sweep.Stamp == GoalSweep.StampOf(goals));
    }

    public async Task<IReadOnlyList<WrongProgress>> FindAsync(LoyaltyDbContext context, BooksPage page, CancellationToken cancellation)
    {
        if (_goals.Count == 0)
            return [];
        var rows = await context.Set<MemberProgress>().AsNoTracking().Where(row => row.MemberId > page.After && row.MemberId <= page.Last).ToDictionaryAsync(row => row.MemberId, cancellation);
        var awards = (await context.Set<GoalAward>().AsNoTracking().Where(award => award.MemberId > page.After && award.MemberId <= page.Last && award.State == AwardState.Held).ToListAsync(cancellation)).ToLookup(award => award.MemberId);
        var steps = (await context.Set<TierChange>().AsNoTracking().Where(change => change.MemberId > page.After && change.MemberId <= page.Last).ToListAsync(cancellation)).ToLookup(change => change.MemberId);
        var actions = await ActionsAsync(context, page, cancellation);
        var wrong = new List<WrongProgress>();
        foreach (var member in page.Members.Values.OrderBy(member => member.Id))
        {
            var sheet = rows.GetValueOrDefault(member.Id)?.Open();
            IReadOnlyList<Deed> deeds = member.Status == MemberStatus.Merged ? [] :
            [
                .. page.Purchases[member.Id].Where(purchase => purchase.State != PurchaseState.Undone).Select(purchase => BookDeeds.Of(purchase, page.Lines[purchase.Id])),
                .. actions[member.Id].Select(action => BookDeeds.Of(action, _zone)),
                .. steps[member.Id].Where(BookDeeds.IsReached).Select(BookDeeds.Of),
                .. page.Referrals.Brought[member.Id].Where(BookDeeds.IsPaid).Select(referral => BookDeeds.Of(referral, _zone)),
            ];
            foreach (var goal in _goals)
            {
                if (Compare(member, goal, sheet?.Find(goal), deeds, awards[member.Id]) is { } difference)
                    wrong.Add(difference);
            }
        }

        return wrong;
    }

    /// <summary>How many have begun, once all pages have been looked at.</summary>
    public async Task<IReadOnlyList<(GoalInForce Goal, long Expected, BookDifference Difference)>> TalliesAsync(LoyaltyDbContext context, CancellationToken cancellation)
    {
        var rows = await context.Set<GoalTally>().AsNoTracking().ToDictionaryAsync(row => (row.GoalId, row.Stamp), row => row.Started, cancellation);
        return [.. _goals.Select(goal => (Goal: goal, Expected: _started.GetValueOrDefault(goal.Id), Found: rows.GetValueOrDefault((goal.Id, goal.Stamp)))).Where(pair => pair.Expected != pair.Found)
            .Select(pair => (pair.Goal, pair.Expected, new BookDifference(BookPart.Aggregate, "GoalTallies", $"goal {Text(pair.Goal.Id)}", nameof(GoalTally.Started), Text(pair.Expected), Text(pair.Found))))];
    }

    private WrongProgress? Compare(Member member, GoalInForce goal, GoalProgress? found, IReadOnlyList<Deed> deeds, IEnumerable<GoalAward> awards)
    {
        if (found is { Marks.Count: > 0 })
            _started[goal.Id] = _started.GetValueOrDefault(goal.Id) + 1;
        var isExpected = _isCounted && member.Status == MemberStatus.Active && goal.Type == GoalType.Badge;
        if (found is null && !isExpected)
            return null;
        var expected = new GoalProgress(goal.Stamp) { HasJoined = found?.HasJoined ?? false, Level = awards.Where(award => award.GoalId == goal.Id).Select(award => award.Level).DefaultIfEmpty().Max() };
        var marks = new List<Mark>();
        foreach (var deed in deeds.Where(deed => goal.Counts(deed.Day)))
            goal.Criterion.Mark(deed, marks);
        marks.ForEach(expected.Add);
        if (found is null ? expected.Marks.Count == 0 : found.SameMarks(expected) && found.Level == expected.Level)
            return null;
        var difference = found?.SameMarks(expected) == true
            ? new BookDifference(BookPart.Aggregate, "MemberProgress", Key(member, goal), nameof(GoalProgress.Level), Text(expected.Level), Text(found.Level), member.Id)
            : new BookDifference(BookPart.Aggregate, "MemberProgress", Key(member, goal), nameof(GoalProgress.Marks), Say(expected), found is null ? "nothing" : Say(found), member.Id);
        return new WrongProgress(member.Id, goal, expected, difference);
    }

    /// <summary>Actions by the member whom the person goes on as.</summary>
    private static async Task<ILookup<long, MemberAction>> ActionsAsync(LoyaltyDbContext context, BooksPage page, CancellationToken cancellation)
    {
        var leads = await context.Set<Member>().Where(member => member.MergedInto != null).Select(member => new { member.Id, Into = member.MergedInto!.Value }).ToDictionaryAsync(member => member.Id, member => member.Into, cancellation);
        var here = leads.Keys.Where(id => page.Members.ContainsKey(Root(id))).ToList();
        var merged = here.Count == 0 ? [] : await context.Set<MemberAction>().AsNoTracking().Where(action => here.Contains(action.MemberId)).ToListAsync(cancellation);
        return page.Actions.Values.Where(action => !leads.ContainsKey(action.MemberId)).Concat(merged).ToLookup(action => Root(action.MemberId));

        long Root(long id)
        {
            while (leads.TryGetValue(id, out var into))
                id = into;
            return id;
        }
    }

    private static string Key(Member member, GoalInForce goal) => $"member {Text(member.Id)}, goal {Text(goal.Id)}";

    private static string Say(GoalProgress progress) =>
        progress.Marks.Count == 0 ? "nothing" : string.Join(", ", progress.Marks.OrderBy(mark => mark.Key, StringComparer.OrdinalIgnoreCase).Take(20).Select(mark => mark.Key.Length == 0 ? Text(mark.Value) : $"{mark.Key} {Text(mark.Value)}"));

    private static string Text(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
