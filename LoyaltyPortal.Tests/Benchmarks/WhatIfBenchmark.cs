using System.Globalization;
using System.Text;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Trials.Replay;

namespace LoyaltyPortal.Benchmarks;

/// <summary>A draft replayed over a year of purchases, three lines each, twenty a member; against a bare read of the same rows in the same order, and against recording them.</summary>
internal static class WhatIfBenchmark
{
    private const int PurchasesPerMember = 20;
    private const int Lines = 3;
    private const int Recorded = 2_000;
    private const int Callers = 64;
    private const long FirstPurchase = 1L << 41;

    /// <summary>More points, another category and higher tiers than the programme in force.</summary>
    private static readonly ProgrammeContent Draft = BenchPortal.Programme with
    {
        Rules =
        [
            EarningRule<PointsPerAmountSettings>.With<PointsPerAmount>("2 points per pound", new PointsPerAmountSettings(2)),
            EarningRule<CategoryMultiplierSettings>.With<CategoryMultiplier>("Triple on History", new CategoryMultiplierSettings("History", 3)),
            EarningRule<StoreMultiplierSettings>.With<StoreMultiplier>("Less online", new StoreMultiplierSettings(Channel: Merchants.Channel.Online, Factor: 1.2m)),
            EarningRule<ActionBonusSettings>.With<ActionBonus>("Welcome", new ActionBonusSettings()),
        ],
    };

    private sealed record Row(
        int Purchases, int Rounds, double CpuMicroseconds, double ReadCpuMicroseconds, double CpuOverRead, double RecordingCpuMicroseconds, double RecordingOverCpu, double Seconds, double PerSecond, double WallOverRead,
        double StatementsPerThousand, double Kilobytes);

    public static async Task<int> RunAsync(int[] sizes, Func<int, int> roundsOf)
    {
        await MeasureAsync(2_000, 1); // what is compiled on the way is nobody's cost
        var rows = new List<Row>();
        foreach (var size in sizes)
            rows.Add(await MeasureAsync(size, roundsOf(size)));
        var exponent = Growth.Of([.. rows.Select(row => ((double)row.Purchases, row.CpuMicroseconds * row.Purchases))]);
        var table = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            ## What-if

            A draft of four rules and three tiers replayed over a year of purchases, {Lines} lines each and {PurchasesPerMember} a member, with the whole result (months, rules, bands, tier moves, winners and losers). The floor is a bare
            read of the same columns of the same rows in the same order by two prepared statements, computing nothing; and beside it what recording a purchase costs by {Callers} callers on the same file, which is
            what a replay stands for. It writes nothing, so that it holds the writer for no time at all. Target: an exponent of at most 1.05. Exponent of the CPU over the purchases: {exponent}.

            | purchases | rounds | CPU µs each | bare read µs | ours ÷ read (CPU) | recording µs | recording ÷ ours (CPU) | seconds | each second | ours ÷ read (wall) | statements per 1,000 | KB each |
            |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|

            """));
        foreach (var row in rows)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {row.Purchases:N0} | {row.Rounds} | {row.CpuMicroseconds:0.0} | {row.ReadCpuMicroseconds:0.0} | {row.CpuOverRead:0.00} | {row.RecordingCpuMicroseconds:0} | {row.RecordingOverCpu:0.0} | ");
            table.Append(CultureInfo.InvariantCulture, $"{row.Seconds:0.0} | {row.PerSecond:N0} | {row.WallOverRead:0.00} | {row.StatementsPerThousand:0.0} | {row.Kilobytes:0.00} |\n");
        }

        await Bench.WriteAsync("whatif", new { exponent, sizes = rows }, table.ToString());
        return 0;
    }

    private static async Task<Row> MeasureAsync(int size, int rounds)
    {
        var folder = Bench.Folder("whatif");
        try
        {
            await using var portal = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "portal.db"));
            var members = Fill(portal, size);
            await using var till = await portal.CopyAsync("till");
            await PostingBenchmark.PostAsync(till, members, Callers, Recorded);
            using var statements = new EfStatements();
            var costs = await Rounds.OfAsync(rounds,
                () => ReplayAsync(portal, size),
                () => Task.Run(() => Read(portal, size)),
                () => PostingBenchmark.PostAsync(till, members, Callers, Recorded));
            return new Row(
                size, rounds,
                costs.Median(round => round[0].Cpu.TotalMicroseconds / size),
                costs.Median(round => round[1].Cpu.TotalMicroseconds / size),
                costs.Median(round => round[0].Cpu / round[1].Cpu),
                costs.Median(round => round[2].Cpu.TotalMicroseconds / Recorded),
                costs.Median(round => round[2].Cpu / Recorded / (round[0].Cpu / size)),
                costs.Median(round => round[0].Wall.TotalSeconds),
                costs.Median(round => size / round[0].Wall.TotalSeconds),
                costs.Median(round => round[0].Wall / round[1].Wall),
                1_000.0 * statements.Count / rounds / size,
                costs.Median(round => round[0].Bytes / 1024.0 / size));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task ReplayAsync(BenchPortal portal, int size)
    {
        var now = TimeProvider.System.UtcNow();
        var draft = new Programme(2, Draft);
        var tally = new TrialTally(portal.Merchant.Zone, draft.Ladder);
        var trial = new Trial(portal.Database, portal.Merchant, draft, BenchPortal.Programme.Points, new TrialWindow(null, now, now)) { OnStep = tally.Add };
        await trial.RunAsync(CancellationToken.None);
        var result = tally.Result(trial.Members, new Dictionary<long, string?>(), BenchPortal.Ladder, now, 0.01m);
        if (result.Purchases != size || result.Draft <= result.Then)
            throw new InvalidOperationException($"Of {size} purchases {result.Purchases} were replayed, with {result.Then} points then and {result.Draft} now.");
    }

    private static void Read(BenchPortal portal, int size)
    {
        using var floor = new Floor(portal.File);
        var read = floor.ReadAll("""
            SELECT Id, MemberId, OccurredAt, RecordedAt, Day, StoreId, Reference, Net, PaidWithPoints, PointsEarned, State FROM Purchases
            WHERE MerchantId = 1 AND State <> 4 AND MemberId IS NOT NULL ORDER BY OccurredAt, Id
            """) + floor.ReadAll("""
            SELECT line.PurchaseId, line.Sku, line.Category, line.Brand, line.Kind, line.Tax, line.Quantity, line.Net, line.EarnsPoints FROM Purchases purchase JOIN PurchaseLines line ON line.PurchaseId = purchase.Id
            WHERE purchase.MerchantId = 1 AND purchase.State <> 4 AND purchase.MemberId IS NOT NULL ORDER BY purchase.OccurredAt, purchase.Id, line.Number
            """);
        if (read != size * (1 + Lines))
            throw new InvalidOperationException($"{read} rows were read.");
    }

    private static long[] Fill(BenchPortal portal, int size)
    {
        var members = Books.Fill(portal, Math.Max(100, size / PurchasesPerMember));
        var end = (TimeProvider.System.UtcNow() - DateTime.UnixEpoch - TimeSpan.FromDays(1)).Ticks / 10;
        var start = end - TimeSpan.FromDays(360).Ticks / 10;
        var at = string.Create(CultureInfo.InvariantCulture, $"({start} + i * {(end - start) / size})");
        using var floor = new Floor(portal.File);
        floor.Begin();
        floor.Fill("Purchases", size, ("Id", $"{FirstPurchase} + i"), ("MerchantId", "1"), ("StoreId", "1 + i % 2"), ("MemberId", string.Create(CultureInfo.InvariantCulture, $"{Books.FirstId} + i * 7919 % {members.Length}")),
            ("OccurredAt", at), ("RecordedAt", at), ("Day", $"{DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber} + {at} / 86400000000"), ("State", "1"), ("Source", "1"), ("Net", "439800"), ("ReturnedNet", "0"), ("PointsEarned", "60"),
            ("PaidWithPoints", "0"), ("PointsRedeemed", "0"), ("PointsReversed", "0"), ("PointsRestored", "0"), ("EntryAccountId", "NULL"), ("LotSequence", "NULL"), ("LineCount", $"{Lines}"), ("CurrencyNet", "NULL"), ("RateBillionths", "NULL"));
        floor.Fill("PurchaseLines", (long)size * Lines, ("PurchaseId", $"{FirstPurchase} + i / {Lines}"), ("Number", $"1 + i % {Lines}"), ("MerchantId", "1"), ("Category", $"CASE i % {Lines} WHEN 0 THEN 'Fiction' WHEN 1 THEN 'History' ELSE 'Stationery' END"),
            ("Sku", "'F101'"), ("Brand", "NULL"), ("Kind", "1"), ("Tax", "0"), ("Quantity", "10000"), ("Net", "146600"), ("EarnsPoints", "1"), ("ReturnedQuantity", "0"), ("ReturnedNet", "0"), ("PointsReversed", "0"), ("PaidWithPoints", "0"));
        floor.Commit();
        floor.Run("ANALYZE");
        return members;
    }
}
