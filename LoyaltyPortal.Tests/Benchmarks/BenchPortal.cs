using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Benchmarks;

/// <summary>The recording half of a portal on a SQLite file: one merchant with two stores, four rules and three tiers.</summary>
internal sealed class BenchPortal : IAsyncDisposable
{
    private static readonly EarningRule[] Rules =
    [
        EarningRule<PointsPerAmountSettings>.With<PointsPerAmount>("1 point per pound", new PointsPerAmountSettings(1)),
        EarningRule<CategoryMultiplierSettings>.With<CategoryMultiplier>("Double on Fiction", new CategoryMultiplierSettings("Fiction", 2)),
        EarningRule<StoreMultiplierSettings>.With<StoreMultiplier>("More online", new StoreMultiplierSettings(Channel: Channel.Online, Factor: 1.5m)),
        EarningRule<ActionBonusSettings>.With<ActionBonus>("Welcome", new ActionBonusSettings()),
    ];

    /// <summary>From 0, 500 and 2,000 points in a rolling year.</summary>
    public static readonly Ladder Ladder = Ladder.Begin("Bronze", "Silver", "Gold");

    public static readonly ProgrammeContent Programme = ProgrammeContent.Of(Rules, PointsPolicy.Of(14, 12)) with { Ladder = Ladder };

    private BenchPortal(string file)
    {
        File = file;
        Database = new LoyaltyDatabase(DatabaseProvider.Sqlite, $"Data Source={file}");
        Ids = new IdGenerator(TimeProvider.System, 1);
        Queue = new CommandQueue(Database, Ids, TimeProvider.System, Signals, NullLogger<CommandQueue>.Instance);
        Directory = new MerchantDirectory(Database, TimeProvider.System);
        Founding = new Founding(Database, new MerchantAccess(Database, Directory, TimeProvider.System), Directory, new AuditLog(Database, TimeProvider.System), TimeProvider.System);
    }

    public string File { get; }

    public LoyaltyDatabase Database { get; }

    public IdGenerator Ids { get; }

    public LiveSignals Signals { get; } = new(NullLogger<LiveSignals>.Instance);

    public CommandQueue Queue { get; }

    public MerchantDirectory Directory { get; }

    public Founding Founding { get; }

    public MerchantView Merchant { get; private set; } = null!;

    /// <summary>On a new file.</summary>
    public static async Task<BenchPortal> StartAsync(string file)
    {
        var portal = new BenchPortal(file);
        await portal.Database.MigrateAsync();
        portal.Merchant = (await portal.Founding.FoundAsync(
            new MerchantSettings { Name = "Bench" }, [new("S1", "Shop", "Bath", Channel.InStore), new("WEB", "Web", "Leeds", Channel.Online)], Programme)).Value;
        return portal;
    }

    /// <summary>On a copy of this one's file: so every way, in every round, meets the same books.</summary>
    public async Task<BenchPortal> CopyAsync(string name)
    {
        var portal = new BenchPortal(CopyFile(name));
        portal.Merchant = (await portal.Directory.FindAsync(Merchant.Id))!;
        return portal;
    }

    /// <summary>A copy of the file beside it; an older one of that name is written over.</summary>
    public string CopyFile(string name)
    {
        using (var floor = new Floor(File))
            floor.Run("PRAGMA wal_checkpoint(TRUNCATE)");
        var copy = Path.Combine(Path.GetDirectoryName(File)!, name + ".db");
        foreach (var rest in (string[])["-wal", "-shm"])
            System.IO.File.Delete(copy + rest);
        System.IO.File.Copy(File, copy, overwrite: true);
        using var written = System.IO.File.OpenHandle(copy, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(written); // else the first transaction would wait until the whole copy is on the disk
        return copy;
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        SqliteConnection.ClearAllPools(); // else the files live on after they are deleted
    }
}
