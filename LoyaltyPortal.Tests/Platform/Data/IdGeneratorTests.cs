using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Tests.Platform.Data;

public sealed class IdGeneratorTests
{
    [Fact]
    public void Ids_of_many_threads_in_one_millisecond_are_all_different()
    {
        var ids = new IdGenerator(new FakeClock(), 3);

        var made = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8).SelectMany(_ => Enumerable.Range(0, 5_000).Select(_ => ids.Next()).ToList()).ToList();

        Assert.Equal(made.Count, made.Distinct().Count());
    }

    [Fact]
    public void Ids_grow_whatever_the_clock_does()
    {
        var clock = new FakeClock();
        var ids = new IdGenerator(clock, 1023);
        var random = new Random(1);
        var last = 0L;
        for (var i = 0; i < 20_000; i++)
        {
            if (random.Next(50) == 0)
                clock.Advance(TimeSpan.FromMilliseconds(random.Next(-20, 30)));
            var next = ids.Next();
            Assert.True(next > last);
            last = next;
        }
    }

    [Fact]
    public void Ids_of_different_nodes_never_meet_and_sort_by_time()
    {
        var clock = new FakeClock();
        var nodes = Enumerable.Range(0, 4).Select(node => new IdGenerator(clock, node)).ToList();
        var early = nodes.SelectMany(node => Enumerable.Range(0, 4_096).Select(_ => node.Next())).ToHashSet();
        clock.Advance(TimeSpan.FromMilliseconds(2));
        var late = nodes.Select(node => node.Next()).ToList();

        Assert.Equal(4 * 4_096, early.Count);
        Assert.True(late.Min() > early.Max());
    }

    [Fact]
    public void An_id_tells_when_it_was_made()
    {
        var clock = new FakeClock();

        Assert.Equal(clock.Now, IdGenerator.MadeAt(new IdGenerator(clock, 5).Next()));
        Assert.True(new IdGenerator(new FakeClock(new DateTime(2089, 1, 1, 0, 0, 0, DateTimeKind.Utc)), 1023).Next() > 0);
    }

    [Fact]
    public async Task Two_processes_never_hold_one_node_number_and_a_silent_ones_is_taken_over()
    {
        await using var own = await TestDatabase.CreateAsync();
        var clock = new FakeClock();
        var leases = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Task.Run(() => own.Database.LeaseNodeAsync(clock, $"process {number}"))));
        Assert.Equal(6, leases.Distinct().Count());

        clock.Advance(NodeLease.Length / 2);
        await own.Database.RenewNodeAsync(clock, leases[1], "process 1");
        clock.Advance(NodeLease.Length / 2 + TimeSpan.FromSeconds(1));

        Assert.NotEqual(leases[1], await own.Database.LeaseNodeAsync(clock, "new process"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => own.Database.RenewNodeAsync(clock, leases[1], "process 0"));
    }
}
