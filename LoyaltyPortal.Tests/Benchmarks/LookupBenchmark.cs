using System.Diagnostics;
using System.Globalization;
using System.Text;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;

namespace LoyaltyPortal.Benchmarks;

/// <summary>What the till asks: one text, the first members who match, at growing numbers of members.</summary>
internal static class LookupBenchmark
{
    private const int Questions = 400;
    private static readonly string[] First = ["Ada", "Amelia", "Ben", "Çağla", "Deniz", "Eleni", "Fraser", "Grace", "Harry", "İpek", "Jack", "Kostas", "Łukasz", "Meera", "Nikos", "Özlem", "Paweł", "Rosie", "Şebnem", "Zofia"];
    private static readonly string[] Syllables = ["ash", "bar", "car", "dun", "east", "fle", "green", "har", "kirk", "lam", "mar", "nor", "os", "pem", "rad", "stan", "thor", "un", "whit", "yar"];

    private sealed record Row(
        int Members, double CpuMicroseconds, double Statements, double Kilobytes, IReadOnlyDictionary<string, double> MedianMilliseconds, double P50Milliseconds, double P90Milliseconds, double P99Milliseconds);

    public static async Task<int> RunAsync(int[] sizes)
    {
        await MeasureAsync(2_000); // what is compiled on the way is nobody's cost
        var rows = new List<Row>();
        foreach (var size in sizes)
            rows.Add(await MeasureAsync(size));
        var exponent = Growth.Of([.. rows.Select(row => ((double)row.Members, row.CpuMicroseconds))]);
        var table = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            ## Member lookup

            The till's one lookup, ten hits, over growing numbers of members (SQLite): {Questions} questions of each kind. CPU, statements and bytes are of the mean question; milliseconds are medians, the percentiles of all. Target: flat.
            Exponent of the CPU over the members: {exponent}.

            | members | CPU µs | statements | KB | name, ms | first letters | whole phone | e-mail | code | nobody | p50 | p90 | p99 |
            |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|

            """));
        foreach (var row in rows)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {row.Members:N0} | {row.CpuMicroseconds:0} | {row.Statements:0.0} | {row.Kilobytes:0.0} | {string.Join(" | ", row.MedianMilliseconds.Values.Select(median => Bench.Text(median, "0.00")))} | ");
            table.Append(CultureInfo.InvariantCulture, $"{row.P50Milliseconds:0.00} | {row.P90Milliseconds:0.00} | {row.P99Milliseconds:0.00} |\n");
        }

        await Bench.WriteAsync("lookup", new { exponent, sizes = rows }, table.ToString());
        return 0;
    }

    private static async Task<Row> MeasureAsync(int size)
    {
        var folder = Bench.Folder("lookup");
        try
        {
            await using var portal = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "portal.db"));
            Fill(portal.File, size);
            var members = new MemberService(portal.Database, new MemberLookup(portal.Database), new LoyaltyPortal.Platform.Audit.AuditLog(portal.Database, TimeProvider.System), portal.Ids, TimeProvider.System);
            var actor = Actor.System(portal.Merchant.Id);
            var random = new Random(9);
            (string Kind, Func<string> Question)[] kinds =
            [
                ("name", () => NameOf(random.Next(size))),
                ("first letters", () => NameOf(random.Next(size))[..3]),
                ("phone", () => PhoneOf(random.Next(size))),
                ("e-mail", () => EmailOf(random.Next(size))),
                ("code", () => CodeOf(random.Next(size))),
                ("nobody", () => "qqxz" + random.Next(size).ToString(CultureInfo.InvariantCulture)),
            ];
            var all = new List<double>();
            var medians = new Dictionary<string, double>();
            var (cpu, bytes, asked) = (TimeSpan.Zero, 0L, 0);
            using var statements = new EfStatements();
            foreach (var (kind, question) in kinds)
            {
                await AskAsync(question, 40);
                var times = new List<double>();
                var cost = await Cost.OfAsync(async () => times = await AskAsync(question, Questions));
                (cpu, bytes, asked) = (cpu + cost.Cpu, bytes + cost.Bytes, asked + Questions);
                medians.Add(kind, Bench.Median(times));
                all.AddRange(times);
            }

            return new Row(
                size, cpu.TotalMicroseconds / asked, (double)statements.Count / (asked + 40 * kinds.Length), bytes / 1024.0 / asked, medians,
                Bench.Percentile(all, 0.5), Bench.Percentile(all, 0.9), Bench.Percentile(all, 0.99));

            async Task<List<double>> AskAsync(Func<string> question, int times)
            {
                var took = new List<double>(times);
                for (var number = 0; number < times; number++)
                {
                    var text = question();
                    var watch = Stopwatch.GetTimestamp();
                    var hits = await members.LookUpAsync(actor, text, 10);
                    took.Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
                    if (!hits.Succeeded)
                        throw new InvalidOperationException($"{text}: {hits.Failure!.Code}");
                }

                return took;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string NameOf(int number) => First[number % First.Length] + " " + string.Concat(Syllables[number / 20 % 20], Syllables[number / 400 % 20], Syllables[number / 8_000 % 20]);

    private static string EmailOf(int number) => string.Create(CultureInfo.InvariantCulture, $"member{number}@example.com");

    private static string PhoneOf(int number) => string.Create(CultureInfo.InvariantCulture, $"+4477{number:00000000}");

    private static string CodeOf(int number) => string.Create(CultureInfo.InvariantCulture, $"B{number:00000000000}");

    private static void Fill(string file, int size)
    {
        using var floor = new Floor(file);
        var member = floor.Insert("Members", "Id", "Code", "Name", "Email", "NormalizedEmail", "Phone", "ExternalId", "Status");
        var account = floor.Insert("PointsAccounts", "Id");
        var term = floor.Insert("MemberTerms", "Term", "MemberId");
        floor.Begin();
        for (var number = 0; number < size; number++)
        {
            var id = (1L << 40) + number;
            var (name, email, phone, code) = (NameOf(number), EmailOf(number), PhoneOf(number), CodeOf(number));
            member.Execute(id, code, name, email, email, phone, "X" + number.ToString(CultureInfo.InvariantCulture), 1L);
            account.Execute(id);
            foreach (var word in MemberTerm.Words(name).Append(MemberTerm.Fold(email)).Append(phone[1..]).Append(phone[^10..]).Append(phone[^4..]).Append(MemberTerm.Fold(code)).Distinct())
                term.Execute(word, id);
        }

        floor.Commit();
        floor.Run("ANALYZE");
    }
}
