using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Badges;

public enum AwardChange
{
    Won = 1,
    TakenBack = 2,
    WonAgain = 3,
}

/// <summary>What became of a member's badges and challenges. The prize of a challenge is for the caller to post, or to take back.</summary>
public sealed record AwardMove(GoalAward Award, GoalInForce Goal, AwardChange Change);

/// <summary>
/// Keeps progress in the transaction that changes what it follows from, and awards what is reached, once per level. It costs one row read and written however many
/// goals there are. Who was not counted yet for a goal as it is now is counted from the books then and there, so that progress is never a part of the truth.
/// </summary>
public sealed class BadgeBook
{
    private static readonly RowQuery<Goal> InForce = new RowQuery<Goal>().Where(nameof(Goal.MerchantId)).Where(nameof(Goal.State)).OrderBy(nameof(Goal.Id));
    private static readonly RowQuery<GoalAward> AwardsOf = new RowQuery<GoalAward>().Where(nameof(GoalAward.MemberId)).OrderBy(nameof(GoalAward.GoalId)).OrderBy(nameof(GoalAward.Level));
    private static readonly RowQuery<ChallengeEntry> EntriesOf = new RowQuery<ChallengeEntry>().Where(nameof(ChallengeEntry.MemberId)).OrderBy(nameof(ChallengeEntry.GoalId));
    private readonly Work _work;
    private readonly Dictionary<int, IReadOnlyList<GoalInForce>> _goals = [];
    private readonly List<Mark> _marks = [];

    private BadgeBook(Work work) => _work = work;

    public static BadgeBook In(Work work) => work.Book(static work => new BadgeBook(work));

    /// <summary>The merchant's published goals.</summary>
    public async ValueTask<IReadOnlyList<GoalInForce>> GoalsAsync(int merchantId)
    {
        if (_goals.TryGetValue(merchantId, out var known))
            return known;
        var goals = (await _work.Session.ListAsync(InForce, merchantId, (int)GoalState.Published)).ConvertAll(GoalInForce.Of);
        _goals.Add(merchantId, goals);
        return goals;
    }

    /// <summary>Enters deeds that are in the books already, and awards what they reach or takes back what they undo.</summary>
    /// <param name="deeds">None: looks only whether time, joining or a recount has brought something.</param>
    /// <param name="history">All that the member has done, these deeds included, as the books tell it; asked for only where somebody must be counted anew.</param>
    /// <param name="isNew">The member has no past to count.</param>
    public async ValueTask<IReadOnlyList<AwardMove>> TellAsync(Member member, Zone zone, IReadOnlyList<Deed> deeds, Func<ValueTask<IReadOnlyList<Deed>>> history, bool isNew = false)
    {
        var goals = await GoalsAsync(member.MerchantId);
        if (goals.Count == 0)
            return [];
        var (today, enrolledOn) = (zone.DayOf(_work.Now), zone.DayOf(member.EnrolledAt));
        var when = new Moment(today, deeds.Count == 0 ? today : deeds.Max(deed => deed.Day) is var day && day < today ? day : today);
        var row = await _work.Session.GetAsync<MemberProgress>(new RowKey(member.Id));
        var isKnown = row is not null;
        row ??= MemberProgress.Of(member.Id, member.MerchantId);
        var sheet = row.Open();
        var changed = new List<(GoalInForce Goal, GoalProgress Progress)>();
        List<GoalInForce>? uncounted = null;
        var isChanged = false;
        foreach (var goal in goals)
        {
            if (sheet.Find(goal) is { } progress)
            {
                var had = progress.Marks.Count > 0;
                var isMoved = Enter(goal, progress, deeds);
                isChanged |= isMoved;
                if (isMoved || deeds.Count == 0 || goal.Criterion.Fold == Fold.Years)
                    changed.Add((goal, progress));
                CountStarted(goal, had, progress.Marks.Count > 0);
            }
            else if (!goal.IsClosed(today) || deeds.Any(deed => goal.Counts(deed.Day)))
            {
                (uncounted ??= []).Add(goal);
            }
        }

        if (uncounted is not null)
        {
            var all = isNew ? deeds : await history();
            await CountAnewAsync(member.Id, sheet, uncounted, all, isNew);
            changed.AddRange(uncounted.Select(goal => (goal, sheet.Find(goal)!)));
            sheet.KeepOnly(goals.Select(goal => goal.Id).ToHashSet());
        }

        var moves = new List<AwardMove>();
        isChanged |= !isKnown || uncounted is not null;
        foreach (var (goal, progress) in changed)
            isChanged |= await SettleAsync(member, goal, progress, enrolledOn, when, moves);

        if (!isChanged)
            return moves;
        row.Keep();
        if (isKnown)
            _work.Session.Update(row);
        else
            _work.Session.Insert(row);
        return moves;
    }

    /// <summary>Counts a member anew from the books for every goal: history has changed hands.</summary>
    public async ValueTask<IReadOnlyList<AwardMove>> RecountAsync(Member member, Zone zone, IReadOnlyList<Deed> all)
    {
        if ((await GoalsAsync(member.MerchantId)).Count == 0)
            return [];
        await ForgetAsync(member.Id);
        return await TellAsync(member, zone, [], () => ValueTask.FromResult(all));
    }

    /// <summary>Forgets how far somebody is; awards stay.</summary>
    public async ValueTask ForgetAsync(long memberId)
    {
        if (await _work.Session.GetAsync<MemberProgress>(new RowKey(memberId)) is not { } row)
            return;
        foreach (var goal in await GoalsAsync(row.MerchantId))
            CountStarted(goal, row.Open().Find(goal)?.Marks.Count > 0, false);
        row.Replace(new ProgressSheet());
        _work.Session.Update(row);
    }

    /// <summary>Lets a member take part in a challenge that asks for it; told again afterwards, it may be won at once.</summary>
    /// <returns>False when it is not there to take part in.</returns>
    public async ValueTask<bool> JoinAsync(Member member, Zone zone, long goalId)
    {
        var goal = (await GoalsAsync(member.MerchantId)).FirstOrDefault(goal => goal.Id == goalId);
        if (goal is not { IsOptIn: true } || zone.DayOf(_work.Now) > goal.Until)
            return false;
        if (await _work.Session.GetAsync<ChallengeEntry>(new RowKey(member.Id, goalId)) is not null)
            return true;
        _work.Session.Insert(ChallengeEntry.Of(member.MerchantId, member.Id, goalId, _work.Now));
        if (await _work.Session.GetAsync<MemberProgress>(new RowKey(member.Id)) is { } row && row.Open().Find(goal) is { } progress)
        {
            progress.HasJoined = true;
            row.Keep();
            _work.Session.Update(row);
        }

        return true;
    }

    /// <summary>All awards of a member, whatever became of them.</summary>
    public async ValueTask<IReadOnlyList<GoalAward>> AwardsAsync(long memberId) => await _work.Session.ListAsync(AwardsOf, memberId);

    public void Celebrate(AwardMove move) => _work.Session.Insert(Celebration.Of(_work.Ids.Next(), move.Award, move.Goal.Type, _work.Now));

    public void CelebrateTier(Member member, string tierName) => _work.Session.Insert(Celebration.OfTier(_work.Ids.Next(), member.MerchantId, member.Id, tierName, _work.Now));

    /// <returns>Whether any mark changed.</returns>
    private bool Enter(GoalInForce goal, GoalProgress progress, IReadOnlyList<Deed> deeds)
    {
        _marks.Clear();
        foreach (var deed in deeds)
        {
            if (goal.Counts(deed.Day))
                goal.Criterion.Mark(deed, _marks);
        }

        foreach (var mark in _marks)
            progress.Add(mark);
        return _marks.Count > 0;
    }

    private async ValueTask CountAnewAsync(long memberId, ProgressSheet sheet, List<GoalInForce> goals, IReadOnlyList<Deed> all, bool isNew)
    {
        var awards = isNew ? [] : await _work.Session.ListAsync(AwardsOf, memberId);
        var entries = isNew || !goals.Exists(goal => goal.IsOptIn) ? [] : await _work.Session.ListAsync(EntriesOf, memberId);
        foreach (var goal in goals)
        {
            var progress = new GoalProgress(goal.Stamp)
            {
                Level = awards.Where(award => award.GoalId == goal.Id && award.State == AwardState.Held).Select(award => award.Level).DefaultIfEmpty().Max(),
                HasJoined = entries.Exists(entry => entry.GoalId == goal.Id),
            };
            Enter(goal, progress, all);
            CountStarted(goal, false, progress.Marks.Count > 0);
            sheet.Put(goal.Id, progress);
        }
    }

    private void CountStarted(GoalInForce goal, bool had, bool has)
    {
        if (had != has)
            _work.Session.Add(new GoalTally { GoalId = goal.Id, Stamp = goal.Stamp, MerchantId = goal.MerchantId, Started = has ? 1 : -1 });
    }

    /// <returns>Whether the level changed.</returns>
    private async ValueTask<bool> SettleAsync(Member member, GoalInForce goal, GoalProgress progress, DateOnly enrolledOn, Moment when, List<AwardMove> moves)
    {
        var value = goal.Criterion.ProgressOf(progress.Marks, enrolledOn, when.Today);
        var reached = goal.LevelAt(value);
        if (reached == progress.Level || reached < progress.Level && goal.Type == GoalType.Badge)
            return false;
        if (reached > progress.Level && member.Status != MemberStatus.Active)
            return false; // a friend may pay off after the one who invited has gone: it is counted, and nobody is there to be awarded
        if (goal.Type == GoalType.Challenge)
            return await SettleChallengeAsync(member.Id, goal, progress, reached, value, when, moves);
        for (var level = progress.Level + 1; level <= reached; level++)
        {
            // One that had come with a merge and went back may be reached after all.
            moves.Add(await _work.Session.GetAsync<GoalAward>(new RowKey(member.Id, goal.Id, level)) is { } known
                ? new AwardMove(known, goal, AwardChange.WonAgain)
                : new AwardMove(Award(member.Id, goal, level, value, when.Day), goal, AwardChange.Won));
        }

        progress.Level = reached;
        return true;
    }

    private async ValueTask<bool> SettleChallengeAsync(long memberId, GoalInForce goal, GoalProgress progress, int reached, decimal value, Moment when, List<AwardMove> moves)
    {
        var known = await _work.Session.GetAsync<GoalAward>(new RowKey(memberId, goal.Id, 1));
        if (reached < progress.Level)
        {
            moves.Add(new AwardMove(known!, goal, AwardChange.TakenBack));
        }
        else
        {
            var isLate = goal.IsClosed(when.Today) && known is null;
            if (isLate || goal.IsOptIn && !progress.HasJoined)
                return false;
            moves.Add(known is null
                ? new AwardMove(Award(memberId, goal, 1, value, when.Day), goal, AwardChange.Won)
                : new AwardMove(known, goal, AwardChange.WonAgain));
        }

        progress.Level = reached;
        return true;
    }

    private GoalAward Award(long memberId, GoalInForce goal, int level, decimal value, DateOnly day)
    {
        var award = GoalAward.Of(_work.Ids.Next(), goal.MerchantId, memberId, goal.Id, level, value, day, _work.Now);
        _work.Session.Insert(award);
        return award;
    }

    /// <param name="Today">The local day on which it is recorded.</param>
    /// <param name="Day">The local day on which it happened: what an award is dated.</param>
    private readonly record struct Moment(DateOnly Today, DateOnly Day);
}
