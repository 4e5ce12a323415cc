using FsCheck;
using FsCheck.Fluent;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Tests.Platform.Shell;

public sealed class BrandColourTests
{
    private static readonly BrandColour White = new(255, 255, 255);
    private static readonly BrandColour Dark = new(0x1d, 0x20, 0x27);

    [Fact]
    public void Any_colour_becomes_readable_text_in_both_themes() =>
        Check(colour => BrandColour.Contrast(colour.OnLight, White) >= 4.5 && BrandColour.Contrast(colour.OnDark, Dark) >= 4.5);

    [Fact]
    public void What_stands_on_any_fill_can_be_read() =>
        Check(colour => new[] { colour, colour.FillOnDark }.All(fill =>
            BrandColour.Contrast(fill, fill.Foreground) >= 4.5 && BrandColour.Contrast(fill.Hover, fill.Foreground) >= 4.5));

    [Fact]
    public void A_colour_that_is_readable_already_stays_what_it_is()
    {
        var brand = BrandColour.Parse("#0b4f4a")!;

        Assert.Equal(brand, brand.OnLight);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0b4f4a")]
    [InlineData("#0b4f4")]
    [InlineData("#0b4f4g")]
    [InlineData("#0b4f4a}body{display:none")]
    public void Anything_but_a_colour_is_refused(string? text) => Assert.Null(BrandColour.Parse(text));

    private static void Check(Func<BrandColour, bool> holds)
    {
        var bytes = Gen.Choose(0, 255);
        var colours = from red in bytes from green in bytes from blue in bytes select new BrandColour((byte)red, (byte)green, (byte)blue);
        Prop.ForAll(colours.ToArbitrary(), holds).QuickCheckThrowOnFailure();
    }
}
