using LoyaltyPortal.Badges;
using LoyaltyPortal.Badges.Kinds;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Badges;

/// <summary>Badges and challenges of a merchant in a test.</summary>
internal sealed class BadgeDesk(TestPortal portal, TestMerchant shop)
{
    public GoalService Service { get; } = new(portal.Database, new AuditLog(portal.Database, portal.Clock), portal.Ids, portal.Clock);

    public static GoalInput Badge(Criterion criterion, params decimal[] targets) => new() { Type = GoalType.Badge, Name = "Badge for " + criterion.Kind, Criterion = criterion, Targets = targets };

    public static Criterion Purchases() => Criterion<PurchaseCountSettings>.With<PurchaseCount>(new PurchaseCountSettings());

    public static Criterion Spend(params string[] categories) => Criterion<SpendSettings>.With<Spend>(new SpendSettings(categories));

    public static Criterion Friends() => new LoyaltyPortal.Badges.Kinds.Referrals();

    /// <summary>From a week ago to in a week.</summary>
    public GoalInput Challenge(Criterion criterion, decimal target, long prize = 100, bool isOptIn = false)
    {
        var today = shop.View.Zone.DayOf(portal.Clock.Now);
        return new GoalInput { Type = GoalType.Challenge, Name = "Challenge for " + criterion.Kind, Criterion = criterion, Targets = [target], From = today.AddDays(-7), Until = today.AddDays(7), Prize = prize, IsOptIn = isOptIn };
    }

    public async Task<long> PublishAsync(GoalInput input)
    {
        var goal = TestMerchant.Ok(await Service.AddAsync(shop.Actor, input));
        TestMerchant.Ok(await Service.PublishAsync(shop.Actor, goal.Id));
        return goal.Id;
    }

    /// <summary>The job that counts everybody.</summary>
    public Task CountAsync() => new CountGoals(portal.Database, portal.Queue, portal.Clock).RunAsync(CancellationToken.None);

    public async Task<GoalProgress?> ProgressAsync(long member, long goal) =>
        (await shop.RowsAsync<MemberProgress>()).SingleOrDefault(row => row.MemberId == member)?.Open().Goals.GetValueOrDefault(goal);

    public async Task<List<GoalAward>> AwardsAsync(long member) => [.. (await shop.RowsAsync<GoalAward>()).Where(award => award.MemberId == member).OrderBy(award => award.Id)];

    /// <summary>What challenges have brought a member, less what was taken back.</summary>
    public async Task<long> PrizesAsync(long member) => (await shop.EntriesAsync(member)).Where(entry => entry.Source == EntrySource.Challenge).Sum(entry => entry.Points);
}
