using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Statements;
using LoyaltyPortal.Tests.Rewards;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace LoyaltyPortal.Tests.Statements;

/// <summary>Where one month ends and the next begins, on a clock that is told the time.</summary>
public sealed class StatementMonthTests : IAsyncLifetime
{
    private TestPortal _portal = default!;
    private TestMerchant _shop = default!;
    private StatementBooks _books = default!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
        _books = new StatementBooks(_portal.Database, new PortalAddress(new ConfigurationBuilder().AddInMemoryCollection([new("Portal:Address", "https://loyal.example")]).Build(), null!), _portal.Clock);
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task Points_that_end_with_the_month_are_there_at_its_end_and_lapse_in_the_next_booked_or_not()
    {
        var member = await _shop.MemberAsync();
        var end = _shop.View.Zone.StartOf(new DateOnly(2026, 7, 1));
        await _shop.CreditAsync(member, 100, expiresAt: end);
        await _shop.CreditAsync(member, 30, expiresAt: end.AddMicroseconds(-1));
        await _shop.CreditAsync(member, 7, availableFrom: end, expiresAt: end.AddYears(1));
        _portal.Clock.Set(new DateTime(2026, 8, 5, 11, 0, 0, DateTimeKind.Utc));
        await AssertMonthsAsync(isBooked: false);
        TestMerchant.Ok(await _shop.SettleAsync(member));
        await AssertMonthsAsync(isBooked: true);

        async Task AssertMonthsAsync(bool isBooked)
        {
            var (june, july, august) = (await ReadAsync(member, 202606), await ReadAsync(member, 202607), await ReadAsync(member, 202608));
            Assert.Equal(new PointsAsOf(100, 7, 0), june.Closing);
            Assert.Equal(new ExpiringPoints(end, 100), Assert.Single(june.Expiring));
            Assert.Equal((june.Closing, new PointsAsOf(7, 0, 0)), (july.Opening, july.Closing));
            Assert.Equal((july.Closing, july.Closing), (august.Opening, august.Closing));
            Assert.Equal((isBooked, isBooked, true), (june.Due is null, july.Due is null, august.Due is null));
            Assert.All([june, july, august], month => Assert.Equal(month.Closing.Active, month.Opening.Active + month.Added + month.Taken));
            Assert.Equal((false, true), (july.IsOpen, august.IsOpen));
        }
    }

    [Fact]
    public async Task What_a_payment_keeps_is_not_taken_until_it_is_paid()
    {
        var member = await _shop.MemberWithAsync(100);
        var hold = await DoAsync(async book => (await book.PlaceHoldAsync(_shop.Id, member, 40, EntrySource.Redemption, 1, _portal.Clock.Now.AddDays(60))).Then(hold => hold.Id));
        var other = await DoAsync(async book => (await book.PlaceHoldAsync(_shop.Id, member, 10, EntrySource.Redemption, 2, _portal.Clock.Now.AddDays(60))).Then(hold => hold.Id));
        await DoAsync(async book => (await book.ReleaseHoldAsync(_shop.Id, other)).Then(entry => entry.Sequence));
        _portal.Clock.Set(new DateTime(2026, 7, 5, 11, 0, 0, DateTimeKind.Utc));
        await DoAsync(async book => (await book.CommitHoldAsync(_shop.Id, hold, new Explanation { Points = -40 })).Then(entry => entry.Sequence));

        var (june, july) = (await ReadAsync(member, 202606), await ReadAsync(member, 202607));
        Assert.Equal((100L, 0L, new PointsAsOf(60, 0, 40)), (june.Added, june.Taken, june.Closing));
        Assert.Equal((0L, -40L, new PointsAsOf(60, 0, 0)), (july.Added, july.Taken, july.Closing));
    }

    [Fact]
    public async Task Codes_of_vouchers_are_for_their_owner()
    {
        var rewards = new TestRewards(_portal, _shop);
        var member = await _shop.MemberWithAsync(1_000);
        await rewards.RedeemedAsync(member, await rewards.PublishAsync());
        Assert.Null(Assert.Single((await ReadAsync(member, 202606)).Vouchers).Code);
        Assert.NotNull(Assert.Single(Assert.Single(await _books.ReadAsync(_shop.View, 202606, [member], showsCodes: true)).Vouchers).Code);
    }

    [Fact]
    public async Task The_seal_of_somebody_forgotten_is_unknown()
    {
        var member = await _shop.MemberWithAsync(100);
        var content = await ReadAsync(member, 202606);
        var verification = new StatementVerification(_portal.Database, new Attempts(_portal.Database, _portal.Clock));
        Assert.Equal(1, (await verification.VerifyAsync(_shop.Id, content.Member.Code, content.Head!.Hash, null)).Value!.Sequence);
        await using (var context = _portal.Database.ForMerchant(_shop.Id))
            await context.Set<Member>().ExecuteUpdateAsync(set => set.SetProperty(member => member.Status, MemberStatus.Erased));
        Assert.Null((await verification.VerifyAsync(_shop.Id, content.Member.Code, content.Head.Hash, null)).Value);
    }

    [Fact]
    public async Task What_others_stood_in_the_way_of_is_read_again_but_not_for_ever()
    {
        var readings = 0;
        Assert.Equal(3, await StatementBooks.AgainAsync(() => ++readings < 3 ? throw new InvalidOperationException("wrapped", new SqliteException("locked", 5)) : Task.FromResult(readings)));
        readings = 0;
        await Assert.ThrowsAsync<SqliteException>(() => StatementBooks.AgainAsync<int>(() => throw new SqliteException("locked " + ++readings, 5)));
        Assert.InRange(readings, 2, 20);
    }

    private async Task<StatementContent> ReadAsync(long member, int month) => Assert.Single(await _books.ReadAsync(_shop.View, month, [member]));

    private async Task<long> DoAsync(Func<LedgerBook, ValueTask<Result<long>>> act) =>
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new TestCommand(work => act(LedgerBook.In(work))) { MerchantId = _shop.Id, IdempotencyKey = _portal.NewKey() }));
}
