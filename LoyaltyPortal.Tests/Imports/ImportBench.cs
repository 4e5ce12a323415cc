using LoyaltyPortal.Facts;
using LoyaltyPortal.Imports;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Imports;

/// <summary>The imports room over the recording half of a portal, without its worker: a test says when an import is run.</summary>
internal sealed class ImportBench : IAsyncDisposable
{
    private ImportBench(TestPortal portal, TestMerchant merchant)
    {
        Portal = portal;
        Merchant = merchant;
        Files = new ImportFiles(portal.Database);
        Imports = new ImportService(portal.Database, portal.Ids, Files, portal.Directory, new ImportWork(), portal.Signals, new AuditLog(portal.Database, portal.Clock), portal.Clock);
        Outcome = new ImportOutcome(portal.Database);
        CleanUp = new ImportCleanUp(portal.Database, portal.Clock);
        Runner = RunnerOver(portal.Queue);
    }

    public TestPortal Portal { get; }

    public TestMerchant Merchant { get; }

    public ImportFiles Files { get; }

    public ImportService Imports { get; }

    public ImportOutcome Outcome { get; }

    public ImportCleanUp CleanUp { get; }

    public ImportRunner Runner { get; }

    public Actor Actor => Merchant.Actor;

    /// <param name="programme">What the merchant gives points for; one per unit of currency unless told otherwise.</param>
    public static async Task<ImportBench> StartAsync(ProgrammeContent? programme = null)
    {
        var portal = await TestPortal.StartAsync();
        return new ImportBench(portal, programme is null ? await portal.MerchantAsync() : await portal.MerchantAsync(programme));
    }

    /// <summary>A runner as another portal would have; it notes its progress after every few documents.</summary>
    public ImportRunner RunnerOver(CommandQueue queue) => new(Portal.Database, queue, Files, Portal.Directory, Portal.Signals, new AuditLog(Portal.Database, Portal.Clock), new SteppingClock(Portal.Clock));

    public Task<Result<long>> UploadAsync(byte[] bytes, string name = "sales.csv") => UploadAsync(new MemoryStream(bytes), name);

    public Task<Result<long>> UploadAsync(Stream stream, string name = "sales.csv") => Imports.UploadAsync(Actor, name, stream, Merchant.Store);

    /// <summary>Uploads and starts it; nobody runs it yet.</summary>
    public async Task<long> StartedAsync(byte[] bytes)
    {
        var id = TestMerchant.Ok(await UploadAsync(bytes));
        TestMerchant.Ok(await Imports.StartAsync(Actor, id));
        return id;
    }

    public async Task<ImportView> RunAsync(long id, Action<PurchaseImport>? progress = null, CancellationToken cancellation = default)
    {
        Assert.True(await Runner.RunAsync(Merchant.Id, id, progress, cancellation));
        return await ViewAsync(id);
    }

    /// <summary>
    /// Does something once, at the first note of documents done, and holds the runner there until it is done: what follows does not hang on
    /// which of the two is faster.
    /// </summary>
    public static Action<PurchaseImport> AtFirstDocuments(Func<Task> act)
    {
        var acted = false;
        return import =>
        {
            if (acted || import.DoneDocuments == 0)
                return;
            acted = true;
            Task.Run(act).GetAwaiter().GetResult();
        };
    }

    public async Task<ImportView> ViewAsync(long id) => TestMerchant.Ok(await Imports.FindAsync(Actor, id));

    public async Task<ImportTotals> TotalsAsync(long id) => TestMerchant.Ok(await Outcome.TotalsAsync(Actor, id));

    /// <summary>Every account's numbers follow from its entries, lots and allocations.</summary>
    public async Task AssertAllProvenAsync()
    {
        foreach (var account in await Merchant.RowsAsync<PointsAccount>())
            await Portal.AssertProvenAsync(Merchant.Id, account.Id);
    }

    /// <summary>What the aggregates say: sales, net, returns, points.</summary>
    public async Task<(long Orders, decimal Net, long Returns, long Issued, long Reversed, long CohortPurchases, decimal CohortNet)> FactsAsync()
    {
        var days = await Merchant.RowsAsync<StoreDay>();
        var cohorts = await Merchant.RowsAsync<CohortMonth>();
        return (
            days.Sum(day => day.FirstTimeOrders + day.ReturningOrders + day.UnidentifiedOrders), days.Sum(day => day.FirstTimeNet + day.ReturningNet + day.UnidentifiedNet),
            days.Sum(day => day.Returns), days.Sum(day => day.PointsIssued), days.Sum(day => day.PointsReversed), cohorts.Sum(cohort => cohort.Purchases), cohorts.Sum(cohort => cohort.NetSales));
    }

    public async Task<(int Imports, int Chunks, int Scans)> LeftoversAsync()
    {
        await using var context = Portal.Database.ForMerchant(Merchant.Id);
        return (await context.Set<PurchaseImport>().CountAsync(), await context.Set<ImportChunk>().CountAsync(), await context.Set<ImportScan>().CountAsync());
    }

    public ValueTask DisposeAsync() => Portal.DisposeAsync();

    /// <summary>Goes on a little whenever it is asked, so that progress is noted without anybody waiting.</summary>
    private sealed class SteppingClock(FakeClock clock) : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, TimeSpan.TicksPerMillisecond * 25);
    }
}
