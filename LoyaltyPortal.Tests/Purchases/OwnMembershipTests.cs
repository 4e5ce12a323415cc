using LoyaltyPortal.Corrections;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Purchases;

/// <summary>Nobody who works here gives points to a membership of their own: one meaning of "own" for every way to give.</summary>
public sealed class OwnMembershipTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync();

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    [Trait("HardCase", "25")]
    public async Task A_membership_that_was_merged_into_another_is_still_ones_own()
    {
        var shop = await _portal.MerchantAsync();
        var own = await EnrolAsync(shop, "a@example.com", 1);
        var other = await EnrolAsync(shop, "b@example.com", 9);
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = shop.Id, SurvivorId = other, MergedId = own, By = Staff(shop, 2) }));

        await AllRefuseAsync(shop, Staff(shop, 1), other);
    }

    [Fact]
    [Trait("HardCase", "25")]
    public async Task A_membership_under_the_address_of_ones_sign_in_is_ones_own_before_it_is_linked()
    {
        var shop = await _portal.MerchantAsync();
        var own = await EnrolAsync(shop, "Cashier@Example.com", null);

        await AllRefuseAsync(shop, Staff(shop, 77) with { Email = "cashier@example.com" }, own);
        TestMerchant.Ok(await _portal.Purchases.RecordAsync(Staff(shop, 78) with { Email = "other@example.com" }, "2", shop.Store, own, [TestMerchant.Line(10)]));
    }

    private async Task AllRefuseAsync(TestMerchant shop, Actor self, long member)
    {
        var members = new MemberService(_portal.Database, new MemberLookup(_portal.Database), new AuditLog(_portal.Database, _portal.Clock), _portal.Ids, _portal.Clock);
        var adjustments = new AdjustmentService(_portal.Database, _portal.Queue, members, _portal.Ledger, _portal.Clock);
        var bought = TestMerchant.Ok(await _portal.Purchases.RecordAsync(Staff(shop, 3), "by another", shop.Store, member, [TestMerchant.Line(10)]));
        var returned = TestMerchant.Ok(await _portal.Purchases.ReturnAsync(self, "r", bought.PurchaseId, [new ReturnedLine(1, 1)]));

        TestMerchant.Refused("own_member", await adjustments.AdjustAsync(self, "k", member, AdjustmentKind.Goodwill, 10, AdjustmentReason.Service, "Because"));
        TestMerchant.Refused("own_member", await _portal.Purchases.RecordAsync(self, "1", shop.Store, member, [TestMerchant.Line(10)]));
        TestMerchant.Refused("own_member", await _portal.Purchases.TakeReturnBackAsync(self, "t", returned.ReturnId));
    }

    private async Task<long> EnrolAsync(TestMerchant shop, string email, long? user) => TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new EnrolMember
    {
        MerchantId = shop.Id,
        EnrolledAt = "till",
        Enrolment = new Enrolment { Name = "P", Email = email, StoreId = shop.Store, UserId = user },
    })).MemberId;

    private static Actor Staff(TestMerchant shop, long userId) => new(userId, "Staff", shop.Id, RolePermissions.Of(StaffRole.Manager));
}
