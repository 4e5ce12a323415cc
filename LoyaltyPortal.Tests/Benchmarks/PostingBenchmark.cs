using System.Globalization;
using System.Text;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Benchmarks;

/// <summary>Recording purchases of three lines under four rules, each under its own key, against bare statements for the same rows in groups of the same size.</summary>
internal static class PostingBenchmark
{
    private const int Members = 2_000;
    private static readonly (int Callers, int Purchases)[] Cases = [(1, 500), (64, 5_000), (1_000, 5_000)];

    public static async Task<int> RunAsync(int rounds)
    {
        var folder = Bench.Folder("posting");
        var results = new List<object>();
        var table = new StringBuilder("""
            ## Posting purchases

            Three lines, four rules, an identified member, an idempotency key each; SQLite with `synchronous=FULL`. The floor is bare prepared statements for the same rows
            in transactions of the same size, in the same run; rounds alternate, the ratios are medians of the paired rounds. CPU is the whole process.

            | waiting callers | CPU µs a purchase | floor µs | CPU ratio | purchases/s | floor/s | wall ratio | KB allocated |
            |---:|---:|---:|---:|---:|---:|---:|---:|

            """);
        try
        {
            await using var portal = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "portal.db"));
            await using var floorPortal = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "floor.db"));
            var members = await EnrolAsync(portal);
            var floorMembers = await EnrolAsync(floorPortal);
            using var floor = new FloorPosting(floorPortal.File, floorMembers);
            await PostAsync(portal, members, 64, 2_000);
            floor.Post(2_000, 64);
            foreach (var (callers, purchases) in Cases)
            {
                var pairs = new List<(Cost Ours, Cost Floor)>();
                for (var round = 0; round < rounds; round++)
                {
                    // Whoever goes first in a round goes second in the next.
                    Cost ours = default, bare = default;
                    for (var half = 0; half < 2; half++)
                    {
                        if ((round + half) % 2 == 0)
                            ours = await Cost.OfAsync(() => PostAsync(portal, members, callers, purchases));
                        else
                            bare = await Cost.OfAsync(() => Task.Run(() => floor.Post(purchases, Math.Min(callers, CommandQueue.GroupSize))));
                    }

                    pairs.Add((ours, bare));
                }

                var cpu = Bench.Median(pairs.Select(pair => pair.Ours.Cpu.TotalMicroseconds / purchases));
                var floorCpu = Bench.Median(pairs.Select(pair => pair.Floor.Cpu.TotalMicroseconds / purchases));
                var cpuRatio = Bench.Median(pairs.Select(pair => pair.Ours.Cpu / pair.Floor.Cpu));
                var rate = Bench.Median(pairs.Select(pair => purchases / pair.Ours.Wall.TotalSeconds));
                var floorRate = Bench.Median(pairs.Select(pair => purchases / pair.Floor.Wall.TotalSeconds));
                var wallRatio = Bench.Median(pairs.Select(pair => pair.Ours.Wall / pair.Floor.Wall));
                var kilobytes = Bench.Median(pairs.Select(pair => pair.Ours.Bytes / 1024.0 / purchases));
                results.Add(new { callers, purchases, rounds, cpuMicroseconds = cpu, floorCpuMicroseconds = floorCpu, cpuRatio, perSecond = rate, floorPerSecond = floorRate, wallRatio, kilobytes });
                table.Append(CultureInfo.InvariantCulture, $"| {callers:N0} | {cpu:0} | {floorCpu:0} | {cpuRatio:0.00} | {rate:N0} | {floorRate:N0} | {wallRatio:0.00} | {kilobytes:0.0} |\n");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        await Bench.WriteAsync("posting", results, table.ToString());
        return 0;
    }

    private static async Task<long[]> EnrolAsync(BenchPortal portal) => [.. (await Task.WhenAll(Enumerable.Range(0, Members).Select(number => portal.Queue.ExecuteAsync(new EnrolMember
    {
        MerchantId = portal.Merchant.Id,
        EnrolledAt = "benchmark",
        Enrolment = new Enrolment { Name = $"Member {number}", ExternalId = $"C{number}" },
    })))).Select(enrolled => enrolled.Value.MemberId)];

    private static int _next;

    private static Task PostAsync(BenchPortal portal, long[] members, int callers, int purchases)
    {
        var left = purchases;
        return Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var number = Interlocked.Increment(ref _next);
                _ = (await portal.Queue.ExecuteAsync(new RecordPurchase
                {
                    MerchantId = portal.Merchant.Id,
                    IdempotencyKey = "bench:" + number.ToString(CultureInfo.InvariantCulture),
                    StoreId = portal.Merchant.Stores[number % 2].Id,
                    MemberId = members[number * 7 % members.Length],
                    Source = PurchaseSource.Till,
                    Lines = [new("F101", "Middlemarch", "Fiction", 1, 9.99m), new("H101", "The Vikings", "History", 1, 16.99m), new("N101", "Notebook", "Stationery", 2, 17m)],
                })).Value;
            }
        })));
    }

    private sealed class FloorPosting : IDisposable
    {
        private readonly Floor _floor;
        private readonly long[] _members;
        private readonly long[] _sequences;
        private readonly Floor.Statement _member, _account, _key, _record, _purchase, _line, _entry, _lot, _credit, _facts, _addMonth, _storeDay, _cohort;
        private long _id = 1L << 40;

        public FloorPosting(string file, long[] members)
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
            _addMonth = _floor.Say("UPDATE MemberMonths SET Purchases = Purchases + 1, NetSales = NetSales + 439800 WHERE MemberId = $p0 AND Month = 202606", 1);
            _storeDay = _floor.Say("UPDATE StoreDays SET ReturningOrders = ReturningOrders + $p0, ReturningNet = ReturningNet + $p0, PointsIssued = PointsIssued + $p0 WHERE MerchantId = 1 AND Day = 740000 AND StoreId = 1", 1);
            _cohort = _floor.Say("UPDATE CohortMonths SET Purchases = Purchases + $p0, NetSales = NetSales + $p0 WHERE MerchantId = 1 AND Cohort = 202606 AND Month = 202606", 1);

            var facts = _floor.Insert("MemberFacts", "MemberId");
            var month = _floor.Insert("MemberMonths", "MemberId", "Month");
            _floor.Begin();
            foreach (var member in members)
            {
                facts.Execute(member);
                month.Execute(member, 202606L);
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
