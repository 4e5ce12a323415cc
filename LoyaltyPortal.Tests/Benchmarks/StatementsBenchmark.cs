using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Pdf;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Statements;
using LoyaltyPortal.Tiers;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Benchmarks;

/// <summary>
/// Statements without their books: drawn, packed and written, beside a bare writer that puts the same drawing operators into the same kind of file without laying anything out, in the
/// same run.
/// </summary>
internal static class StatementsBenchmark
{
    private const int Different = 250;
    private const int LinesEach = 12;
    private static readonly string[] First = ["Ada", "Çağla", "Eleni", "İpek", "Łukasz", "Nikos", "Özlem", "Şebnem", "Юлия", "Ελένη", "Grace", "Zoë"];

    public static async Task<int> RunAsync(int count)
    {
        using var services = new ServiceCollection().AddLogging().AddLocalization().AddSingleton(TimeProvider.System).AddScoped<ShellContextProvider>().AddScoped<Formats>().AddScoped<ExplanationWords>().AddScoped<EntryWords>()
            .AddScoped<LadderWords>().AddScoped<StatementDrawing>().AddSingleton<StatementPress>().BuildServiceProvider();
        var press = services.GetRequiredService<StatementPress>();
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        var contents = Enumerable.Range(0, Different).Select(Content).ToArray();
        using var scope = press.Open(contents[0].Merchant);
        var drawing = scope.ServiceProvider.GetRequiredService<StatementDrawing>();
        var bare = contents.Select(content => Bare.Of(drawing.Lay(content, PdfPaper.A4))).ToArray();
        var same = contents.Zip(bare).All(pair => pair.Second.Write().AsSpan().SequenceEqual(drawing.Draw(pair.First, PdfPaper.A4)));
        for (var warm = 0; warm < 1_000; warm++) // what is compiled on the way is nobody's cost
            _ = (StatementPress.Print(scope, contents[warm % Different], PdfPaper.A4), bare[warm % Different].Write());

        long bytes = 0, most = 0;
        var heaps = new List<double>();
        var ours = new List<double>();
        var theirs = new List<double>();
        var codes = new List<double>();
        for (var part = 0; part < 5; part++)
        {
            ours.Add(await MicrosecondsAsync(count / 5, at =>
            {
                var length = StatementPress.Print(scope, contents[at % Different], PdfPaper.A4).Length;
                (bytes, most) = (bytes + length, Math.Max(most, length));
            }));
            heaps.Add(GC.GetTotalMemory(forceFullCollection: true) / 1048576.0);
            theirs.Add(await MicrosecondsAsync(count / 5, at => _ = bare[at % Different].Write()));
            codes.Add(await MicrosecondsAsync(count / 5, at => CodeOf(contents[at % Different])));
        }

        var (mine, floor, code) = (ours.Order().ElementAt(2), theirs.Order().ElementAt(2), codes.Order().ElementAt(2));
        await Bench.WriteAsync("statements", new { count, microseconds = mine, bareMicroseconds = floor, codeMicroseconds = code, ratio = mine / (floor + code), ratioWithoutCode = mine / floor, meanBytes = bytes / count, mostBytes = most, heapMb = heaps, same }, string.Create(CultureInfo.InvariantCulture, $"""
            ## Statements

            {count:N0} statements of one page, {LinesEach} entries each, drawn, packed and written in five parts (medians), beside a writer that has nothing to lay out: it copies the finished drawing operators, packs them and writes the same file{(same ? ", to the byte" : "")}. Each statement has a QR code of its own, which no writer can do without: what QRCoder takes for it is shown beside, and counted with the bare writer in the first of the two ratios. Target: at most twice its CPU, at most 40 KB, memory flat.

            | CPU µs | bare writer, µs | the code, µs | times both | times the bare writer alone | mean KB | largest KB | heap after each part, MB |
            |---:|---:|---:|---:|---:|---:|---:|---|
            | {mine:0} | {floor:0} | {code:0} | {mine / (floor + code):0.00} | {mine / floor:0.00} | {bytes / (double)count / 1024:0.0} | {most / 1024.0:0.0} | {string.Join(", ", heaps.Select(heap => heap.ToString("0.0", CultureInfo.InvariantCulture)))} |

            """));
        return 0;
    }

    private static async Task<double> MicrosecondsAsync(int count, Action<int> work)
    {
        var cost = await Cost.OfAsync(() =>
        {
            for (var at = 0; at < count; at++)
                work(at);
            return Task.CompletedTask;
        });
        return cost.Cpu.TotalMicroseconds / count;
    }

    private static void CodeOf(StatementContent content)
    {
        using var generator = new QRCoder.QRCodeGenerator();
        using var code = generator.CreateQrCode($"{content.VerifyAt}?card={content.Member.Code}&head={content.Head!.Hash[..StatementVerification.LeastDigits]}", QRCoder.QRCodeGenerator.ECCLevel.L);
    }

    private static StatementContent Content(int seed)
    {
        var random = new Random(seed);
        var merchant = new MerchantView(1, "corner", false, new MerchantSettings { Name = "Pagewell Books", BrandColour = "#0f766e" }, []);
        var from = new DateOnly(2025, 11, 1);
        var active = 120L;
        var lines = Enumerable.Range(0, LinesEach).Select(index =>
        {
            var change = index % 5 == 4 ? -50L : random.Next(60, 190);
            active += change;
            var explanation = change < 0
                ? Explanation.Of(new ExplanationStep("Ledger", "step", "A paperback", change))
                : new Explanation { Basis = 24.50m, Currency = "GBP", Points = change, Steps = [new ExplanationStep("Earning", "step", "Points for what you spend", change)] };
            var at = new DateTime(2025, 11, 1 + index * 2, 12, 0, 0, DateTimeKind.Utc);
            return new StatementLine(new EntryView(index + 1, change < 0 ? EntryKind.Redeem : EntryKind.EarnPurchase, change, active, 0, EntrySource.Purchase, index, at, at, 1, explanation, ""), change, 0, 0, active);
        }).ToList();
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(seed)));
        return new StatementContent(merchant, new StatementMember(seed, $"7F3KQ2M9X{seed:000}", $"{First[seed % First.Length]} Number {seed}", new DateTime(2024, 2, 29, 10, 0, 0, DateTimeKind.Utc), null), 202511, from, from.AddMonths(1).AddDays(-1), new DateTime(2025, 12, 1, 0, 0, 0, DateTimeKind.Utc),
            new PointsAsOf(120, 30, 0), new PointsAsOf(active, 12, 0), lines)
        {
            Expiring = [new ExpiringPoints(new DateTime(2025, 12, 5, 0, 0, 0, DateTimeKind.Utc), 40), new ExpiringPoints(new DateTime(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc), 25)],
            Tier = new StatementTier(TierMeasure.EarnedPoints, null, 310, new Tier { Key = "gold", Name = "Gold", Threshold = 500 }),
            Vouchers = [new StatementVoucher("A coffee", "ABCD-1234", from.ToDateTime(TimeOnly.MinValue), null)],
            Head = new StatementHead(LinesEach, hash),
            VerifyAt = "https://loyal.example/verify/corner",
        };
    }

    /// <summary>A document as finished operators: nothing is measured, broken or placed any more.</summary>
    private sealed class Bare(PdfInfo info, PdfPaper paper, IReadOnlyList<(byte[][] Operators, (double X, double Y, double Width, double Height, string Address)[] Links)> pages, IReadOnlyList<(string Title, int Page, double Y)> outline, PdfFontUse regular, PdfFontUse semiBold)
    {
        public static Bare Of(PdfDocument document) => new(document.Info, document.Paper,
            [.. document.Pages.Select(page => (Split(page.Content.Written), page.Links.ToArray()))], [.. document.Outline.Select(line => (line.Title, document.Pages.ToList().IndexOf(line.Page), line.Y))], document.Regular, document.SemiBold);

        public byte[] Write()
        {
            var document = new PdfDocument(info, paper);
            foreach (var (from, to) in new[] { (regular, document.Regular), (semiBold, document.SemiBold) })
            {
                to.NumberOf(' ');
                if (from.HasTurkish)
                    to.NumberOf('ş');
                foreach (var rare in from.Rare)
                    to.NumberOf(rare);
            }

            foreach (var (operators, links) in pages)
            {
                var page = document.AddPage();
                foreach (var one in operators)
                    page.Content.Add(one);
                page.Links.AddRange(links);
            }

            foreach (var (title, page, y) in outline)
                document.Mark(title, document.Pages[page], y);
            return document.ToArray();
        }

        private static byte[][] Split(ReadOnlySpan<byte> content)
        {
            var operators = new List<byte[]>();
            while (!content.IsEmpty)
            {
                var end = content.IndexOf((byte)'\n') is var at and >= 0 ? at + 1 : content.Length;
                operators.Add(content[..end].ToArray());
                content = content[end..];
            }

            return [.. operators];
        }
    }
}
