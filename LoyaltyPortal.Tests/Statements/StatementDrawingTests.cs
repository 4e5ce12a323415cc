using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Pdf;
using LoyaltyPortal.Statements;
using LoyaltyPortal.Tests.Platform.Pdf;
using LoyaltyPortal.Tiers;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Statements;

[Collection(WebTests.Name)]
public sealed class StatementDrawingTests(WebPortal portal)
{
    private static readonly string[] Names =
    [
        "Ada Lovelace", "İğdır Şükrüoğlu", "Çağla Ünsal-Özdemir", "Ελένη Παπαδοπούλου", "Юлия Щербакова", "Łukasz Żółć", "Zoë (née O’Brien) \\ Sons", "李小龙", "נועה כהן", "A", "Maximiliane Wolkenstein-Trostburg-Rodenegg von und zu Hohenberg auf der Oberen Burg am See",
        "Smiley 😀 Person", "tab\tand\nnewline", "Ń̈ combining", "<b>&amp;</b>", "%PDF-1.7 endstream endobj", "\u202eright to left mark", "Đorđe Čađević", "Þóra Æsa", "ﬁrst ligature",
    ];

    [PdfToolsFact]
    public async Task Two_hundred_statements_are_valid_and_say_what_was_drawn()
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-statements-");
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, _) =>
            {
                var content = Content(Names[number % Names.Length], number % 7 * 9, number);
                var file = Path.Combine(folder.FullName, $"{number}.pdf");
                PdfDocument document;
                using (var scope = portal.Get<StatementPress>().Open(content.Merchant))
                using (new SpeakingTo(number % 2 == 0 ? "en-GB" : "tr-TR"))
                    document = scope.ServiceProvider.GetRequiredService<StatementDrawing>().Lay(content, number % 3 == 0 ? PdfPaper.Letter : PdfPaper.A4, keepsTexts: true);
                await File.WriteAllBytesAsync(file, document.ToArray(), CancellationToken.None);
                Assert.True(await PdfTools.FaultAsync(file) is null, $"{number}: {await PdfTools.FaultAsync(file)}");
                var text = await PdfTools.TextAsync(file);
                if (number % Names.Length != 8) // what is written from the right is turned round on the page and back by the reader
                    Assert.Equal(PdfTools.DrawnOn(document), PdfTools.Dense(text));
                else
                    Assert.Contains("נועה כהן", await PdfTools.ReadingAsync(file), StringComparison.Ordinal);
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_same_statement_is_the_same_file_and_one_page_is_small()
    {
        var press = portal.Get<StatementPress>();
        var content = Content("Şükrü İğdır", 12, 3);
        var bytes = press.Print(content, PdfPaper.A4);
        Assert.Equal(bytes, press.Print(content, PdfPaper.A4));
        Assert.NotEqual(bytes, press.Print(content, PdfPaper.Letter));
        Assert.NotEqual(bytes, press.Print(content, PdfPaper.A4, "tr"));
        Assert.InRange(bytes.Length, 5_000, 40 * 1024);
    }

    [Fact]
    public void It_speaks_the_members_language()
    {
        Assert.Contains("Points statement", Said(Content("Ada", 3, 1), "en-GB"));
        Assert.Contains("Puan hesap özeti", Said(Content("Ada", 3, 1), "tr-TR"));
        Assert.Contains("Kasım 2025", Said(Content("Ada", 3, 1), "tr-TR"));
    }

    [Fact]
    public void Opening_points_and_what_came_and_went_are_the_closing_points()
    {
        var content = Content("Ada", 30, 5);
        Assert.Equal(content.Closing.Active, content.Opening.Active + content.Added + content.Taken);
    }

    [Fact]
    public void Points_that_a_payment_kept_have_a_column_and_codes_stand_in_groups_where_they_are_known()
    {
        var plain = Content("Ada", 3, 1);
        Assert.DoesNotContain("Held", Said(plain, "en-GB"));
        var paid = plain with { Lines = [.. plain.Lines, plain.Lines[^1] with { ActiveChange = 0, PendingChange = 0, HeldChange = -40 }], Vouchers = [new StatementVoucher("A coffee", "0123456789ABCDEFG", plain.End, null)] };
        var said = Said(paid, "en-GB");
        Assert.Contains("Held", said);
        Assert.Contains("\u221240", said);
        Assert.Contains("0123-4567-89AB-CDEFG", said);
        Assert.DoesNotContain("Code", Said(paid with { Vouchers = [new StatementVoucher("A coffee", null, plain.End, null)] }, "en-GB"));
    }

    private List<string> Said(StatementContent content, string locale)
    {
        using var scope = portal.Get<StatementPress>().Open(content.Merchant);
        using (new SpeakingTo(locale))
            return [.. scope.ServiceProvider.GetRequiredService<StatementDrawing>().Lay(content, PdfPaper.A4, keepsTexts: true).Pages.SelectMany(page => page.Texts)];
    }

    /// <summary>A month of so many entries, without books.</summary>
    internal static StatementContent Content(string name, int lines, int seed)
    {
        var random = new Random(seed);
        var merchant = new MerchantView(1, "corner", false, new MerchantSettings { Name = seed % 4 == 0 ? "Kitapçı Köşesi" : "Corner & Sons", BrandColour = seed % 2 == 0 ? "#fde047" : "#1d4ed8" }, []);
        var from = new DateOnly(2025, 11, 1);
        var active = 120L;
        var list = new List<StatementLine>();
        for (var index = 0; index < lines; index++)
        {
            var change = index % 5 == 4 ? -Math.Min(active, 50) : random.Next(1, 90);
            active += change;
            var explanation = change < 0
                ? Explanation.Of(new ExplanationStep("Ledger", "step", "A paperback & a ğift", change))
                : new Explanation { Basis = 24.50m, Currency = "GBP", Points = change, Steps = [new ExplanationStep("Earning", "step", "Points for what you spend", change), new ExplanationStep("Earning", "step2", "Double on Fridays", 3)] };
            var at = new DateTime(2025, 11, 1 + index % 28, 12, 0, 0, DateTimeKind.Utc);
            list.Add(new StatementLine(
                new EntryView(index + 1, change < 0 ? EntryKind.Redeem : EntryKind.EarnPurchase, change, active, 0, change < 0 ? EntrySource.Redemption : EntrySource.Purchase, index, at, index % 9 == 0 ? at.AddDays(3) : at, 1, explanation, new string('a', 64)),
                change, index % 6 == 0 ? 7 : 0, 0, active));
        }

        var tier = new Tier { Key = "gold", Name = "Gold", Threshold = 500 };
        return new StatementContent(merchant, new StatementMember(7, "7F3KQ2M9X1AB", name, new DateTime(2024, 2, 29, 10, 0, 0, DateTimeKind.Utc), null), 202511, from, from.AddMonths(1).AddDays(-1), new DateTime(2025, 12, 1, 0, 0, 0, DateTimeKind.Utc),
            new PointsAsOf(120, 30, 0), new PointsAsOf(active, 12, 0), list)
        {
            Expiring = [.. Enumerable.Range(0, seed % 6).Select(index => new ExpiringPoints(new DateTime(2025, 12, 5 + index, 0, 0, 0, DateTimeKind.Utc), 10 + index))],
            Tier = seed % 5 == 0 ? null : new StatementTier(TierMeasure.EarnedPoints, null, 310, tier),
            Vouchers = seed % 3 == 0 ? [] : [new StatementVoucher("A coffee", "ABCD-1234", from.ToDateTime(TimeOnly.MinValue), null)],
            Head = new StatementHead(lines, string.Concat(Enumerable.Repeat("0123456789abcdef", 4))),
            VerifyAt = "https://loyal.example/verify/corner",
        };
    }
}
