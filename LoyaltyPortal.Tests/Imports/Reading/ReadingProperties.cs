using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using FsCheck;
using FsCheck.Fluent;
using LoyaltyPortal.Imports.Reading;
using static LoyaltyPortal.Tests.Imports.Reading.TestFile;

namespace LoyaltyPortal.Tests.Imports.Reading;

public sealed class ReadingProperties
{
    private static readonly Config Some = Histories.Run(200, 2_000);
    private static readonly Config Many = Histories.Run(1_000, 20_000);

    private static readonly Gen<Dialect> Dialects =
        from delimiter in Gen.Elements(',', ';', '\t', '|')
        from quote in Gen.Elements('"', '\'')
        from newLine in Gen.Elements("\n", "\r\n", "\r")
        from encoding in Gen.Elements(TextEncodings.Utf8, TextEncodings.Turkish, TextEncodings.Utf16LittleEndian, TextEncodings.Utf16BigEndian)
        from bom in Gen.Elements(true, false)
        from packed in Gen.Elements(true, false)
        from quoteAll in Gen.Elements(true, false)
        select new Dialect(delimiter, quote, newLine, encoding, bom, packed, quoteAll);

    private static readonly Gen<string> Cells =
        from length in Gen.Choose(0, 8)
        from characters in Gen.ArrayOf(Gen.Elements(",;\t|\"'\r\n abcXYZ012ğüşıöçĞÜŞİÖÇ=-.".ToCharArray()), length)
        select new string(characters);

    private static readonly Gen<string[][]> Tables =
        from width in Gen.Choose(1, 6)
        from height in Gen.Choose(1, 12)
        from rows in Gen.ArrayOf(Gen.ArrayOf(Cells, width), height)
        select rows;

    private static readonly Gen<Sold[]> Sales =
        from orders in Gen.Choose(1, 12)
        from lines in Gen.Choose(1, 60)
        from sold in Gen.ArrayOf(
            from order in Gen.Choose(1, orders)
            from quantity in Gen.Choose(1, 2_000)
            from cents in Gen.Choose(1, 500_000)
            from day in Gen.Choose(0, 700)
            from name in Gen.Elements("Çay; demli", "WHITE, \"HEART\"", "plain", "iki\nsatır", "5\" nail", "İğne | ip")
            from isReturn in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new Sold($"R{order}", order % 3 == 0 ? null : $"m{order % 5}", name, isReturn ? -quantity : quantity, cents / 100m, new DateTime(2023, 1, 1).AddDays(day).AddMinutes(day)),
            lines)
        select sold;

    [Fact]
    public void A_table_written_in_any_dialect_by_another_library_is_read_back_identical() =>
        Check.One(Some, Prop.ForAll(Tables.Zip(Dialects).ToArbitrary(), pair =>
        {
            var (table, dialect) = pair;
            var rows = CutAsync(dialect.Write(table), dialect.Delimiter, dialect.Quote, dialect.Encoding).GetAwaiter().GetResult();
            return table.Length == rows.Count && table.Zip(rows).All(r => r.First.SequenceEqual(r.Second));
        }));

    [Fact]
    public void Sales_written_in_any_dialect_are_recognised_and_read_back_whole() =>
        Check.One(Some, Prop.ForAll(Sales.Zip(Dialects).Zip(Gen.Elements("dd.MM.yyyy HH:mm", "yyyy-MM-dd HH:mm:ss", "MM/dd/yyyy HH:mm", "dd/MM/yyyy HH:mm")).ToArbitrary(), item =>
        {
            var ((sold, dialect), format) = item;
            dialect = dialect with { Quote = '"' };
            var comma = dialect.Delimiter == ';';
            var culture = CultureInfo.GetCultureInfo(comma ? "tr-TR" : "en-GB");
            string[] header = ["Order No", "Date", "Customer ID", "Description", "Quantity", "Unit Price"];
            var rows = sold.Select(s => new[]
            {
                s.Order, s.At.ToString(format, CultureInfo.InvariantCulture), s.Member ?? "", s.Name, s.Quantity.ToString(CultureInfo.InvariantCulture),
                s.Price.ToString(s.Price > 2_000 ? "N2" : "F2", culture),
            });
            var bytes = dialect.Write([header, .. rows]);

            var sniffed = SniffAsync(bytes).GetAwaiter().GetResult();
            Assert.Null(sniffed.Error);
            Assert.Contains(DateText.OrderOf(format), sniffed.Columns[1].DateFormats.Select(f => DateText.OrderOf(f)));
            var mapping = Presets.Suggest(sniffed) with { DateFormat = format };
            Assert.Equal((dialect.Delimiter, comma ? ',' : '.'), (mapping.Delimiter, mapping.DecimalSeparator));
            var reading = ReadAsync(Of(bytes, mapping, zone: TimeZoneInfo.Utc)).GetAwaiter().GetResult();
            Matches(sold, reading);
        }));

    [Fact]
    public void A_mangled_file_never_throws_and_yields_documents_or_a_coded_problem() =>
        Check.One(Many, Prop.ForAll(Sales.Zip(Dialects).Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), item =>
        {
            var ((sold, dialect), seed) = item;
            string[] header = ["Order No", "Date", "Customer ID", "Description", "Quantity", "Unit Price"];
            var rows = sold.Select(s => new[] { s.Order, s.At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), s.Member ?? "", s.Name, $"{s.Quantity}", s.Price.ToString("F2", CultureInfo.InvariantCulture) });

            // Mostly what is packed is mangled: a mangled package is noticed as such and tells nothing more.
            var random = new Random(seed);
            var bytes = dialect.Packed && random.Next(4) > 0
                ? Gzip(Mangle((dialect with { Packed = false }).Write([header, .. rows]), random))
                : Mangle(dialect.Write([header, .. rows]), random);

            var sniffed = SniffAsync(bytes).GetAwaiter().GetResult();
            if (sniffed.Error is { } error)
            {
                Assert.Equal(ProblemScope.File, ReadCodes.All[error.Code]);
                return;
            }

            // Both as a person who trusts the suggestion would read it, and as one who is sure of the original.
            foreach (var mapping in (ColumnMapping[])[Presets.Suggest(sniffed), Lines with { Encoding = dialect.Encoding, Delimiter = dialect.Delimiter, Quote = dialect.Quote }])
            {
                var file = Of(bytes, mapping, new ReadLimits { MaxRowCharacters = 4_000, MaxFields = 50 });
                Consistent(ReadAsync(file).GetAwaiter().GetResult());
                var preview = Preview.ReadAsync(file).GetAwaiter().GetResult();
                Assert.True(preview.Rows.Count > 0 || preview.Faults.Count > 0);
            }
        }));

    private static void Matches(Sold[] sold, Reading reading)
    {
        Consistent(reading);
        Assert.Null(reading.Fault);
        Assert.Equal(sold.Length, reading.Tally.LinesTaken);
        var expected = sold.Index()
            .GroupBy(s => (s.Item.Order, Kind: s.Item.Quantity < 0 ? DocumentKind.Return : DocumentKind.Sale))
            .OrderBy(g => g.Last().Index)
            .ToList();
        Assert.Equal(expected.Select(g => g.Key), reading.Documents.Select(d => (d.Reference, d.Kind)));
        foreach (var (group, document) in expected.Zip(reading.Documents))
        {
            Assert.Equal(group.Select(g => (g.Item.Name, Math.Abs(g.Item.Quantity), Math.Abs(g.Item.Quantity) * g.Item.Price)), document.Lines.Select(l => (l.Name!, (int)l.Quantity, l.NetAmount)));
            Assert.Equal(group.Min(g => g.Item.At), document.OccurredAtLocal);
            Assert.Equal(group.First().Item.Member, document.MemberKey);
        }
    }

    /// <summary>What holds of every reading, of whatever file.</summary>
    private static void Consistent(Reading reading)
    {
        var (scan, documents, tally, problems) = reading;
        Assert.All(problems, p => Assert.True(ReadCodes.All.ContainsKey(p.Code)));
        Assert.True(documents.Count > 0 || problems.Count > 0);
        Assert.Equal(tally.LinesRead, tally.LinesTaken + tally.LinesSkipped.Values.Sum());
        Assert.Equal(scan.LinesRead, scan.LinesTaken + scan.LinesSkipped.Values.Sum());
        Assert.Equal((scan.LinesRead, scan.LinesTaken, scan.Fault), (tally.LinesRead, tally.LinesTaken, tally.Fault));
        Assert.Equal(scan.LinesSkipped, tally.LinesSkipped);
        Assert.Equal(documents.Count, documents.Select(d => (d.Reference, d.Kind)).Distinct().Count());
        Assert.Equal(documents.Select(d => d.LastRow).Order(), documents.Select(d => d.LastRow));
        Assert.All(documents.SelectMany(d => d.Lines), l => Assert.True(l is { Quantity: > 0, NetAmount: > 0 }));
        if (tally.Fault is not null)
            return;
        Assert.Equal(tally.LinesTaken, documents.Sum(d => d.Lines.Count));
        Assert.Equal(scan.Sales, TotalsOf(documents, DocumentKind.Sale));
        Assert.Equal(scan.Returns, TotalsOf(documents, DocumentKind.Return));
        var members = documents.Where(d => d is { Kind: DocumentKind.Sale, MemberKey: not null }).CountBy(d => d.MemberKey!).ToList();
        Assert.Equal((members.Count, members.Count(m => m.Value >= 2)), ((int)scan.Members, (int)scan.MembersWithTwoSales));
    }

    private static DocumentTotals TotalsOf(List<SourceDocument> documents, DocumentKind kind)
    {
        var ofKind = documents.Where(d => d.Kind == kind).ToList();
        var identified = ofKind.Where(d => d.IsIdentified).ToList();
        return new DocumentTotals(
            ofKind.Count, ofKind.Sum(d => d.Lines.Sum(l => l.NetAmount)), identified.Count, identified.Sum(d => d.Lines.Sum(l => l.NetAmount)));
    }

    private static byte[] Mangle(byte[] bytes, Random random)
    {
        var mangled = bytes.ToList();
        for (var i = random.Next(1, 12); i > 0 && mangled.Count > 0; i--)
        {
            var at = random.Next(mangled.Count);
            switch (random.Next(5))
            {
                case 0:
                    mangled[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mangled.RemoveRange(at, Math.Min(random.Next(1, 20), mangled.Count - at));
                    break;
                case 2:
                    mangled.Insert(at, (byte)"\"',;\n\r\0\t"[random.Next(8)]);
                    break;
                case 3:
                    mangled.InsertRange(at, mangled.GetRange(at, Math.Min(40, mangled.Count - at)));
                    break;
                default:
                    mangled.RemoveRange(at, random.Next(8) == 0 ? mangled.Count - at : 0);
                    break;
            }
        }

        return [.. mangled];
    }

    private sealed record Sold(string Order, string? Member, string Name, int Quantity, decimal Price, DateTime At);

    private sealed record Dialect(char Delimiter, char Quote, string NewLine, string Encoding, bool Bom, bool Packed, bool QuoteAll)
    {
        public byte[] Write(IEnumerable<string[]> table)
        {
            var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                Delimiter = Delimiter.ToString(),
                Quote = Quote,
                Escape = Quote,
                NewLine = NewLine,
                ShouldQuote = args => QuoteAll || args.Field?.IndexOfAny([Delimiter, Quote, '\r', '\n']) >= 0,
            };
            using var text = new StringWriter();
            using (var writer = new CsvWriter(text, configuration))
            {
                foreach (var row in table)
                {
                    foreach (var cell in row)
                        writer.WriteField(cell);
                    writer.NextRecord();
                }
            }

            var encoding = TextEncodings.Find(Encoding)!;
            byte[] bytes = [.. Bom || Encoding.StartsWith("utf-16", StringComparison.Ordinal) ? encoding.GetPreamble() : [], .. encoding.GetBytes(text.ToString())];
            return Packed ? Gzip(bytes) : bytes;
        }
    }
}
