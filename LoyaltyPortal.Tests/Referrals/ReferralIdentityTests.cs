using LoyaltyPortal.Referrals;

namespace LoyaltyPortal.Tests.Referrals;

public sealed class ReferralIdentityTests
{
    [Theory]
    [InlineData("Ada@Mail.Example", "ada@mail.example")]
    [InlineData("ada+shop@mail.example", "ada@mail.example")]
    [InlineData("a.d.a+x+y@googlemail.com", "ada@gmail.com")]
    [InlineData("a.d.a@mail.example", "a.d.a@mail.example")]
    [InlineData("+ada@mail.example", "+ada@mail.example")]
    [InlineData("no address", null)]
    [InlineData(null, null)]
    public void One_mailbox_is_written_in_one_way(string? email, string? mailbox) => Assert.Equal(mailbox, ReferralIdentity.Mailbox(email));

    [Theory]
    [InlineData("+447700900123", "07700900123", true)]
    [InlineData("+447700900123", "+447700900123", true)]
    [InlineData("+447700900123", "+907700900123", false)]
    [InlineData("+447700900123", "07700900124", false)]
    [InlineData("900123", "07700900123", false)]
    [InlineData(null, null, false)]
    public void One_line_is_known_with_and_without_its_country(string? one, string? other, bool same) => Assert.Equal(same, ReferralIdentity.IsSameLine(one, other));

    [Fact]
    public void A_code_is_read_as_typed_said_or_scanned_and_a_slip_is_caught()
    {
        var code = ReferralCode.New();
        Assert.Equal(ReferralCode.Length, code.Length);
        foreach (var typed in new[] { code, ReferralCode.Grouped(code), code.ToLowerInvariant(), $" {code} ", $"https://shop.example/r/pagewell/{code}", $"https://shop.example/join/pagewell?ref={code}", $"https://shop.example/r/pagewell/{code}/" })
            Assert.Equal(code, ReferralCode.Parse(typed));
        for (var index = 0; index < code.Length; index++)
        {
            var wrong = code[index] == '7' ? '8' : '7';
            Assert.Null(ReferralCode.Parse(code[..index] + wrong + code[(index + 1)..]));
        }

        Assert.Null(ReferralCode.Parse(null));
        Assert.Null(ReferralCode.Parse(code[1..]));
    }
}
