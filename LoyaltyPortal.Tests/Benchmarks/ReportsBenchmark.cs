using System.Diagnostics;
using System.Globalization;
using System.Text;
using LoyaltyPortal.Analytics;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Benchmarks;

/// <summary>What it takes to open each report over a growing history, beside plain queries over the purchases; and what keeping the aggregates costs a recorded purchase.</summary>
internal static class ReportsBenchmark
{
    /// <summary>A shop's history grows; how many members it has is another matter.</summary>
    private const int Members = 5_000;
    private const int Months = 36;
    private const int Opened = 7;
    private const int Recorded = 4_000;
    private const int Buyers = 25_000;
    private const int Callers = 64;

    /// <summary>What somebody would ask of the purchases who has no aggregates: the last twelve months, or all.</summary>
    private static readonly (string Report, string Sql)[] Plain =
    [
        ("repeat", "SELECT COUNT(*), SUM(n > 1), SUM(n > 1 OR f < $from) FROM (SELECT p.MemberId, COUNT(*) n, (SELECT MIN(OccurredAt) FROM Purchases o WHERE o.MemberId = p.MemberId AND o.MerchantId = p.MerchantId) f FROM Purchases p WHERE p.MerchantId = $m AND p.OccurredAt >= $from AND p.MemberId IS NOT NULL AND p.State < 3 GROUP BY p.MemberId)"),
        ("first-time", "WITH f AS (SELECT MemberId, MIN(OccurredAt) at FROM Purchases WHERE MerchantId = $m AND State < 3 GROUP BY MemberId) SELECT p.Day, p.StoreId, SUM(p.OccurredAt = f.at), SUM(p.OccurredAt > f.at), SUM(p.Net) FROM Purchases p LEFT JOIN f ON f.MemberId = p.MemberId WHERE p.MerchantId = $m AND p.OccurredAt >= $from AND p.State < 3 GROUP BY p.Day, p.StoreId"),
        ("cohorts", "WITH b AS (SELECT DISTINCT MemberId, strftime('%Y%m', OccurredAt / 1000000, 'unixepoch') month FROM Purchases WHERE MerchantId = $m AND State < 3 AND MemberId IS NOT NULL), f AS (SELECT MemberId, MIN(month) first FROM b GROUP BY MemberId) SELECT f.first, b.month, COUNT(*) FROM b JOIN f ON f.MemberId = b.MemberId GROUP BY f.first, b.month"),
        ("rfm", "SELECT MemberId, MAX(OccurredAt), COUNT(*), SUM(Net) FROM Purchases WHERE MerchantId = $m AND State < 3 AND MemberId IS NOT NULL GROUP BY MemberId"),
        ("stores", "SELECT StoreId, COUNT(*), SUM(Net) FROM Purchases WHERE MerchantId = $m AND State < 3 AND OccurredAt >= $from GROUP BY StoreId"),
    ];

    public static async Task<int> RunAsync(int[] sizes)
    {
        var opened = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        var plain = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var size in sizes)
            await OpenAsync(size, opened, plain);
        var (withThem, alone) = await CostAsync();

        var table = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            ## Opening reports

            The last twelve months of a history of {Months} months in two stores, {Members:N0} members, without a cache: the median of {Opened}, in milliseconds; target: at a million purchases at most twice what ten thousand take.
            Beside it the plain query over the purchases for the same figures, where there is one.

            | report | {string.Join(" | ", sizes.Select(size => size.ToString("N0", CultureInfo.InvariantCulture)))} | last ÷ first | plain query, {sizes[^1]:N0} | plain ÷ report |
            |---|{string.Concat(sizes.Select(_ => "---:|"))}---:|---:|---:|

            """));
        foreach (var (report, times) in opened.OrderBy(row => row.Key, StringComparer.Ordinal))
        {
            var asked = plain.GetValueOrDefault(report)?[^1];
            table.Append(CultureInfo.InvariantCulture, $"| {report} | {string.Join(" | ", times.Select(time => time.ToString("0.0", CultureInfo.InvariantCulture)))} | {times[^1] / times[0]:0.0} | {(asked is { } ms ? ms.ToString("0", CultureInfo.InvariantCulture) : "")} | {(asked is { } other ? (other / times[^1]).ToString("0", CultureInfo.InvariantCulture) : "")} |\n");
        }

        table.Append(CultureInfo.InvariantCulture, $"""

            Keeping the aggregates: {Recorded:N0} purchases by {Callers} callers take {withThem:0} µs of CPU each; the same purchases brought to the aggregates alone, with a transaction and a queue of their own, {alone:0} µs:
            {alone / (withThem - alone):P0} on top of a purchase without them (target at most 35 %).

            """);
        await Bench.WriteAsync("reports", new { members = Members, sizes, opened, plain, purchaseMicroseconds = withThem, aggregatesMicroseconds = alone, share = alone / (withThem - alone) }, table.ToString());
        return 0;
    }

    private static async Task OpenAsync(int size, Dictionary<string, List<double>> opened, Dictionary<string, List<double>> plain)
    {
        var folder = Bench.Folder("reports");
        try
        {
            await using var portal = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "portal.db"));
            Fill(portal, size);
            _ = await new AggregateRebuild(portal.Database).RebuildAsync(portal.Merchant.Id);
            using (var floor = new Floor(portal.File))
                floor.Run("ANALYZE");
            await using var services = new ServiceCollection().AddLogging().AddLocalization().AddSingleton(portal.Database).AddSingleton(portal.Directory).AddSingleton(TimeProvider.System)
                .AddSingleton<SegmentNames>().AddScoped<ShellContextProvider>().AddScoped<Formats>().AddAnalytics().BuildServiceProvider();
            using var scope = services.CreateScope();
            var (reports, words) = (services.GetRequiredService<ReportService>(), scope.ServiceProvider.GetRequiredService<ReportWords>());
            foreach (var report in services.GetServices<Report>())
            {
                var address = ReportAddress.Of(portal.Merchant.Slug, report.Key, null, null, null, null, null, null, null);
                await reports.AskAsync(Actor.System(portal.Merchant.Id), report, address, words);
                var times = new List<double>();
                for (var turn = 0; turn < Opened; turn++)
                {
                    var start = Stopwatch.GetTimestamp();
                    _ = (await reports.AskAsync(Actor.System(portal.Merchant.Id), report, address, words)).Value;
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }

                Add(opened, report.Key, Bench.Percentile(times, 0.5));
            }

            using var asked = new Floor(portal.File);
            var from = LoyaltyPortal.Platform.Data.StoredValues.OfInstant(TimeProvider.System.UtcNow().AddMonths(-12)).ToString(CultureInfo.InvariantCulture);
            foreach (var (report, sql) in Plain)
            {
                var times = new List<double>();
                for (var turn = 0; turn < 3; turn++)
                {
                    var start = Stopwatch.GetTimestamp();
                    asked.ReadAll(sql.Replace("$m", portal.Merchant.Id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("$from", from, StringComparison.Ordinal));
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }

                Add(plain, report, Bench.Percentile(times, 0.5));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Add(Dictionary<string, List<double>> times, string key, double milliseconds)
    {
        if (!times.TryGetValue(key, out var list))
            times.Add(key, list = []);
        list.Add(milliseconds);
    }

    /// <summary>Purchases over three years, by members in turn and now and then by nobody known.</summary>
    private static void Fill(BenchPortal portal, int purchases)
    {
        Books.Fill(portal, Members);
        var merchant = portal.Merchant.Id.ToString(CultureInfo.InvariantCulture);
        var start = TimeProvider.System.UtcNow().AddMonths(-Months);
        var step = ((TimeProvider.System.UtcNow() - start).Ticks / TimeSpan.TicksPerMicrosecond / purchases).ToString(CultureInfo.InvariantCulture);
        var at = $"({LoyaltyPortal.Platform.Data.StoredValues.OfInstant(start)} + i * {step})";
        var day = $"({DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber} + {at} / 86400000000)";
        using var floor = new Floor(portal.File);
        floor.Begin();
        floor.Run($"DELETE FROM MemberFacts; DELETE FROM MemberMonths");
        floor.Fill("Purchases", purchases, ("Id", $"{1L << 50} + i"), ("MerchantId", merchant), ("StoreId", $"{portal.Merchant.Stores[0].Id} + i % 2"), ("MemberId", $"CASE WHEN i % 7 = 6 THEN NULL ELSE {Books.FirstId} + (i * 7919) % {Members} END"),
            ("OccurredAt", at), ("RecordedAt", at), ("Day", day), ("Reference", "NULL"), ("Source", "1"), ("State", "CASE WHEN i % 50 = 0 THEN 3 ELSE 1 END"), ("Net", "(i % 97 + 3) * 10000"), ("ReturnedNet", "CASE WHEN i % 50 = 0 THEN (i % 97 + 3) * 10000 ELSE 0 END"),
            ("PointsEarned", "20"), ("PointsReversed", "CASE WHEN i % 50 = 0 THEN 20 ELSE 0 END"), ("PointsRedeemed", "CASE WHEN i % 40 = 5 THEN 30 ELSE 0 END"), ("PointsRestored", "0"), ("PointsCorrected", "0"), ("CorrectionReversed", "0"),
            ("EntrySequence", "NULL"), ("ImportId", "NULL"), ("RecordedBy", "NULL"), ("LineCount", "1"), ("EntryAccountId", "NULL"), ("LotSequence", "NULL"), ("Currency", "NULL"), ("Version", "0"));
        floor.Fill("PurchaseLines", purchases, ("PurchaseId", $"{1L << 50} + i"), ("Number", "1"), ("MerchantId", merchant), ("Category", "'Category ' || (i % 11)"), ("Quantity", "10000"), ("Net", "(i % 97 + 3) * 10000"), ("ReturnedQuantity", "CASE WHEN i % 50 = 0 THEN 10000 ELSE 0 END"),
            ("ReturnedNet", "CASE WHEN i % 50 = 0 THEN (i % 97 + 3) * 10000 ELSE 0 END"), ("Kind", "1"));
        floor.Commit();
    }

    /// <returns>CPU microseconds of a recorded purchase, and of the same brought to the aggregates alone.</returns>
    private static async Task<(double WithThem, double Alone)> CostAsync()
    {
        var folder = Bench.Folder("facts");
        try
        {
            await using var portal = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "portal.db"));
            await using var facts = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "facts.db"));
            var (members, others) = (Books.Fill(portal, Buyers), Books.Fill(facts, Buyers));
            NobodyCameToday(portal);
            NobodyCameToday(facts);
            await PostingBenchmark.PostAsync(portal, members, Callers, Recorded);
            await CountAsync(facts, others);
            var costs = await Rounds.OfAsync(5, () => PostingBenchmark.PostAsync(portal, members, Callers, Recorded), () => CountAsync(facts, others));
            return (costs.Median(round => round[0].Cpu.TotalMicroseconds / Recorded), costs.Median(round => round[1].Cpu.TotalMicroseconds / Recorded));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>So that most purchases are the first of their member's day, as they are in a shop.</summary>
    private static void NobodyCameToday(BenchPortal portal)
    {
        using var floor = new Floor(portal.File);
        floor.Run("UPDATE MemberMonths SET KeptDays = 0");
    }

    private static int _next;

    private static Task CountAsync(BenchPortal portal, long[] members)
    {
        var left = Recorded;
        return Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var number = Interlocked.Increment(ref _next);
                _ = (await portal.Queue.ExecuteAsync(new CountPurchase { MerchantId = portal.Merchant.Id, StoreId = portal.Merchant.Stores[number % 2].Id, MemberId = members[number * 7 % members.Length] })).Value;
            }
        })));
    }

    /// <summary>What recording a purchase tells the aggregates, and nothing else.</summary>
    private sealed class CountPurchase : WriteCommand<Done>
    {
        public override string Kind => "bench_count";

        private static readonly IReadOnlyList<CategorySale> Sales = [new("Books", 40m), new("Pens", 3.98m)];

        public required int StoreId { get; init; }

        public required long MemberId { get; init; }

        protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
        {
            var day = DateOnly.FromDateTime(work.Now);
            var book = FactsBook.In(work);
            await book.PurchaseAsync(new PurchaseFact(MerchantId, StoreId, MemberId, work.Now, day, 43.98m, static () => ValueTask.FromResult(Sales)));
            if (await book.PointsAsync(MerchantId, StoreId, day, MemberId, new PointsFact(Issued: 60)))
                book.Vintage(MerchantId, MonthNumber.Of(day), MonthNumber.Of(day), new VintageFact(Issued: 60, SoldPoints: 60, NetSales: 43.98m));
            book.Qualify(MerchantId, MemberId, day, new QualifyingFact(1, 43.98m, 60));
            return Done.Instance;
        }
    }
}
