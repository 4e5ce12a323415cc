using LoyaltyPortal.Events;

namespace LoyaltyPortal.Tests.Events;

public sealed class TicketCodeTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public void A_code_is_read_however_it_is_typed()
    {
        var code = TicketCode.New();
        Assert.Equal(code, TicketCode.Parse(code));
        Assert.Equal(code, TicketCode.Parse(TicketCode.Grouped(code).ToLowerInvariant()));
        Assert.Equal(code, TicketCode.Parse(code.Replace('0', 'O').Replace('1', 'l')));
    }

    [Fact]
    public void Every_wrong_character_and_every_swap_of_neighbours_is_caught()
    {
        for (var round = 0; round < 20; round++)
        {
            var code = TicketCode.New();
            for (var place = 1; place < code.Length; place++)
            {
                foreach (var other in Alphabet.Where(other => other != code[place]))
                    Assert.Null(TicketCode.Parse(code[..place] + other + code[(place + 1)..]));
                if (place + 1 < code.Length && code[place] != code[place + 1])
                    Assert.Null(TicketCode.Parse(code[..place] + code[place + 1] + code[place] + code[(place + 2)..]));
            }
        }
    }

    [Fact]
    public void Cards_and_vouchers_are_no_tickets()
    {
        Assert.Null(TicketCode.Parse(LoyaltyPortal.Members.MemberCode.New()));
        Assert.Null(TicketCode.Parse(TicketCode.New()[1..]));
        Assert.Null(TicketCode.Parse(null));
        Assert.Null(TicketCode.Parse(new string('T', 80)));
    }

    [Fact]
    public void Codes_use_all_of_their_places() =>
        Assert.All(Enumerable.Range(1, 16), place => Assert.True(Enumerable.Range(0, 2_000).Select(_ => TicketCode.New()[place]).Distinct().Count() == Alphabet.Length));
}
