using System.Net;
using System.Net.Sockets;

namespace LoyaltyPortal.Platform.Access;

/// <summary>Whom a network address counts as.</summary>
public static class NetworkKey
{
    private const int SubnetBytes = 8;

    /// <summary>An IPv4 address, however it is written; of an IPv6 address its /64, since whoever has one address of that has all of them.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(SubnetBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
