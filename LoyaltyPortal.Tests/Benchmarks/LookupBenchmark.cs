using System.Diagnostics;
using System.Globalization;
using System.Text;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;

namespace LoyaltyPortal.Benchmarks;

/// <summary>What the till asks: one text, the first members who match, at growing numbers of members.</summary>
internal static class LookupBenchmark
{
    private static readonly string[] First = ["Ada", "Amelia", "Ben", "Çağla", "Deniz", "Eleni", "Fraser", "Grace", "Harry", "İpek", "Jack", "Kostas", "Łukasz", "Meera", "Nikos", "Özlem", "Paweł", "Rosie", "Şebnem", "Zofia"];
    private static readonly string[] Syllables = ["ash", "bar", "car", "dun", "east", "fle", "green", "har", "kirk", "lam", "mar", "nor", "os", "pem", "rad", "stan", "thor", "un", "whit", "yar"];

    public static async Task<int> RunAsync(int[] sizes)
    {
        var results = new List<object>();
        var table = new StringBuilder("""
            ## Member lookup

            The till's one lookup, ten hits, over growing numbers of members (SQLite); milliseconds, median and 99th percentile of 400 questions each.

            | members | name | first letters | whole phone | e-mail | code | nobody | 99 % of all |
            |---:|---:|---:|---:|---:|---:|---:|---:|

            """);
        foreach (var size in sizes)
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
                foreach (var (kind, question) in kinds)
                {
                    var times = new List<double>();
                    for (var asked = -40; asked < 400; asked++)
                    {
                        var text = question();
                        var watch = Stopwatch.StartNew();
                        var hits = await members.LookUpAsync(actor, text, 10);
                        if (!hits.Succeeded)
                            throw new InvalidOperationException($"{kind} {text}: {hits.Failure!.Code}");
                        if (asked >= 0)
                            times.Add(watch.Elapsed.TotalMilliseconds);
                    }

                    medians.Add(kind, Bench.Median(times));
                    all.AddRange(times);
                }

                all.Sort();
                var slowest = all[(int)(all.Count * 0.99)];
                results.Add(new { members = size, medianMilliseconds = medians, percentile99 = slowest });
                table.Append(CultureInfo.InvariantCulture, $"| {size:N0} | {string.Join(" | ", medians.Values.Select(median => Bench.Text(median, "0.00")))} | {slowest:0.00} |\n");
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        await Bench.WriteAsync("lookup", results, table.ToString());
        return 0;
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
