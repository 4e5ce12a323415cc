using System.Globalization;
using System.Text.Json;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Till;

/// <summary>A line as the cashier keys it.</summary>
/// <param name="Amount">The price of one, in the merchant's currency.</param>
public sealed record TillLine(Guid Id, string? Category, decimal Amount, int Quantity)
{
    public decimal Net => Amount * Quantity;
}

/// <summary>What is being sold.</summary>
public sealed class TillBasket
{
    public const int MostQuantity = 9_999;

    private readonly List<TillLine> _lines = [];

    public IReadOnlyList<TillLine> Lines => _lines;

    public decimal Net => _lines.Sum(line => line.Net);

    /// <summary>The lines as they are recorded.</summary>
    public IReadOnlyList<LineInput> Inputs => [.. _lines.Select(line => new LineInput(null, null, line.Category, line.Quantity, line.Net))];

    public void Add(string? category, decimal amount, int quantity) =>
        _lines.Add(new TillLine(Guid.NewGuid(), string.IsNullOrWhiteSpace(category) ? null : category.Trim(), amount, Math.Clamp(quantity, 1, MostQuantity)));

    public void Remove(Guid id) => _lines.RemoveAll(line => line.Id == id);

    public void Count(Guid id, int quantity)
    {
        var index = _lines.FindIndex(line => line.Id == id);
        if (index >= 0)
            _lines[index] = _lines[index] with { Quantity = Math.Clamp(quantity, 1, MostQuantity) };
    }

    public void Clear() => _lines.Clear();

    /// <summary>Takes over lines that were in a basket before.</summary>
    public void Restore(IEnumerable<TillLine> lines)
    {
        _lines.Clear();
        _lines.AddRange(lines.Where(line => line.Amount >= 0).Select(line => line with { Quantity = Math.Clamp(line.Quantity, 1, MostQuantity) }));
    }
}

/// <summary>A sale under way as the browser keeps it: loading the page again goes on with it. Whose sale it is it says by number only.</summary>
/// <param name="Key">The key under which it is recorded: whatever happens in between, it is one sale.</param>
/// <param name="Asked">The member that the address asked for when it was kept: another address begins another sale.</param>
/// <param name="IsSent">It was on its way to be recorded, and nobody knows yet whether it arrived.</param>
public sealed record KeptSale(string Key, int StoreId, string? Asked, long? MemberId, string Reference, HeldPoints? Held, bool IsSent, IReadOnlyList<TillLine> Lines)
{
    /// <summary>The redemptions that are used on it.</summary>
    public IReadOnlyList<long> Vouchers { get; init; } = [];

    /// <summary>Nothing is sold, and nothing is kept or used for a sale.</summary>
    private bool IsEmpty => Lines.Count == 0 && Vouchers.Count == 0 && Held is null;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Null for nothing, and for what an older page has kept in another shape.</summary>
    public static KeptSale? Read(string? json)
    {
        if (string.IsNullOrEmpty(json))
            return null;
        try
        {
            return JsonSerializer.Deserialize<KeptSale>(json, JsonSerializerOptions.Web) is { Key.Length: > 0, Reference: not null, Lines: not null, Vouchers: not null } kept && !kept.IsEmpty ? kept : null;
        }
        catch (JsonException)
        {
            return null; // it is the browser's, and may be anything
        }
    }
}

/// <summary>Reads an amount as people type it: either separator for the decimals, grouping or none.</summary>
public static class TillAmount
{
    /// <summary>False when it is no amount, is negative, or has more than two decimals. The last separator before one or two digits is the decimal one.</summary>
    public static bool TryParse(string? typed, out decimal amount)
    {
        amount = 0;
        var text = (typed ?? "").Trim().Replace(" ", "", StringComparison.Ordinal).Replace("\u00a0", "", StringComparison.Ordinal);
        if (text.Length is 0 or > 16 || !text.All(c => char.IsAsciiDigit(c) || c is '.' or ','))
            return false;
        var separator = text.LastIndexOfAny(['.', ',']);
        var decimals = separator < 0 ? 0 : text.Length - separator - 1;
        if (separator >= 0 && decimals > 3 || decimals == 3 && separator is 0)
            return false;
        var whole = separator >= 0 && decimals < 3 ? text[..separator] : text;
        var fraction = separator >= 0 && decimals < 3 ? text[(separator + 1)..] : "";
        var groups = whole.Split('.', ',');
        if (groups.Length > 1 && (groups[0].Length is 0 or > 3 || groups[0][0] == '0' || groups.Skip(1).Any(group => group.Length != 3)))
            return false;
        if (groups.Length == 2 && decimals == 3 && text[separator].ToString() == CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator)
            return false; // 12.345 is one digit too many rather than twelve thousand, where the point is for decimals
        if (whole.Contains('.') && whole.Contains(','))
            return false; // one number groups with one sign
        var digits = string.Concat(groups);
        if (digits.Length + fraction.Length == 0)
            return false;
        return decimal.TryParse($"{(digits.Length == 0 ? "0" : digits)}.{(fraction.Length == 0 ? "0" : fraction)}", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount);
    }
}
