using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Platform.Jobs;

/// <summary>Something that is done again and again, by one process at a time. Doing it twice must do no harm: a process may die half-way.</summary>
public interface IJob
{
    /// <summary>Stable; the lease's key.</summary>
    string Name { get; }

    /// <summary>From the end of one run to the start of the next.</summary>
    TimeSpan Every { get; }

    /// <param name="cancellation">Set when the portal stops, and when the lease runs out.</param>
    Task RunAsync(CancellationToken cancellation);
}

/// <summary>Runs a job when it is due and nobody else runs it. Many processes may ask; the lease's guarded update lets one of them through.</summary>
public sealed class JobRunner(LoyaltyDatabase database, TimeProvider clock, ILogger<JobRunner> log)
{
    /// <summary>A run is cancelled after this, so that it never goes on while somebody else has the lease.</summary>
    public static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(10);

    private readonly string _owner = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";

    /// <returns>True when the job was run here, well or not.</returns>
    public async Task<bool> TryRunAsync(IJob job, CancellationToken cancellation = default)
    {
        if (await TakeAsync(job, cancellation) is not { } until)
            return false;
        string? error = null;
        using var lease = new CancellationTokenSource(until - clock.UtcNow(), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lease.Token, cancellation);
        try
        {
            await job.RunAsync(either.Token);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            error = exception.Message.Length > 500 ? exception.Message[..500] : exception.Message;
            log.LogError(exception, "Job {Job} failed; it is due again after {Every}.", job.Name, job.Every);
        }
        catch (OperationCanceledException)
        {
            error = "stopped";
        }

        await GiveBackAsync(job, until, error);
        return true;
    }

    private async Task<DateTime?> TakeAsync(IJob job, CancellationToken cancellation)
    {
        await using var context = database.ForPlatform();
        var now = clock.UtcNow();
        if (await context.Set<JobLease>().AsNoTracking().FirstOrDefaultAsync(lease => lease.Name == job.Name, cancellation) is not { } known)
        {
            context.Add(JobLease.Create(job.Name, now));
            try
            {
                await context.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateException first) when (LoyaltyDatabase.IsDuplicate(first))
            {
                // Another process was first to know this job; the update below decides who runs it.
            }
        }
        else if (known.NextRunAt > now || known.LeasedUntil > now)
        {
            return null;
        }

        var until = now + LeaseLength;
        var taken = await context.Set<JobLease>().Where(lease => lease.Name == job.Name && lease.NextRunAt <= now && (lease.LeasedUntil == null || lease.LeasedUntil <= now))
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Owner, _owner).SetProperty(lease => lease.LeasedUntil, until), cancellation);
        return taken == 1 ? until : null;
    }

    private async Task GiveBackAsync(IJob job, DateTime until, string? error)
    {
        await using var context = database.ForPlatform();
        var now = clock.UtcNow();
        var next = now + job.Every;
        await context.Set<JobLease>().Where(lease => lease.Name == job.Name && lease.Owner == _owner && lease.LeasedUntil == until)
            .ExecuteUpdateAsync(
                set => set.SetProperty(lease => lease.LeasedUntil, (DateTime?)null).SetProperty(lease => lease.NextRunAt, next)
                    .SetProperty(lease => lease.LastRunAt, now).SetProperty(lease => lease.LastError, error),
                CancellationToken.None);
    }
}
