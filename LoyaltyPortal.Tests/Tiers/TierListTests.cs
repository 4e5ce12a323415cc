using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tiers;
using LoyaltyPortal.Till;
using static LoyaltyPortal.Tests.TestMerchant;
using static LoyaltyPortal.Tests.Tiers.Ladders;

namespace LoyaltyPortal.Tests.Tiers;

/// <summary>How many stand on each tier, and who they are.</summary>
public sealed class TierListTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_list_of_a_tier_holds_exactly_those_who_are_counted_on_it(int lowest)
    {
        var ladder = Metals with { Tiers = [.. Metals.Tiers.Skip(lowest)] };
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.MerchantAsync(ProgrammeContent.Of([TestPortal.PerUnit()]) with { Ladder = ladder });
        var manager = new Actor(1, "Max", shop.Id, RolePermissions.Of(StaffRole.Manager));
        foreach (var spent in (decimal[])[0, 0, 40, 120, 130, 140, 700])
        {
            var member = await shop.MemberAsync();
            if (spent > 0)
                await shop.BoughtAsync(member, Line(spent));
        }

        var (tiers, members) = (new TierService(portal.Database, portal.Clock), new MemberService(portal.Database, new MemberLookup(portal.Database), new AuditLog(portal.Database, portal.Clock), portal.Ids, portal.Clock));
        var counts = await tiers.CountsAsync(manager, ladder);

        Assert.Equal([3, 3, 1], counts.Select(count => count.Members));
        var listed = new List<long>();
        foreach (var count in counts)
        {
            var page = Ok(await members.ListAsync(manager, null, MemberOrder.Newest, 0, 25, TierService.On(ladder, count.Tier?.Key)));
            Assert.Equal((count.Members, count.Members), (page.Total, page.Rows.Count));
            listed.AddRange(page.Rows.Select(row => row.Id));
        }

        Assert.Equal(7, listed.Distinct().Count());
        Assert.Empty(await tiers.CountsAsync(manager with { Permissions = RolePermissions.Of(StaffRole.Cashier) }, ladder));
    }

    [Fact]
    public async Task Searching_stays_on_the_tier()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.MerchantAsync(ProgrammeContent.Of([TestPortal.PerUnit()]) with { Ladder = Metals });
        var manager = new Actor(1, "Max", shop.Id, RolePermissions.Of(StaffRole.Manager));
        var rich = await EnrolAsync(portal, shop, "Ann Rich");
        await EnrolAsync(portal, shop, "Ann Poor");
        await shop.BoughtAsync(rich, Line(200));
        var members = new MemberService(portal.Database, new MemberLookup(portal.Database), new AuditLog(portal.Database, portal.Clock), portal.Ids, portal.Clock);

        var found = Ok(await members.ListAsync(manager, "ann", MemberOrder.Newest, 0, 25, TierService.On(Metals, "silver")));

        Assert.Equal((rich, 1), (Assert.Single(found.Rows).Id, found.Total));
    }

    [Fact]
    public void The_tier_lies_in_the_address_of_the_list_and_stays_while_it_is_sorted_and_searched()
    {
        var silver = MemberListAddress.Of("shop", null, null, 3, "silver");
        Assert.Equal("/m/shop/members?tier=silver&page=3", silver.Href());
        Assert.Equal("/m/shop/members?sort=name&tier=silver", silver.To(MemberOrder.Name));
        Assert.Equal("/m/shop/members?search=ann&tier=silver", silver.For("ann"));
        Assert.Equal("/m/shop/members", silver.OfTier(null));
        Assert.NotEqual(silver, MemberListAddress.Of("shop", null, null, 3));
    }

    private static async Task<long> EnrolAsync(TestPortal portal, TestMerchant shop, string name) => Ok(await portal.Queue.ExecuteAsync(new EnrolMember
    {
        MerchantId = shop.Id,
        EnrolledAt = "till",
        Enrolment = new Enrolment { Name = name, Email = $"{name.Replace(' ', '.')}@example.com", StoreId = shop.Store },
    })).MemberId;
}
