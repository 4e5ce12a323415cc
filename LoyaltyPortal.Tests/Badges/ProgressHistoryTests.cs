using FsCheck;
using FsCheck.Fluent;
using LoyaltyPortal.Badges;
using LoyaltyPortal.Badges.Kinds;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Badges;

/// <summary>After any history progress is what a plain recomputation from the books says: worked out here from the rows alone, without deeds or marks.</summary>
public sealed class ProgressHistoryTests
{
    /// <summary>One thing that happens; the numbers choose what it happens to.</summary>
    public sealed record Step(int What, int Who, int Where, int DaysAgo, int Net, int Pick);

    private static readonly Gen<Step> Steps =
        from what in Gen.Choose(0, 117)
        from who in Gen.Choose(0, 3)
        from place in Gen.Choose(0, 2)
        from ago in Gen.Choose(0, 150)
        from net in Gen.Choose(1, 9_999)
        from pick in Gen.Choose(0, 999)
        select new Step(what, who, place, ago, net, pick);

    private int _friendsPaid;
    private int _friendsTakenBack;

    [Fact]
    public void Progress_equals_its_recomputation_after_any_history()
    {
        Prop.ForAll(Steps.ListOf(46).ToArbitrary(), steps => HoldsAsync(steps.ToList()).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(12).WithReplay(20_261_127, 4_711));
        Assert.True(_friendsPaid > 10 && _friendsTakenBack > 3, $"Only {_friendsPaid} friends were paid and {_friendsTakenBack} taken back.");
    }

    private async Task<bool> HoldsAsync(List<Step> steps)
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.MerchantAsync(PointsPolicy.Of(0, null));
        var desk = new BadgeDesk(portal, shop);
        var history = new History(portal, shop);
        await history.InviteAsync();
        await history.LiveAsync(steps.Take(8)); // some of it before there are goals
        var goals = new Dictionary<string, long>();
        foreach (var criterion in new Criterion[] { BadgeDesk.Purchases(), BadgeDesk.Spend("books"), new CategoryCount(), new MonthlyStreak(), new StoresVisited(), new PointsEarned(), new Reviews(), BadgeDesk.Friends() })
            goals.Add(criterion.Kind, await desk.PublishAsync(BadgeDesk.Badge(criterion, Targets(criterion.Kind))));
        var challenge = await desk.PublishAsync(desk.Challenge(BadgeDesk.Spend(), 60) with { From = shop.View.Zone.DayOf(portal.Clock.Now).AddDays(-90), Until = shop.View.Zone.DayOf(portal.Clock.Now).AddDays(200) });
        var friend = await desk.PublishAsync(desk.Challenge(BadgeDesk.Friends(), 1) with { From = shop.View.Zone.DayOf(portal.Clock.Now).AddDays(-90), Until = shop.View.Zone.DayOf(portal.Clock.Now).AddDays(200) });
        await history.LiveAsync(steps.Skip(8));
        await desk.CountAsync();
        await AssertAsync(portal, shop, desk, goals, (challenge, friend));
        var referrals = await shop.RowsAsync<Referral>();
        _friendsPaid += referrals.Count(referral => referral.State == ReferralState.Paid);
        _friendsTakenBack += referrals.Count(referral => referral.State == ReferralState.ClawedBack);
        Assert.Null((await new BooksVerification(portal.Database).VerifyAsync(shop.Id)).Difference?.Sentence);
        return true;
    }

    private static decimal[] Targets(string kind) => kind == "referrals" ? [1, 2] : [2, 4];

    private sealed class History(TestPortal portal, TestMerchant shop)
    {
        private readonly ReferralService _referrals = new(portal.Database, portal.Queue, new AuditLog(portal.Database, portal.Clock), new Attempts(portal.Database, portal.Clock), portal.Clock);
        private static readonly string[] Categories = ["Books", "Pens", "Ink", "Maps"];
        private readonly List<long> _purchases = [];
        private readonly List<long> _returns = [];
        private readonly List<long> _merges = [];
        private int _reference;

        public async Task InviteAsync() =>
            TestMerchant.Ok(await _referrals.PublishAsync(shop.Actor, 0, new ReferralTerms { IsOn = true, ReferrerPoints = 200, RefereePoints = 100, MinimumPurchase = 10, WindowDays = 2, MonthlyCap = 3, MostJoinsPerHour = 2, Milestones = [new(2, 50)] }));

        public async Task LiveAsync(IEnumerable<Step> steps)
        {
            foreach (var step in steps)
                await StepAsync(step);
        }

        private async Task StepAsync(Step step)
        {
            switch (step.What)
            {
                case < 52:
                    _purchases.Add(TestMerchant.Ok(await portal.Queue.ExecuteAsync(Sale(step))).PurchaseId);
                    break;
                case < 56:
                    portal.Clock.Advance(TimeSpan.FromDays(step.Pick % 20));
                    break;
                case < 70 when _purchases.Count > 0:
                    var returned = await shop.ReturnAsync(_purchases[step.Pick % _purchases.Count], new ReturnedLine(1 + step.Pick % 2, 1));
                    if (returned.Succeeded)
                        _returns.Add(returned.Value.ReturnId);
                    break;
                case < 75:
                    _returns.Add(TestMerchant.Ok(await portal.Queue.ExecuteAsync(new RecordUnreferencedReturn
                    {
                        MerchantId = shop.Id,
                        StoreId = shop.OtherStore,
                        Customer = new CustomerInput($"C{step.Who}"),
                        OccurredAt = portal.Clock.Now.AddDays(-step.DaysAgo / 3),
                        Reference = $"R{++_reference}",
                        Source = PurchaseSource.Import,
                        ImportId = 7,
                        Goods = [new ReturnedGoods("Pens", "Pens", 1 + step.Pick % 4, step.Net / 100m)],
                    })).ReturnId);
                    break;
                case < 82 when _returns.Count > 0:
                    TestMerchant.Ok(await portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = shop.Id, ReturnId = _returns[step.Pick % _returns.Count] }));
                    break;
                case < 87 when _purchases.Count > 0:
                    await UndoAsync(_purchases[step.Pick % _purchases.Count]);
                    break;
                case < 93:
                    await ReviewAsync(step);
                    break;
                case < 97:
                    await MergeAsync(step);
                    break;
                case < 100:
                    if (_merges.Count > 0)
                        await portal.Queue.ExecuteAsync(new UnmergeMembers { MerchantId = shop.Id, MergeId = _merges[step.Pick % _merges.Count], By = Staff });
                    break;
                case < 107:
                    await BringAsync(step);
                    break;
                case < 113:
                    portal.Clock.Advance(TimeSpan.FromDays(2));
                    await new ReferralPayments(portal.Database, portal.Queue, portal.Clock, NullLogger<ReferralPayments>.Instance).PayAsync(shop.Id);
                    break;
                case < 115:
                    await DecideAsync(step);
                    break;
                default:
                    await TakeBackAsync(step);
                    break;
            }
        }

        private Actor Staff => new(99, "Staff", shop.Id, shop.Actor.Permissions);

        private RecordPurchase Sale(Step step) => new()
        {
            MerchantId = shop.Id,
            StoreId = shop.View.Stores[step.Where].Id,
            Customer = new CustomerInput($"C{step.Who}"),
            OccurredAt = portal.Clock.Now.AddDays(-step.DaysAgo),
            Reference = $"S{++_reference}",
            ImportId = 7,
            Source = PurchaseSource.Import,
            Lines = [TestMerchant.Line(step.Net / 100m, Categories[step.Pick % 4], 1 + step.Pick % 3), TestMerchant.Line(step.Pick / 100m, "Pens", 2)],
        };

        private async Task ReviewAsync(Step step)
        {
            var members = (await shop.RowsAsync<Member>()).Where(member => member.Status == MemberStatus.Active).OrderBy(member => member.Id).ToList();
            if (members.Count == 0)
                return;
            TestMerchant.Ok(await portal.Queue.ExecuteAsync(new RecordAction
            {
                MerchantId = shop.Id,
                MemberId = members[step.Pick % members.Count].Id,
                Report = new ActionReport { Action = MemberActions.ProductReview, SourceEvent = $"A{++_reference}", Source = ActionSource.Api },
            }));
        }

        /// <summary>Somebody's friend joins and buys.</summary>
        private async Task BringAsync(Step step)
        {
            var members = (await shop.RowsAsync<Member>()).Where(member => member.Status == MemberStatus.Active).OrderBy(member => member.Id).ToList();
            if (members.Count == 0)
                return;
            var number = ++_reference;
            var friend = TestMerchant.Ok(await portal.Queue.ExecuteAsync(new EnrolMember
            {
                MerchantId = shop.Id,
                EnrolledAt = EnrolMember.JoinPage,
                Enrolment = new Enrolment { Name = $"Friend {number}", Email = $"friend{number}@mail{number}.example" },
                Referral = new ReferralClaim(await _referrals.CodeAsync(shop.Id, members[step.Pick % members.Count].Id)),
            }));
            portal.Clock.Advance(TimeSpan.FromMinutes(1));
            _purchases.Add((await shop.BoughtAsync(friend.MemberId, TestMerchant.Line(10 + step.Net / 100m), TestMerchant.Line(5, "Pens"))).PurchaseId);
            portal.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        private async Task DecideAsync(Step step)
        {
            if ((await shop.RowsAsync<Referral>()).Where(referral => referral.State == ReferralState.Held).MinBy(referral => referral.Id) is { } held)
                TestMerchant.Ok(await _referrals.DecideAsync(shop.Actor, held.Id, step.Pick % 3 > 0, "looked at"));
        }

        /// <summary>All that is left of the purchase that a referral was paid for comes back.</summary>
        private async Task TakeBackAsync(Step step)
        {
            var paid = (await shop.RowsAsync<Referral>()).Where(referral => referral.State == ReferralState.Paid).OrderBy(referral => referral.Id).ToList();
            if (paid.Count == 0)
                return;
            var purchase = paid[step.Pick % paid.Count].PurchaseId!.Value;
            var left = (await shop.RowsAsync<PurchaseLine>()).Where(line => line.PurchaseId == purchase && line.QuantityLeft > 0).Select(line => new ReturnedLine(line.Number, line.QuantityLeft));
            _returns.Add(TestMerchant.Ok(await shop.ReturnAsync(purchase, [.. left])).ReturnId);
        }

        /// <summary>What cannot be merged or taken apart is refused, and leaves nothing behind.</summary>
        private async Task MergeAsync(Step step)
        {
            var members = (await shop.RowsAsync<Member>()).Where(member => member.Status == MemberStatus.Active).OrderBy(member => member.Id).ToList();
            if (members.Count < 2)
                return;
            var merged = await portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = shop.Id, SurvivorId = members[step.Pick % members.Count].Id, MergedId = members[(step.Pick + 1) % members.Count].Id, By = Staff });
            if (merged.Succeeded)
                _merges.Add(merged.Value.MergeId);
        }

        /// <summary>The undo of an import takes a purchase's returns back before the purchase.</summary>
        private async Task UndoAsync(long purchase)
        {
            foreach (var line in (await shop.RowsAsync<PurchaseReturnLine>()).Where(line => line.PurchaseId == purchase).DistinctBy(line => line.ReturnId))
                TestMerchant.Ok(await portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = shop.Id, ReturnId = line.ReturnId }));
            TestMerchant.Ok(await portal.Queue.ExecuteAsync(new UndoPurchase { MerchantId = shop.Id, PurchaseId = purchase }));
        }
    }

    private static async Task AssertAsync(TestPortal portal, TestMerchant shop, BadgeDesk desk, Dictionary<string, long> goals, (long Spend, long Friend) challenges)
    {
        var (purchases, lines, actions, referrals) = (await shop.RowsAsync<Purchase>(), await shop.RowsAsync<PurchaseLine>(), await shop.RowsAsync<MemberAction>(), await shop.RowsAsync<Referral>());
        var members = await shop.RowsAsync<Member>();
        var window = TestMerchant.Ok(await desk.Service.FindAsync(shop.Actor, challenges.Spend)).Input;
        foreach (var member in members.Where(member => member.Status == MemberStatus.Active))
        {
            var own = purchases.Where(purchase => purchase.MemberId == member.Id && purchase.State != PurchaseState.Undone).ToList();
            var kept = own.Where(purchase => purchase.State != PurchaseState.Returned).ToList();
            var parts = lines.Where(line => own.Exists(purchase => purchase.Id == line.PurchaseId)).ToList();
            var family = members.Where(other => other.Id == member.Id || RootOf(other) == member.Id).Select(other => other.Id).ToList();
            var done = actions.Where(action => family.Contains(action.MemberId)).ToList();
            var expected = new Dictionary<string, decimal>
            {
                ["purchases"] = kept.Count,
                ["spend"] = Math.Max(0, parts.Where(line => line.Category == "Books").Sum(line => line.Net - line.ReturnedNet)),
                ["categories"] = parts.Where(line => line.QuantityLeft > 0).Select(line => line.Category).Distinct().Count(),
                ["monthly_streak"] = LongestRun(kept.Select(purchase => MonthNumber.Of(purchase.Day)).ToHashSet()),
                ["stores"] = kept.Select(purchase => purchase.StoreId).Distinct().Count(),
                ["points"] = Math.Max(0, own.Sum(purchase => purchase.PointsEarned - purchase.PointsReversed) + done.Sum(action => action.Points)),
                ["reviews"] = done.Count(action => action.Action == MemberActions.ProductReview),
                ["referrals"] = referrals.Count(referral => family.Contains(referral.ReferrerId) && referral.State == ReferralState.Paid),
            };
            var awards = await desk.AwardsAsync(member.Id);
            foreach (var (kind, goal) in goals)
            {
                var progress = (await desk.ProgressAsync(member.Id, goal))!;
                Assert.Equal((kind, expected[kind]), (kind, Criteria.Create(kind).ProgressOf(progress.Marks, default, default)));
                Assert.All(Targets(kind).Select((target, index) => (kind, target, Level: index + 1)).Where(level => expected[kind] >= level.target),
                    level => Assert.Contains(awards, award => award.GoalId == goal && award.Level == level.Level && award.State == AwardState.Held));
            }

            var spent = Math.Max(0, own.Where(purchase => purchase.Day >= window.From && purchase.Day <= window.Until).Sum(purchase => purchase.Net - purchase.ReturnedNet));
            Assert.Equal(spent >= 60, awards.Exists(award => award.GoalId == challenges.Spend && award.State == AwardState.Held));
            Assert.Equal(expected["referrals"] >= 1, awards.Exists(award => award.GoalId == challenges.Friend && award.State == AwardState.Held));
            await portal.AssertProvenAsync(shop.Id, member.Id);
        }

        long RootOf(Member member) => member.MergedInto is { } into ? RootOf(members.Single(other => other.Id == into)) : member.Id;
    }

    private static int LongestRun(HashSet<int> months) =>
        months.Select(month => Enumerable.Range(0, months.Count + 1).TakeWhile(further => months.Contains(MonthNumber.Add(month, further))).Count()).DefaultIfEmpty().Max();
}
