using LoyaltyPortal.Corrections;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Corrections;

/// <summary>Two members who are one person, and one who turns out to be two.</summary>
public sealed class MergeTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private MergeService _service = null!;
    private TransferService _transfers = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync(
            new PointsPolicy { Expiry = ExpiryKind.Rolling, ExpiryMonths = 12, Transfers = true, AdjustmentLimit = 500 }, null,
            TestPortal.PerUnit(), EarningRule<ActionBonusSettings>.With<ActionBonus>("Welcome", new ActionBonusSettings(MemberActions.SignUp, 50)));
        var members = new MemberService(_portal.Database, new MemberLookup(_portal.Database), new AuditLog(_portal.Database, _portal.Clock), _portal.Ids, _portal.Clock);
        _service = new MergeService(_portal.Database, _portal.Queue, members, _portal.Ledger, _portal.Directory);
        _transfers = new TransferService(_portal.Database, _portal.Queue, _portal.Ledger, new Attempts(_portal.Database, _portal.Clock), _portal.Clock);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private Actor Staff(long userId = 1) => new(userId, "Staff", _shop.Id, RolePermissions.Of(StaffRole.Manager));

    private Task<Result<MergeAnswer>> MergeAsync(long survivor, long merged) => _service.MergeAsync(Staff(), _portal.NewKey(), survivor, merged);

    [Fact]
    public async Task A_merged_members_number_leads_to_a_survivor_who_has_lost_its_own()
    {
        var (survivor, first, second) = (await _shop.MemberAsync(), await _shop.MemberAsync("C-1"), await _shop.MemberAsync("C-2"));
        var gave = TestMerchant.Ok(await MergeAsync(survivor, first)); // the survivor goes by C-1 now, and C-2 stays with the second
        TestMerchant.Ok(await MergeAsync(survivor, second));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new UnmergeMembers { MerchantId = _shop.Id, MergeId = gave.MergeId, By = Staff() }));

        var bought = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = _shop.Id,
            StoreId = _shop.Store,
            Customer = new CustomerInput("C-2"),
            Reference = "S-1",
            Source = PurchaseSource.Import,
            ImportId = 7,
            Lines = [TestMerchant.Line(10)],
        }));

        Assert.Equal(survivor, (await _shop.RowsAsync<Purchase>()).Single(purchase => purchase.Id == bought.PurchaseId).MemberId);
        Assert.Equal((null, "C-1", "C-2"), ((await MemberAsync(survivor)).ExternalId, (await MemberAsync(first)).ExternalId, (await MemberAsync(second)).ExternalId));
    }

    private async Task<Member> MemberAsync(long id) => (await _shop.RowsAsync<Member>()).Single(member => member.Id == id);

    /// <summary>Everything that a person's numbers are: equal before a merge and after its undoing.</summary>
    private async Task<string> NumbersAsync()
    {
        var lines = new List<string>();
        lines.AddRange((await _shop.RowsAsync<PointsAccount>()).Select(row => $"account {row.Id} {row.Active} {row.Pending} {row.LifetimeEarned} {row.LifetimeRedeemed}"));
        lines.AddRange((await _shop.RowsAsync<Lot>()).Where(row => row.Remaining > 0).Select(row => $"lot {row.AccountId} {row.Sequence} {row.Remaining} {row.EarnedAt:O} {row.ExpiresAt:O}"));
        lines.AddRange((await _shop.RowsAsync<Purchase>()).Select(row => $"purchase {row.Id} {row.MemberId} {row.OwnLot} {row.State} {row.PointsReversed}"));
        lines.AddRange((await _shop.RowsAsync<PurchaseReturn>()).Select(row => $"return {row.Id} {row.MemberId}"));
        lines.AddRange((await _shop.RowsAsync<MemberFacts>()).Select(row => $"facts {row.MemberId} {row.Purchases} {row.NetSales} {row.ReturnedNet} {row.FirstPurchaseAt:O} {row.LastPurchaseAt:O}"));
        lines.AddRange((await _shop.RowsAsync<MemberDay>()).Where(row => (row.Visits, row.Net, row.PurchasePoints, row.OtherPoints) != default).Select(row => $"day {row.MemberId} {row.Day} {row.Visits} {row.Net} {row.PurchasePoints} {row.OtherPoints}"));
        lines.AddRange((await _shop.RowsAsync<MemberMonth>()).Where(row => row.Purchases > 0).Select(row => $"month {row.MemberId} {row.Month} {row.Purchases} {row.NetSales}"));
        lines.AddRange((await _shop.RowsAsync<CohortMonth>()).Where(row => row.Members > 0).Select(row => $"cohort {row.Cohort} {row.Month} {row.Members} {row.Purchases} {row.NetSales}"));
        lines.AddRange((await _shop.RowsAsync<StoreDay>()).Select(row => $"store {row.StoreId} {row.Day} {row.FirstTimeOrders} {row.ReturningOrders} {row.Returns} {row.Enrolments} {row.PointsIssued} {row.PointsReversed} {row.PointsRedeemed}"));
        lines.AddRange((await _shop.RowsAsync<Member>()).Select(row => $"member {row.Id} {row.Status} {row.NormalizedEmail} {row.Phone} {row.ExternalId} {row.MergedInto}"));
        return string.Join(Environment.NewLine, lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("HardCase", "21")]
    public async Task Merging_moves_points_with_their_dates_unions_history_and_gives_a_one_time_bonus_once()
    {
        var (ann, anne) = (await _shop.MemberAsync(), await _shop.MemberAsync("C-77"));
        await _shop.BoughtAsync(ann, TestMerchant.Line(100));
        _portal.Clock.Advance(TimeSpan.FromDays(40));
        var bought = await _shop.BoughtAsync(anne, TestMerchant.Line(30));
        var dates = (await _shop.LotsAsync(anne)).Select(lot => (lot.EarnedAt, lot.ExpiresAt)).ToList();

        var preview = TestMerchant.Ok(await _service.PreviewAsync(Staff(), ann, anne));
        var answer = TestMerchant.Ok(await MergeAsync(ann, anne));

        Assert.Equal(((long)180, 50L), (preview.ActiveAfter, Assert.Single(preview.Doubled).Points));
        Assert.Equal((80, 50, 180), (answer.Points, answer.Deduplicated, answer.ActivePoints));
        Assert.Equal((180, 0), ((await _shop.AccountAsync(ann)).Active, (await _shop.AccountAsync(anne)).Active));
        Assert.Subset((await _shop.LotsAsync(ann)).Select(lot => (lot.EarnedAt, lot.ExpiresAt)).ToHashSet(), dates.ToHashSet());
        Assert.Contains(await _shop.EntriesAsync(ann), entry => entry.Kind == EntryKind.AdjustmentDebit && entry.Points == -50 && entry.Explanation.Contains("step_bonus_once_sign_up", StringComparison.Ordinal));
        Assert.All(await _shop.RowsAsync<Purchase>(), purchase => Assert.Equal(ann, purchase.MemberId));
        var facts = Assert.Single(await _shop.RowsAsync<MemberFacts>(), facts => facts.Purchases > 0);
        Assert.Equal((ann, 2, 130m), (facts.MemberId, facts.Purchases, facts.NetSales));
        Assert.Equal(("c-77", MemberStatus.Merged, ann), ((await MemberAsync(ann)).ExternalId?.ToLowerInvariant(), (await MemberAsync(anne)).Status, (await MemberAsync(anne)).MergedInto));

        // A return takes back exactly what that purchase had earned, from the lot that came over.
        var back = TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));
        Assert.Equal((30, 150), (back.PointsReversed, back.ActivePoints));
        await _portal.AssertProvenAsync(_shop.Id, ann);
        await _portal.AssertProvenAsync(_shop.Id, anne);
    }

    [Fact]
    [Trait("HardCase", "21")]
    public async Task A_doubled_bonus_that_undoing_gives_back_after_its_time_lapses_with_the_undoing()
    {
        var (ann, anne) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        var merge = TestMerchant.Ok(await MergeAsync(ann, anne));
        _portal.Clock.Advance(TimeSpan.FromDays(400));

        TestMerchant.Ok(await _service.UnmergeAsync(Staff(), merge.MergeId));

        var account = await _shop.AccountAsync(ann);
        Assert.Equal((0, 100), (account.Active, account.LifetimeExpired));
        await _portal.AssertProvenAsync(_shop.Id, ann);
        await _portal.AssertProvenAsync(_shop.Id, anne);
    }

    [Fact]
    [Trait("HardCase", "21")]
    public async Task The_code_and_the_contacts_of_the_merged_lead_to_the_survivor()
    {
        var (ann, anne) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        var (code, email) = ((await MemberAsync(anne)).Code, (await MemberAsync(anne)).Email!);
        TestMerchant.Ok(await MergeAsync(ann, anne));

        var lookup = new MemberLookup(_portal.Database);
        Assert.Equal((ann, true), (Assert.Single((await lookup.FindAsync(_shop.Id, code, 5)).Hits).Member.Id, (await lookup.FindAsync(_shop.Id, code, 5)).Hits[0].IsExact));
        Assert.Equal(ann, Assert.Single((await lookup.FindAsync(_shop.Id, email, 5)).Hits).Member.Id);
        Assert.Equal(ann, (await _shop.BoughtAsync(anne, TestMerchant.Line(10))).MemberId);
        TestMerchant.Refused("member_unknown", await MergeAsync(ann, anne));
        TestMerchant.Refused("merge_self", await MergeAsync(ann, ann));
    }

    [Theory]
    [Trait("HardCase", "21")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Merged_and_unmerged_with_nothing_in_between_every_number_is_as_it_was(int seed)
    {
        var random = new Random(seed);
        long[] people = [await _shop.MemberAsync(), await _shop.MemberAsync("E-1"), await _shop.MemberAsync()];
        var bought = new List<long>();
        for (var step = 0; step < 25; step++)
        {
            var person = people[random.Next(people.Length)];
            _portal.Clock.Advance(TimeSpan.FromDays(random.Next(0, 9)));
            switch (random.Next(5))
            {
                case 0:
                    await _shop.CreditAsync(person, random.Next(1, 90), random.Next(2) == 0 ? null : _portal.Clock.Now.AddDays(random.Next(1, 400)));
                    break;
                case 1:
                    await _shop.DebitAsync(person, random.Next(1, 40));
                    break;
                case 2 when bought.Count > 0:
                    await _shop.ReturnAsync(bought[random.Next(bought.Count)], new ReturnedLine(1, random.Next(1, 3)));
                    break;
                default:
                    bought.Add((await _shop.BoughtAsync(person, TestMerchant.Line(random.Next(5, 200), quantity: 3))).PurchaseId);
                    break;
            }
        }

        foreach (var person in people)
            TestMerchant.Ok(await _shop.SettleAsync(person));
        var before = await NumbersAsync();
        var total = (await _shop.RowsAsync<PointsAccount>()).Sum(account => account.Active + account.Pending);

        var first = TestMerchant.Ok(await MergeAsync(people[0], people[1]));
        var second = TestMerchant.Ok(await MergeAsync(people[2], people[0]));
        Assert.Equal(total - first.Deduplicated - second.Deduplicated, (await _shop.RowsAsync<PointsAccount>()).Sum(account => account.Active + account.Pending));
        TestMerchant.Refused("merge_further", await _service.UnmergeAsync(Staff(), first.MergeId));
        TestMerchant.Ok(await _service.UnmergeAsync(Staff(), second.MergeId));
        TestMerchant.Ok(await _service.UnmergeAsync(Staff(), first.MergeId));

        Assert.Equal(before, await NumbersAsync());
        foreach (var person in people)
            await _portal.AssertProvenAsync(_shop.Id, person);
        Assert.Equal(first.MergeId, TestMerchant.Ok(await _service.UnmergeAsync(Staff(), first.MergeId)).MergeId); // sent again: the first answer
        TestMerchant.Refused("merge_unknown", await _service.UnmergeAsync(Staff() with { UserId = 4711 }, first.MergeId));
    }

    [Fact]
    [Trait("HardCase", "21")]
    public async Task What_was_spent_since_stays_spent_and_no_point_is_lost_or_made()
    {
        var (ann, anne) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        await _shop.BoughtAsync(anne, TestMerchant.Line(100));
        var merge = TestMerchant.Ok(await MergeAsync(ann, anne));
        Assert.Equal(150, merge.ActivePoints);
        TestMerchant.Ok(await _shop.DebitAsync(ann, 120));

        TestMerchant.Ok(await _service.UnmergeAsync(Staff(), merge.MergeId));

        var (left, back) = (await _shop.AccountAsync(ann), await _shop.AccountAsync(anne));
        Assert.Equal(150 + merge.Deduplicated - 120, left.Active + back.Active);
        await _portal.AssertProvenAsync(_shop.Id, ann);
        await _portal.AssertProvenAsync(_shop.Id, anne);
    }

    [Fact]
    [Trait("HardCase", "25")]
    public async Task Nobody_merges_their_own_membership()
    {
        var ann = await _shop.MemberAsync();
        var own = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new EnrolMember
        {
            MerchantId = _shop.Id,
            EnrolledAt = "till",
            Enrolment = new Enrolment { Name = "Manager herself", Email = "own@example.com", StoreId = _shop.Store, UserId = 1 },
        })).MemberId;

        TestMerchant.Refused("own_member", await MergeAsync(ann, own));
        TestMerchant.Refused("own_member", await MergeAsync(own, ann));
        TestMerchant.Refused("own_member", await _transfers.TransferAsync(Staff(), "t", ann, own, 10));
    }

    [Fact]
    public async Task Points_given_to_another_member_keep_their_dates_and_unknown_ones_get_one_answer()
    {
        var (ann, bob) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        await _shop.BoughtAsync(ann, TestMerchant.Line(700));
        var expiry = (await _shop.LotsAsync(ann))[0].ExpiresAt;
        _portal.Clock.Advance(TimeSpan.FromDays(30));
        var email = (await MemberAsync(bob)).Email!;

        var given = TestMerchant.Ok(await _transfers.GiveAsync(_shop.Id, "1", ann, email, 40));

        Assert.Equal((40, 710), (given.Points, given.ActivePoints));
        Assert.Equal(90, (await _shop.AccountAsync(bob)).Active);
        Assert.Equal(expiry, (await _shop.LotsAsync(bob))[^1].ExpiresAt);
        TestMerchant.Refused("transfer_recipient", await _transfers.GiveAsync(_shop.Id, "2", ann, "nobody@example.com", 10));
        TestMerchant.Refused("transfer_recipient", await _transfers.GiveAsync(_shop.Id, "3", ann, (await MemberAsync(ann)).Email!, 10));
        TestMerchant.Refused("transfer_limit", await _transfers.GiveAsync(_shop.Id, "4", ann, email, 501));
        TestMerchant.Refused("points_not_enough", await _transfers.GiveAsync(_shop.Id, "5", bob, (await MemberAsync(ann)).Code, 91));
        foreach (var attempt in Enumerable.Range(6, TransferService.MostPerHour - 4))
            TestMerchant.Refused("transfer_recipient", await _transfers.GiveAsync(_shop.Id, attempt.ToString(System.Globalization.CultureInfo.InvariantCulture), ann, "guess@example.com", 10));
        TestMerchant.Refused("too_many_attempts", await _transfers.GiveAsync(_shop.Id, "99", ann, email, 10));
        await _portal.AssertProvenAsync(_shop.Id, ann);
        await _portal.AssertProvenAsync(_shop.Id, bob);
    }

    [Fact]
    public async Task Points_stay_where_they_are_unless_the_programme_lets_them_go()
    {
        var shop = await _portal.MerchantAsync(new PointsPolicy());
        var (ann, bob) = (await shop.MemberWithAsync(100), await shop.MemberAsync());
        TestMerchant.Refused("transfer_off", await _portal.Queue.ExecuteAsync(new TransferPoints { MerchantId = shop.Id, FromMemberId = ann, ToMemberId = bob, Points = 10 }));
    }

    [Fact]
    [Trait("HardCase", "21")]
    public async Task A_return_made_while_two_were_one_is_taken_back_after_the_unmerge_without_touching_the_other()
    {
        var (ann, anne) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        await _shop.BoughtAsync(ann, TestMerchant.Line(200));
        var bought = await _shop.BoughtAsync(anne, TestMerchant.Line(30));
        var merge = TestMerchant.Ok(await MergeAsync(ann, anne));
        var back = TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));
        TestMerchant.Ok(await _service.UnmergeAsync(Staff(), merge.MergeId));
        Assert.Equal((250, 50), ((await _shop.AccountAsync(ann)).Active, (await _shop.AccountAsync(anne)).Active));

        TestMerchant.Ok(await _portal.Purchases.TakeReturnBackAsync(_shop.Actor, "1", back.ReturnId));

        Assert.Equal((250, 80), ((await _shop.AccountAsync(ann)).Active, (await _shop.AccountAsync(anne)).Active));
        await _portal.AssertProvenAsync(_shop.Id, ann);
        await _portal.AssertProvenAsync(_shop.Id, anne);
    }

    [Fact]
    [Trait("HardCase", "21")]
    public async Task Points_whose_life_the_survivor_prolonged_go_back_with_it()
    {
        var shop = await _portal.MerchantAsync(new PointsPolicy { Expiry = ExpiryKind.Inactivity, ExpiryMonths = 2 });
        var manager = new Actor(1, "Staff", shop.Id, RolePermissions.Of(StaffRole.Manager));
        var (ann, anne) = (await shop.MemberAsync(), await shop.MemberAsync());
        await shop.BoughtAsync(anne, TestMerchant.Line(100));
        var merge = TestMerchant.Ok(await _service.MergeAsync(manager, "m", ann, anne));
        _portal.Clock.Advance(TimeSpan.FromDays(45));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = shop.Id,
            StoreId = shop.Store,
            MemberId = ann,
            Source = PurchaseSource.Till,
            Lines = [TestMerchant.Line(20, earns: false)],
            PointsToSpend = 10,
        }));
        _portal.Clock.Advance(TimeSpan.FromDays(30)); // the points' own two months are over

        TestMerchant.Ok(await _service.UnmergeAsync(manager, merge.MergeId));
        TestMerchant.Ok(await shop.SettleAsync(anne));

        Assert.Equal((0, 90), ((await shop.AccountAsync(ann)).Active, (await shop.AccountAsync(anne)).Active));
        await _portal.AssertProvenAsync(shop.Id, ann);
        await _portal.AssertProvenAsync(shop.Id, anne);
    }

    [Fact]
    [Trait("HardCase", "21")]
    public async Task The_same_event_under_either_member_is_one_action()
    {
        var (ann, anne) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        Task<Result<ActionReceipt>> ClickAsync(long member, string letter) => _portal.Queue.ExecuteAsync(new RecordAction
        {
            MerchantId = _shop.Id,
            MemberId = member,
            Report = new ActionReport { Action = MemberActions.EmailClick, SourceEvent = letter, Source = ActionSource.Letter },
        });
        TestMerchant.Ok(await ClickAsync(anne, "before"));
        TestMerchant.Ok(await MergeAsync(ann, anne));

        var first = TestMerchant.Ok(await ClickAsync(anne, "after"));
        var again = TestMerchant.Ok(await ClickAsync(anne, "after"));

        Assert.Equal((ann, false), (first.MemberId, first.WasKnown));
        Assert.Equal((first.ActionId, ann, true, first.ActivePoints), (again.ActionId, again.MemberId, again.WasKnown, again.ActivePoints));
        Assert.True(TestMerchant.Ok(await ClickAsync(ann, "before")).WasKnown);
    }

    [Fact]
    [Trait("HardCase", "21")]
    public async Task A_debt_goes_back_to_whom_it_came_from()
    {
        var shop = await _portal.MerchantAsync(new PointsPolicy { Debt = DebtKind.Allow });
        var manager = new Actor(1, "Staff", shop.Id, RolePermissions.Of(StaffRole.Manager));
        var (ann, anne) = (await shop.MemberAsync(), await shop.MemberAsync());
        await shop.BoughtAsync(ann, TestMerchant.Line(100));
        var bought = await shop.BoughtAsync(anne, TestMerchant.Line(50));
        TestMerchant.Ok(await shop.DebitAsync(anne, 50));
        TestMerchant.Ok(await shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));
        var merge = TestMerchant.Ok(await _service.MergeAsync(manager, "m", ann, anne));
        Assert.Equal((50, 0), ((await shop.AccountAsync(ann)).Active, (await shop.AccountAsync(anne)).Active));

        TestMerchant.Ok(await _service.UnmergeAsync(manager, merge.MergeId));

        Assert.Equal((100, -50), ((await shop.AccountAsync(ann)).Active, (await shop.AccountAsync(anne)).Active));
        await _portal.AssertProvenAsync(shop.Id, ann);
        await _portal.AssertProvenAsync(shop.Id, anne);
    }
}
