using System.Numerics;
using LoyaltyPortal.Badges;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Drawing;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Wallet;

/// <summary>A badge as a picture for other sites: 1200 by 630, as they ask for, with the member's first name and nothing else of them.</summary>
public static class BadgePicture
{
    private const int Width = 1200;
    private const int Height = 630;
    private const float TextWidth = 620;
    private static readonly Vector2 Centre = new(300, 315);

    private static readonly (Ink Light, Ink Dark)[] Metals =
    [
        (Ink.Of("#d99a63"), Ink.Of("#8f5424")),
        (Ink.Of("#c9ced8"), Ink.Of("#7e8696")),
        (Ink.Of("#f3cf63"), Ink.Of("#b07d0c")),
    ];

    /// <param name="level">The level's name; null where there is only one.</param>
    /// <param name="said">"Ann has earned a badge", in the merchant's language.</param>
    public static byte[] Png(SharedBadge badge, MerchantSettings merchant, string? level, string said)
    {
        var brand = BrandColour.Parse(merchant.BrandColour) ?? new BrandColour(0x4f, 0x46, 0xe5);
        var (ground, text, mark) = (Ink.Of(brand.ToString()), Ink.Of(brand.Foreground.ToString()), Ink.Of(brand.OnLight.ToString()));
        var canvas = new Canvas(Width, Height, ground);
        canvas.Fill(Outline.Circle(Centre, 236), ground.Mix(text, 0.12f));
        var (light, dark) = Metals[Math.Clamp(2 - (Math.Min(badge.Levels, 3) - Math.Min(badge.Level, 3)), 0, 2)];
        canvas.Fill(Outline.Circle(Centre, 196), (x, y) => light.Mix(dark, Math.Clamp((x - Centre.X + y - Centre.Y + 392) / 784f, 0, 1)));
        canvas.Fill(Outline.Circle(Centre, 164), new Ink(255, 255, 255));
        var icon = new Outline();
        icon.Add(SvgPath.Icon(badge.Icon) ?? SvgPath.Icon("military_tech")!, Matrix3x2.CreateScale(190) * Matrix3x2.CreateTranslation(Centre.X - 95, Centre.Y - 95));
        canvas.Fill(icon, mark);

        var soft = text.Mix(ground, 0.14f);
        Line(canvas, FontFace.Regular, said, 236, 34, soft);
        Line(canvas, FontFace.SemiBold, badge.Name, 318, 68, text);
        Line(canvas, FontFace.Regular, level is null ? merchant.Name : $"{level} · {merchant.Name}", 384, 34, soft);
        return PngFile.Of(canvas);
    }

    /// <summary>One line, set smaller until it fits; a very long one ends in dots.</summary>
    private static void Line(Canvas canvas, FontFace face, string text, float y, float size, Ink ink)
    {
        for (var smallest = size * 0.55f; size > smallest && face.WidthOf(text, size) > TextWidth;)
            size -= 1;
        while (text.Length > 1 && face.WidthOf(text, size) > TextWidth)
            text = text[..^2].TrimEnd() + "…";
        canvas.Fill(face.Line(text, new Vector2(560, y), size), ink);
    }
}
