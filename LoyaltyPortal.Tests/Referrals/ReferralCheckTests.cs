using System.Collections.Frozen;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;

namespace LoyaltyPortal.Tests.Referrals;

/// <summary>Every check has a scenario that it stops and a neighbour that it lets through, from the enrolment to the payment.</summary>
public sealed class ReferralCheckTests : IAsyncLifetime
{
    private ReferralShop _shop = default!;
    private long _ada;

    public async Task InitializeAsync()
    {
        _shop = await ReferralShop.OpenAsync(ReferralShop.Terms with { MostJoinsPerHour = 3, MonthlyCap = 0 });
        _ada = await EnrolAsync(enrolment => enrolment with { Name = "Ada Whitfield", Email = "ada.whitfield@gmail.com", Phone = "+44 7700 900123", UserId = 77 });
    }

    public async Task DisposeAsync()
    {
        Assert.Null(await _shop.DifferenceAsync());
        await _shop.DisposeAsync();
    }

    [Theory]
    [InlineData("adawhitfield@gmail.com", null)]
    [InlineData("ada.whitfield+books@gmail.com", null)]
    [InlineData("A.D.A.whitfield@googlemail.com", null)]
    [InlineData(null, "07700 900123")]
    [InlineData("somebody@else.example", null, 77L)]
    public async Task Self_is_refused_outright(string? email, string? phone, long? userId = null)
    {
        var friend = await _shop.JoinAsync(_ada, enrolment => enrolment with { Email = email, Phone = phone, UserId = userId });

        Assert.Equal(["self"], await _shop.ReasonsAsync(friend));
        Assert.Equal(ReferralState.Rejected, (await _shop.OfAsync(friend)).State);
        await AssertPaidAsync(friend, 0);
        Assert.Empty((await _shop.Service.OwnAsync(_shop.Shop.Id, _ada, _shop.Shop.View.Zone)).Friends);
    }

    [Theory]
    [InlineData("ada.whitfield@mail.example", null)] // another provider: another mailbox
    [InlineData("adawhitfield2@gmail.com", null)]
    [InlineData(null, "07700 900124")]
    [InlineData(null, "+90 770 090 0123")] // another country's line that ends alike
    public async Task Somebody_with_a_similar_address_or_number_is_somebody_else(string? email, string? phone) =>
        await AssertLetThroughAsync(await _shop.JoinAsync(_ada, enrolment => enrolment with { Email = email, Phone = phone }));

    [Fact]
    public async Task At_other_providers_dots_tell_two_mailboxes_apart()
    {
        var grace = await EnrolAsync(enrolment => enrolment with { Email = "grace.hopper@mail.example" });
        await AssertLetThroughAsync(await _shop.JoinAsync(grace, enrolment => enrolment with { Email = "gracehopper@mail.example" }), grace);
        Assert.Equal(["self"], await _shop.ReasonsAsync(await _shop.JoinAsync(grace, enrolment => enrolment with { Email = "grace.hopper+2@mail.example" })));
    }

    [Fact]
    public async Task Household_a_friend_on_the_referrers_own_device_is_held()
    {
        var (mark, device) = NewDevice();
        await _shop.Service.SeenAsync(_shop.Shop.Id, _ada, mark); // she has opened her wallet there
        await AssertHeldAsync(await _shop.JoinAsync(_ada, device: device), "household");
        await AssertLetThroughAsync(await _shop.JoinAsync(_ada, device: NewDevice().Hash));
    }

    [Fact]
    public async Task Device_a_telephone_on_which_friends_are_made_is_held()
    {
        var (_, device) = NewDevice();
        await AssertLetThroughAsync(await _shop.JoinAsync(_ada, device: device)); // the first is a friend like any other
        await AssertHeldAsync(await _shop.JoinAsync(_ada, device: device), "device");
        await AssertLetThroughAsync(await _shop.JoinAsync(_ada, device: NewDevice().Hash));
    }

    [Fact]
    public void Device_the_mark_of_one_shop_says_nothing_in_another()
    {
        var mark = Guid.NewGuid().ToString("N");
        Assert.NotEqual(ReferralDevice.Hash(1, mark), ReferralDevice.Hash(2, mark));
        Assert.Null(ReferralDevice.Hash(1, "a mark that is not ours"));
    }

    [Fact]
    public async Task Ring_who_comes_back_through_a_friend_is_held()
    {
        var friend = await _shop.JoinAsync(_ada);
        var again = await _shop.JoinAsync(friend, enrolment => enrolment with { Email = "a.dawhitfield@gmail.com" }); // Ada brought the friend, who brings Ada
        await AssertHeldAsync(again, "ring", friend);
        await AssertLetThroughAsync(await _shop.JoinAsync(friend), friend);
    }

    [Fact]
    public async Task Ring_a_chain_that_shares_a_device_is_held()
    {
        var (mark, device) = NewDevice();
        await _shop.Service.SeenAsync(_shop.Shop.Id, _ada, mark);
        var friend = await _shop.JoinAsync(_ada, device: NewDevice().Hash);
        var third = await _shop.JoinAsync(friend, device: device);
        Assert.Equal(["device", "ring"], await _shop.ReasonsAsync(third));
        await AssertLetThroughAsync(await _shop.JoinAsync(friend, device: NewDevice().Hash), friend);
    }

    [Fact]
    public async Task Velocity_more_friends_within_an_hour_than_friends_do_are_held_and_the_same_over_a_day_are_not()
    {
        var friends = new List<long>();
        for (var made = 0; made < 4; made++)
            friends.Add(await _shop.JoinAsync(_ada));
        foreach (var friend in friends.Take(3))
            Assert.Empty(await _shop.ReasonsAsync(friend));
        await AssertHeldAsync(friends[3], "velocity");

        friends.Clear();
        for (var made = 0; made < 8; made++)
        {
            _shop.Portal.Clock.Advance(TimeSpan.FromMinutes(31));
            friends.Add(await _shop.JoinAsync(_ada));
        }

        foreach (var friend in friends)
            await AssertLetThroughAsync(friend);
    }

    [Fact]
    public async Task Test_a_friend_who_does_not_count_is_held_and_two_tests_may_try_it()
    {
        await AssertHeldAsync(await _shop.JoinAsync(_ada, enrolment => enrolment with { IsTest = true }), "test");
        var tester = await EnrolAsync(enrolment => enrolment with { IsTest = true });
        await AssertLetThroughAsync(await _shop.JoinAsync(tester, enrolment => enrolment with { IsTest = true }), tester);

        var report = TestMerchant.Ok(await _shop.Report.OverviewAsync(_shop.Shop.Actor, null));
        Assert.Equal((0, 0L), (report.Figures.Joined, report.Figures.Points)); // neither counts
    }

    [Fact]
    public async Task Staff_who_enrol_with_their_own_code_are_noticed_and_colleagues_are_not()
    {
        var code = await _shop.CodeAsync(_ada); // Ada works here: her sign-in is 77
        await AssertHeldAsync(TestMerchant.Ok(await _shop.TryJoinAsync(code, staff: 77)).MemberId, "staff");
        await AssertLetThroughAsync(TestMerchant.Ok(await _shop.TryJoinAsync(code, staff: 78)).MemberId);
    }

    [Fact]
    public async Task What_comes_up_between_the_purchase_and_the_payment_holds_it_too()
    {
        var (mark, device) = NewDevice();
        var friend = await _shop.JoinAsync(_ada, device: device);
        await _shop.BuyAsync(friend);
        Assert.Equal(ReferralState.Qualified, (await _shop.OfAsync(friend)).State);
        await _shop.Service.SeenAsync(_shop.Shop.Id, _ada, mark);

        await _shop.WaitAsync();

        Assert.Equal((ReferralState.Held, "household"), ((await _shop.OfAsync(friend)).State, (await _shop.OfAsync(friend)).Reasons));
        Assert.Equal(0, await _shop.ActiveAsync(_ada));
    }

    [Fact]
    public async Task Who_looks_at_it_lets_it_be_paid_or_refuses_it_with_a_note_and_never_for_themselves()
    {
        var held = new List<long>();
        for (var made = 0; made < 2; made++)
        {
            var friend = await _shop.JoinAsync(_ada, enrolment => enrolment with { IsTest = true });
            await _shop.BuyAsync(friend);
            held.Add((await _shop.OfAsync(friend)).Id);
        }

        var support = _shop.Shop.Actor with { UserId = 5, Name = "Sana" };
        Assert.Equal(2, await _shop.Service.CountHeldAsync(support));
        TestMerchant.Refused("not_allowed", await _shop.Service.DecideAsync(support with { Permissions = new[] { Permission.SeeProgramme, Permission.UseTill }.ToFrozenSet() }, held[0], true, "looks fine"));
        TestMerchant.Refused("referral_own", await _shop.Service.DecideAsync(support with { UserId = 77 }, held[0], true, "it is me"));
        TestMerchant.Refused("referral_note", await _shop.Service.DecideAsync(support, held[0], true, " "));
        TestMerchant.Ok(await _shop.Service.DecideAsync(support, held[0], true, "A training till"));
        TestMerchant.Ok(await _shop.Service.DecideAsync(support, held[1], false, "Made up"));
        TestMerchant.Refused("referral_decided", await _shop.Service.DecideAsync(support, held[1], true, "or not"));

        await _shop.WaitAsync();
        Assert.Equal(200, await _shop.ActiveAsync(_ada)); // what was cleared does not hold it again
        var rows = TestMerchant.Ok(await _shop.Service.ReviewAsync(support, decided: true)).ToDictionary(row => row.Id);
        Assert.Equal((ReferralState.Paid, "Sana", "A training till"), (rows[held[0]].State, rows[held[0]].DecidedBy!, rows[held[0]].Note!));
        Assert.Equal((ReferralState.Rejected, "Made up"), (rows[held[1]].State, rows[held[1]].Note!));
        var log = await _shop.Shop.RowsAsync<LoyaltyPortal.Platform.Audit.AuditEvent>();
        Assert.Equal([ReferralAudit.Approved, ReferralAudit.Rejected], log.Where(line => line.UserId == 5).OrderBy(line => line.Sequence).Select(line => line.What));
    }

    [Fact]
    public async Task A_strangers_many_wrong_codes_get_nothing_more_right_or_wrong()
    {
        var code = await _shop.CodeAsync(_ada);
        var (here, there) = (System.Net.IPAddress.Parse("192.0.2.1"), System.Net.IPAddress.Parse("192.0.2.2"));
        Assert.Equal("Ada", (await _shop.Service.InvitationAsync(_shop.Shop.Id, code, here))!.FirstName);
        for (var tried = 0; tried < 31; tried++)
            Assert.Null(await _shop.Service.InvitationAsync(_shop.Shop.Id, ReferralCode.New(), here));
        Assert.Null(await _shop.Service.InvitationAsync(_shop.Shop.Id, code, here));
        Assert.NotNull(await _shop.Service.InvitationAsync(_shop.Shop.Id, code, there));
        _shop.Portal.Clock.Advance(TimeSpan.FromHours(2));
        Assert.NotNull(await _shop.Service.InvitationAsync(_shop.Shop.Id, code, here));
    }

    [Fact]
    public async Task A_link_that_one_address_opens_again_and_again_is_opened_once_a_day()
    {
        var code = await _shop.CodeAsync(_ada);
        for (var opened = 0; opened < 3; opened++)
            await _shop.Service.OpenedAsync(_shop.Shop.Id, code, System.Net.IPAddress.Parse("192.0.2.1"));
        await _shop.Service.OpenedAsync(_shop.Shop.Id, code, System.Net.IPAddress.Parse("192.0.2.2"));
        Assert.Equal(2, (await _shop.Shop.RowsAsync<ReferralInvite>()).Single().Opened);
    }

    private async Task<long> EnrolAsync(Func<Enrolment, Enrolment> with) => TestMerchant.Ok(await _shop.TryJoinAsync(null, with)).MemberId;

    private (string Mark, string Hash) NewDevice()
    {
        var mark = Guid.NewGuid().ToString("N");
        return (mark, ReferralDevice.Hash(_shop.Shop.Id, mark)!);
    }

    private async Task AssertHeldAsync(long friend, string reason, long? referrer = null)
    {
        Assert.Equal([reason], await _shop.ReasonsAsync(friend));
        await AssertPaidAsync(friend, 0, referrer);
        Assert.Equal(ReferralState.Held, (await _shop.OfAsync(friend)).State);
    }

    private async Task AssertLetThroughAsync(long friend, long? referrer = null)
    {
        Assert.Empty(await _shop.ReasonsAsync(friend));
        await AssertPaidAsync(friend, 200, referrer);
    }

    private async Task AssertPaidAsync(long friend, long points, long? referrer = null)
    {
        var before = await _shop.ActiveAsync(referrer ?? _ada);
        await _shop.BuyAsync(friend);
        await _shop.WaitAsync();
        Assert.Equal(points, await _shop.ActiveAsync(referrer ?? _ada) - before);
    }
}
