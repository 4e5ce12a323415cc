using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Ledger;

/// <summary>Points that lapse, that live on by activity, that come back after they lapsed; and what the books said at any time.</summary>
public sealed class LapseTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync();

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private DateTime InDays(int days) => _portal.Clock.Now.AddDays(days);

    private static readonly Zone London = Zone.Of("Europe/London");

    [Fact]
    public async Task Activity_lets_all_points_live_on_and_without_it_they_lapse()
    {
        var shop = await _portal.MerchantAsync(new PointsPolicy { Expiry = ExpiryKind.Inactivity, ExpiryMonths = 6 }, new MerchantSettings { TimeZone = "Europe/London" });
        var member = await shop.MemberAsync();
        await shop.BoughtAsync(member, TestMerchant.Line(100));
        _portal.Clock.Advance(TimeSpan.FromDays(150));
        await shop.BoughtAsync(member, TestMerchant.Line(10));

        var extended = London.EndOf(London.DayOf(_portal.Clock.Now).AddMonths(6));
        Assert.All(await shop.LotsAsync(member), lot => Assert.Equal(extended, lot.ExpiresAt));
        _portal.Clock.Advance(TimeSpan.FromDays(100));
        Assert.Equal(110, (await _portal.Ledger.AccountAsync(shop.Id, member))!.Active);
        _portal.Clock.Set(extended);
        Assert.Equal(0, (await _portal.Ledger.AccountAsync(shop.Id, member))!.Active);
        await shop.SettleAsync(member);

        Assert.Equal(110, (await shop.AccountAsync(member)).LifetimeExpired);
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    [Fact]
    [Trait("HardCase", "6")]
    public async Task Restored_points_of_a_lapsed_lot_get_the_days_of_grace_and_others_keep_their_dates()
    {
        var shop = await _portal.MerchantAsync();
        var member = await shop.MemberAsync();
        await shop.CreditAsync(member, 10, expiresAt: InDays(5));
        await shop.CreditAsync(member, 10, expiresAt: InDays(100));
        var spent = TestMerchant.Ok(await shop.DebitAsync(member, 20));
        _portal.Clock.Advance(TimeSpan.FromDays(20));
        var grace = new PointsPolicy { GraceDays = 30 }.GraceUntil(London, _portal.Clock.Now);

        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new PostPoints
        {
            MerchantId = shop.Id,
            Posting = new Posting
            {
                AccountId = member,
                Kind = EntryKind.RedemptionReversal,
                Points = 20,
                RestoresSequence = spent.Sequence,
                GraceUntil = grace,
                Source = EntrySource.Redemption,
                SourceId = 1,
                OccurredAt = _portal.Clock.Now,
                Explanation = new Explanation { Points = 20 },
            },
        }));

        Assert.Equal([(10L, grace), (10L, InDays(80))], (await shop.LotsAsync(member)).Select(lot => (lot.Remaining, lot.ExpiresAt!.Value)));
        await shop.SettleAsync(member);
        Assert.Equal(20, (await shop.AccountAsync(member)).Active);
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    [Fact]
    [Trait("HardCase", "13")]
    public async Task The_job_expires_every_due_lot_once_late_and_run_twice_at_once()
    {
        var shop = await _portal.MerchantAsync();
        var members = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => shop.MemberAsync()));
        await Task.WhenAll(members.Select(member => shop.CreditAsync(member, 5, expiresAt: InDays(1))));
        await Task.WhenAll(members.Select(member => shop.CreditAsync(member, 7, availableFrom: InDays(1), expiresAt: InDays(60))));
        _portal.Clock.Advance(TimeSpan.FromDays(40));
        await using var other = _portal.NewQueue(node: 2);

        await Task.WhenAll(Job(_portal.Queue).RunAsync(default), Job(other).RunAsync(default));
        var commits = _portal.Queue.Commits;
        await Job(_portal.Queue).RunAsync(default);

        Assert.Equal(commits, _portal.Queue.Commits);
        var entries = await shop.RowsAsync<LedgerEntry>();
        Assert.Equal((300, 300), (entries.Count(entry => entry.Kind == EntryKind.Expire), entries.Count(entry => entry.Kind == EntryKind.PendingReleased)));
        Assert.All(await shop.RowsAsync<PointsAccount>(), account => Assert.Equal((7, 0, 5), (account.Active, account.Pending, account.LifetimeExpired)));
        await _portal.AssertProvenAsync(shop.Id, members[0]);

        SettleDueAccounts Job(LoyaltyPortal.Platform.Commands.CommandQueue queue) => new(_portal.Database, queue, _portal.Clock, NullLogger<SettleDueAccounts>.Instance);
    }

    [Fact]
    [Trait("HardCase", "12")]
    public async Task The_wallet_is_told_every_upcoming_expiry_and_when_to_warn()
    {
        var shop = await _portal.MerchantAsync();
        var member = await shop.MemberAsync();
        for (var day = 60; day > 40; day--)
            await shop.CreditAsync(member, day, expiresAt: InDays(day));
        await shop.CreditAsync(member, 3);

        var account = (await _portal.Ledger.AccountAsync(shop.Id, member))!;

        Assert.Equal(Enumerable.Range(41, 20).Select(day => new ExpiringPoints(InDays(day), day)), account.NextExpiries);
        Assert.Null(account.Warning(new PointsPolicy { WarningDays = 40 }, _portal.Clock.Now));
        Assert.Equal(41, account.Warning(new PointsPolicy { WarningDays = 41 }, _portal.Clock.Now)!.Points);
    }

    [Fact]
    public async Task Of_five_thousand_spent_lots_a_debit_loads_none()
    {
        var shop = await _portal.MerchantAsync();
        var member = await shop.MemberAsync();
        await shop.CreditAsync(member, 1);
        for (var batch = 0; batch < 5; batch++)
            await Task.WhenAll(Enumerable.Range(0, 1_000).Select(number => shop.CreditAsync(member, 1, expiresAt: InDays(number % 7 + 1))));
        TestMerchant.Ok(await shop.DebitAsync(member, 5_000));
        await shop.CreditAsync(member, 50);
        await using var other = _portal.NewQueue(node: 2);

        var read = TestMerchant.Ok(await other.ExecuteAsync(new TestCommand(async work =>
        {
            var before = work.Session.RowsRead;
            var posted = await LedgerBook.In(work).PostAsync(shop.Id, new Posting
            {
                AccountId = member,
                Kind = EntryKind.Redeem,
                Points = 20,
                Source = EntrySource.Redemption,
                SourceId = 1,
                OccurredAt = work.Now,
                Explanation = new Explanation(),
            });
            return posted.Then(_ => work.Session.RowsRead - before);
        })
        { MerchantId = shop.Id }));

        Assert.Equal(3, read); // the account and two open lots
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    [Fact]
    public async Task Points_of_any_earlier_time_are_what_the_account_showed_then()
    {
        var shop = await _portal.MerchantAsync();
        var member = await shop.MemberAsync();
        var random = new Random(11);
        var seen = new List<(DateTime At, PointsAsOf Points)>();
        for (var step = 0; step < 60; step++)
        {
            await (random.Next(5) switch
            {
                0 => shop.CreditAsync(member, random.Next(1, 60)),
                1 => shop.CreditAsync(member, random.Next(1, 60), availableFrom: InDays(random.Next(1, 20)), expiresAt: InDays(random.Next(2, 50))),
                2 => shop.DebitAsync(member, random.Next(1, 60), clamp: true),
                3 => (Task)HoldAsync(shop, member, random.Next(1, 30), InDays(random.Next(1, 10))),
                _ => Task.CompletedTask,
            });
            _portal.Clock.Advance(TimeSpan.FromHours(random.Next(1, 200)));
            var view = (await _portal.Ledger.AccountAsync(shop.Id, member))!;
            seen.Add((_portal.Clock.Now, new PointsAsOf(view.Active, view.Pending, view.Held)));
            _portal.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        foreach (var (at, points) in seen)
            Assert.Equal(points, TestMerchant.Ok(await _portal.Ledger.AsOfAsync(shop.Id, member, at)));
        Assert.Contains(seen, then => then.Points.Held > 0);
        await shop.SettleAsync(member);
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    [Fact]
    [Trait("HardCase", "7")]
    public async Task A_hold_that_is_released_committed_and_lapses_at_once_ends_exactly_once()
    {
        var shop = await _portal.MerchantAsync();
        var member = await shop.MemberWithAsync(100);
        var hold = await HoldAsync(shop, member, 60, InDays(1));
        await using var other = _portal.NewQueue(node: 2);

        var ends = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() => (number % 2 == 0 ? _portal.Queue : other).ExecuteAsync(new TestCommand(async work =>
            (number % 4 < 2 ? await LedgerBook.In(work).ReleaseHoldAsync(shop.Id, hold) : await LedgerBook.In(work).CommitHoldAsync(shop.Id, hold, new Explanation())).Then(entry => entry.Sequence))
        { MerchantId = shop.Id }))));
        _portal.Clock.Advance(TimeSpan.FromDays(2));
        await shop.SettleAsync(member);

        Assert.Single(ends, end => end.Succeeded);
        Assert.Single(await shop.EntriesAsync(member), entry => entry.HeldChange < 0);
        Assert.Equal(0, (await shop.AccountAsync(member)).Held);
        await _portal.AssertProvenAsync(shop.Id, member);
    }

    private async Task<long> HoldAsync(TestMerchant shop, long member, long points, DateTime until)
    {
        var placed = await _portal.Queue.ExecuteAsync(new TestCommand(async work =>
            (await LedgerBook.In(work).PlaceHoldAsync(shop.Id, member, points, EntrySource.Redemption, 1, until)).Then(hold => hold.Id))
        { MerchantId = shop.Id });
        return placed.Succeeded ? placed.Value : 0;
    }
}
