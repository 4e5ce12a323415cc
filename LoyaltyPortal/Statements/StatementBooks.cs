using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Statements;

/// <summary>
/// Reads what statements say. A statement is of what happened in its month, whenever it was recorded: so imported years have statements too, and the closing points of one month
/// are the opening points of the next.
/// </summary>
public sealed class StatementBooks(LoyaltyDatabase database, PortalAddress portal, TimeProvider clock)
{
    /// <summary>Points that lapse within so many days after the end are pointed out.</summary>
    public const int SoonDays = 90;

    /// <summary>Before it nobody had points.</summary>
    internal const int EarliestMonth = 197001;

    private const int MostMonths = 120;
    private const int MostReadings = 8;

    /// <summary>The months of which a member has a statement, latest first; the latest ten years.</summary>
    public async Task<IReadOnlyList<int>> MonthsAsync(MerchantView merchant, long memberId, CancellationToken cancellation = default)
    {
        if (await FirstMonthAsync(merchant, memberId, cancellation) is not { } from)
            return [];
        var last = MonthNumber.Of(merchant.Zone.DayOf(clock.UtcNow()));
        return [.. Enumerable.Range(0, Math.Clamp(MonthNumber.Between(from, last) + 1, 0, MostMonths)).Select(back => MonthNumber.Add(last, -back))];
    }

    /// <returns>Null where there is no such member.</returns>
    internal async Task<int?> FirstMonthAsync(MerchantView merchant, long memberId, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchant.Id);
        if (await context.Set<Member>().AsNoTracking().FirstOrDefaultAsync(member => member.Id == memberId && member.Status == MemberStatus.Active, cancellation) is not { } member)
            return null;
        var first = await context.Set<LedgerEntry>().Where(entry => entry.AccountId == memberId).MinAsync(entry => (DateTime?)entry.OccurredAt, cancellation);
        return Math.Max(EarliestMonth, MonthNumber.Of(merchant.Zone.DayOf(first < member.EnrolledAt ? first.Value : member.EnrolledAt)));
    }

    /// <summary>The statements of some members, by their ids; of nobody who is no member any more, or was none then.</summary>
    /// <param name="month">Not after the one that is going on.</param>
    /// <param name="showsCodes">For the eyes of the vouchers' owner alone.</param>
    public async Task<IReadOnlyList<StatementContent>> ReadAsync(MerchantView merchant, int month, IReadOnlyCollection<long> memberIds, bool showsCodes = false, CancellationToken cancellation = default) =>
        month < EarliestMonth ? [] : await AgainAsync(() => ReadOnceAsync(merchant, month, memberIds, showsCodes, cancellation));

    /// <summary>Reads, and reads again when others stood in the way.</summary>
    internal static async Task<T> AgainAsync<T>(Func<Task<T>> read)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await read();
            }
            catch (Exception lost) when (attempt < MostReadings && LoyaltyDatabase.IsWorthRetrying(lost))
            {
                // A deadlock or a lock: nothing is wrong with what was asked for.
            }
        }
    }

    private async Task<IReadOnlyList<StatementContent>> ReadOnceAsync(MerchantView merchant, int month, IReadOnlyCollection<long> memberIds, bool showsCodes, CancellationToken cancellation)
    {
        var (zone, now) = (merchant.Zone, clock.UtcNow());
        var from = MonthNumber.FirstDay(month);
        var (start, monthEnd) = (zone.StartOf(from), zone.EndOf(from.AddMonths(1).AddDays(-1)));
        var isRunning = monthEnd > now;
        var end = isRunning ? now.AddMicroseconds(1) : monthEnd;
        var to = isRunning ? zone.DayOf(now) : from.AddMonths(1).AddDays(-1);
        await using var context = database.ForMerchant(merchant.Id);
        await using var snapshot = await database.BeginReadingAsync(context, cancellation);
        var members = await (from member in context.Set<Member>().AsNoTracking()
                             join preferences in context.Set<MemberPreferences>() on member.Id equals preferences.MemberId into said
                             from preferences in said.DefaultIfEmpty()
                             where memberIds.Contains(member.Id) && member.Status == MemberStatus.Active
                             orderby member.Id
                             select new StatementMember(member.Id, member.Code, member.Name, member.EnrolledAt, preferences.Language)).ToListAsync(cancellation);
        var ids = members.ConvertAll(member => member.Id);
        var entries = (await context.Set<LedgerEntry>().AsNoTracking().Where(entry => ids.Contains(entry.AccountId) && entry.OccurredAt >= start && entry.OccurredAt < end).ToListAsync(cancellation))
            .ToLookup(entry => entry.AccountId);
        var openings = await context.Set<LedgerEntry>().Where(entry => ids.Contains(entry.AccountId) && entry.OccurredAt < start).GroupBy(entry => entry.AccountId)
            .Select(group => new { group.Key, Active = group.Sum(entry => entry.ActiveChange), Pending = group.Sum(entry => entry.PendingChange), Held = group.Sum(entry => entry.HeldChange) })
            .ToDictionaryAsync(group => group.Key, group => new PointsAsOf(group.Active, group.Pending, group.Held), cancellation);
        var heads = await HeadsAsync(context, ids, end, cancellation);
        var dues = await DuesAsync(context, ids, start, end, cancellation);
        var expiring = await ExpiringAsync(context, ids, end, cancellation);
        var vouchers = await VouchersAsync(context, ids, end, showsCodes, cancellation);
        var tiers = await TiersAsync(context, zone, members, to, isRunning, cancellation);
        return [.. members.Where(member => member.EnrolledAt < end || openings.ContainsKey(member.Id) || entries.Contains(member.Id)).Select(member =>
        {
            var (before, due) = dues.GetValueOrDefault(member.Id, (Nothing, Nothing));
            var opening = Sum(openings.GetValueOrDefault(member.Id, Nothing), before);
            var (active, pending, held) = (opening.Active, opening.Pending, opening.Held);
            var lines = new List<StatementLine>();
            foreach (var entry in entries[member.Id].OrderBy(entry => entry.OccurredAt).ThenBy(entry => entry.Sequence))
            {
                (active, pending, held) = (active + entry.ActiveChange, pending + entry.PendingChange, held + entry.HeldChange);
                lines.Add(new StatementLine(ViewOf(entry), entry.ActiveChange, entry.PendingChange, entry.HeldChange, active));
            }

            return new StatementContent(merchant, member, month, from, to, end, opening, Sum(new PointsAsOf(active, pending, held), due), lines)
            {
                IsOpen = isRunning,
                Due = due == Nothing ? null : due,
                Expiring = expiring.GetValueOrDefault(member.Id, []),
                Tier = tiers.GetValueOrDefault(member.Id),
                Vouchers = vouchers.GetValueOrDefault(member.Id, []),
                Head = heads.GetValueOrDefault(member.Id),
                VerifyAt = portal.To($"/verify/{merchant.Slug}"),
            };
        })];
    }

    private static PointsAsOf Nothing => new(0, 0, 0);

    private static PointsAsOf Sum(PointsAsOf one, PointsAsOf other) => new(one.Active + other.Active, one.Pending + other.Pending, one.Held + other.Held);

    private static EntryView ViewOf(LedgerEntry entry) => new(entry.Sequence, entry.Kind, entry.Points, entry.ActiveAfter, entry.PendingAfter, entry.Source, entry.SourceId, entry.OccurredAt, entry.RecordedAt, entry.ProgrammeVersion,
        Explanation.FromJson(entry.Explanation), Convert.ToHexStringLower(entry.Hash));

    private static async Task<Dictionary<long, StatementHead>> HeadsAsync(LoyaltyDbContext context, List<long> ids, DateTime end, CancellationToken cancellation)
    {
        var newest = await context.Set<LedgerEntry>().Where(entry => ids.Contains(entry.AccountId) && entry.OccurredAt < end).GroupBy(entry => entry.AccountId)
            .Select(group => new { group.Key, Sequence = group.Max(entry => entry.Sequence) }).ToDictionaryAsync(group => group.Key, group => group.Sequence, cancellation);
        var sequences = newest.Values.Distinct().ToList();
        var rows = await context.Set<LedgerEntry>().Where(entry => ids.Contains(entry.AccountId) && sequences.Contains(entry.Sequence)).Select(entry => new { entry.AccountId, entry.Sequence, entry.Hash }).ToListAsync(cancellation);
        return rows.Where(row => newest.GetValueOrDefault(row.AccountId) == row.Sequence).ToDictionary(row => row.AccountId, row => new StatementHead(row.Sequence, Convert.ToHexStringLower(row.Hash)));
    }

    /// <summary>
    /// What time had brought before the month, and what it brought in it, of all that no job has booked yet. What falls due at the very end belongs to the next month, as it does
    /// when it is booked.
    /// </summary>
    private static async Task<Dictionary<long, (PointsAsOf Before, PointsAsOf Within)>> DuesAsync(LoyaltyDbContext context, List<long> ids, DateTime start, DateTime end, CancellationToken cancellation)
    {
        var dues = new Dictionary<long, (PointsAsOf Before, PointsAsOf Within)>();
        foreach (var account in await context.Set<PointsAccount>().AsNoTracking().Where(account => ids.Contains(account.Id) && account.NextDueAt < end).ToListAsync(cancellation))
        {
            var lots = await LedgerService.OpenLotsAsync(context, account, cancellation);
            var before = account.NextDueAt < start ? await DueAsync(start) : Nothing;
            var until = await DueAsync(end);
            dues.Add(account.Id, (before, new PointsAsOf(until.Active - before.Active, until.Pending - before.Pending, until.Held - before.Held)));

            async Task<PointsAsOf> DueAsync(DateTime bound)
            {
                var points = await LedgerService.NowAsync(context, account, lots, bound.AddMicroseconds(-1), cancellation);
                return new PointsAsOf(points.Active - account.Active, points.Pending - account.Pending, points.Held - account.Held);
            }
        }

        return dues;
    }

    /// <summary>What was left then of the lots that lapse soon after.</summary>
    private static async Task<Dictionary<long, IReadOnlyList<ExpiringPoints>>> ExpiringAsync(LoyaltyDbContext context, List<long> ids, DateTime end, CancellationToken cancellation)
    {
        var until = end.AddDays(SoonDays);
        var lots = await (from lot in context.Set<Lot>()
                          join credit in context.Set<LedgerEntry>() on new { lot.AccountId, lot.Sequence } equals new { credit.AccountId, credit.Sequence }
                          where ids.Contains(lot.AccountId) && lot.ExpiresAt >= end && lot.ExpiresAt <= until && credit.OccurredAt < end
                          select new { lot.AccountId, lot.Sequence, lot.Points, lot.ExpiresAt }).ToListAsync(cancellation);
        if (lots.Count == 0)
            return [];
        var accounts = lots.Select(lot => lot.AccountId).Distinct().ToList();
        var sequences = lots.Select(lot => lot.Sequence).Distinct().ToList();
        // What a hold kept has left the lot when the hold was placed; spending it takes nothing more.
        var taken = (await (from allocation in context.Set<Allocation>()
                            join entry in context.Set<LedgerEntry>() on new { allocation.AccountId, allocation.Sequence } equals new { entry.AccountId, entry.Sequence }
                            where accounts.Contains(allocation.AccountId) && sequences.Contains(allocation.LotSequence) && entry.OccurredAt < end && !(entry.Kind == EntryKind.Redeem && entry.HeldChange < 0)
                            select new { allocation.AccountId, allocation.LotSequence, allocation.Points }).ToListAsync(cancellation))
            .GroupBy(row => (row.AccountId, row.LotSequence)).ToDictionary(group => group.Key, group => group.Sum(row => row.Points));
        return lots.Select(lot => (lot.AccountId, Ends: lot.ExpiresAt!.Value, Left: lot.Points - taken.GetValueOrDefault((lot.AccountId, lot.Sequence)))).Where(lot => lot.Left > 0)
            .GroupBy(lot => lot.AccountId).ToDictionary(group => group.Key, group => (IReadOnlyList<ExpiringPoints>)[.. group.GroupBy(lot => lot.Ends).OrderBy(ends => ends.Key).Select(ends => new ExpiringPoints(ends.Key, ends.Sum(lot => lot.Left)))]);
    }

    private static async Task<Dictionary<long, IReadOnlyList<StatementVoucher>>> VouchersAsync(LoyaltyDbContext context, List<long> ids, DateTime end, bool showsCodes, CancellationToken cancellation)
    {
        var open = await (from redemption in context.Set<Redemption>().AsNoTracking()
                          join version in context.Set<RewardVersion>().AsNoTracking() on new { redemption.RewardId, Number = redemption.RewardNumber } equals new { version.RewardId, version.Number }
                          where ids.Contains(redemption.MemberId) && redemption.Code != null && redemption.RedeemedAt < end && (redemption.EndedAt == null || redemption.EndedAt >= end) && (redemption.ValidUntil == null || redemption.ValidUntil > end)
                          orderby redemption.ValidUntil, redemption.Id
                          select new { redemption.MemberId, redemption.Code, redemption.RedeemedAt, redemption.ValidUntil, Version = version }).ToListAsync(cancellation);
        return open.GroupBy(row => row.MemberId).ToDictionary(group => group.Key,
            group => (IReadOnlyList<StatementVoucher>)[.. group.Select(row => new StatementVoucher(CompiledRewards.Of(row.Version).Name, showsCodes ? row.Code : null, row.RedeemedAt, row.ValidUntil))]);
    }

    private static async Task<Dictionary<long, StatementTier>> TiersAsync(LoyaltyDbContext context, Zone zone, List<StatementMember> members, DateOnly to, bool isRunning, CancellationToken cancellation)
    {
        var ladder = (await CompiledProgrammes.InForceAsync(context, cancellation)).Ladder;
        if (ladder.Tiers.Count == 0)
            return [];
        var ids = members.ConvertAll(member => member.Id);
        var first = members.Select(member => ladder.Window.FirstDay(zone.DayOf(member.EnrolledAt), to)).DefaultIfEmpty(to).Min();
        var days = (await context.Set<MemberDay>().AsNoTracking().Where(day => ids.Contains(day.MemberId) && day.Day >= first && day.Day <= to).OrderBy(day => day.Day).ToListAsync(cancellation)).ToLookup(day => day.MemberId);
        var standings = isRunning ? await context.Set<TierStanding>().AsNoTracking().Where(standing => ids.Contains(standing.MemberId)).ToDictionaryAsync(standing => standing.MemberId, cancellation) : [];
        var changes = (await context.Set<TierChange>().AsNoTracking().Where(change => ids.Contains(change.MemberId) && change.Day <= to).Select(change => new { change.MemberId, change.Number, change.ToKey }).ToListAsync(cancellation))
            .GroupBy(change => change.MemberId).ToDictionary(group => group.Key, group => group.MaxBy(change => change.Number)!.ToKey);
        var tiers = new Dictionary<long, StatementTier>();
        foreach (var member in members)
        {
            var window = ladder.Window.FirstDay(zone.DayOf(member.EnrolledAt), to);
            var counted = days[member.Id].Where(day => day.Day >= window).Sum(day => ladder.Of(day).Amount);
            var held = ladder.At(ladder.ReachedBy(0));
            if (standings.TryGetValue(member.Id, out var standing))
                held = ladder.Find(standing.TierKey);
            else if (changes.TryGetValue(member.Id, out var key))
                held = ladder.Find(key);
            var place = ladder.PlaceOf(held?.Key) + 1;
            tiers.Add(member.Id, new StatementTier(ladder.Measure, held, counted, place < ladder.Tiers.Count ? ladder.Tiers[place] : null));
        }

        return tiers;
    }
}
