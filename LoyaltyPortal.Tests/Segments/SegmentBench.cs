using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Segments;
using LoyaltyPortal.Tests.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Segments;

/// <summary>A shop with tiers and some history, and somebody who draws up segments in it.</summary>
internal sealed class SegmentBench : IAsyncDisposable
{
    private SegmentBench(TestPortal portal, TestMerchant shop)
    {
        (Portal, Shop) = (portal, shop);
        Segments = new SegmentService(portal.Database, portal.Directory, new AuditLog(portal.Database, portal.Clock), portal.Ids, portal.Clock, NullLogger<SegmentService>.Instance);
    }

    public TestPortal Portal { get; }

    public TestMerchant Shop { get; }

    public SegmentService Segments { get; }

    public DateOnly Today => Shop.View.Zone.DayOf(Portal.Clock.Now);

    public static async Task<SegmentBench> StartAsync()
    {
        var portal = await TestPortal.StartAsync();
        return new SegmentBench(portal, await portal.MerchantAsync(ProgrammeContent.Of([TestPortal.PerUnit()], PointsPolicy.Of(0, null)) with { Ladder = Ladders.Metals }));
    }

    public async Task<long> MemberAsync(string name, DateOnly? birth = null, bool allowsEmail = true, bool isTest = false, int daysAgo = 400) => TestMerchant.Ok(await Portal.Queue.ExecuteAsync(new EnrolMember
    {
        MerchantId = Shop.Id,
        EnrolledAt = "till",
        Enrolment = new Enrolment { Name = name, Email = $"{name}@example.com", BirthDate = birth, AllowsEmail = allowsEmail, IsTest = isTest, StoreId = Shop.Store, OccurredAt = Portal.Clock.Now.AddDays(-daysAgo) },
    })).MemberId;

    public async Task<long> BoughtAsync(long member, int daysAgo, decimal net, string category = "Books", int? store = null) =>
        TestMerchant.Ok(await Portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = Shop.Id,
            StoreId = store ?? Shop.Store,
            MemberId = member,
            OccurredAt = Portal.Clock.Now.AddDays(-daysAgo),
            Source = PurchaseSource.Till,
            Lines = [TestMerchant.Line(net, category)],
        })).PurchaseId;

    /// <summary>Who belongs to it, as of the end of a day.</summary>
    /// <param name="fromBooks">From what was recorded, even where something is kept for today.</param>
    public async Task<List<long>> OfAsync(SegmentDefinition definition, DateOnly? day = null, bool fromBooks = false)
    {
        Assert.Null(definition.Check());
        await using var context = Portal.Database.ForMerchant(Shop.Id);
        var scope = await SegmentMembers.ScopeAsync(context, Shop.View, Portal.Clock.Now, day, default);
        if (fromBooks)
            scope = scope with { Today = scope.Today.AddDays(1) };
        return await SegmentMembers.Of(definition, scope).OrderBy(member => member.Id).Select(member => member.Id).ToListAsync();
    }

    public Task<List<long>> OfAsync(SegmentCondition condition, DateOnly? day = null, bool fromBooks = false) => OfAsync(new SegmentDefinition([condition]), day, fromBooks);

    public async Task<List<(long Member, DateTime From, DateTime? Until)>> KeptAsync(long segment) =>
        [.. (await Shop.RowsAsync<SegmentMembership>()).Where(row => row.SegmentId == segment).Select(row => (row.MemberId, row.From, row.Until)).Order()];

    public async Task PublishAsync(params EarningRule[] rules)
    {
        await using var context = Portal.Database.ForMerchant(Shop.Id);
        var newest = await context.Set<ProgrammeVersion>().OrderByDescending(version => version.Number).FirstAsync();
        context.Add(ProgrammeVersion.Publish(Shop.Id, newest.Number + 1, newest.Compile().Content with { Rules = rules }, "", null, Portal.Clock.Now));
        await context.SaveChangesAsync();
    }

    public async Task DraftAsync(params EarningRule[] rules)
    {
        await using var context = Portal.Database.ForMerchant(Shop.Id);
        var draft = await context.Set<ProgrammeDraft>().FirstOrDefaultAsync() ?? context.Add(ProgrammeDraft.Of(Shop.Id)).Entity;
        draft.Save(ProgrammeContent.Of(rules, PointsPolicy.Of(0, null)), 1, null, "Ada", Portal.Clock.Now);
        await context.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}
