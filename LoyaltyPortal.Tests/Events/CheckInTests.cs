using LoyaltyPortal.Badges;
using LoyaltyPortal.Badges.Kinds;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Events;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Attendance;
using LoyaltyPortal.Tests.Badges;

namespace LoyaltyPortal.Tests.Events;

/// <summary>The door: tickets, cards, points for coming, and who does not get in.</summary>
public sealed class CheckInTests : IAsyncLifetime
{
    private EventBench _bench = null!;

    public async Task InitializeAsync() =>
        _bench = await EventBench.StartAsync(null, EarningRule<ActionBonusSettings>.With<ActionBonus>("Evenings", new ActionBonusSettings(MemberActions.EventCheckIn, 30)));

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    private async Task<(long Event, long Member, string Ticket)> RegisteredAsync(EventInput? input = null)
    {
        var planned = await _bench.PublishedAsync(input ?? _bench.Input());
        var member = await _bench.Shop.MemberAsync();
        TestMerchant.Ok(await _bench.JoinAsync(planned, member));
        _bench.Portal.Clock.Set(_bench.Now.AddDays(7).AddMinutes(-20));
        return (planned, member, (await _bench.PlaceAsync(planned, member))!.Code);
    }

    [Fact]
    public async Task A_scanned_ticket_lets_its_member_in_and_earns_what_rules_and_event_give_once()
    {
        var (planned, member, ticket) = await RegisteredAsync(_bench.Input() with { CheckInPoints = 20 });

        var first = TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, TicketCode.Grouped(ticket).ToLowerInvariant(), _bench.Shop.Store));
        var again = TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, ticket));
        var byCard = TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, member, walksIn: false));

        Assert.Equal((member, 50L, 50L, false), (first.MemberId, first.Points, first.ActivePoints, first.WasKnown));
        Assert.Equal((50L, 50L, true), (again.Points, again.ActivePoints, again.WasKnown));
        Assert.True(byCard.WasKnown);
        var action = Assert.Single(await _bench.Shop.RowsAsync<MemberAction>(), row => row.Action == MemberActions.EventCheckIn);
        Assert.Equal((50L, 20L, "An evening with the author"), (action.Points, action.OwnPoints, action.Subject));
        var entry = Assert.Single(await _bench.Shop.EntriesAsync(member));
        Assert.Equal(["step_action_event_check_in", "step_own_points"], Explanation.FromJson(entry.Explanation).Steps.Select(step => step.Code));
        var place = (await _bench.PlaceAsync(planned, member))!;
        Assert.Equal((RegistrationState.CheckedIn, (long?)50, (DateTime?)_bench.Now), (place.State, place.Points, place.CheckedInAt));
        await _bench.Portal.AssertProvenAsync(_bench.Shop.Id, member);
    }

    [Fact]
    public async Task Scanned_at_two_doors_at_once_it_is_one_coming()
    {
        var (planned, member, ticket) = await RegisteredAsync();
        await using var second = _bench.Portal.NewQueue(2);
        var other = new EventDesk(_bench.Portal.Database, second, new Attempts(_bench.Portal.Database, _bench.Portal.Clock), _bench.Portal.Clock);

        // A sign-in has so many tries at one moment and no more: each door has its own.
        var (here, there) = (_bench.Shop.Actor with { UserId = 501 }, _bench.Shop.Actor with { UserId = 502 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 2 * EventDesk.MostWrongTickets).Select(number => number % 2 == 0 ? _bench.Desk.CheckInAsync(here, planned, ticket) : other.CheckInAsync(there, planned, ticket)));

        Assert.Single(answers, answer => !TestMerchant.Ok(answer).WasKnown);
        Assert.Equal(30, (await _bench.Shop.AccountAsync(member)).Active);
        Assert.Single(await _bench.Shop.EntriesAsync(member));
    }

    [Fact]
    public async Task Two_events_are_two_comings()
    {
        var (first, member, _) = await RegisteredAsync();
        var second = await _bench.PublishedAsync(_bench.Input() with { StartsAt = _bench.Now.AddHours(1), EndsAt = _bench.Now.AddHours(3) });
        TestMerchant.Ok(await _bench.JoinAsync(second, member));

        TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, first, member, walksIn: false));
        Assert.Equal(60, TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, second, member, walksIn: false)).ActivePoints);
    }

    [Fact]
    public async Task Who_came_to_three_events_earns_the_badge_for_it_and_scanning_again_counts_nothing()
    {
        var badges = new BadgeDesk(_bench.Portal, _bench.Shop);
        var badge = await badges.PublishAsync(BadgeDesk.Badge(Criterion<ActionCountSettings>.With<ActionCount>(new ActionCountSettings(MemberActions.EventCheckIn)), 3));
        var member = await _bench.Shop.MemberAsync();
        for (var evening = 1; evening <= 3; evening++)
        {
            var planned = await _bench.PublishedAsync(_bench.Input());
            TestMerchant.Ok(await _bench.JoinAsync(planned, member));
            _bench.Portal.Clock.Set(_bench.Now.AddDays(7).AddMinutes(-20));
            Assert.Empty(await badges.AwardsAsync(member));
            foreach (var isKnown in new[] { false, true })
                Assert.Equal(isKnown, TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, member, walksIn: false)).WasKnown);
            Assert.Equal(evening, (await badges.ProgressAsync(member, badge))!.Marks[""]);
        }

        Assert.Equal(badge, Assert.Single(await badges.AwardsAsync(member)).GoalId);
        Assert.Null((await new BooksVerification(_bench.Portal.Database).VerifyAsync(_bench.Shop.Id)).Difference?.Sentence);
    }

    [Fact]
    public async Task Who_is_not_registered_comes_in_only_where_that_is_said_and_a_seat_is_free()
    {
        var (planned, _, _) = await RegisteredAsync(_bench.Input(2));
        var (passer, late) = (await _bench.Shop.MemberAsync(), await _bench.Shop.MemberAsync());

        TestMerchant.Refused("event_not_registered", await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, passer, walksIn: false));
        Assert.Equal(30, TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, passer, walksIn: true)).Points);
        TestMerchant.Refused("event_full", await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, late, walksIn: true));
        Assert.Equal(RegistrationSource.WalkIn, (await _bench.PlaceAsync(planned, passer))!.Source);
        Assert.Equal(2, (await _bench.ViewAsync(planned)).Taken);
    }

    [Fact]
    public async Task Who_waits_comes_in_when_a_seat_is_free_and_not_before()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(1));
        var (seated, waiting) = (await _bench.Shop.MemberAsync(), await _bench.Shop.MemberAsync());
        TestMerchant.Ok(await _bench.JoinAsync(planned, seated));
        TestMerchant.Ok(await _bench.JoinAsync(planned, waiting));
        _bench.Portal.Clock.Set(_bench.Now.AddDays(7).AddMinutes(1));

        TestMerchant.Refused("event_still_waiting", await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, waiting, walksIn: true));
        TestMerchant.Ok(await _bench.LeaveAsync(planned, seated));
        Assert.Equal(30, TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, waiting, walksIn: false)).Points);
        var view = await _bench.ViewAsync(planned);
        Assert.Equal((1, 0), (view.Taken, view.Waiting));
    }

    [Fact]
    public async Task The_door_opens_half_a_day_before_and_closes_two_days_after()
    {
        var (planned, member, _) = await RegisteredAsync();
        var view = await _bench.ViewAsync(planned);

        _bench.Portal.Clock.Set((view.StartsAt - EventDoor.Before).AddTicks(-10));
        TestMerchant.Refused("event_not_yet", await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, member, walksIn: false));
        Assert.Empty(await _bench.Desk.OpenDoorsAsync(_bench.Shop.Actor));
        _bench.Portal.Clock.Set(view.StartsAt - EventDoor.Before);
        Assert.Single(await _bench.Desk.OpenDoorsAsync(_bench.Shop.Actor));
        _bench.Portal.Clock.Set(view.EndsAt + EventDoor.After);
        TestMerchant.Refused("event_over", await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, member, walksIn: false));
        _bench.Portal.Clock.Set((view.EndsAt + EventDoor.After).AddTicks(-10));
        TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, member, walksIn: false));
        TestMerchant.Refused("event_was_there", await _bench.LeaveAsync(planned, member));
    }

    [Fact]
    public async Task Wrong_tickets_have_one_answer_and_after_ten_of_them_another()
    {
        var (planned, member, ticket) = await RegisteredAsync();
        var elsewhere = await _bench.PublishedAsync(_bench.Input() with { StartsAt = _bench.Now.AddHours(1), EndsAt = _bench.Now.AddHours(3) });
        TestMerchant.Ok(await _bench.JoinAsync(elsewhere, member));
        var otherTicket = (await _bench.PlaceAsync(elsewhere, member))!.Code;

        TestMerchant.Refused("event_ticket", await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, otherTicket));
        TestMerchant.Refused("event_ticket", await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, ticket[..^1] + (ticket[^1] == '0' ? '1' : '0')));
        for (var wrong = 2; wrong < EventDesk.MostWrongTickets; wrong++)
            TestMerchant.Refused("event_ticket", await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, TicketCode.New()));
        TestMerchant.Refused("too_many_attempts", await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, TicketCode.New()));
        TestMerchant.Refused("too_many_attempts", await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, ticket));
        Assert.Empty(await _bench.Shop.EntriesAsync(member));
    }

    [Fact]
    public async Task Right_tickets_and_those_refused_for_another_reason_count_for_nothing()
    {
        var (planned, _, ticket) = await RegisteredAsync();
        var view = await _bench.ViewAsync(planned);
        _bench.Portal.Clock.Set((view.StartsAt - EventDoor.Before).AddTicks(-10));
        for (var time = 0; time <= EventDesk.MostWrongTickets; time++)
            TestMerchant.Refused("event_not_yet", await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, ticket));

        _bench.Portal.Clock.Set(view.StartsAt - EventDoor.Before);
        for (var time = 0; time <= EventDesk.MostWrongTickets; time++)
            TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, ticket));
    }

    [Fact]
    public async Task Nobody_checks_themselves_in()
    {
        var planned = await _bench.PublishedAsync(_bench.Input());
        var clerk = TestMerchant.Ok(await _bench.Portal.Queue.ExecuteAsync(new EnrolMember
        {
            MerchantId = _bench.Shop.Id,
            EnrolledAt = "till",
            Enrolment = new LoyaltyPortal.Members.Enrolment { Name = "Clerk", Email = "clerk@example.com", UserId = 5 },
        })).MemberId;
        TestMerchant.Ok(await _bench.JoinAsync(planned, clerk));
        _bench.Portal.Clock.Set(_bench.Now.AddDays(7));

        var self = new Actor(5, "Clerk", _bench.Shop.Id, _bench.Shop.Actor.Permissions);
        TestMerchant.Refused("action_own", await _bench.Desk.CheckInAsync(self, planned, clerk, walksIn: false));
        Assert.Equal(RegistrationState.Registered, (await _bench.PlaceAsync(planned, clerk))!.State);
    }

    [Fact]
    public async Task A_list_tells_seats_line_and_who_did_not_come()
    {
        var (planned, member, ticket) = await RegisteredAsync(_bench.Input(2));
        var (missing, waiting) = (await _bench.Shop.MemberAsync(), await _bench.Shop.MemberAsync());
        TestMerchant.Ok(await _bench.Desk.RegisterAsync(_bench.Shop.Actor, planned, missing));
        TestMerchant.Ok(await _bench.Desk.RegisterAsync(_bench.Shop.Actor, planned, waiting));
        TestMerchant.Ok(await _bench.Desk.CheckInAsync(_bench.Shop.Actor, planned, ticket));

        Assert.Equal(new AttendeeCounts(2, 1, 1, 0), await _bench.Desk.CountsAsync(_bench.Shop.Actor, planned));
        Assert.Equal([missing], (await ListAsync(AttendeeFilter.Missing)).Select(row => row.MemberId));
        Assert.Equal([waiting], (await ListAsync(AttendeeFilter.Waiting)).Select(row => row.MemberId));
        Assert.Equal([member], (await ListAsync(AttendeeFilter.CheckedIn)).Select(row => row.MemberId));
        var all = new List<Attendee>();
        await foreach (var row in _bench.Desk.AllAsync(_bench.Shop.Actor, planned))
            all.Add(row);
        Assert.Equal([member, missing, waiting], all.Select(row => row.MemberId));

        async Task<IReadOnlyList<Attendee>> ListAsync(AttendeeFilter filter) => TestMerchant.Ok(await _bench.Desk.ListAsync(_bench.Shop.Actor, planned, filter)).Rows;
    }
}
