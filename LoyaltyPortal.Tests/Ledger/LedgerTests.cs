using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Tests.Ledger;

public sealed class LedgerTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private DateTime InDays(int days) => _portal.Clock.Now.AddDays(days);

    [Fact]
    public async Task Entries_account_and_replay_agree()
    {
        var member = await _shop.MemberWithAsync(100);
        await _shop.DebitAsync(member, 30);
        await _shop.CreditAsync(member, 7, availableFrom: InDays(3));

        var account = await _shop.AccountAsync(member);
        var entries = await _shop.EntriesAsync(member);

        Assert.Equal((70, 7, 3), (account.Active, account.Pending, account.Version));
        Assert.Equal((70, 7), (entries.Sum(entry => entry.ActiveChange), entries.Sum(entry => entry.PendingChange)));
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    public async Task Points_are_spent_by_expiry_and_those_that_never_expire_last()
    {
        var member = await _shop.MemberAsync();
        await _shop.CreditAsync(member, 10);
        await _shop.CreditAsync(member, 10, expiresAt: InDays(90));
        await _shop.CreditAsync(member, 10, expiresAt: InDays(30));
        await _shop.CreditAsync(member, 10, expiresAt: InDays(90));

        TestMerchant.Ok(await _shop.DebitAsync(member, 25));

        Assert.Equal([10L, 0L, 0L, 5L], (await _shop.LotsAsync(member)).Select(lot => lot.Remaining));
    }

    [Fact]
    public async Task Pending_points_cannot_be_spent_and_become_active_when_their_time_comes_without_any_job()
    {
        var member = await _shop.MemberAsync();
        await _shop.CreditAsync(member, 50, availableFrom: InDays(14));
        TestMerchant.Refused("points_not_enough", await _shop.DebitAsync(member, 1));

        _portal.Clock.Advance(TimeSpan.FromDays(14));
        var view = await _portal.Ledger.AccountAsync(_shop.Id, member);
        TestMerchant.Ok(await _shop.DebitAsync(member, 20));

        Assert.Equal((50, 0), (view!.Active, view.Pending));
        Assert.Equal([EntryKind.Goodwill, EntryKind.PendingReleased, EntryKind.Redeem], (await _shop.EntriesAsync(member)).Select(entry => entry.Kind));
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    public async Task A_lapsed_lot_expires_once_and_cannot_be_spent_even_before_any_job_ran()
    {
        var member = await _shop.MemberAsync();
        await _shop.CreditAsync(member, 40, expiresAt: InDays(10));
        await _shop.CreditAsync(member, 5);
        _portal.Clock.Advance(TimeSpan.FromDays(10));

        TestMerchant.Refused("points_not_enough", await _shop.DebitAsync(member, 6));
        Assert.Equal(5, (await _portal.Ledger.AccountAsync(_shop.Id, member))!.Active);
        await Task.WhenAll(_shop.SettleAsync(member), _shop.SettleAsync(member));
        await _shop.SettleAsync(member);

        var expired = Assert.Single(await _shop.EntriesAsync(member), entry => entry.Kind == EntryKind.Expire);
        Assert.Equal(-40, expired.Points);
        Assert.Equal(InDays(0), expired.OccurredAt);
        Assert.Equal(40, (await _shop.AccountAsync(member)).LifetimeExpired);
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    public async Task Points_that_lapse_before_they_are_released_are_never_spendable()
    {
        var member = await _shop.MemberAsync();
        await _shop.CreditAsync(member, 40, availableFrom: InDays(60), expiresAt: InDays(30));
        _portal.Clock.Advance(TimeSpan.FromDays(45));
        Assert.Equal((0, 40), await ActiveAndPendingAsync(member));

        _portal.Clock.Advance(TimeSpan.FromDays(15));
        Assert.Equal((0, 0), await ActiveAndPendingAsync(member));
        await _shop.SettleAsync(member);

        Assert.Equal((0, 0), await ActiveAndPendingAsync(member));
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    private async Task<(long Active, long Pending)> ActiveAndPendingAsync(long member)
    {
        var view = await _portal.Ledger.AccountAsync(_shop.Id, member);
        return (view!.Active, view.Pending);
    }

    [Fact]
    [Trait("HardCase", "11")]
    public async Task What_is_read_between_times_is_what_the_next_posting_finds()
    {
        var random = new Random(7);
        for (var round = 0; round < 12; round++)
        {
            var member = await _shop.MemberAsync();
            for (var lot = 0; lot < 6; lot++)
                await _shop.CreditAsync(member, random.Next(1, 50), random.Next(3) == 0 ? null : InDays(random.Next(1, 40)), random.Next(3) == 0 ? null : InDays(random.Next(1, 60)));
            await _shop.DebitAsync(member, 10, clamp: true);
            _portal.Clock.Advance(TimeSpan.FromDays(random.Next(1, 60)));

            var before = await ActiveAndPendingAsync(member);
            await _shop.SettleAsync(member);
            var account = await _shop.AccountAsync(member);

            Assert.Equal((account.Active, account.Pending), before);
            await _portal.AssertProvenAsync(_shop.Id, member);
        }
    }

    [Fact]
    public async Task A_clamped_debit_takes_what_there_is_and_its_explanation_adds_up()
    {
        var member = await _shop.MemberWithAsync(30);

        var posted = TestMerchant.Ok(await _shop.DebitAsync(member, 100, clamp: true));

        Assert.Equal((-30, 0), (posted.Points, posted.ActivePoints));
        var explanation = Explanation.FromJson((await _shop.EntriesAsync(member))[^1].Explanation);
        Assert.Equal(-30, explanation.Points);
        Assert.Contains(explanation.Steps, step => step is { Code: "step_shortfall", Arguments: ["70"] });
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    public async Task Restored_points_go_back_to_their_own_lots_with_their_own_dates()
    {
        var member = await _shop.MemberAsync();
        await _shop.CreditAsync(member, 10, expiresAt: InDays(30));
        await _shop.CreditAsync(member, 10, expiresAt: InDays(60));
        var spent = TestMerchant.Ok(await _shop.DebitAsync(member, 15));
        await _shop.CreditAsync(member, 100);

        TestMerchant.Ok(await _shop.RestoreAsync(member, 15, spent.Sequence));

        Assert.Equal([(10L, InDays(30)), (10L, InDays(60)), (100L, null)], (await _shop.LotsAsync(member)).Select(lot => (lot.Remaining, lot.ExpiresAt)));
        TestMerchant.Refused("nothing_to_restore", await _shop.RestoreAsync(member, 1, spent.Sequence));
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Theory]
    [InlineData("UPDATE LedgerEntries SET SourceId = SourceId + 1 WHERE Sequence = 2")]
    [InlineData("UPDATE LedgerEntries SET Explanation = '' WHERE Sequence = 1")]
    [InlineData("UPDATE LedgerEntries SET OccurredAt = OccurredAt + 1 WHERE Sequence = 3")]
    [InlineData("UPDATE LedgerEntries SET Points = Points + 1, ActiveChange = ActiveChange + 1 WHERE Sequence = 1")]
    [InlineData("DELETE FROM LedgerEntries WHERE Sequence = 2")]
    [InlineData("DELETE FROM LedgerEntries WHERE Sequence = 3")]
    [InlineData("UPDATE PointsAccounts SET Active = Active + 1")]
    [InlineData("UPDATE Lots SET Remaining = Remaining + 1 WHERE Sequence = 1")]
    [InlineData("UPDATE Allocations SET Points = Points - 1")]
    public async Task A_change_behind_the_ledgers_back_is_noticed(string change)
    {
        var member = await _shop.MemberWithAsync(100);
        await _shop.DebitAsync(member, 30);
        await _shop.CreditAsync(member, 5);
        await _portal.AssertProvenAsync(_shop.Id, member);

        await _portal.Storage.ExecuteAsync(_portal.Storage.IsSqlite ? change : change.Replace("OccurredAt + 1", "DATEADD(microsecond, 1, OccurredAt)", StringComparison.Ordinal));

        Assert.NotNull(await _portal.Ledger.ProveAsync(_shop.Id, member));
    }

    [Fact]
    public async Task An_instant_finer_than_the_database_keeps_does_not_break_the_chain()
    {
        var member = await _shop.MemberAsync();
        _portal.Clock.Advance(TimeSpan.FromTicks(7));

        await _shop.CreditAsync(member, 5, availableFrom: InDays(1).AddTicks(3), expiresAt: InDays(9).AddTicks(9));

        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    public async Task A_hold_reserves_and_ends_exactly_once()
    {
        var member = await _shop.MemberWithAsync(100);
        var hold = await HoldAsync(member, 60, InDays(1));
        TestMerchant.Refused("points_not_enough", await _shop.DebitAsync(member, 41));

        TestMerchant.Ok(await DoAsync(async work => (await LedgerBook.In(work).CommitHoldAsync(_shop.Id, hold, new Explanation())).Then(entry => entry.Points)));
        TestMerchant.Refused("hold_ended", await DoAsync(async work => (await LedgerBook.In(work).ReleaseHoldAsync(_shop.Id, hold)).Then(entry => entry.Points)));

        var account = await _shop.AccountAsync(member);
        Assert.Equal((40, 0, 60), (account.Active, account.Held, account.LifetimeRedeemed));
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    public async Task Points_of_a_lapsed_lot_that_a_hold_gives_back_are_not_spendable()
    {
        var member = await _shop.MemberAsync();
        await _shop.CreditAsync(member, 50, expiresAt: InDays(2));
        await _shop.CreditAsync(member, 10);
        await HoldAsync(member, 50, InDays(3));
        _portal.Clock.Advance(TimeSpan.FromDays(4));

        TestMerchant.Refused("points_not_enough", await _shop.DebitAsync(member, 11));
        TestMerchant.Refused("points_not_enough", await DoAsync(async work => (await LedgerBook.In(work).PlaceHoldAsync(_shop.Id, member, 11, EntrySource.Redemption, 1, InDays(1))).Then(hold => hold.Points)));
        await _shop.SettleAsync(member);

        var account = await _shop.AccountAsync(member);
        Assert.Equal((10, 0, 50), (account.Active, account.Held, account.LifetimeExpired));
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    public async Task What_a_hold_gives_back_to_a_lapsed_lot_lapses_in_the_same_breath()
    {
        var member = await _shop.MemberAsync();
        await _shop.CreditAsync(member, 50, expiresAt: InDays(2));
        var hold = await HoldAsync(member, 50, InDays(9));
        _portal.Clock.Advance(TimeSpan.FromDays(4));

        TestMerchant.Ok(await DoAsync(async work => (await LedgerBook.In(work).ReleaseHoldAsync(_shop.Id, hold)).Then(entry => entry.Points)));

        var account = await _shop.AccountAsync(member);
        Assert.Equal((0, 0, 50), (account.Active, account.Held, account.LifetimeExpired));
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    private async Task<long> HoldAsync(long member, long points, DateTime until) =>
        TestMerchant.Ok(await DoAsync(async work => (await LedgerBook.In(work).PlaceHoldAsync(_shop.Id, member, points, EntrySource.Redemption, 1, until)).Then(hold => hold.Id)));

    private Task<Result<long>> DoAsync(Func<Work, ValueTask<Result<long>>> act) => _portal.Queue.ExecuteAsync(new TestCommand(act) { MerchantId = _shop.Id });
}
