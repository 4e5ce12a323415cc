namespace LoyaltyPortal.Platform.Pdf;

/// <summary>A sheet, in points.</summary>
public sealed record PdfPaper(string Name, double Width, double Height)
{
    public static readonly PdfPaper A4 = new("a4", 595.28, 841.89);

    public static readonly PdfPaper Letter = new("letter", 612, 792);

    /// <summary>By its name; null for any other.</summary>
    public static PdfPaper? Find(string? name) => name?.ToLowerInvariant() switch
    {
        "a4" => A4,
        "letter" => Letter,
        _ => null,
    };

    /// <summary>What readers of a region have in their printers.</summary>
    /// <param name="locale">A culture name such as en-US.</param>
    public static PdfPaper Of(string locale) => locale.EndsWith("-US", StringComparison.OrdinalIgnoreCase) || locale.EndsWith("-CA", StringComparison.OrdinalIgnoreCase) ? Letter : A4;
}
