using LoyaltyPortal.Corrections;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Faults;

namespace LoyaltyPortal.Tests.Corrections;

/// <summary>What staff move between members is no way round what one person may do alone in a day.</summary>
public sealed class TransferLimitTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private AdjustmentService _adjustments = null!;
    private TransferService _transfers = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync(new PointsPolicy { AdjustmentLimit = 500, Transfers = true });
        _adjustments = new AdjustmentService(_portal.Database, _portal.Queue, new MemberService(_portal.Database, new MemberLookup(_portal.Database), new AuditLog(_portal.Database, _portal.Clock), _portal.Ids, _portal.Clock), _portal.Ledger, _portal.Clock);
        _transfers = new TransferService(_portal.Database, _portal.Queue, _portal.Ledger, new Attempts(_portal.Database, _portal.Clock), _portal.Clock);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private Actor Staff(long userId) => new(userId, "Staff " + userId, _shop.Id, RolePermissions.Of(StaffRole.Manager));

    private Task<Result<TransferAnswer>> TransferAsync(long userId, long from, long to, long points) => _transfers.TransferAsync(Staff(userId), _portal.NewKey(), from, to, points);

    private async Task<AdjustmentState> AdjustAsync(long userId, long member, long points, AdjustmentKind kind = AdjustmentKind.Credit) =>
        TestMerchant.Ok(await _adjustments.AdjustAsync(Staff(userId), _portal.NewKey(), member, kind, points, kind.Reasons()[0], "Till was down")).State;

    [Fact]
    [Trait("HardCase", "25")]
    public async Task Transfers_and_adjustments_of_one_person_share_the_limit_of_the_day_for_whoever_gives_or_receives()
    {
        var (ann, bob, cleo) = (await _shop.MemberWithAsync(5_000), await _shop.MemberWithAsync(5_000), await _shop.MemberWithAsync(5_000));
        TestMerchant.Ok(await TransferAsync(1, ann, bob, 300));
        TestMerchant.Ok(await TransferAsync(1, cleo, bob, 150));
        Assert.Equal((200L, 50L), (await LeftAsync(1, ann), await LeftAsync(1, bob)));
        Assert.Equal((200L, 500L), (TestMerchant.Ok(await _transfers.ForStaffAsync(Staff(1), ann)).Most, TestMerchant.Ok(await _transfers.ForStaffAsync(Staff(2), ann)).Most));

        var refused = await TransferAsync(1, ann, bob, 51);
        TestMerchant.Refused("transfer_limit_today", refused);
        Assert.Equal([50L], refused.Failure!.Arguments);
        TestMerchant.Refused("transfer_limit_today", await TransferAsync(1, bob, cleo, 51)); // giving on what came counts as well
        Assert.Equal(AdjustmentState.Waiting, await AdjustAsync(1, bob, 51));
        Assert.Equal(AdjustmentState.Booked, await AdjustAsync(1, bob, 50, AdjustmentKind.Debit));
        TestMerchant.Refused("transfer_limit_today", await TransferAsync(1, ann, bob, 1));

        TestMerchant.Ok(await TransferAsync(2, ann, bob, 500)); // somebody else's own
        _portal.Clock.Advance(TimeSpan.FromDays(1));
        TestMerchant.Ok(await TransferAsync(1, ann, bob, 500));
        await _portal.AssertProvenAsync(_shop.Id, bob);
    }

    [Fact]
    [Trait("HardCase", "25")]
    public async Task What_was_adjusted_first_leaves_less_to_transfer_and_a_merge_makes_nothing_forgotten()
    {
        var (ann, anne, bob) = (await _shop.MemberWithAsync(5_000), await _shop.MemberWithAsync(5_000), await _shop.MemberWithAsync(5_000));
        Assert.Equal(AdjustmentState.Booked, await AdjustAsync(1, ann, 400));
        TestMerchant.Refused("transfer_limit_today", await TransferAsync(1, bob, ann, 101));
        TestMerchant.Ok(await TransferAsync(1, anne, bob, 90));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _shop.Id, SurvivorId = ann, MergedId = anne, By = Staff(1) }));

        Assert.Equal(10, await LeftAsync(1, ann));
        TestMerchant.Refused("transfer_limit_today", await TransferAsync(1, ann, bob, 11));
        TestMerchant.Ok(await TransferAsync(1, ann, bob, 10));
        Assert.Equal(AdjustmentState.Waiting, await AdjustAsync(1, ann, 1));
    }

    [Fact]
    public async Task What_members_give_each_other_is_nobodys_of_the_staff()
    {
        var (ann, bob) = (await _shop.MemberWithAsync(5_000), await _shop.MemberAsync());
        foreach (var _ in Enumerable.Range(0, 3))
            TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new TransferPoints { MerchantId = _shop.Id, FromMemberId = ann, ToMemberId = bob, Points = 500 }));

        Assert.Equal((500L, 1_500L), (await LeftAsync(1, ann), (await _shop.AccountAsync(bob)).Active));
        TestMerchant.Ok(await TransferAsync(1, ann, bob, 500));
    }

    [Fact]
    public async Task What_was_moved_today_is_counted_under_the_guard_of_both_accounts()
    {
        var (ann, bob) = (await _shop.MemberWithAsync(5_000), await _shop.MemberAsync());
        await using var heard = new HeardQueue(_portal);

        TestMerchant.Ok(await heard.Queue.ExecuteAsync(new TransferPoints { MerchantId = _shop.Id, FromMemberId = ann, ToMemberId = bob, Points = 500, By = Staff(1) }));

        var first = heard.Asked.FindIndex(table => table is "PointsAdjustments" or "PointsTransfers");
        Assert.InRange(first, 1, heard.Asked.Count);
        Assert.Equal(2, heard.Asked.Take(first).Count(table => table == "PointsAccounts"));
    }

    private async Task<long> LeftAsync(long userId, long member) => TestMerchant.Ok(await _adjustments.ScopeAsync(Staff(userId), member)).Left;
}
