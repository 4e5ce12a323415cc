using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Trials;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Trials;

public sealed class TrialRunTests : IAsyncLifetime
{
    private static readonly ProgrammeContent Twice = ProgrammeContent.Of([TestPortal.PerUnit(2)]);
    private TestPortal _portal = null!;
    private TrialBench _bench = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync(new FakeClock(new DateTime(2025, 6, 17, 11, 0, 0, DateTimeKind.Utc)));
        _bench = new TrialBench(_portal, await _portal.MerchantAsync(ProgrammeContent.Of([TestPortal.PerUnit(), ActionBonus.With<ActionBonus>("Welcome", new ActionBonusSettings(MemberActions.SignUp, 50))])));
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    private TestMerchant Shop => _bench.Merchant;

    /// <summary>A year of some members who buy, and bring some of it back; the clock is at its end.</summary>
    private async Task<List<long>> YearAsync(int members = 7)
    {
        var people = new List<long>();
        for (var index = 0; index < members; index++)
            people.Add(await Shop.MemberAsync());
        for (var week = 0; week < 52; week++)
        {
            _portal.Clock.Advance(TimeSpan.FromDays(7));
            var buyer = people[week % members];
            var sold = await Shop.BoughtAsync(buyer, TestMerchant.Line(10 + week, "Books", quantity: 3), TestMerchant.Line(4.7m * (week % 5 + 1), "Music"));
            if (week % 3 == 0)
                TestMerchant.Ok(await Shop.ReturnAsync(sold.PurchaseId, new ReturnedLine(1, 1)));
            if (week % 9 == 0)
                TestMerchant.Ok(await Shop.ReturnAsync(sold.PurchaseId, new ReturnedLine(1, 2), new ReturnedLine(2, 1)));
        }

        return people;
    }

    private async Task<ProgrammeContent> PublishedAsync()
    {
        await using var context = _portal.Database.ForMerchant(Shop.Id);
        return CompiledProgrammes.Of(await context.Set<ProgrammeVersion>().AsNoTracking().OrderByDescending(version => version.Number).FirstAsync()).Content;
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public async Task The_published_programme_changes_nothing_anywhere(int? months)
    {
        await YearAsync();
        var result = await _bench.ResultAsync(await PublishedAsync(), months);
        Assert.True(result.Purchases > 0 && result.Then > 0);
        Assert.Equal((0L, 0L, 0L), (result.Change, result.Better, result.Worse));
        Assert.Equal(result.ThenOutstanding, result.DraftOutstanding);
        Assert.All(result.Months, month => Assert.Equal(month.Then, month.Draft));
        Assert.All(result.Bands.Where(band => band is not { From: 0, To: 0 }), band => Assert.Equal(0, band.Members));
        Assert.Empty(result.Winners);
        Assert.Empty(result.Losers);
        Assert.All(result.Tiers, move => Assert.Equal(0, move.Place));
    }

    [Fact]
    public async Task Then_is_what_the_books_say_and_every_part_adds_up_to_the_whole()
    {
        var people = await YearAsync();
        var result = await _bench.ResultAsync(ProgrammeContent.Of([TestPortal.PerUnit(1.7m), ActionBonus.With<ActionBonus>("Welcome", new ActionBonusSettings(MemberActions.SignUp, 20))]));
        var purchases = await Shop.RowsAsync<Purchase>();
        Assert.Equal(purchases.Sum(purchase => purchase.PointsEarned - purchase.PointsReversed) + 50 * people.Count, result.Then);
        Assert.Equal((purchases.Count, people.Count), (result.Purchases, result.Members));
        Assert.Equal(result.Then, result.Months.Sum(month => month.Then));
        Assert.Equal(result.Draft, result.Months.Sum(month => month.Draft));
        Assert.Equal(result.Members, result.Bands.Sum(band => band.Members));
        Assert.Equal(result.Change, result.Bands.Sum(band => band.Points));
        Assert.Equal(result.Change, result.Winners.Sum(member => member.Change) + result.Losers.Sum(member => member.Change));
        Assert.Equal(result.Members, result.Better + result.Worse + result.Same);
    }

    [Fact]
    public async Task Returns_take_back_what_the_tried_programme_gave_line_by_line()
    {
        var member = await Shop.MemberAsync();
        var sold = await Shop.BoughtAsync(member, TestMerchant.Line(9, "Books", quantity: 3), TestMerchant.Line(5, "Music"));
        TestMerchant.Ok(await Shop.ReturnAsync(sold.PurchaseId, new ReturnedLine(1, 2)));
        var result = await _bench.ResultAsync(Twice);

        // Then: 50 + 14 - 6. Twice: no welcome, 28 - 12.
        Assert.Equal((58L, 16L), (result.Then, result.Draft));
        TestMerchant.Ok(await Shop.ReturnAsync(sold.PurchaseId, new ReturnedLine(1, 1), new ReturnedLine(2, 1)));
        result = await _bench.ResultAsync(Twice);
        Assert.Equal((50L, 0L), (result.Then, result.Draft));
    }

    [Fact]
    public async Task What_lies_before_the_time_counts_as_it_was()
    {
        var member = await Shop.MemberAsync();
        var early = await Shop.BoughtAsync(member, TestMerchant.Line(100));
        _portal.Clock.Advance(TimeSpan.FromDays(100));
        await Shop.BoughtAsync(member, TestMerchant.Line(30));
        TestMerchant.Ok(await Shop.ReturnAsync(early.PurchaseId, new ReturnedLine(1, 1)));
        var result = await _bench.ResultAsync(Twice, months: 1);

        // The return of the early purchase is in the time, and takes back on both sides what was really given.
        Assert.Equal((30L - 100, 60L - 100, 1L), (result.Then, result.Draft, result.Purchases));
    }

    [Fact]
    public async Task A_purchase_is_explained_then_and_as_it_would_be()
    {
        var people = await YearAsync();
        var run = await _bench.TryAsync(Twice);
        var whole = run.Result!;
        long then = 0, draft = 0;
        foreach (var person in people)
        {
            var member = TestMerchant.Ok(await _bench.Trials.MemberAsync(_bench.Owner, run.Id, person));
            (then, draft) = (then + member.Then, draft + member.Draft);
            Assert.Equal(member.Draft - member.Then + 50, member.Purchases.Sum(purchase => purchase.Change));
            Assert.All(member.Purchases, purchase => Assert.Equal(purchase.WouldGive, purchase.Explanation.Points));
            var first = member.Purchases[0];
            Assert.Equal(first.Gave, TestMerchant.Ok(await _bench.Trials.WhyThenAsync(_bench.Owner, first.Id)).Points);
        }

        Assert.Equal((whole.Then, whole.Draft), (then, draft));
    }

    [Fact]
    public async Task A_trial_that_is_called_off_keeps_nothing()
    {
        await YearAsync();
        var id = TestMerchant.Ok(await _bench.Trials.StartAsync(_bench.Owner, Twice, 0, null));
        var cancelled = false;
        await _bench.Runner.RunAsync(Shop.Id, id, () =>
        {
            if (!cancelled)
                TestMerchant.Ok(_bench.Trials.CancelAsync(_bench.Owner, id).GetAwaiter().GetResult());
            cancelled = true;
        });
        var view = await _bench.ViewAsync(id);
        Assert.Equal((TrialState.Cancelled, (TrialResult?)null), (view.State, view.Result));
        Assert.False(await _bench.Runner.RunAsync(Shop.Id, id));
        TestMerchant.Refused("trial_wrong_state", await _bench.Trials.CancelAsync(_bench.Owner, id));
    }

    [Fact]
    public async Task Only_so_many_trials_of_a_merchant_wait_at_once()
    {
        for (var number = 0; number < TrialService.MostWaiting; number++)
            TestMerchant.Ok(await _bench.Trials.StartAsync(_bench.Owner, Twice, 0, null));
        TestMerchant.Refused("trial_too_many", await _bench.Trials.StartAsync(_bench.Owner, Twice, 0, null));
        Assert.True(await _bench.Runner.RunAsync(_bench.Merchant.Id, TestMerchant.Ok(await _bench.Trials.ListAsync(_bench.Owner, TrialKind.WhatIf))[0].Id));
        TestMerchant.Ok(await _bench.Trials.StartAsync(_bench.Owner, Twice, 0, null));
    }

    [Fact]
    public async Task A_trial_whose_portal_died_is_run_by_the_next_one()
    {
        await YearAsync();
        var id = TestMerchant.Ok(await _bench.Trials.StartAsync(_bench.Owner, Twice, 0, null));
        await Assert.ThrowsAsync<IOException>(() => _bench.Runner.RunAsync(Shop.Id, id, () => throw new IOException("The power went.")));
        Assert.False(await _bench.Runner.RunAsync(Shop.Id, id));
        _portal.Clock.Advance(ILeased.Lease + TimeSpan.FromSeconds(1));
        Assert.True(await _bench.Runner.RunAsync(Shop.Id, id));
        Assert.Equal(TrialState.Completed, (await _bench.ViewAsync(id)).State);
        Assert.NotNull((await _bench.ViewAsync(id)).Result);
    }

    [Fact]
    public async Task A_trial_that_cannot_be_run_says_so_and_is_not_tried_for_ever()
    {
        await YearAsync();
        var id = TestMerchant.Ok(await _bench.Trials.StartAsync(_bench.Owner, Twice, 0, null));
        Assert.True(await _bench.Runner.RunAsync(Shop.Id, id, () => throw new InvalidOperationException("A bug.")));
        Assert.Equal(TrialState.Failed, (await _bench.ViewAsync(id)).State);
        Assert.False(await _bench.Runner.RunAsync(Shop.Id, id));
    }

    [Fact]
    public async Task Another_merchant_sees_nothing_of_it()
    {
        var people = await YearAsync();
        var run = await _bench.TryAsync(Twice);
        var other = new TrialBench(_portal, await _portal.MerchantAsync());
        TestMerchant.Refused("trial_unknown", await other.Trials.FindAsync(other.Owner, run.Id));
        TestMerchant.Refused("trial_unknown", await other.Trials.MemberAsync(other.Owner, run.Id, people[0]));
        TestMerchant.Refused("trial_unknown", await other.Trials.CancelAsync(other.Owner, run.Id));
        Assert.Empty(TestMerchant.Ok(await other.Trials.ListAsync(other.Owner, TrialKind.WhatIf)));
        Assert.False(await other.Runner.RunAsync(other.Merchant.Id, run.Id));
        Assert.Equal(0, (await other.ResultAsync(Twice)).Purchases);
        var mine = TestMerchant.Ok(await other.Trials.StartAsync(other.Owner, Twice, 0, null));
        TestMerchant.Refused("member_unknown", await other.Trials.MemberAsync(other.Owner, mine, people[0]));
    }

    [Fact]
    public async Task Who_may_not_change_the_programme_may_not_try_one()
    {
        var cashier = _bench.Owner with { Permissions = System.Collections.Frozen.FrozenSet.ToFrozenSet([LoyaltyPortal.Platform.Access.Permission.UseTill]) };
        TestMerchant.Refused("not_allowed", await _bench.Trials.StartAsync(cashier, Twice, 0, null));
        TestMerchant.Refused("not_allowed", await _bench.Trials.ListAsync(cashier, TrialKind.WhatIf));
        TestMerchant.Refused("not_allowed", await _bench.Retro.StartAsync(cashier, new DateOnly(2025, 1, 1), new DateOnly(2025, 1, 2)));
        TestMerchant.Refused("not_allowed", await _bench.Retro.ApproveAllAsync(cashier, 1));
        TestMerchant.Refused("trial_months", await _bench.Trials.StartAsync(_bench.Owner, Twice, 0, 0));
        TestMerchant.Refused("rule_no_base", await _bench.Trials.StartAsync(_bench.Owner, ProgrammeContent.Empty, 0, 1));
        TestMerchant.Refused("trial_nothing_to_try", await _bench.Trials.StartAsync(_bench.Owner, 77, 1));
    }
}
