using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Benchmarks;

/// <summary>
/// Recording purchases of three lines under four rules with tier, aggregates and idempotency, each under its own key, against bare statements for the same rows: in groups of
/// the same size, and one purchase a transaction; and against a request with a change-tracking context of its own.
/// </summary>
internal static class PostingBenchmark
{
    private const int Members = 2_000;
    private const int Single = 400;
    private static readonly (int Callers, int Purchases)[] Cases = [(1, 400), (64, 4_000), (1_000, 5_000)];
    private static readonly ConcurrentBag<double> Latencies = [];

    public static async Task<int> RunAsync(int rounds)
    {
        var folder = Bench.Folder("posting");
        var results = new List<object>();
        var table = new StringBuilder("""
            ## Posting purchases

            Three lines, four rules, an identified member with a tier, an idempotency key each; SQLite with `synchronous=FULL`, one file for each way. In one run and in alternating rounds: the portal; bare prepared
            statements for the same rows in transactions of the same size (floor); the same one purchase a transaction (single); and a change-tracking context a request (tracked).
            Ratios are medians of the paired rounds. CPU is the whole process. A purchase sends no letter and so writes nothing to the outbox: there is none in either.
            Targets: CPU ÷ floor at most 2 (aim 1.25); rate ÷ single at least 1.5 (aim 2.5); ÷ tracked at least 5 (aim 8).

            | waiting callers | CPU µs a purchase | floor µs | CPU ÷ floor | tracked ÷ ours (CPU) | purchases/s | rate ÷ single | rate ÷ tracked | p50 ms | p99 ms |
            |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|

            """);
        var counts = new StringBuilder("""

            A purchase takes, counted (statements, transactions, bytes), and its transactions held the writer for (ms; target at most 50):

            | waiting callers | statements | transactions | KB allocated | held, median | held, p99 | held, longest |
            |---:|---:|---:|---:|---:|---:|---:|

            """);
        try
        {
            await using var portal = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "portal.db"));
            await using var floorPortal = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "floor.db"));
            await using var trackedPortal = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "tracked.db"));
            var members = await EnrolAsync(portal);
            using var floor = new FloorPosting(floorPortal.File, await EnrolAsync(floorPortal));
            var tracked = new TrackedPosting(trackedPortal, await EnrolAsync(trackedPortal));
            await PostAsync(portal, members, 64, 2_000);
            floor.Post(2_000, 64);
            await tracked.PostAsync(50);
            foreach (var (callers, purchases) in Cases)
            {
                Latencies.Clear();
                using var figures = new RecordingFigures();
                var group = Math.Min(callers, CommandQueue.GroupSize);
                var costs = await Rounds.OfAsync(rounds,
                    () => PostAsync(portal, members, callers, purchases),
                    () => Task.Run(() => floor.Post(purchases, group)),
                    () => Task.Run(() => floor.Post(Single, 1)),
                    () => Task.Run(() => tracked.PostAsync(Single)));
                var cpu = costs.Median(round => round[0].Cpu.TotalMicroseconds / purchases);
                var floorCpu = costs.Median(round => round[1].Cpu.TotalMicroseconds / purchases);
                var cpuRatio = costs.Median(round => round[0].Cpu / round[1].Cpu);
                var rate = costs.Median(round => purchases / round[0].Wall.TotalSeconds);
                var wallRatio = costs.Median(round => round[0].Wall / round[1].Wall);
                var overSingle = costs.Median(round => purchases / round[0].Wall.TotalSeconds / (Single / round[2].Wall.TotalSeconds));
                var overTracked = costs.Median(round => purchases / round[0].Wall.TotalSeconds / (Single / round[3].Wall.TotalSeconds));
                var cpuOfTracked = costs.Median(round => round[3].Cpu / Single / (round[0].Cpu / purchases));
                var kilobytes = costs.Median(round => round[0].Bytes / 1024.0 / purchases);
                var (p50, p99) = (Bench.Percentile(Latencies, 0.5), Bench.Percentile(Latencies, 0.99));
                var (statements, commits, held) = (figures.StatementsPerCommand, figures.CommitsPerCommand, figures.Held);
                results.Add(new
                {
                    callers,
                    purchases,
                    rounds,
                    cpuMicroseconds = cpu,
                    floorCpuMicroseconds = floorCpu,
                    cpuRatio,
                    perSecond = rate,
                    wallRatio,
                    rateOverSingle = overSingle,
                    rateOverTracked = overTracked,
                    trackedCpuRatio = cpuOfTracked,
                    p50Milliseconds = p50,
                    p99Milliseconds = p99,
                    statements,
                    commits,
                    kilobytes,
                    heldMedianMilliseconds = held.Median,
                    heldP99Milliseconds = held.P99,
                    heldLongestMilliseconds = held.Longest,
                });
                table.Append(CultureInfo.InvariantCulture, $"| {callers:N0} | {cpu:0} | {floorCpu:0} | {cpuRatio:0.00} | {cpuOfTracked:0.0} | {rate:N0} | {overSingle:0.0} | {overTracked:0.0} | {p50:0.0} | {p99:0.0} |\n");
                counts.Append(CultureInfo.InvariantCulture, $"| {callers:N0} | {statements:0.0} | {commits:0.000} | {kilobytes:0.0} | {held.Median:0.0} | {held.P99:0.0} | {held.Longest:0.0} |\n");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        await Bench.WriteAsync("posting", results, table.Append(counts).ToString());
        return 0;
    }

    internal static async Task<long[]> EnrolAsync(BenchPortal portal) => [.. (await Task.WhenAll(Enumerable.Range(0, Members).Select(number => portal.Queue.ExecuteAsync(new EnrolMember
    {
        MerchantId = portal.Merchant.Id,
        EnrolledAt = "benchmark",
        Enrolment = new Enrolment { Name = $"Member {number}", ExternalId = $"C{number}" },
    })))).Select(enrolled => enrolled.Value.MemberId)];

    private static int _next;

    internal static Task PostAsync(BenchPortal portal, long[] members, int callers, int purchases)
    {
        var left = purchases;
        return Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var number = Interlocked.Increment(ref _next);
                var asked = Stopwatch.GetTimestamp();
                _ = (await portal.Queue.ExecuteAsync(new RecordPurchase
                {
                    MerchantId = portal.Merchant.Id,
                    IdempotencyKey = "bench:" + number.ToString(CultureInfo.InvariantCulture),
                    StoreId = portal.Merchant.Stores[number % 2].Id,
                    MemberId = members[number * 7 % members.Length],
                    Source = PurchaseSource.Till,
                    Lines = [new("F101", "Middlemarch", "Fiction", 1, 9.99m), new("H101", "The Vikings", "History", 1, 16.99m), new("N101", "Notebook", "Stationery", 2, 17m)],
                })).Value;
                Latencies.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
        })));
    }

    internal sealed class FloorPosting : IDisposable
    {
        private readonly Floor _floor;
        private readonly long[] _members;
        private readonly long[] _sequences;
        private readonly Floor.Statement _member, _account, _key, _record, _purchase, _line, _entry, _lot, _credit, _facts, _addMonth, _addDay, _standing, _storeDay, _cohort;
        private long _id = 1L << 40;

        public FloorPosting(string file, long[] members, bool isFilled = false)
        {
            _floor = new Floor(file);
            _members = members;
            _sequences = [.. members.Select(_ => 1L)];
            _member = _floor.Say("SELECT * FROM Members WHERE Id = $p0", 1);
            _account = _floor.Say("SELECT * FROM PointsAccounts WHERE Id = $p0", 1);
            _key = _floor.Say("SELECT * FROM CommandRecords WHERE MerchantId = 1 AND Key = $p0", 1);
            _record = _floor.Insert("CommandRecords", "Key");
            _purchase = _floor.Insert("Purchases", "Id", "MemberId");
            _line = _floor.Insert("PurchaseLines", "PurchaseId", "Number");
            _entry = _floor.Insert("LedgerEntries", "AccountId", "Sequence");
            _lot = _floor.Insert("Lots", "AccountId", "Sequence");
            _credit = _floor.Say("UPDATE PointsAccounts SET Pending = Pending + 60, LifetimeEarned = LifetimeEarned + 60, Version = Version + 1, HeadHash = $p1 WHERE Id = $p0", 2);
            _facts = _floor.Say("UPDATE MemberFacts SET Purchases = Purchases + 1, NetSales = NetSales + 439800, LastPurchaseAt = 1780000000000000 WHERE MemberId = $p0", 1);
            _addMonth = _floor.Say($"UPDATE MemberMonths SET Purchases = Purchases + 1, NetSales = NetSales + 439800 WHERE MemberId = $p0 AND Month = {Books.Month}", 1);
            _addDay = _floor.Say($"UPDATE MemberDays SET Visits = Visits + 1, Net = Net + 439800, PurchasePoints = PurchasePoints + 60 WHERE MemberId = $p0 AND Day = {Books.Day}", 1);
            _standing = _floor.Say($"UPDATE TierStandings SET Counted = Counted + 600000, AssessedOn = {Books.Day}, CountedAt = 1780000000000000, Version = Version + 1 WHERE MemberId = $p0", 1);
            _storeDay = _floor.Say($"UPDATE StoreDays SET ReturningOrders = ReturningOrders + $p0, ReturningNet = ReturningNet + $p0, PointsIssued = PointsIssued + $p0 WHERE MerchantId = 1 AND Day = {Books.Day} AND StoreId = 1", 1);
            _cohort = _floor.Say($"UPDATE CohortMonths SET Purchases = Purchases + $p0, NetSales = NetSales + $p0 WHERE MerchantId = 1 AND Cohort = {Books.Month} AND Month = {Books.Month}", 1);

            _floor.InsertMissing("StoreDays", "MerchantId", "StoreId", "Day").Execute(1L, 1L, (long)Books.Day);
            _floor.InsertMissing("CohortMonths", "MerchantId", "Cohort", "Month").Execute(1L, (long)Books.Month, (long)Books.Month);
            if (isFilled)
                return;
            var facts = _floor.InsertMissing("MemberFacts", "MemberId");
            var month = _floor.InsertMissing("MemberMonths", "MemberId", "Month");
            var day = _floor.InsertMissing("MemberDays", "MemberId", "Day");
            var standing = _floor.InsertMissing("TierStandings", "MemberId");
            _floor.Begin();
            foreach (var member in members)
            {
                facts.Execute(member);
                month.Execute(member, (long)Books.Month);
                day.Execute(member, (long)Books.Day);
                standing.Execute(member);
            }

            _floor.Commit();
        }

        public void Post(int purchases, int group)
        {
            var head = new byte[32];
            for (var done = 0; done < purchases; done += group)
            {
                _floor.Begin();
                var count = Math.Min(group, purchases - done);
                for (var number = 0; number < count; number++)
                {
                    var id = ++_id;
                    var index = (int)(id * 7 % _members.Length);
                    var member = _members[index];
                    _key.Read(id);
                    _member.Read(member);
                    _account.Read(member);
                    var sequence = ++_sequences[index];
                    _credit.Execute(member, head);
                    _facts.Execute(member);
                    _addMonth.Execute(member);
                    _addDay.Execute(member);
                    _standing.Execute(member);
                    _record.Execute("bench:" + id.ToString(CultureInfo.InvariantCulture));
                    _entry.Execute(member, sequence);
                    _lot.Execute(member, sequence);
                    _purchase.Execute(id, member);
                    for (var line = 1L; line <= 3; line++)
                        _line.Execute(id, line);
                }

                _storeDay.Execute((long)count);
                _cohort.Execute((long)count);
                _floor.Commit();
            }
        }

        public void Dispose() => _floor.Dispose();
    }
}
