using LoyaltyPortal.Platform.Jobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Platform.Jobs;

public sealed class JobTests : IAsyncLifetime
{
    private readonly FakeClock clock = new();
    private TestDatabase storage = null!;

    public async Task InitializeAsync() => storage = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await storage.DisposeAsync();

    [Fact]
    public async Task A_job_runs_in_one_process_only()
    {
        var job = new Job();
        var ran = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Runner().TryRunAsync(job))));
        Assert.Single(ran, true);
        Assert.Equal(1, job.Runs);
    }

    [Fact]
    public async Task A_job_is_due_again_after_its_pause_wherever_it_ran()
    {
        var job = new Job();
        var (one, other) = (Runner(), Runner());
        Assert.True(await one.TryRunAsync(job));
        Assert.False(await other.TryRunAsync(job));
        clock.Advance(job.Every);
        Assert.True(await other.TryRunAsync(job));
        Assert.False(await one.TryRunAsync(job));
    }

    [Fact]
    public async Task While_one_runs_it_the_other_waits_until_the_lease_is_over()
    {
        var held = new TaskCompletionSource();
        var slow = new Job { Work = () => held.Task };
        var running = Runner().TryRunAsync(slow);
        var quick = new Job();
        Assert.False(await Runner().TryRunAsync(quick));

        // The first process hangs past its lease: the second takes over.
        clock.Advance(JobRunner.LeaseLength);
        Assert.True(await Runner().TryRunAsync(quick));

        held.SetResult();
        await running;
        Assert.False(await Runner().TryRunAsync(quick));
    }

    [Fact]
    public async Task A_job_that_fails_is_due_again()
    {
        var job = new Job { Work = () => throw new InvalidOperationException("It does not work.") };
        Assert.True(await Runner().TryRunAsync(job));
        clock.Advance(job.Every);
        Assert.True(await Runner().TryRunAsync(job));
        Assert.Equal(2, job.Runs);
    }

    private JobRunner Runner() => new(storage.Again(), clock, NullLogger<JobRunner>.Instance);

    private sealed class Job : IJob
    {
        private int runs;

        public int Runs => runs;

        public Func<Task> Work { get; init; } = () => Task.CompletedTask;

        public string Name => "test";

        public TimeSpan Every => TimeSpan.FromMinutes(5);

        public Task RunAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref runs);
            return Work();
        }
    }
}
