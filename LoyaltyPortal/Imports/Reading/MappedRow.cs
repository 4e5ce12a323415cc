using LoyaltyPortal.Earning;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>One row, understood. Reused from row to row.</summary>
internal struct MappedRow
{
    public long RowNumber;
    public string Reference;
    public DocumentKind Kind;

    /// <summary>The hash of reference and kind.</summary>
    public ulong Key;

    public DateTime Local;

    /// <summary>Set when the date came with its own offset.</summary>
    public DateTime? Utc;

    public string? MemberKey;
    public string? MemberEmail;
    public string? MemberPhone;
    public string? MemberName;
    public string? Store;
    public string? Country;
    public string? Currency;
    public string? Sku;
    public string? Name;
    public string? Category;
    public string? Brand;
    public LineKind LineKind;
    public decimal Quantity;
    public decimal NetAmount;
    public bool EarnsPoints;

    public readonly string? Identity => MemberKey ?? MemberEmail ?? MemberPhone;

    public readonly bool IsOf(string reference, DocumentKind kind) => kind == Kind && reference == Reference;
}
