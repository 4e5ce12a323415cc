using LoyaltyPortal.Members;

namespace LoyaltyPortal.Tests.Members;

public sealed class MemberTermTests
{
    [Theory]
    [InlineData("İpek", "ipek")]
    [InlineData("ipek", "ipek")]
    [InlineData("IPEK", "ipek")]
    [InlineData("IŞIL", "isil")]
    [InlineData("Işıl", "isil")]
    [InlineData("Çağla", "cagla")]
    public void A_name_folds_to_the_same_letters_however_it_is_written(string name, string folded) => Assert.Equal(folded, MemberTerm.Fold(name));
}
