using LoyaltyPortal.Platform.Drawing;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Platform.Pdf;

/// <summary>How a text is set.</summary>
/// <param name="Size">In points.</param>
/// <param name="IsFigures">All figures are as wide as each other: for columns of numbers.</param>
public readonly record struct PdfStyle(double Size, Ink Ink, bool IsStrong = false, bool IsFigures = false)
{
    /// <summary>From one line to the next, in points.</summary>
    public double Leading => Size * 1.4;

    /// <summary>How far below its top a line's feet stand, in points.</summary>
    public double Ascent => Size * 1.04;

    public PdfStyle Strong => this with { IsStrong = true };

    public PdfStyle Figures => this with { IsFigures = true };

    public PdfStyle In(Ink ink) => this with { Ink = ink };
}

/// <summary>A document's colours: the merchant's where it is readable, neutrals for the rest.</summary>
/// <param name="Brand">As a fill.</param>
/// <param name="OnBrand">What is read on it.</param>
/// <param name="Accent">The merchant's colour as text.</param>
/// <param name="Tint">A pale ground of it.</param>
public sealed record PdfPalette(Ink Brand, Ink OnBrand, Ink Accent, Ink Tint)
{
    public static readonly Ink White = new(255, 255, 255);

    public Ink Text { get; } = Ink.Of("#16171d");

    public Ink Quiet { get; } = Ink.Of("#5b5d6b");

    public Ink Rule { get; } = Ink.Of("#dcdce3");

    public Ink Ground { get; } = Ink.Of("#f5f5f8");

    public Ink Good { get; } = Ink.Of("#12703c");

    public Ink Bad { get; } = Ink.Of("#b3261e");

    public Ink Warn { get; } = Ink.Of("#8a5a00");

    /// <summary>Of a chart's series, in their order.</summary>
    public IReadOnlyList<Ink> Series { get; init; } = [];

    public PdfStyle Body => new(9, Text);

    public PdfStyle Small => new(7.5, Quiet);

    public PdfStyle Heading => new(11.5, Text, IsStrong: true);

    public PdfStyle Title => new(19, Text, IsStrong: true);

    /// <param name="colour">#rrggbb; anything else takes the portal's own.</param>
    public static PdfPalette Of(string colour)
    {
        var brand = BrandColour.Parse(colour) ?? BrandColour.Parse("#4f46e5")!;
        var (fill, text) = (Of(brand), Of(brand.OnLight));
        return new PdfPalette(fill, Of(brand.Foreground), text, White.Mix(fill, 0.08f))
        {
            Series = [text, Ink.Of("#e0a030"), Ink.Of("#8794a8"), Ink.Of("#8b5cf6"), Ink.Of("#be3a6f"), Ink.Of("#0f8a83")],
        };
    }

    private static Ink Of(BrandColour colour) => new(colour.Red, colour.Green, colour.Blue);
}
