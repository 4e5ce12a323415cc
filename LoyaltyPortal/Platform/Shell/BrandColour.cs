using System.Globalization;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>
/// A merchant's colour, made readable. As a fill it stays what it is and carries black or white, whichever is stronger; as text
/// it is darkened (or, in the dark theme, lightened) until it passes 4.5:1 on the palest (or brightest) surface it can lie on.
/// </summary>
public sealed record BrandColour(byte Red, byte Green, byte Blue)
{
    /// <summary>WCAG 2.2 AA for text, with a little to spare for tinted grounds.</summary>
    private const double WantedContrast = 5.0;

    private static readonly BrandColour White = new(255, 255, 255);
    private static readonly BrandColour Ink = new(0x16, 0x17, 0x1d);
    private static readonly BrandColour Black = new(0, 0, 0);

    // The tinted grounds of tokens.css on which accent text may lie.
    private static readonly BrandColour LightGround = new(0xea, 0xea, 0xee);
    private static readonly BrandColour DarkGround = new(0x29, 0x2d, 0x37);

    /// <summary>Reads <c>#rrggbb</c>; null for anything else.</summary>
    public static BrandColour? Parse(string? text) =>
        text is ['#', ..] && text.Length == 7 && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new BrandColour((byte)(value >> 16), (byte)(value >> 8), (byte)value)
            : null;

    /// <summary>White where it can be read on this colour, else near-black; between the two, on some purples, only black passes.</summary>
    public BrandColour Foreground => Contrast(this, White) >= 4.5 ? White : Contrast(this, Ink) >= 4.5 ? Ink : Black;

    /// <summary>The fill under the pointer: away from its own text, so that the text only gets clearer.</summary>
    public BrandColour Hover => Mix(Foreground == White ? Black : White, 0.12);

    /// <summary>Readable on every light surface.</summary>
    public BrandColour OnLight => Walk(-1, colour => Contrast(colour, LightGround) >= WantedContrast);

    /// <summary>Readable on every dark surface.</summary>
    public BrandColour OnDark => Walk(+1, colour => Contrast(colour, DarkGround) >= WantedContrast);

    /// <summary>A fill must also be seen: very dark colours are lifted in the dark theme, very pale ones stay (they carry ink).</summary>
    public BrandColour FillOnDark => Walk(+1, colour => Contrast(colour, DarkGround) >= 1.6);

    /// <summary>The declarations that override the accent tokens.</summary>
    public string ToCss() =>
        $":root{{--accent:light-dark({this},{FillOnDark});--accent-hover:light-dark({Hover},{FillOnDark.Hover});--on-accent:light-dark({Foreground},{FillOnDark.Foreground});" +
        $"--accent-text:light-dark({OnLight},{OnDark});--on-accent-text:light-dark({OnLight.Foreground},{OnDark.Foreground})}}";

    /// <summary>The WCAG contrast ratio, from 1 to 21.</summary>
    public static double Contrast(BrandColour one, BrandColour other)
    {
        var (a, b) = (one.Luminance, other.Luminance);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private BrandColour Mix(BrandColour other, double share)
    {
        return new(Channel(Red, other.Red), Channel(Green, other.Green), Channel(Blue, other.Blue));

        byte Channel(byte from, byte to) => (byte)Math.Round(from + ((to - from) * share));
    }

    // One percent of lightness at a time, hue and saturation kept, so that a brand stays itself.
    private BrandColour Walk(int direction, Func<BrandColour, bool> enough)
    {
        if (enough(this))
            return this;

        var (hue, saturation, lightness) = ToHsl();
        // Pure colours glare in the dark once lightened.
        saturation = direction > 0 ? Math.Min(saturation, 0.72) : saturation;
        var colour = this;
        for (var step = lightness + (direction * 0.01); step is >= 0 and <= 1 && !enough(colour); step += direction * 0.01)
            colour = FromHsl(hue, saturation, step);
        return colour;
    }

    private (double Hue, double Saturation, double Lightness) ToHsl()
    {
        var (r, g, b) = (Red / 255.0, Green / 255.0, Blue / 255.0);
        var (high, low) = (Math.Max(r, Math.Max(g, b)), Math.Min(r, Math.Min(g, b)));
        var (range, lightness) = (high - low, (high + low) / 2);
        if (range == 0)
            return (0, 0, lightness);

        var hue = high == r ? ((g - b) / range) + (g < b ? 6 : 0) : high == g ? ((b - r) / range) + 2 : ((r - g) / range) + 4;
        return (hue, range / (1 - Math.Abs((2 * lightness) - 1)), lightness);
    }

    private static BrandColour FromHsl(double hue, double saturation, double lightness)
    {
        var chroma = (1 - Math.Abs((2 * lightness) - 1)) * saturation;
        var second = chroma * (1 - Math.Abs((hue % 2) - 1));
        var (r, g, b) = (int)hue switch
        {
            0 => (chroma, second, 0.0),
            1 => (second, chroma, 0.0),
            2 => (0.0, chroma, second),
            3 => (0.0, second, chroma),
            4 => (second, 0.0, chroma),
            _ => (chroma, 0.0, second),
        };
        var floor = lightness - (chroma / 2);
        return new(Channel(r), Channel(g), Channel(b));

        byte Channel(double value) => (byte)Math.Round(255 * Math.Clamp(value + floor, 0, 1));
    }
}
