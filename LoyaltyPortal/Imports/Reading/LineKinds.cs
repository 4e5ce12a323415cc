using System.Collections.Frozen;
using LoyaltyPortal.Earning;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>What a file calls a kind of line: English, Turkish and German, as tills and shops write it.</summary>
internal static class LineKinds
{
    private static readonly FrozenDictionary<string, LineKind> Known = new (LineKind Kind, string[] Words)[]
    {
        (LineKind.Goods, ["goods", "item", "product", "urun", "mal", "ware", "artikel"]),
        (LineKind.Shipping, ["shipping", "postage", "delivery", "carriage", "freight", "kargo", "gonderim", "teslimat", "versand", "porto", "lieferung"]),
        (LineKind.GiftCard, ["giftcard", "giftvoucher", "voucher", "giftcertificate", "hediyekarti", "hediyeceki", "gutschein", "geschenkkarte"]),
        (LineKind.Fee, ["fee", "charge", "service", "servicecharge", "ucret", "hizmet", "gebuhr", "servicegebuhr"]),
    }.SelectMany(kind => kind.Words.Select(word => (word, kind.Kind))).ToFrozenDictionary(pair => pair.word, pair => pair.Kind, StringComparer.Ordinal);

    /// <summary>Null where nothing is said, or nothing that is known: the line is then what its SKU makes it.</summary>
    public static LineKind? Of(string? text) => text is not null && Known.TryGetValue(ColumnMeaning.Normalise(text), out var kind) ? kind : null;
}
