using System.Globalization;
using System.Text;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Benchmarks;

/// <summary>Lots that all lapse at once, four an account, by the portal's job; against a loop of prepared statements that writes the same rows in transactions of the same size.</summary>
internal static class ExpiryBenchmark
{
    private const int LotsPerAccount = 4;

    public static async Task<int> RunAsync(int[] sizes)
    {
        var rows = new List<(int Lots, Cost Ours, Cost Loop, double Longest, double P99, double Statements)>();
        foreach (var lots in sizes)
        {
            var folder = Bench.Folder("expiry");
            try
            {
                await using var portal = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "portal.db"));
                await using var loopPortal = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "loop.db"));
                Lapsed(portal, lots);
                var accounts = Lapsed(loopPortal, lots);
                using var figures = new RecordingFigures();
                var job = new SettleDueAccounts(portal.Database, portal.Queue, TimeProvider.System, NullLogger<SettleDueAccounts>.Instance);
                var ours = await Cost.OfAsync(async () =>
                {
                    while (await IsDueAsync(portal))
                        await job.RunAsync(CancellationToken.None);
                });
                var loop = await Cost.OfAsync(() => Task.Run(() => Loop(loopPortal, accounts)));
                rows.Add((lots, ours, loop, figures.Held.Longest, figures.Held.P99, figures.StatementsPerCommand / LotsPerAccount));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        var exponent = Rounds.Exponent([.. rows.Select(row => ((double)row.Lots, row.Ours.Cpu.TotalSeconds))]);
        var table = new StringBuilder($"""
            ## Expiry

            Lots that lapse at once, {LotsPerAccount} an account, each with its entry in the hash chain, its allocation and its aggregates; against a loop of prepared statements for the same rows, in transactions of
            {CommandQueue.GroupSize} accounts. Exponent of the CPU over the lots: **{Bench.Text(exponent, "0.00")}**.

            | lots | CPU µs a lot | loop µs | loop ÷ ours (CPU) | lots/s | loop ÷ ours (wall) | writer held ms, p99 | longest | statements a lot |
            |---:|---:|---:|---:|---:|---:|---:|---:|---:|

            """);
        foreach (var (lots, ours, loop, longest, p99, statements) in rows)
            table.Append(CultureInfo.InvariantCulture, $"| {lots:N0} | {ours.Cpu.TotalMicroseconds / lots:0} | {loop.Cpu.TotalMicroseconds / lots:0} | {loop.Cpu / ours.Cpu:0.00} | {lots / ours.Wall.TotalSeconds:N0} | {loop.Wall / ours.Wall:0.00} | {p99:0} | {longest:0} | {statements:0.0} |\n");
        await Bench.WriteAsync("expiry", new
        {
            exponent,
            sizes = rows.Select(row => new
            {
                lots = row.Lots,
                cpuMicroseconds = row.Ours.Cpu.TotalMicroseconds / row.Lots,
                loopCpuMicroseconds = row.Loop.Cpu.TotalMicroseconds / row.Lots,
                loopOverOursCpu = row.Loop.Cpu / row.Ours.Cpu,
                loopOverOursWall = row.Loop.Wall / row.Ours.Wall,
                perSecond = row.Lots / row.Ours.Wall.TotalSeconds,
                heldP99Milliseconds = row.P99,
                heldLongestMilliseconds = row.Longest,
                statements = row.Statements,
            }),
        }, table.ToString());
        return 0;
    }

    private static long[] Lapsed(BenchPortal portal, int lots)
    {
        const long past = 1_700_000_000_000_000;
        var members = lots / LotsPerAccount;
        var ids = Books.Fill(portal, members, lotExpiry: past.ToString(CultureInfo.InvariantCulture), due: past);
        using var floor = new Floor(portal.File);
        floor.Begin();
        for (var lot = 2; lot <= LotsPerAccount; lot++)
            Books.AddLot(floor, portal, members, lot, past);
        floor.Run(string.Create(CultureInfo.InvariantCulture, $"UPDATE PointsAccounts SET Active = {60 * LotsPerAccount}, Version = {LotsPerAccount}, NextDueAt = {past}"));
        floor.Commit();
        return ids;
    }

    private static async Task<bool> IsDueAsync(BenchPortal portal)
    {
        await using var context = portal.Database.ForMerchant(portal.Merchant.Id);
        var now = TimeProvider.System.UtcNow(); // the clock that the job was given
        return await context.Set<PointsAccount>().AnyAsync(account => account.NextDueAt <= now);
    }

    private static void Loop(BenchPortal portal, long[] accounts)
    {
        using var floor = new Floor(portal.File);
        var account = floor.Say("SELECT * FROM PointsAccounts WHERE Id = $p0", 1);
        var lots = floor.Say("SELECT * FROM Lots WHERE AccountId = $p0 AND Remaining > 0", 1);
        var entry = floor.Insert("LedgerEntries", "AccountId", "Sequence");
        var allocation = floor.Insert("Allocations", "AccountId", "Sequence", "LotSequence");
        var lapse = floor.Say("UPDATE Lots SET Remaining = 0 WHERE AccountId = $p0 AND Sequence = $p1", 2);
        var debit = floor.Say("UPDATE PointsAccounts SET Active = Active - 60, LifetimeExpired = LifetimeExpired + 60, Version = Version + 1, HeadHash = $p1, NextDueAt = NULL WHERE Id = $p0", 2);
        var day = floor.Say("UPDATE StoreDays SET PointsExpired = PointsExpired + $p0 WHERE MerchantId = 1 AND Day = 740000 AND StoreId = 0", 1);
        var head = new byte[32];
        foreach (var group in accounts.Chunk(CommandQueue.GroupSize))
        {
            floor.Begin();
            foreach (var id in group)
            {
                account.Read(id);
                lots.Read(id);
                for (var lot = 1L; lot <= LotsPerAccount; lot++)
                {
                    entry.Execute(id, LotsPerAccount + lot);
                    allocation.Execute(id, LotsPerAccount + lot, lot);
                    lapse.Execute(id, lot);
                    debit.Execute(id, head);
                    day.Execute(60L);
                }
            }

            floor.Commit();
        }
    }
}
