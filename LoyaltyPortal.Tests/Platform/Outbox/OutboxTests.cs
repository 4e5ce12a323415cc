using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Platform.Outbox;

public sealed class OutboxTests : IAsyncLifetime
{
    private readonly FakeClock clock = new();
    private readonly Recorder handler = new();
    private TestDatabase storage = null!;

    public async Task InitializeAsync()
    {
        storage = await TestDatabase.CreateAsync();
        await using var context = storage.Database.ForPlatform();
        context.Add(OutboxMessage.Create(1, 0, "test", "{}", clock.Now));
        await context.SaveChangesAsync();
    }

    public async Task DisposeAsync() => await storage.DisposeAsync();

    [Fact]
    public async Task A_message_is_sent_once_when_all_goes_well()
    {
        var dispatcher = Dispatcher(storage.Database);
        await dispatcher.RunOnceAsync();
        clock.Advance(TimeSpan.FromHours(2));
        await dispatcher.RunOnceAsync();

        Assert.Equal([1L], handler.Seen);
        Assert.NotNull((await MessageAsync()).SentAt);
    }

    [Fact]
    public async Task A_failed_message_is_tried_again_after_longer_and_longer_pauses()
    {
        handler.Failures = 2;
        var dispatcher = Dispatcher(storage.Database);
        await dispatcher.RunOnceAsync();
        Assert.Equal(clock.Now.AddSeconds(15), (await MessageAsync()).NextAttemptAt);
        await dispatcher.RunOnceAsync();
        Assert.Single(handler.Seen);

        clock.Advance(TimeSpan.FromSeconds(15));
        await dispatcher.RunOnceAsync();
        Assert.Equal(clock.Now.AddSeconds(30), (await MessageAsync()).NextAttemptAt);
        clock.Advance(TimeSpan.FromSeconds(30));
        await dispatcher.RunOnceAsync();

        Assert.Equal([1L, 1L, 1L], handler.Seen);
        Assert.NotNull((await MessageAsync()).SentAt);
    }

    [Fact]
    public async Task A_message_is_given_up_after_ten_attempts()
    {
        handler.Failures = int.MaxValue;
        for (var attempt = 0; attempt < 15; attempt++)
        {
            await Dispatcher(storage.Database).RunOnceAsync();
            clock.Advance(TimeSpan.FromHours(2));
        }

        Assert.Equal(10, handler.Seen.Count);
        Assert.Null((await MessageAsync()).NextAttemptAt);
    }

    [Fact]
    public async Task A_message_whose_process_died_is_sent_by_another_with_the_same_id()
    {
        await using (var context = storage.Database.ForPlatform())
        {
            (await context.Set<OutboxMessage>().SingleAsync()).Claim(clock.Now + OutboxDispatcher.ClaimLength);
            await context.SaveChangesAsync();
        }

        var other = Dispatcher(storage.Again());
        Assert.Equal(0, await other.RunOnceAsync());
        clock.Advance(OutboxDispatcher.ClaimLength);
        Assert.Equal(1, await other.RunOnceAsync());
        Assert.Equal([1L], handler.Seen);
    }

    [Fact]
    public async Task Two_processes_do_not_send_one_message_twice()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Dispatcher(storage.Again()).RunOnceAsync())));
        Assert.Equal([1L], handler.Seen);
    }

    [Fact]
    public void A_line_break_in_a_subject_starts_no_header() => Assert.Equal("Hello  Bcc: all@example.com", MailSender.OneLine("Hello\r\nBcc: all@example.com"));

    [Theory]
    [InlineData("ada@example.com", true)]
    [InlineData("ada@example.com\r\nBcc: all@example.com", false)]
    [InlineData("Ada <ada@example.com>", false)]
    [InlineData("ada@localhost", false)]
    public void Only_a_plain_address_is_written_to(string address, bool readable) => Assert.Equal(readable, EmailAddress.IsReadable(address));

    private OutboxDispatcher Dispatcher(LoyaltyDatabase database)
    {
        var services = new ServiceCollection().AddSingleton<IOutboxHandler>(handler).BuildServiceProvider();
        return new OutboxDispatcher(database, services.GetRequiredService<IServiceScopeFactory>(), clock, NullLogger<OutboxDispatcher>.Instance);
    }

    private async Task<OutboxMessage> MessageAsync()
    {
        await using var context = storage.Database.ForPlatform();
        return await context.Set<OutboxMessage>().AsNoTracking().SingleAsync();
    }

    private sealed class Recorder : IOutboxHandler
    {
        private readonly Lock gate = new();

        public List<long> Seen { get; } = [];

        public int Failures { get; set; }

        public string Kind => "test";

        public Task HandleAsync(OutboxMessage message, CancellationToken cancellation)
        {
            lock (gate)
            {
                Seen.Add(message.Id);
                return Failures-- > 0 ? throw new InvalidOperationException("The other side is down.") : Task.CompletedTask;
            }
        }
    }
}
