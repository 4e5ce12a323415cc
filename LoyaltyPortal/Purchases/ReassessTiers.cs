using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases;

/// <summary>Assesses some members from all their days, as of now.</summary>
public sealed class ReassessMembers : WriteCommand<Done>
{
    public override string Kind => "reassess_tiers";

    public required IReadOnlyList<long> Members { get; init; }

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        var today = merchant.Zone().DayOf(work.Now);
        foreach (var id in Members)
        {
            if (await work.Session.GetAsync<Member>(new RowKey(id)) is not { } member || member.MerchantId != MerchantId)
                continue;
            await Standings.ReassessAsync(work, merchant, member, today, TierCause.Time);
            if (await Happened.TellAsync(work, merchant, member, new Happening(HappeningKind.Looked, today)) is { } untold)
                return untold;
            await Aftermath.OfAsync(work, MerchantId, StoreDay.NoStore, today, merchant.Zone());
        }

        return Done.Instance;
    }
}

/// <summary>
/// Moves members whom nobody touches: those whose window has moved or whose grace is over, and everybody once another ladder is in force. Few at a time, so that
/// tills never wait for it long; it goes on where it stopped.
/// </summary>
internal sealed class ReassessTiers(LoyaltyDatabase database, CommandQueue queue, TimeProvider clock) : IJob
{
    internal const int BatchSize = 1_000;

    /// <summary>Members per command: a group of commands holds the writer for a few hundredths of a second.</summary>
    internal const int CommandSize = 50;

    /// <summary>An import goes through years of a member's history in seconds, in order; the time since is not let pass in the middle of it.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    public string Name => "reassess-tiers";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var merchantId in await database.MerchantsWithAsync<ProgrammeVersion>(_ => true, cancellation))
        {
            await SweepAsync(merchantId, cancellation);
            await SettleDueAsync(merchantId, cancellation);
        }
    }

    /// <summary>Goes through all members once for every new ladder.</summary>
    private async Task SweepAsync(int merchantId, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        var version = await context.Set<ProgrammeVersion>().AsNoTracking().OrderByDescending(version => version.Number).FirstAsync(cancellation);
        var ladder = CompiledProgrammes.Of(version).Ladder;
        var sweep = await context.Set<LadderSweep>().FirstOrDefaultAsync(cancellation);
        if (sweep is null && ladder.Tiers.Count == 0)
            return;
        if (sweep is null)
            context.Add(sweep = LadderSweep.Begin(merchantId, ladder));
        else if (sweep.Stamp != ladder.Stamp)
            sweep.Restart(ladder);
        while (!sweep.IsDone)
        {
            var members = await context.Set<Member>().AsNoTracking().Where(member => member.Id > sweep.UpTo && member.Status == MemberStatus.Active)
                .OrderBy(member => member.Id).Take(BatchSize).Select(member => member.Id).ToListAsync(cancellation);
            if (!await ReassessAsync(merchantId, members, cancellation))
                return; // the next run goes on from here
            if (members.Count > 0)
                sweep.Reached(members[^1]);
            if (members.Count < BatchSize)
                sweep.Finish();
            await context.SaveChangesAsync(cancellation);
        }
    }

    private async Task SettleDueAsync(int merchantId, CancellationToken cancellation)
    {
        var now = clock.UtcNow();
        await using var context = database.ForMerchant(merchantId);
        var zone = (await context.Set<Merchant>().AsNoTracking().FirstAsync(merchant => merchant.Id == merchantId, cancellation)).Zone();
        var (today, rested) = (zone.DayOf(now), now - Rest);
        (DateOnly Day, long Member) above = (DateOnly.MinValue, 0);
        while (true)
        {
            // Past those already tried: whoever stays due does not hold up the others.
            var due = await context.Set<TierStanding>().AsNoTracking()
                .Where(standing => standing.NextDueOn <= today && standing.CountedAt <= rested && (standing.NextDueOn > above.Day || standing.NextDueOn == above.Day && standing.MemberId > above.Member))
                .OrderBy(standing => standing.NextDueOn).ThenBy(standing => standing.MemberId).Take(BatchSize)
                .Select(standing => new { standing.MemberId, Day = standing.NextDueOn!.Value }).ToListAsync(cancellation);
            if (!await ReassessAsync(merchantId, due.ConvertAll(standing => standing.MemberId), cancellation) || due.Count < BatchSize)
                return;
            above = (due[^1].Day, due[^1].MemberId);
        }
    }

    /// <returns>False when some could not be assessed now: the database was busy or full, or the portal is stopping.</returns>
    private async Task<bool> ReassessAsync(int merchantId, List<long> members, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(members.Chunk(CommandSize).Select(some => queue.ExecuteAsync(new ReassessMembers { MerchantId = merchantId, Members = some }, cancellation)));
        return Array.TrueForAll(answers, answer => answer.Succeeded);
    }
}
