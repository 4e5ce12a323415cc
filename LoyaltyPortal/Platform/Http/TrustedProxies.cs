using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace LoyaltyPortal.Platform.Http;

/// <summary>The proxies in front of the portal: what they say of a request's address and scheme is believed, and nobody else's word.</summary>
internal static class TrustedProxies
{
    public const string Setting = "Portal:Proxies";

    private static readonly char[] Between = [',', ';', ' '];

    /// <param name="listed">Addresses and networks such as <c>10.0.0.4, 10.1.0.0/16</c>.</param>
    /// <returns>Null when none are listed: no forwarded header is believed.</returns>
    /// <exception cref="InvalidOperationException">Something listed is neither.</exception>
    public static ForwardedHeadersOptions? Of(string? listed)
    {
        if (string.IsNullOrWhiteSpace(listed))
            return null;

        // As many proxies as are known one behind the other; the first address that is none of them is the reader's.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var one in listed.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPAddress.TryParse(one, out var address))
                options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(one, out var network))
                options.KnownIPNetworks.Add(network);
            else
                throw new InvalidOperationException($"{Setting} has {one}, which is neither an address nor a network such as 10.1.0.0/16.");
        }

        return options;
    }
}
