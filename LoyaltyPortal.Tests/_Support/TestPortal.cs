using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Trials;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests;

/// <summary>The recording half of a portal on a database and a clock of its own, without a web server: what is recorded goes through the real queue.</summary>
public sealed class TestPortal : IAsyncDisposable
{
    private readonly TestDatabase _own;
    private int _nextKey;

    private TestPortal(TestDatabase own, FakeClock clock)
    {
        _own = own;
        Clock = clock;
        Ids = new IdGenerator(clock, 1);
        Signals = new LiveSignals(NullLogger<LiveSignals>.Instance);
        Queue = NewQueue();
        Directory = new MerchantDirectory(Database, clock);
        Purchases = new PurchaseService(Database, Queue, Directory, clock);
        Ledger = new LedgerService(Database, clock);
    }

    public FakeClock Clock { get; }

    public TestDatabase Storage => _own;

    public LoyaltyDatabase Database => _own.Database;

    public IdGenerator Ids { get; }

    public LiveSignals Signals { get; }

    public CommandQueue Queue { get; }

    public MerchantDirectory Directory { get; }

    public PurchaseService Purchases { get; }

    public LedgerService Ledger { get; }

    public static async Task<TestPortal> StartAsync(FakeClock? clock = null) => new(await TestDatabase.CreateAsync(), clock ?? new FakeClock());

    /// <summary>A queue as another instance of the portal would have.</summary>
    public CommandQueue NewQueue(int node = 1, ILogger<CommandQueue>? log = null) =>
        new(_own.Again(), node == 1 ? Ids : new IdGenerator(Clock, node), Clock, Signals, log ?? NullLogger<CommandQueue>.Instance);

    /// <summary>A merchant with two shops and a web shop; one point per unit of currency unless told otherwise.</summary>
    public Task<TestMerchant> MerchantAsync(MerchantSettings? settings = null, params EarningRule[] rules) => MerchantAsync(PointsPolicy.Of(0, null), settings, rules);

    /// <summary>The same with a policy of its own for points.</summary>
    public Task<TestMerchant> MerchantAsync(PointsPolicy points, MerchantSettings? settings = null, params EarningRule[] rules) =>
        MerchantAsync(ProgrammeContent.Of(rules.Length > 0 ? rules : [PerUnit()], points), settings);

    /// <summary>The same with a whole programme.</summary>
    public async Task<TestMerchant> MerchantAsync(ProgrammeContent programme, MerchantSettings? settings = null)
    {
        settings ??= new MerchantSettings();
        if (settings.Name.Length == 0)
            settings = settings with { Name = "Test shop" };
        var view = (await new Founding(Database, new MerchantAccess(Database, Directory, Clock), Directory, new AuditLog(Database, Clock), Clock).FoundAsync(
            settings,
            [new("S1", "High Street", "Bath", Channel.InStore), new("S2", "Market Square", "York", Channel.InStore), new("WEB", "Web shop", "Leeds", Channel.Online)],
            programme)).Value;
        return new TestMerchant(this, view);
    }

    public static EarningRule PerUnit(decimal points = 1) => EarningRule<PointsPerAmountSettings>.With<PointsPerAmount>("Points for what you spend", new PointsPerAmountSettings(points));

    public string NewKey() => "test-" + Interlocked.Increment(ref _nextKey);

    /// <summary>Says that account, lots, allocations and entries agree, by the second path.</summary>
    public async Task AssertProvenAsync(int merchantId, long memberId) => Assert.Null(await Ledger.ProveAsync(merchantId, memberId));

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        await _own.DisposeAsync();
    }
}

/// <summary>A merchant in a test, and what people do there.</summary>
public sealed class TestMerchant(TestPortal portal, MerchantView view)
{
    private int _members;

    public int Id => view.Id;

    public MerchantView View => view;

    public Actor Actor { get; } = Actor.System(view.Id);

    /// <summary>The first shop.</summary>
    public int Store => view.Stores[0].Id;

    public int OtherStore => view.Stores[1].Id;

    public int WebShop => view.Stores[2].Id;

    public async Task<long> MemberAsync(string? externalId = null, DateTime? at = null)
    {
        var number = Interlocked.Increment(ref _members);
        var enrolled = await portal.Queue.ExecuteAsync(new EnrolMember
        {
            MerchantId = Id,
            EnrolledAt = "till",
            Enrolment = new Enrolment { Name = $"Member {number}", Email = $"member{number}@example.com", ExternalId = externalId, StoreId = Store, OccurredAt = at },
        });
        return enrolled.Value.MemberId;
    }

    /// <summary>A member who has so many active points that never expire.</summary>
    public async Task<long> MemberWithAsync(long points)
    {
        var member = await MemberAsync();
        Ok(await CreditAsync(member, points));
        return member;
    }

    public RecordPurchase Purchase(long? member, params LineInput[] lines) => new()
    {
        MerchantId = Id,
        StoreId = Store,
        MemberId = member,
        Source = PurchaseSource.Till,
        Lines = lines,
        IdempotencyKey = portal.NewKey(),
    };

    /// <summary>A line of one piece; the SKU is its category's.</summary>
    public static LineInput Line(decimal net, string category = "Books", decimal quantity = 1, string? sku = null, bool earns = true) => new(sku ?? category, category, category, quantity, net, earns);

    public Task<Result<PurchaseReceipt>> BuyAsync(long? member, params LineInput[] lines) => portal.Queue.ExecuteAsync(Purchase(member, lines));

    public async Task<PurchaseReceipt> BoughtAsync(long? member, params LineInput[] lines) => Ok(await BuyAsync(member, lines));

    public Task<Result<ReturnReceipt>> ReturnAsync(long purchase, params ReturnedLine[] lines) =>
        portal.Queue.ExecuteAsync(new RecordReturn { MerchantId = Id, PurchaseId = purchase, Lines = lines, Source = PurchaseSource.Till, IdempotencyKey = portal.NewKey() });

    public Task<Result<PostedPoints>> CreditAsync(long member, long points, DateTime? availableFrom = null, DateTime? expiresAt = null, EntryKind kind = EntryKind.Goodwill, string? key = null) =>
        portal.Queue.ExecuteAsync(new PostPoints
        {
            MerchantId = Id,
            IdempotencyKey = key,
            Posting = Posting(member, kind, points) with { AvailableFrom = availableFrom, ExpiresAt = expiresAt },
        });

    public Task<Result<PostedPoints>> DebitAsync(long member, long points, string? key = null, bool clamp = false, long? fromLot = null) =>
        portal.Queue.ExecuteAsync(new PostPoints
        {
            MerchantId = Id,
            IdempotencyKey = key,
            Posting = Posting(member, EntryKind.Redeem, points) with { Clamp = clamp, FromLot = fromLot },
        });

    public Task<Result<PostedPoints>> RestoreAsync(long member, long points, long sequence) =>
        portal.Queue.ExecuteAsync(new PostPoints { MerchantId = Id, Posting = Posting(member, EntryKind.RedemptionReversal, points) with { RestoresSequence = sequence } });

    public Task<Result<Done>> SettleAsync(long member) => portal.Queue.ExecuteAsync(new SettleAccount { MerchantId = Id, AccountId = member });

    private Posting Posting(long member, EntryKind kind, long points) => new()
    {
        AccountId = member,
        Kind = kind,
        Points = points,
        Source = EntrySource.Adjustment,
        SourceId = 1,
        OccurredAt = portal.Clock.Now,
        Explanation = new Explanation { Points = kind.IsDebit() ? -points : points },
    };

    /// <summary>The account as it is stored.</summary>
    public async Task<PointsAccount> AccountAsync(long member)
    {
        await using var context = portal.Database.ForMerchant(Id);
        return await context.Set<PointsAccount>().AsNoTracking().SingleAsync(account => account.Id == member);
    }

    public async Task<List<T>> RowsAsync<T>() where T : class
    {
        await using var context = portal.Database.ForMerchant(Id);
        return await context.Set<T>().AsNoTracking().ToListAsync();
    }

    public async Task<List<LedgerEntry>> EntriesAsync(long member) =>
        [.. (await RowsAsync<LedgerEntry>()).Where(entry => entry.AccountId == member).OrderBy(entry => entry.Sequence)];

    public async Task<List<Lot>> LotsAsync(long member) => [.. (await RowsAsync<Lot>()).Where(lot => lot.AccountId == member).OrderBy(lot => lot.Sequence)];

    public static T Ok<T>(Result<T> result)
    {
        Assert.True(result.Succeeded, result.Failure?.Code);
        return result.Value;
    }

    public static void Refused<T>(string code, Result<T> result)
    {
        Assert.False(result.Succeeded);
        Assert.Equal(code, result.Failure!.Code);
    }
}
