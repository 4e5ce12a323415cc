using LoyaltyPortal.Badges;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases;

/// <summary>Counts some members for badges and challenges as they are now, and awards what time alone has brought.</summary>
public sealed class CountMembers : WriteCommand<Done>
{
    public override string Kind => "count_members";

    public required IReadOnlyList<long> Members { get; init; }

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        var (zone, today) = (merchant.Zone(), merchant.Zone().DayOf(work.Now));
        foreach (var id in Members)
        {
            if (await work.Session.GetAsync<Member>(new RowKey(id)) is not { Status: MemberStatus.Active } member || member.MerchantId != MerchantId)
                continue;
            if (await Happened.TellAsync(work, merchant, member, new Happening(HappeningKind.Looked, today)) is { } untold)
                return untold;
            await Aftermath.OfAsync(work, MerchantId, StoreDay.NoStore, today, zone);
        }

        return Done.Instance;
    }
}

/// <summary>A member takes part in a challenge that asks for it. What was done in its window before counts too.</summary>
public sealed class JoinChallenge : WriteCommand<Done>
{
    public override string Kind => "join_challenge";

    public required long MemberId { get; init; }

    public required long GoalId { get; init; }

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (await MemberBook.In(work).FindAsync(MerchantId, MemberId) is not { } member)
            return MemberErrors.Unknown();
        var zone = merchant.Zone();
        if (!await BadgeBook.In(work).JoinAsync(member, zone, GoalId))
            return BadgeErrors.NotOpen();
        var today = zone.DayOf(work.Now);
        if (await Happened.TellAsync(work, merchant, member, new Happening(HappeningKind.Looked, today)) is { } untold)
            return untold;
        ChangedWallets.In(work).Add(member.Id);
        await Aftermath.OfAsync(work, MerchantId, StoreDay.NoStore, today, zone);
        return Done.Instance;
    }
}

/// <summary>
/// Counts everybody from the books once a goal is new or asks for something else, so that history counts; and every day looks at those whose anniversary it is. Few at a
/// time, so that tills never wait for it long; it goes on where it stopped.
/// </summary>
internal sealed class CountGoals(LoyaltyDatabase database, CommandQueue queue, TimeProvider clock) : IJob
{
    internal const int BatchSize = 1_000;

    /// <summary>Members per command: each reads a member's whole history.</summary>
    internal const int CommandSize = 20;

    private const int MostYears = 50;

    public string Name => "count-goals";

    public TimeSpan Every => TimeSpan.FromSeconds(20);

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var merchantId in await database.MerchantsWithAsync<Goal>(goal => goal.State == GoalState.Published, cancellation))
            await SweepAsync(merchantId, cancellation);
    }

    private async Task SweepAsync(int merchantId, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        var goals = (await context.Set<Goal>().AsNoTracking().Where(goal => goal.State == GoalState.Published).ToListAsync(cancellation)).ConvertAll(GoalInForce.Of);
        var zone = (await context.Set<Merchant>().AsNoTracking().FirstAsync(merchant => merchant.Id == merchantId, cancellation)).Zone();
        var (stamp, today) = (GoalSweep.StampOf(goals), zone.DayOf(clock.UtcNow()));
        var sweep = await context.Set<GoalSweep>().FirstOrDefaultAsync(cancellation);
        if (sweep is null)
            context.Add(sweep = GoalSweep.Begin(merchantId, stamp, today));
        else if (sweep.Stamp != stamp)
            sweep.Restart(stamp);
        while (!sweep.IsDone)
        {
            var members = await context.Set<Member>().AsNoTracking().Where(member => member.Id > sweep.UpTo && member.Status == MemberStatus.Active)
                .OrderBy(member => member.Id).Take(BatchSize).Select(member => member.Id).ToListAsync(cancellation);
            await CountAsync(merchantId, members, cancellation);
            if (members.Count > 0)
                sweep.Reached(members[^1]);
            if (members.Count < BatchSize)
                sweep.Finish();
            await context.SaveChangesAsync(cancellation);
        }

        var hasYears = goals.Exists(goal => goal.Criterion.Fold == Fold.Years);
        for (var day = sweep.YearsOn.AddDays(1); day <= today; day = day.AddDays(1))
        {
            if (hasYears)
                await AnniversariesAsync(context, merchantId, zone, day, cancellation);
            sweep.LookedAtYears(day);
            await context.SaveChangesAsync(cancellation);
        }
    }

    /// <summary>Those who joined on that day of an earlier year; on 28 February of a common year those of the 29th too.</summary>
    private async Task AnniversariesAsync(LoyaltyDbContext context, int merchantId, Zone zone, DateOnly day, CancellationToken cancellation)
    {
        for (var years = 1; years <= MostYears; years++)
        {
            var (from, until) = (zone.StartOf(day.AddYears(-years)), zone.EndOf(day is { Month: 2, Day: 28 } && DateTime.IsLeapYear(day.Year - years) ? new DateOnly(day.Year - years, 2, 29) : day.AddYears(-years)));
            for (long above = 0; ;)
            {
                var members = await context.Set<Member>().AsNoTracking().Where(member => member.EnrolledAt >= from && member.EnrolledAt < until && member.Status == MemberStatus.Active && member.Id > above)
                    .OrderBy(member => member.Id).Take(BatchSize).Select(member => member.Id).ToListAsync(cancellation);
                await CountAsync(merchantId, members, cancellation);
                if (members.Count < BatchSize)
                    break;
                above = members[^1];
            }
        }
    }

    private Task CountAsync(int merchantId, List<long> members, CancellationToken cancellation) =>
        Task.WhenAll(members.Chunk(CommandSize).Select(some => queue.ExecuteAsync(new CountMembers { MerchantId = merchantId, Members = some }, cancellation)));
}
