using System.Net;
using LoyaltyPortal.Platform.Access;

namespace LoyaltyPortal.Tests.Platform.Access;

public sealed class NetworkKeyTests
{
    [Theory]
    [InlineData("203.0.113.5", "203.0.113.5")]
    [InlineData("::ffff:203.0.113.5", "203.0.113.5")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::/64")]
    [InlineData("fe80::1%4", "fe80::/64")]
    public void Addresses_that_one_reader_has_count_as_one(string address, string key) => Assert.Equal(key, NetworkKey.Of(IPAddress.Parse(address)));

    [Fact]
    public void Without_an_address_there_is_none() => Assert.Equal("", NetworkKey.Of(null));
}
