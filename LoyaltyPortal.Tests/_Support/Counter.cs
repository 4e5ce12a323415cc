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
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Till;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests;

/// <summary>A shop that sells, on a database file of its own: one point per pound, double for fiction, 50 for joining.</summary>
public sealed class Counter : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("loyalty-").FullName;

    private Counter()
    {
        Database = new LoyaltyDatabase(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(folder, "loyalty.db")};Pooling=False");
        Signals = new LiveSignals(NullLogger<LiveSignals>.Instance);
        Queue = new CommandQueue(Database, new IdGenerator(Clock, 1), Clock, Signals, NullLogger<CommandQueue>.Instance);
        Merchants = new MerchantDirectory(Database, Clock);
        Founding = new Founding(Database, new MerchantAccess(Database, Merchants, Clock), Merchants, new AuditLog(Database, Clock), Clock);
        Purchases = new PurchaseService(Database, Queue, Merchants, Clock);
        Lookup = new MemberLookup(Database);
        Members = new MemberService(Database, Lookup, new AuditLog(Database, Clock), new IdGenerator(Clock, 2), Clock);
        Ledger = new LedgerService(Database, Clock);
        Till = new TillService(Database, Members, Ledger);
        Actions = new ActionService(Database, Queue, Merchants, Clock);
        Referrals = new ReferralService(Database, Queue, new AuditLog(Database, Clock), new Attempts(Database, Clock), Clock);
        OwnActions = new OwnActions(Database, Queue, Members, Clock);
    }

    public ShopClock Clock { get; } = new();

    public LoyaltyDatabase Database { get; }

    public LiveSignals Signals { get; }

    public CommandQueue Queue { get; }

    public MerchantDirectory Merchants { get; }

    public Founding Founding { get; }

    public PurchaseService Purchases { get; }

    public MemberLookup Lookup { get; }

    public MemberService Members { get; }

    public LedgerService Ledger { get; }

    public TillService Till { get; }

    public ActionService Actions { get; }

    public OwnActions OwnActions { get; }

    public ReferralService Referrals { get; }

    public Workspace Workspace { get; private set; } = default!;

    public Actor Actor => Workspace.Actor;

    public int StoreId => Workspace.Merchant.Stores[0].Id;

    public static async Task<Counter> OpenAsync(int returnWindowDays = 0)
    {
        var counter = new Counter();
        await counter.Database.MigrateAsync();
        counter.Workspace = await counter.FoundAsync("Corner Books", returnWindowDays);
        return counter;
    }

    /// <summary>Another merchant on the same database.</summary>
    public async Task<Workspace> FoundAsync(string name, int returnWindowDays = 0)
    {
        var founded = await Founding.FoundAsync(
            new MerchantSettings { Name = name, PointValue = 0.02m },
            [new FirstStore("S1", "High Street", "Bath", Channel.InStore), new FirstStore("S2", "Station", "Bath", Channel.InStore)],
            ProgrammeContent.Of([
                PointsPerAmount.With<PointsPerAmount>("A point per pound", new PointsPerAmountSettings(1)),
                CategoryMultiplier.With<CategoryMultiplier>("Double fiction", new CategoryMultiplierSettings("Fiction", 2)),
                StoreMultiplier.With<StoreMultiplier>("Online", new StoreMultiplierSettings(null, Channel.Online, 2)),
                ActionBonus.With<ActionBonus>("Welcome", new ActionBonusSettings(MemberActions.SignUp, 50)),
            ], PointsPolicy.Of(returnWindowDays, null)));
        return new Workspace(founded.Value, Actor.System(founded.Value.Id) with { UserId = 7, Name = "Cash" }, StaffRole.Manager, null);
    }

    public async Task<EnrolledMember> EnrolAsync(string name, string? email = null, string? phone = null, string? externalId = null, Actor? actor = null, bool allowsEmail = false, long? userId = null) =>
        (await Purchases.EnrolAsync(actor ?? Actor, Guid.NewGuid().ToString(), new Enrolment { Name = name, Email = email, Phone = phone, ExternalId = externalId, AllowsEmail = allowsEmail, UserId = userId }, "till")).Value;

    public async Task<PurchaseReceipt> SellAsync(long? memberId, params (string? Category, decimal Net)[] lines) =>
        (await Purchases.RecordAsync(Actor, Guid.NewGuid().ToString(), StoreId, memberId, [.. lines.Select(line => new LineInput(null, null, line.Category, 1, line.Net))])).Value;

    /// <summary>Says something in SQL that the portal never would, for tests of what it does then.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var context = Database.ForPlatform();
        await context.Database.ExecuteSqlRawAsync(sql);
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A reader may still hold the file for a moment; it lies in the temporary folder.
        }
    }
}

/// <summary>A clock that a test sets; timers run in real time.</summary>
public sealed class ShopClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 14, 10, 30, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
