using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Pdf;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Statements;

/// <summary>What the audit log calls what is done with statements.</summary>
public static class StatementAudit
{
    public const string Asked = "statements_asked";
    public const string Fetched = "statements_fetched";
}

/// <summary>Months of statements for all members: asked for, watched, called off, fetched. They hold everybody's names and points, so not everybody on the staff may.</summary>
public sealed class StatementRuns(LoyaltyDatabase database, MerchantDirectory directory, StatementService statements, StatementWork work, AuditLog audit, LiveSignals signals, IdGenerator ids, TimeProvider clock)
{
    /// <summary>What takes all members' data out takes the right of bringing it in.</summary>
    public const Permission Right = Permission.ImportPurchases;

    /// <summary>So long the file of a run is kept.</summary>
    public static readonly TimeSpan FileKept = TimeSpan.FromDays(30);

    private const int MostListed = 30;
    private const int RemovedAtATime = 20;

    /// <summary>Begins a run.</summary>
    /// <returns>Its id; or <c>not_allowed</c>, <c>statement_month</c>, <c>statement_run_busy</c>.</returns>
    public async Task<Result<long>> BeginAsync(Actor actor, int month, PdfPaper? paper, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Right) is { } refusal)
            return refusal;
        if (await directory.FindAsync(actor.MerchantId, cancellation) is not { } merchant)
            return MerchantErrors.Unknown();
        if (month < StatementBooks.EarliestMonth || !statements.IsMonth(merchant, month))
            return StatementErrors.Month();
        var sheet = paper ?? PdfPaper.Of(merchant.Settings.Locale);
        var begun = await database.ChangeAsync<Result<long>>(merchant.Id, async context =>
        {
            if (await context.Set<StatementRun>().AnyAsync(run => run.State == StatementRunState.Running, cancellation))
                return StatementErrors.RunBusy();
            var members = await context.Set<Member>().CountAsync(member => member.Status == MemberStatus.Active, cancellation);
            var run = StatementRun.Begin(ids.Next(), merchant.Id, month, sheet.Name, members, actor.UserId, clock.UtcNow());
            context.Add(run);
            await audit.WriteAsync(context, actor, StatementAudit.Asked, StatementService.Say(month), null, null, cancellation);
            await context.SaveChangesAsync(CancellationToken.None);
            return run.Id;
        });
        work.Ring();
        return begun;
    }

    /// <summary>The latest runs, newest first; nothing for whom they are not meant.</summary>
    public async Task<IReadOnlyList<StatementRun>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.May(Right))
            return [];
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<StatementRun>().AsNoTracking().OrderByDescending(run => run.Id).Take(MostListed).ToListAsync(cancellation);
    }

    /// <returns>Or <c>not_allowed</c>, <c>statement_run_unknown</c>.</returns>
    public async Task<Result<StatementRun>> FindAsync(Actor actor, long runId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Right) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<StatementRun>().AsNoTracking().FirstOrDefaultAsync(run => run.Id == runId, cancellation) is { } run ? run : StatementErrors.RunUnknown();
    }

    /// <summary>The run of a month that the command line began on the same paper and that has not come to its end, for it to go on with. Persons' runs are theirs.</summary>
    internal async Task<long?> UnfinishedAsync(int merchantId, int month, PdfPaper? paper, CancellationToken cancellation)
    {
        if (await directory.FindAsync(merchantId, cancellation) is not { } merchant)
            return null;
        var sheet = (paper ?? PdfPaper.Of(merchant.Settings.Locale)).Name;
        await using var context = database.ForMerchant(merchantId);
        return await context.Set<StatementRun>().Where(run => run.State == StatementRunState.Running && run.Month == month && run.Paper == sheet && run.CreatedBy == null).Select(run => (long?)run.Id).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Calls a run off. What it had made is removed.</summary>
    /// <returns>Or <c>not_allowed</c>, <c>statement_run_unknown</c>.</returns>
    public async Task<Result<Done>> StopAsync(Actor actor, long runId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Right) is { } refusal)
            return refusal;
        var stopped = await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            if (await context.Set<StatementRun>().FirstOrDefaultAsync(run => run.Id == runId && run.State == StatementRunState.Running, cancellation) is not { } run)
                return StatementErrors.RunUnknown();
            run.Finish(StatementRunState.Stopped, clock.UtcNow());
            await context.SaveChangesAsync(CancellationToken.None);
            return Done.Instance;
        });
        if (stopped.Succeeded)
            await RemovePartsAsync(database, actor.MerchantId, runId, CancellationToken.None);
        signals.Changed(runId);
        return stopped;
    }

    /// <summary>Notes that somebody fetched a run's file.</summary>
    internal Task FetchedAsync(Actor actor, StatementRun run, CancellationToken cancellation) => database.ChangeAsync(actor.MerchantId, async context =>
    {
        await audit.WriteAsync(context, actor, StatementAudit.Fetched, StatementService.Say(run.Month), null, null, cancellation);
        return await context.SaveChangesAsync(CancellationToken.None);
    });

    internal static async Task RemovePartsAsync(LoyaltyDatabase database, int merchantId, long runId, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        await context.Set<StatementPart>().Where(part => part.RunId == runId).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Removes a run with all that it made.</summary>
    internal async Task RemoveAsync(int merchantId, long runId, CancellationToken cancellation)
    {
        await RemovePartsAsync(database, merchantId, runId, cancellation);
        await using var context = database.ForMerchant(merchantId);
        await context.Set<StatementRun>().Where(run => run.Id == runId).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Removes the files that nobody needs any more.</summary>
    internal async Task SweepAsync(CancellationToken cancellation)
    {
        var before = clock.UtcNow() - FileKept;
        foreach (var merchantId in await database.MerchantsWithAsync<StatementRun>(run => run.State == StatementRunState.Completed && run.FinishedAt < before, cancellation))
        {
            await using var context = database.ForMerchant(merchantId);
            foreach (var run in await context.Set<StatementRun>().Where(run => run.State == StatementRunState.Completed && run.FinishedAt < before).ToListAsync(cancellation))
            {
                run.Forget();
                await context.SaveChangesAsync(cancellation);
            }
        }

        foreach (var merchantId in await database.MerchantsWithAsync<StatementPart>(part => true, cancellation))
            await RemoveLeftAsync(merchantId, cancellation);
    }

    /// <summary>Removes what no run needs, whatever came between: a few at a time, since they are large and others want to write.</summary>
    private async Task RemoveLeftAsync(int merchantId, CancellationToken cancellation)
    {
        while (true)
        {
            await using var context = database.ForMerchant(merchantId);
            var left = await context.Set<StatementPart>()
                .Where(part => !context.Set<StatementRun>().Any(run => run.Id == part.RunId && (run.State == StatementRunState.Running || run.State == StatementRunState.Completed)))
                .OrderBy(part => part.RunId).ThenBy(part => part.Number).Select(part => new { part.RunId, part.Number }).Take(RemovedAtATime).ToListAsync(cancellation);
            foreach (var run in left.GroupBy(part => part.RunId))
            {
                var (runId, numbers) = (run.Key, run.Select(part => part.Number).ToList());
                await context.Set<StatementPart>().Where(part => part.RunId == runId && numbers.Contains(part.Number)).ExecuteDeleteAsync(cancellation);
            }

            if (left.Count < RemovedAtATime)
                return;
        }
    }
}

/// <summary>A person's statements are printed when they are asked for and kept nowhere, but for the files of whole months: those go when somebody in them is forgotten.</summary>
internal sealed class StatementsPersonalData : IPersonalData
{
    public int Order => 95;

    public Task<IReadOnlyList<PersonalSheet>> SheetsAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<PersonalSheet>>([]);

    public async Task ForgetAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        foreach (var run in await context.Set<StatementRun>().Where(run => run.State == StatementRunState.Running || run.State == StatementRunState.Completed).ToListAsync(cancellation))
            run.Forget();
        await context.SaveChangesAsync(cancellation);
        await context.Set<StatementPart>().ExecuteDeleteAsync(cancellation);
    }
}
