using LoyaltyPortal.Events;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Attendance;

namespace LoyaltyPortal.Tests.Events;

/// <summary>Seats, and the line for them.</summary>
public sealed class EventSeatsTests : IAsyncLifetime
{
    private EventBench _bench = null!;

    public async Task InitializeAsync() => _bench = await EventBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task A_thousand_members_who_join_an_event_of_fifty_seats_from_two_portals_at_once_are_fifty_and_a_line_in_order()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(50));
        var members = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => _bench.Shop.MemberAsync()));
        await using var second = _bench.Portal.NewQueue(2);
        var (here, there) = (members[..500], members[500..]);

        var answers = await Task.WhenAll(
            Task.WhenAll(here.Select(member => _bench.JoinAsync(planned, member))),
            Task.WhenAll(there.Select(member => _bench.JoinAsync(planned, member, second))));

        var places = (await _bench.Shop.RowsAsync<EventRegistration>()).OrderBy(place => place.Number).ToList();
        Assert.Equal(Enumerable.Range(1, 1_000).Select(number => (long)number), places.Select(place => place.Number));
        Assert.All(places.Take(50), place => Assert.Equal(RegistrationState.Registered, place.State));
        Assert.All(places.Skip(50), place => Assert.Equal(RegistrationState.Waiting, place.State));
        Assert.Equal(1_000, places.Select(place => place.Code).Distinct().Count());

        // The order of recording: whoever stood in one portal's line before another was recorded before them, and was answered so.
        foreach (var (people, got) in new[] { (here, answers[0]), (there, answers[1]) })
        {
            var numbers = got.Select(answer => TestMerchant.Ok(answer).Number).ToList();
            Assert.Equal(numbers.Order(), numbers);
            Assert.Equal(numbers, people.Select(member => places.Single(place => place.MemberId == member).Number));
        }

        var view = await _bench.ViewAsync(planned);
        Assert.Equal((50, 950, 0), (view.Taken, view.Waiting, view.Free));

        // More seats: the first of the line get them, and they alone are written to.
        TestMerchant.Ok(await _bench.Events.SaveAsync(_bench.Shop.Actor, "more", planned, view.Version, _bench.Input(120), publishes: false));
        var after = (await _bench.Shop.RowsAsync<EventRegistration>()).OrderBy(place => place.Number).ToList();
        Assert.All(after.Take(120), place => Assert.Equal(RegistrationState.Registered, place.State));
        Assert.All(after.Skip(120), place => Assert.Equal(RegistrationState.Waiting, place.State));
        Assert.Equal(70, (await _bench.LettersAsync()).Count(letter => letter.Contains("Promoted", StringComparison.Ordinal)));
        view = await _bench.ViewAsync(planned);
        Assert.Equal((120, 880), (view.Taken, view.Waiting));
    }

    [Fact]
    public async Task When_somebody_leaves_the_first_in_line_has_the_seat_and_is_told_by_letter_and_signal()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(1));
        var (first, second, third) = (await _bench.Shop.MemberAsync(), await _bench.Shop.MemberAsync(), await _bench.Shop.MemberAsync());
        foreach (var member in new[] { first, second, third })
            TestMerchant.Ok(await _bench.JoinAsync(planned, member));
        var told = new TaskCompletionSource();
        using var listening = _bench.Portal.Signals.Listen(second, () =>
        {
            told.TrySetResult();
            return Task.CompletedTask;
        });

        TestMerchant.Ok(await _bench.LeaveAsync(planned, first));

        await told.Task.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(RegistrationState.Registered, (await _bench.PlaceAsync(planned, second))!.State);
        Assert.Equal(_bench.Now, (await _bench.PlaceAsync(planned, second))!.PromotedAt);
        Assert.Equal(RegistrationState.Waiting, (await _bench.PlaceAsync(planned, third))!.State);
        var letter = Assert.Single(await _bench.LettersAsync());
        Assert.Contains($"\"memberId\":{second}", letter, StringComparison.Ordinal);

        // Who comes again stands at the end.
        Assert.Equal(RegistrationState.Waiting, TestMerchant.Ok(await _bench.JoinAsync(planned, first)).State);
        TestMerchant.Ok(await _bench.LeaveAsync(planned, second));
        Assert.Equal(RegistrationState.Registered, (await _bench.PlaceAsync(planned, third))!.State);
        var view = await _bench.ViewAsync(planned);
        Assert.Equal((1, 1), (view.Taken, view.Waiting));
    }

    [Fact]
    public async Task Who_leaves_the_line_frees_no_seat()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(1));
        var (first, second) = (await _bench.Shop.MemberAsync(), await _bench.Shop.MemberAsync());
        TestMerchant.Ok(await _bench.JoinAsync(planned, first));
        TestMerchant.Ok(await _bench.JoinAsync(planned, second));

        TestMerchant.Ok(await _bench.LeaveAsync(planned, second));

        var view = await _bench.ViewAsync(planned);
        Assert.Equal((1, 0), (view.Taken, view.Waiting));
        TestMerchant.Refused("event_not_registered", await _bench.LeaveAsync(planned, second));
        Assert.Empty(await _bench.LettersAsync());
    }

    [Fact]
    public async Task A_member_has_one_place_and_so_has_the_person_after_a_merge()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(5));
        var (survivor, merged) = (await _bench.Shop.MemberAsync(), await _bench.Shop.MemberAsync());
        TestMerchant.Ok(await _bench.JoinAsync(planned, merged));
        TestMerchant.Refused("event_already", await _bench.JoinAsync(planned, merged));
        TestMerchant.Ok(await _bench.Portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _bench.Shop.Id, SurvivorId = survivor, MergedId = merged, By = _bench.Shop.Actor }));

        TestMerchant.Refused("event_already", await _bench.JoinAsync(planned, survivor));
        TestMerchant.Ok(await _bench.LeaveAsync(planned, survivor));
        Assert.Equal(0, (await _bench.ViewAsync(planned)).Taken);
    }

    [Fact]
    public async Task Who_is_to_be_forgotten_gives_every_open_place_back_and_what_is_over_stays()
    {
        var (member, next) = (await _bench.Shop.MemberAsync(), await _bench.Shop.MemberAsync());
        var past = await _bench.PublishedAsync(_bench.Input(1) with { StartsAt = _bench.Now.AddHours(1), EndsAt = _bench.Now.AddHours(2) });
        TestMerchant.Ok(await _bench.JoinAsync(past, member));
        _bench.Portal.Clock.Advance(TimeSpan.FromHours(3));
        var planned = await _bench.PublishedAsync(_bench.Input(1));
        TestMerchant.Ok(await _bench.JoinAsync(planned, member));
        TestMerchant.Ok(await _bench.JoinAsync(planned, next));

        TestMerchant.Ok(await _bench.Portal.Queue.ExecuteAsync(new BookCommand(_bench.Shop.Id, async work =>
        {
            await EventBook.In(work).ForgetAsync(_bench.Shop.Id, member);
            return new EventPlace(planned, member, RegistrationState.Left, 0);
        })));

        Assert.Equal(RegistrationState.Left, (await _bench.PlaceAsync(planned, member))!.State);
        Assert.Equal(RegistrationState.Registered, (await _bench.PlaceAsync(planned, next))!.State);
        Assert.Equal(RegistrationState.Registered, (await _bench.PlaceAsync(past, member))!.State);
        await using var context = _bench.Portal.Database.ForMerchant(_bench.Shop.Id);
        var sheets = await new EventsPersonalData().SheetsAsync(context, new PersonalScope(_bench.Shop.Id, [member]), CancellationToken.None);
        Assert.Equal(2, sheets[0].Rows.Count);
        Assert.All(sheets.SelectMany(sheet => sheet.Rows.Select(row => (sheet, row))), pair => Assert.Equal(pair.sheet.Columns.Count, pair.row.Count));
    }

    [Fact]
    public async Task Seats_cannot_be_fewer_than_are_taken()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(3));
        for (var count = 0; count < 2; count++)
            TestMerchant.Ok(await _bench.JoinAsync(planned, await _bench.Shop.MemberAsync()));
        var version = (await _bench.ViewAsync(planned)).Version;

        TestMerchant.Refused("event_capacity_taken", await _bench.Events.SaveAsync(_bench.Shop.Actor, "one", planned, version, _bench.Input(1), publishes: false));
        Assert.Equal(3, (await _bench.ViewAsync(planned)).Capacity);
        TestMerchant.Ok(await _bench.Events.SaveAsync(_bench.Shop.Actor, "two", planned, version, _bench.Input(2), publishes: false));
        Assert.Equal(RegistrationState.Waiting, TestMerchant.Ok(await _bench.JoinAsync(planned, await _bench.Shop.MemberAsync())).State);
    }

    [Fact]
    public async Task Only_the_tiers_that_are_meant_may_come_and_staff_may_bring_anybody()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(5) with { TierKeys = ["gold"] });
        var (bronze, gold) = (await _bench.Shop.MemberAsync(), await _bench.Shop.MemberAsync());
        await _bench.Shop.BoughtAsync(gold, TestMerchant.Line(600));

        TestMerchant.Refused("event_tier", await _bench.JoinAsync(planned, bronze));
        Assert.Equal(RegistrationState.Registered, TestMerchant.Ok(await _bench.JoinAsync(planned, gold)).State);
        TestMerchant.Ok(await _bench.Desk.RegisterAsync(_bench.Shop.Actor, planned, bronze));
    }

    [Fact]
    public async Task Registration_opens_and_closes_at_its_instants_and_drafts_are_nobodys()
    {
        var input = _bench.Input(5) with { OpensAt = _bench.Now.AddDays(1), ClosesAt = _bench.Now.AddDays(3) };
        var planned = await _bench.PublishedAsync(input);
        var draft = TestMerchant.Ok(await _bench.Events.SaveAsync(_bench.Shop.Actor, "draft", null, 0, _bench.Input(), publishes: false)).EventId;
        TestMerchant.Refused("event_unknown", await _bench.JoinAsync(draft, await _bench.Shop.MemberAsync()));

        _bench.Portal.Clock.Set(input.OpensAt.Value.AddTicks(-10));
        TestMerchant.Refused("event_not_open", await _bench.JoinAsync(planned, await _bench.Shop.MemberAsync()));
        _bench.Portal.Clock.Set(input.OpensAt.Value);
        TestMerchant.Ok(await _bench.JoinAsync(planned, await _bench.Shop.MemberAsync()));
        _bench.Portal.Clock.Set(input.ClosesAt.Value.AddTicks(-10));
        TestMerchant.Ok(await _bench.JoinAsync(planned, await _bench.Shop.MemberAsync()));
        _bench.Portal.Clock.Set(input.ClosesAt.Value);
        TestMerchant.Refused("event_closed", await _bench.JoinAsync(planned, await _bench.Shop.MemberAsync()));
    }

    [Fact]
    public async Task Once_it_has_begun_nobody_is_fetched_from_the_line()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(1));
        var (first, second) = (await _bench.Shop.MemberAsync(), await _bench.Shop.MemberAsync());
        TestMerchant.Ok(await _bench.JoinAsync(planned, first));
        TestMerchant.Ok(await _bench.JoinAsync(planned, second));
        _bench.Portal.Clock.Set(_bench.Now.AddDays(7).AddMinutes(1));

        TestMerchant.Ok(await _bench.LeaveAsync(planned, first));

        Assert.Equal(RegistrationState.Waiting, (await _bench.PlaceAsync(planned, second))!.State);
        Assert.Empty(await _bench.LettersAsync());
    }

    [Fact]
    public async Task A_cancelled_event_tells_everybody_once_and_takes_nobody_any_more()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(1));
        for (var count = 0; count < 3; count++)
            TestMerchant.Ok(await _bench.JoinAsync(planned, await _bench.Shop.MemberAsync()));
        var left = await _bench.Shop.MemberAsync();
        TestMerchant.Ok(await _bench.JoinAsync(planned, left));
        TestMerchant.Ok(await _bench.LeaveAsync(planned, left));
        var sequence = (await _bench.ViewAsync(planned)).Sequence;

        Assert.Equal(3, TestMerchant.Ok(await _bench.Desk.CancelAsync(_bench.Shop.Actor, "off", planned)).Told);
        Assert.Equal(0, TestMerchant.Ok(await _bench.Desk.CancelAsync(_bench.Shop.Actor, "again", planned)).Told);

        Assert.Equal(3, (await _bench.LettersAsync()).Count(letter => letter.Contains("Cancelled", StringComparison.Ordinal)));
        var view = await _bench.ViewAsync(planned);
        Assert.Equal((EventState.Cancelled, sequence + 1), (view.State, view.Sequence));
        TestMerchant.Refused("event_cancelled", await _bench.JoinAsync(planned, left));
        TestMerchant.Refused("event_cancelled", await _bench.Events.SaveAsync(_bench.Shop.Actor, "late", planned, view.Version, _bench.Input(), publishes: false));
    }

    [Fact]
    public async Task A_ticket_that_is_paid_for_is_a_seat_or_nothing_and_goes_back_only_with_what_paid_for_it()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(1));
        var (payer, late) = (await _bench.Shop.MemberAsync(), await _bench.Shop.MemberAsync());

        Assert.Equal(RegistrationState.Registered, TestMerchant.Ok(await Paid(payer, 77)).State);
        TestMerchant.Refused("event_full", await Paid(late, 78));
        TestMerchant.Refused("event_from_reward", await _bench.LeaveAsync(planned, payer));
        TestMerchant.Ok(await Back(payer, 77));
        Assert.Equal(0, (await _bench.ViewAsync(planned)).Taken);

        Task<LoyaltyPortal.Platform.Results.Result<EventPlace>> Paid(long member, long redemption) => _bench.Portal.Queue.ExecuteAsync(new BookCommand(_bench.Shop.Id, async work =>
            (await EventBook.In(work).RegisterAsync(_bench.Shop.Id, planned, new PlaceAsked(member, null, RegistrationSource.Reward) { RedemptionId = redemption, MayWait = false }, _bench.Shop.View.Zone)).Then(EventPlaceOf)));
        Task<LoyaltyPortal.Platform.Results.Result<EventPlace>> Back(long member, long redemption) => _bench.Portal.Queue.ExecuteAsync(new BookCommand(_bench.Shop.Id, async work =>
            (await EventBook.In(work).LeaveAsync(_bench.Shop.Id, planned, member, [], redemption)).Then(EventPlaceOf)));
    }

    [Fact]
    public async Task A_form_that_is_out_of_date_is_refused_and_the_same_form_twice_is_one_event()
    {
        var first = TestMerchant.Ok(await _bench.Events.SaveAsync(_bench.Shop.Actor, "form", null, 0, _bench.Input(), publishes: true));
        var again = TestMerchant.Ok(await _bench.Events.SaveAsync(_bench.Shop.Actor, "form", null, 0, _bench.Input(), publishes: true));
        Assert.Equal(first, again);
        Assert.Single(await _bench.Shop.RowsAsync<MemberEvent>());

        TestMerchant.Ok(await _bench.Events.SaveAsync(_bench.Shop.Actor, "a", first.EventId, first.Version, _bench.Input() with { Title = "Another title" }, publishes: false));
        TestMerchant.Refused("event_changed_meanwhile", await _bench.Events.SaveAsync(_bench.Shop.Actor, "b", first.EventId, first.Version, _bench.Input(9), publishes: false));
    }

    [Fact]
    public async Task Another_time_is_told_to_who_has_a_place_and_another_title_is_not()
    {
        var planned = await _bench.PublishedAsync(_bench.Input(1));
        TestMerchant.Ok(await _bench.JoinAsync(planned, await _bench.Shop.MemberAsync()));
        TestMerchant.Ok(await _bench.JoinAsync(planned, await _bench.Shop.MemberAsync()));
        var view = await _bench.ViewAsync(planned);

        var renamed = TestMerchant.Ok(await _bench.Events.SaveAsync(_bench.Shop.Actor, "a", planned, view.Version, view.ToInput() with { Title = "A new title" }, publishes: false));
        Assert.Empty(await _bench.LettersAsync());
        TestMerchant.Ok(await _bench.Events.SaveAsync(_bench.Shop.Actor, "b", planned, renamed.Version, view.ToInput() with { EndsAt = view.EndsAt.AddHours(1) }, publishes: false));

        Assert.Equal(2, (await _bench.LettersAsync()).Count(letter => letter.Contains("Changed", StringComparison.Ordinal)));
        Assert.Equal(2, (await _bench.ViewAsync(planned)).Sequence);
    }

    [Fact]
    public async Task Who_may_not_plan_plans_nothing_and_another_merchants_event_is_unknown()
    {
        var planned = await _bench.PublishedAsync(_bench.Input());
        var cashier = new Actor(5, "Cashier", _bench.Shop.Id, LoyaltyPortal.Merchants.RolePermissions.Of(LoyaltyPortal.Merchants.StaffRole.Cashier));
        TestMerchant.Refused("not_allowed", await _bench.Events.SaveAsync(cashier, "x", null, 0, _bench.Input(), publishes: true));
        TestMerchant.Refused("not_allowed", await _bench.Desk.CancelAsync(cashier, "x", planned));
        TestMerchant.Refused("not_allowed", await _bench.Desk.ListAsync(cashier, planned, AttendeeFilter.Seats));

        var other = await _bench.Portal.MerchantAsync();
        TestMerchant.Refused("event_unknown", await _bench.Events.FindAsync(other.Actor, planned));
        TestMerchant.Refused("event_unknown", await _bench.Desk.RegisterAsync(other.Actor, planned, await other.MemberAsync()));
        TestMerchant.Refused("event_unknown", await _bench.Desk.CancelAsync(other.Actor, "y", planned));
    }

    private static EventPlace EventPlaceOf(EventRegistration place) => new(place.EventId, place.MemberId, place.State, place.Number);
}
