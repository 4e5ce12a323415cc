namespace LoyaltyPortal.Imports.Reading;

/// <summary>Gathers the rows of one document.</summary>
internal sealed class DocumentBuilder(TimeZoneInfo zone)
{
    private readonly List<SourceLine> lines = [];
    private MappedRow head;
    private long firstRow;

    public long LastRow { get; private set; }

    public int LineCount => lines.Count;

    public bool IsOf(in MappedRow row) => row.IsOf(head.Reference, head.Kind);

    public DocumentBuilder Begin(in MappedRow row)
    {
        head = row;
        firstRow = row.RowNumber;
        lines.Clear();
        return this;
    }

    public void Add(PurchaseRows rows)
    {
        ref readonly var row = ref rows.Row;
        if (row.Local < head.Local)
            (head.Local, head.Utc) = (row.Local, row.Utc);
        if (head.MemberKey is not null && row.MemberKey is not null && head.MemberKey != row.MemberKey)
            rows.Note(ReadCodes.MemberDiffers, row.MemberKey);
        head.MemberKey ??= row.MemberKey;
        head.MemberEmail ??= row.MemberEmail;
        head.MemberPhone ??= row.MemberPhone;
        head.MemberName ??= row.MemberName;
        head.Store ??= row.Store;
        head.Country ??= row.Country;
        head.Currency ??= row.Currency;
        LastRow = row.RowNumber;
        lines.Add(new SourceLine(row.RowNumber, row.Sku, row.Name, row.Category, row.Quantity, row.NetAmount, row.EarnsPoints) { Brand = row.Brand, Kind = row.LineKind });
    }

    public SourceDocument Build()
    {
        var utc = head.Utc ?? LocalTime.ToUtc(head.Local, zone);
        return new SourceDocument(
            head.Reference,
            head.Kind,
            head.MemberKey,
            head.Store,
            utc,
            TimeZoneInfo.ConvertTimeFromUtc(utc, zone),
            firstRow,
            LastRow,
            lines.ToArray())
        {
            MemberEmail = head.MemberEmail,
            MemberPhone = head.MemberPhone,
            MemberName = head.MemberName,
            Country = head.Country,
            Currency = head.Currency,
        };
    }
}
