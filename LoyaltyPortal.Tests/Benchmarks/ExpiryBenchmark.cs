using System.Globalization;
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

    public static async Task<int> RunAsync(int[] sizes, Func<int, int> roundsOf)
    {
        await MeasureAsync(2_000, 1); // what is compiled on the way is nobody's cost
        var rows = new List<SweepRow>();
        foreach (var size in sizes)
            rows.Add(await MeasureAsync(size, roundsOf(size)));
        await SweepRow.WriteAsync("expiry", "lots", rows, $"""
            ## Expiry

            Lots that lapse at once, {LotsPerAccount} an account, each with its entry in the hash chain, its allocation and its aggregates; against a loop of prepared statements for the same rows, in transactions of
            {CommandQueue.GroupSize} accounts. Targets: loop ÷ ours at least 1 (aim 3), the writer held at most 50 ms, an exponent of at most 1.05.
            """);
        return 0;
    }

    private static async Task<SweepRow> MeasureAsync(int lots, int rounds)
    {
        var folder = Bench.Folder("expiry");
        try
        {
            await using var laid = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "laid.db"));
            var accounts = Lapsed(laid, lots);
            using var figures = new RecordingFigures();
            var costs = await Rounds.MeasuredAsync(rounds, () => OursAsync(laid), () => LoopAsync(laid, accounts));
            return SweepRow.Of(lots, costs, figures);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Cost> OursAsync(BenchPortal laid)
    {
        await using var portal = await laid.CopyAsync("ours");
        var job = new SettleDueAccounts(portal.Database, portal.Queue, TimeProvider.System, NullLogger<SettleDueAccounts>.Instance);
        return await Cost.OfAsync(async () =>
        {
            for (var (before, due) = (int.MaxValue, await DueAsync(portal)); due > 0; due = await DueAsync(portal))
            {
                if (due >= before)
                    throw new InvalidOperationException($"{due} accounts cannot be settled."); // the job only logs it, and would be asked for ever
                before = due;
                await job.RunAsync(CancellationToken.None);
            }
        });
    }

    private static async Task<Cost> LoopAsync(BenchPortal laid, long[] accounts)
    {
        using var floor = new Floor(laid.CopyFile("loop"));
        return await Cost.OfAsync(() => Task.Run(() => Loop(floor, accounts)));
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
        floor.Insert("StoreDays", "MerchantId", "StoreId", "Day").Execute(1L, 0L, (long)Books.Day);
        floor.Commit();
        return ids;
    }

    private static async Task<int> DueAsync(BenchPortal portal)
    {
        await using var context = portal.Database.ForMerchant(portal.Merchant.Id);
        var now = TimeProvider.System.UtcNow(); // the clock that the job was given
        return await context.Set<PointsAccount>().CountAsync(account => account.NextDueAt <= now);
    }

    private static void Loop(Floor floor, long[] accounts)
    {
        var account = floor.Say("SELECT * FROM PointsAccounts WHERE Id = $p0", 1);
        var lots = floor.Say("SELECT * FROM Lots WHERE AccountId = $p0 AND Remaining > 0", 1);
        var entry = floor.Insert("LedgerEntries", "AccountId", "Sequence");
        var allocation = floor.Insert("Allocations", "AccountId", "Sequence", "LotSequence");
        var lapse = floor.Say("UPDATE Lots SET Remaining = 0, IsUsedUp = 1 WHERE AccountId = $p0 AND Sequence = $p1", 2);
        var debit = floor.Say("UPDATE PointsAccounts SET Active = Active - 60, LifetimeExpired = LifetimeExpired + 60, Version = Version + 1, HeadHash = $p1, NextDueAt = NULL WHERE Id = $p0", 2);
        var day = floor.Say($"UPDATE StoreDays SET PointsExpired = PointsExpired + $p0 WHERE MerchantId = 1 AND Day = {Books.Day} AND StoreId = 0", 1);
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
