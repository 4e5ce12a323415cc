using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Platform.Commands;

public sealed class CommandQueueTests : IAsyncLifetime
{
    private static readonly Failure No = new("no", FailureKind.Refused, typeof(PlatformText));
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync();

    public Task DisposeAsync()
    {
        _gate.TrySetResult();
        return _portal.DisposeAsync().AsTask();
    }

    /// <summary>Keeps the queue busy until the gate opens, so that what is put in line meanwhile becomes one group.</summary>
    private async Task<Task<Result<long>>> HoldUpAsync()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = _portal.Queue.ExecuteAsync(new TestCommand(async _ =>
        {
            entered.TrySetResult();
            await _gate.Task;
            return 0L;
        })
        { MerchantId = 1 });
        await entered.Task;
        return held;
    }

    private static TestCommand Writes(int number, Func<long, Result<long>>? then = null, string? key = null, int merchant = 1) => new(work =>
    {
        var id = work.Ids.Next();
        work.Session.Insert(OutboxMessage.Create(id, merchant, "test", number.ToString(System.Globalization.CultureInfo.InvariantCulture), work.Now));
        return new(then?.Invoke(id) ?? id);
    })
    { MerchantId = merchant, Number = number, IdempotencyKey = key };

    private async Task<List<string>> WrittenAsync()
    {
        await using var context = _portal.Database.ForPlatform();
        return await context.Set<OutboxMessage>().OrderBy(message => message.Id).Select(message => message.Payload).ToListAsync();
    }

    [Fact]
    public async Task A_command_that_refuses_after_it_changed_something_fails_alone()
    {
        var held = await HoldUpAsync();
        var commands = Enumerable.Range(0, 100).Select(number => _portal.Queue.ExecuteAsync(number == 50 ? Writes(number, _ => No) : Writes(number))).ToList();
        _gate.SetResult();
        await held;
        var results = await Task.WhenAll(commands);

        Assert.Equal("no", Assert.Single(results, result => !result.Succeeded).Failure!.Code);
        Assert.Equal(99, (await WrittenAsync()).Distinct().Count());
        Assert.Equal(99, (await WrittenAsync()).Count);
        Assert.DoesNotContain("50", await WrittenAsync());
    }

    [Fact]
    public async Task A_command_that_throws_fails_alone()
    {
        var held = await HoldUpAsync();
        var commands = Enumerable.Range(0, 60).Select(number => _portal.Queue.ExecuteAsync(number % 20 == 7 ? Writes(number, _ => throw new InvalidTimeZoneException("broken")) : Writes(number))).ToList();
        _gate.SetResult();
        await held;

        for (var number = 0; number < commands.Count; number++)
        {
            if (number % 20 == 7)
                await Assert.ThrowsAsync<InvalidTimeZoneException>(() => commands[number]);
            else
                TestMerchant.Ok(await commands[number]);
        }

        Assert.Equal(Enumerable.Range(0, 60).Where(number => number % 20 != 7).Select(number => $"{number}").Order(), (await WrittenAsync()).Order());
    }

    [Fact]
    public async Task What_waits_shares_one_commit()
    {
        var held = await HoldUpAsync();
        var commands = Enumerable.Range(0, CommandQueue.GroupSize).Select(number => _portal.Queue.ExecuteAsync(Writes(number))).ToList();
        _gate.SetResult();
        await held;
        await Task.WhenAll(commands);

        Assert.InRange(_portal.Queue.Commits, 2, 3); // the first command's, and one or, where the line was being filled, two
    }

    [Fact]
    public async Task A_group_that_turns_out_to_be_much_work_is_committed_in_parts()
    {
        var held = await HoldUpAsync();
        var writes = Enumerable.Range(1, 6).Select(number => _portal.Queue.ExecuteAsync(Writes(number, id =>
        {
            _portal.Clock.Advance(TimeSpan.FromMilliseconds(6));
            return id;
        }))).ToList();
        var before = _portal.Queue.Commits;
        _gate.SetResult();
        await held;
        var ids = await Task.WhenAll(writes);

        Assert.All(ids, id => Assert.True(id.Succeeded));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], await WrittenAsync());
        Assert.Equal(before + 1 + 3, _portal.Queue.Commits); // the one that held up, then two at a time
    }

    [Fact]
    public async Task The_same_key_gets_the_same_answer_and_has_one_effect()
    {
        var first = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Writes(1, key: "k")));
        var held = await HoldUpAsync();
        var again = Enumerable.Range(0, 20).Select(_ => _portal.Queue.ExecuteAsync(Writes(1, key: "k"))).ToList();
        _gate.SetResult();
        await held;

        Assert.All(await Task.WhenAll(again), result => Assert.Equal(first, TestMerchant.Ok(result)));
        Assert.Single(await WrittenAsync());
    }

    [Fact]
    public async Task The_same_new_key_twice_in_one_group_has_one_effect()
    {
        var held = await HoldUpAsync();
        var twins = Enumerable.Range(0, 5).Select(_ => _portal.Queue.ExecuteAsync(Writes(1, key: "k"))).ToList();
        _gate.SetResult();
        await held;

        Assert.Single((await Task.WhenAll(twins)).Select(result => TestMerchant.Ok(result)).Distinct());
        Assert.Single(await WrittenAsync());
    }

    [Fact]
    public async Task Another_body_under_a_used_key_is_refused()
    {
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Writes(1, key: "k")));

        TestMerchant.Refused("idempotency_key_reused", await _portal.Queue.ExecuteAsync(Writes(2, key: "k")));

        Assert.Equal(["1"], await WrittenAsync());
    }

    [Fact]
    public async Task Another_merchants_same_key_is_another_key()
    {
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Writes(1, key: "k", merchant: 1)));

        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Writes(2, key: "k", merchant: 2)));

        Assert.Equal(2, (await WrittenAsync()).Count);
    }

    [Fact]
    public async Task A_refused_command_may_be_tried_again_under_its_key()
    {
        TestMerchant.Refused("no", await _portal.Queue.ExecuteAsync(Writes(1, _ => No, key: "k")));

        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Writes(1, key: "k")));

        Assert.Single(await WrittenAsync());
    }

    [Fact]
    public async Task A_full_line_makes_callers_wait_instead_of_growing()
    {
        var held = await HoldUpAsync();
        var commands = Enumerable.Range(0, 6_000).Select(number => _portal.Queue.ExecuteAsync(new TestCommand(_ => new(number)) { MerchantId = 1 })).ToList();

        Assert.Equal(4_096, _portal.Queue.Waiting);
        using var patience = new CancellationTokenSource();
        var impatient = _portal.Queue.ExecuteAsync(Writes(-1), patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);

        _gate.SetResult();
        await held;
        Assert.Equal(Enumerable.Range(0, 6_000).Select(number => (long)number), (await Task.WhenAll(commands)).Select(result => result.Value));
        Assert.Empty(await WrittenAsync());
    }

    [Fact]
    public async Task Closing_does_what_waits_and_takes_no_more()
    {
        var held = await HoldUpAsync();
        var commands = Enumerable.Range(0, 300).Select(number => _portal.Queue.ExecuteAsync(Writes(number))).ToList();
        var closing = _portal.Queue.DisposeAsync();
        TestMerchant.Refused("busy", await _portal.Queue.ExecuteAsync(Writes(-1)));
        _gate.SetResult();
        await closing;

        TestMerchant.Ok(await held.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.All(await Task.WhenAll(commands).WaitAsync(TimeSpan.FromSeconds(30)), result => TestMerchant.Ok(result));
        Assert.Equal(300, (await WrittenAsync()).Count);
    }

    [Fact]
    public async Task Trouble_after_the_commit_does_not_do_the_group_again()
    {
        var held = await HoldUpAsync();
        var commands = Enumerable.Range(0, 10).Select(number => _portal.Queue.ExecuteAsync(number != 3 ? Writes(number) : new TestCommand(work =>
        {
            work.AfterCommit(() => throw new InvalidOperationException("somebody's listener"));
            return new(0L);
        })
        { MerchantId = 1 })).ToList();
        _gate.SetResult();
        await held;

        Assert.All(await Task.WhenAll(commands), result => TestMerchant.Ok(result));
        Assert.Equal(9, (await WrittenAsync()).Count);
    }

    [Fact]
    public async Task A_busy_database_is_waited_for()
    {
        await using var other = await _portal.Storage.Again().OpenSessionAsync();
        await other.BeginAsync();
        var waiting = Task.Run(() => _portal.Queue.ExecuteAsync(Writes(1)));
        other.Insert(OutboxMessage.Create(_portal.Ids.Next(), 1, "test", "first", _portal.Clock.Now));
        await other.CommitAsync();

        TestMerchant.Ok(await waiting);
        Assert.Equal(["1", "first"], (await WrittenAsync()).Order());
    }
}
