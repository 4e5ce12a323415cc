using LoyaltyPortal.Analytics;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Rewards;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Analytics;

/// <summary>A shop whose purchases a test writes down one by one, on Wednesday 17 June 2026, and who asks reports about them. One point for each unit of money.</summary>
internal sealed class ReportBench : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private int _members;

    private ReportBench(TestPortal portal, TestMerchant shop, ServiceProvider services)
    {
        (Portal, Shop, _services) = (portal, shop, services);
        Rewards = new TestRewards(portal, shop);
        Words = services.GetRequiredService<ReportWords>();
        Reports = services.GetServices<Report>().ToDictionary(report => report.Key);
        Behind = new MembersBehindService(portal.Database, portal.Directory, portal.Clock);
        PurchasesBehind = new PurchasesBehindService(portal.Database, portal.Directory, portal.Clock);
        Baselines = new BaselineService(portal.Database, portal.Directory, new AuditLog(portal.Database, portal.Clock), portal.Ids, portal.Clock);
    }

    public TestPortal Portal { get; }

    public TestMerchant Shop { get; }

    public TestRewards Rewards { get; }

    public ReportWords Words { get; }

    public IReadOnlyDictionary<string, Report> Reports { get; }

    public MembersBehindService Behind { get; }

    public PurchasesBehindService PurchasesBehind { get; }

    public BaselineService Baselines { get; }

    public DateOnly Today => Shop.View.Zone.DayOf(Portal.Clock.Now);

    /// <param name="settings">The merchant's; members are inactive after 30 days in any case.</param>
    public static async Task<ReportBench> StartAsync(MerchantSettings? settings = null)
    {
        var portal = await TestPortal.StartAsync();
        var shop = await portal.MerchantAsync(ProgrammeContent.Of([TestPortal.PerUnit()], PointsPolicy.Of(0, null)), (settings ?? new MerchantSettings()) with { InactivityDays = 30 });
        var services = new ServiceCollection().AddLogging().AddLocalization().AddSingleton<TimeProvider>(portal.Clock).AddScoped<ShellContextProvider>().AddScoped<Formats>().AddAnalytics().BuildServiceProvider();
        return new ReportBench(portal, shop, services);
    }

    /// <summary>Somebody who enrolled on the first day of 2025.</summary>
    public async Task<long> MemberAsync(bool isTest = false)
    {
        var number = ++_members;
        return TestMerchant.Ok(await Portal.Queue.ExecuteAsync(new EnrolMember
        {
            MerchantId = Shop.Id,
            EnrolledAt = "till",
            Enrolment = new Enrolment { Name = $"Ada {number}", Email = $"ada{number}@example.com", StoreId = Shop.Store, OccurredAt = Noon("2025-01-01"), IsTest = isTest },
        })).MemberId;
    }

    public Task<PurchaseReceipt> BuyAsync(string day, long? member, decimal net, string? category = "Books", int? store = null) =>
        BuyAsync(day, member, store, new LineInput(category ?? "Voucher", category ?? "Voucher", category, 1, net));

    public async Task<PurchaseReceipt> BuyAsync(string day, long? member, int? store, params LineInput[] lines) => TestMerchant.Ok(await Portal.Queue.ExecuteAsync(new RecordPurchase
    {
        MerchantId = Shop.Id,
        StoreId = store ?? Shop.Store,
        MemberId = member,
        Source = PurchaseSource.Till,
        Lines = lines,
        OccurredAt = Noon(day),
        IdempotencyKey = Portal.NewKey(),
    }));

    public async Task<ReportAnswer> AskAsync(string report, string from, string to, int? store = null)
    {
        await using var context = Portal.Database.ForMerchant(Shop.Id);
        return await Reports[report].AskAsync(Question(context, from, to, store), Words, default);
    }

    public ReportQuestion Question(LoyaltyDbContext context, string from, string to, int? store = null) => new(
        context, Shop.View, Window(from, to), null, [.. Shop.View.Stores.Where(own => store is null || own.Id == store)], store is { } one ? [one] : null, Counting.Kept, Today);

    public static ReportWindow Window(string from, string to) => new(DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The members behind a figure, by their ids.</summary>
    public async Task<IReadOnlyList<long>> BehindAsync(BehindFigure figure, string from, string to)
    {
        var window = Window(from, to);
        var page = TestMerchant.Ok(await Behind.ListAsync(Shop.Actor, new MembersBehind("shop", figure, window.From, window.To, [], false, 1), 0, 50, Words));
        Assert.Equal(page.Total, page.Table.Rows.Count);
        return [.. page.Table.Rows.Select(row => long.Parse(row[0].Href!.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture))];
    }

    public static DateTime Noon(string day) => DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Portal.DisposeAsync();
    }
}
