using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Platform.Jobs;

/// <summary>Work that comes round by itself. A room registers its jobs: <c>services.AddSingleton&lt;IJob, SettleDueAccounts&gt;()</c>.</summary>
public static class JobsRoom
{
    public static IServiceCollection AddJobs(this IServiceCollection services) => services
        .AddSingleton<JobRunner>()
        .AddHostedService<JobClock>()
        .AddHostedService<NodeKeeper>();
}

/// <summary>Asks for each job, while the portal runs, whether it is due.</summary>
internal sealed class JobClock(JobRunner runner, IEnumerable<IJob> jobs, TimeProvider clock, ILogger<JobClock> log) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(jobs.Select(job => KeepAsync(job, stoppingToken)));

    private async Task KeepAsync(IJob job, CancellationToken stopping)
    {
        var pause = job.Every < Longest ? job.Every : Longest;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await runner.TryRunAsync(job, stopping);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                log.LogError(exception, "The lease of job {Job} could not be asked for.", job.Name);
            }

            await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>
/// Keeps this process's node number. A process that was silent for so long that another took the number must stop: it would make keys that
/// exist already.
/// </summary>
internal sealed class NodeKeeper(NodeNumber node, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<NodeKeeper> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(NodeLease.Length / 5, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                await node.RenewAsync(stoppingToken);
            }
            catch (InvalidOperationException lost)
            {
                log.LogCritical(lost, "The node number is lost; the portal stops.");
                lifetime.StopApplication();
                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(exception, "The node number could not be renewed; it is tried again.");
            }
        }
    }
}
