using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Tests.Ledger;

/// <summary>Points that go from one account to another.</summary>
[Trait("HardCase", "21")]
public sealed class MovingTests : IAsyncLifetime
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

    private async Task<Result<Moved>> MoveAsync(long from, long to, long? points)
    {
        var moved = default(Result<Moved>);
        await _portal.Queue.ExecuteAsync(new TestCommand(async work =>
        {
            moved = await LedgerBook.In(work).MoveAsync(_shop.Id, new Move
            {
                FromAccountId = from,
                ToAccountId = to,
                Points = points,
                OutKind = points is null ? EntryKind.MergeOut : EntryKind.TransferOut,
                InKind = points is null ? EntryKind.MergeIn : EntryKind.TransferIn,
                Source = points is null ? EntrySource.Merge : EntrySource.Transfer,
                SourceId = 1,
                OccurredAt = work.Now,
                Explain = change => new Explanation { Points = change },
            });
            return moved.Then(done => done.Points);
        })
        { MerchantId = _shop.Id });
        return moved;
    }

    [Fact]
    public async Task Points_move_in_the_order_of_consumption_and_keep_their_dates()
    {
        var (ann, ben) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        await _shop.CreditAsync(ann, 30, expiresAt: InDays(60));
        await _shop.CreditAsync(ann, 20, expiresAt: InDays(30));
        _portal.Clock.Advance(TimeSpan.FromDays(1));

        var moved = TestMerchant.Ok(await MoveAsync(ann, ben, 35));

        Assert.Equal([new MovedLot(2, 1, 20), new MovedLot(1, 2, 15)], moved.Lots);
        Assert.Equal([(20L, InDays(29), InDays(-1)), (15L, InDays(59), InDays(-1))], (await _shop.LotsAsync(ben)).Select(lot => (lot.Points, lot.ExpiresAt!.Value, lot.EarnedAt)));
        Assert.Equal((15, 35), ((await _shop.AccountAsync(ann)).Active, (await _shop.AccountAsync(ben)).Active));
        await _portal.AssertProvenAsync(_shop.Id, ann);
        await _portal.AssertProvenAsync(_shop.Id, ben);
    }

    [Fact]
    public async Task Everything_moves_with_what_is_pending_and_pending_it_stays()
    {
        var (ann, ben) = (await _shop.MemberWithAsync(10), await _shop.MemberWithAsync(5));
        await _shop.CreditAsync(ann, 40, availableFrom: InDays(3), expiresAt: InDays(90));

        TestMerchant.Ok(await MoveAsync(ann, ben, null));

        var (left, got) = (await _shop.AccountAsync(ann), await _shop.AccountAsync(ben));
        Assert.Equal((0, 0, 15, 40), (left.Active, left.Pending, got.Active, got.Pending));
        _portal.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal((55, 0), ((await _portal.Ledger.AccountAsync(_shop.Id, ben))!.Active, (await _portal.Ledger.AccountAsync(_shop.Id, ben))!.Pending));
        await _shop.SettleAsync(ben);
        await _portal.AssertProvenAsync(_shop.Id, ann);
        await _portal.AssertProvenAsync(_shop.Id, ben);
    }

    [Fact]
    public async Task A_debt_moves_with_everything_and_is_paid_off_there()
    {
        var (ann, ben) = (await _shop.MemberWithAsync(10), await _shop.MemberWithAsync(50));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new TestCommand(async work => (await LedgerBook.In(work).PostAsync(_shop.Id, new Posting
        {
            AccountId = ann,
            Kind = EntryKind.EarnReversal,
            Points = 30,
            AllowDebt = true,
            Source = EntrySource.Return,
            SourceId = 1,
            OccurredAt = work.Now,
            Explanation = new Explanation(),
        })).Then(entry => entry.ActiveAfter))
        { MerchantId = _shop.Id }));

        var moved = TestMerchant.Ok(await MoveAsync(ann, ben, null));

        Assert.Equal((20, 0L), (moved.Debt, moved.Points));
        Assert.Equal((0, 30), ((await _shop.AccountAsync(ann)).Active, (await _shop.AccountAsync(ben)).Active));
        await _portal.AssertProvenAsync(_shop.Id, ann);
        await _portal.AssertProvenAsync(_shop.Id, ben);
    }

    [Fact]
    public async Task It_is_all_or_nothing()
    {
        var (ann, ben) = (await _shop.MemberWithAsync(10), await _shop.MemberAsync());

        TestMerchant.Refused("points_not_enough", await MoveAsync(ann, ben, 11));
        await _portal.Queue.ExecuteAsync(new TestCommand(async work =>
            (await LedgerBook.In(work).PlaceHoldAsync(_shop.Id, ann, 4, EntrySource.Redemption, 1, InDays(1))).Then(hold => hold.Id))
        { MerchantId = _shop.Id });
        TestMerchant.Refused("points_held", await MoveAsync(ann, ben, null));
        TestMerchant.Refused("account_unknown", await MoveAsync(ann, 12345, 1));

        Assert.Equal((6, 0), ((await _shop.AccountAsync(ann)).Active, (await _shop.AccountAsync(ben)).Active));
    }

    [Fact]
    public async Task Members_who_send_each_other_points_through_two_portals_neither_lose_nor_make_any()
    {
        var (ann, ben) = (await _shop.MemberWithAsync(500), await _shop.MemberWithAsync(500));
        await using var other = _portal.NewQueue(node: 2);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(() => (number % 2 == 0 ? _portal.Queue : other).ExecuteAsync(new TestCommand(async work =>
            (await LedgerBook.In(work).MoveAsync(_shop.Id, new Move
            {
                FromAccountId = number % 4 < 2 ? ann : ben,
                ToAccountId = number % 4 < 2 ? ben : ann,
                Points = 7,
                OutKind = EntryKind.TransferOut,
                InKind = EntryKind.TransferIn,
                Source = EntrySource.Transfer,
                SourceId = number,
                OccurredAt = work.Now,
                Explain = change => new Explanation { Points = change },
            })).Then(moved => moved.Points))
        { MerchantId = _shop.Id }))));

        Assert.Equal((500, 500), ((await _shop.AccountAsync(ann)).Active, (await _shop.AccountAsync(ben)).Active));
        await _portal.AssertProvenAsync(_shop.Id, ann);
        await _portal.AssertProvenAsync(_shop.Id, ben);
    }
}
