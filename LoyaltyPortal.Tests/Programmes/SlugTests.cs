using LoyaltyPortal.Earning;
using LoyaltyPortal.Programmes;

namespace LoyaltyPortal.Tests.Programmes;

public sealed class SlugTests
{
    [Theory]
    [InlineData("İstanbul Kitap", "istanbul-kitap")]
    [InlineData("Işık & İpek", "isik-ipek")]
    [InlineData("Çağla's Café", "cagla-s-cafe")]
    [InlineData("漢字", "merchant")]
    public void An_address_is_made_of_plain_letters(string name, string slug) => Assert.Equal(slug, Founding.SlugOf(name));
}
