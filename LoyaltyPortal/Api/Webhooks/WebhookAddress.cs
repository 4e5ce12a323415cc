using System.Net;
using System.Net.Sockets;

namespace LoyaltyPortal.Api.Webhooks;

/// <summary>
/// Where webhooks may lead: out into the world. Otherwise whoever may add one could make the portal knock at doors inside its own network. Names are looked up at every
/// connection, and what is connected to is the very address that was looked at.
/// </summary>
public sealed class WebhookAddress(IHostEnvironment environment, IConfiguration configuration)
{
    /// <summary>Lets webhooks lead into private networks: for a portal and a till in one building.</summary>
    public const string Setting = "Webhooks:AllowPrivateAddresses";

    private readonly bool _mayBePlain = environment.IsDevelopment();
    private readonly bool _mayBePrivate = configuration.GetValue(Setting, false);

    public bool IsAllowed(string url) =>
        url.Length is > 0 and <= Webhook.UrlLength && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (_mayBePlain && address.Scheme == Uri.UriSchemeHttp))
        && address.UserInfo.Length == 0 && address.Host.Length > 0
        && (_mayBePrivate || (!address.IsLoopback && (!IPAddress.TryParse(address.DnsSafeHost, out var number) || IsPublic(number))));

    /// <summary>Connects to the first address of the name that may be connected to.</summary>
    /// <exception cref="HttpRequestException">There is none.</exception>
    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        var allowed = found.Where(address => _mayBePrivate || IsPublic(address)).ToArray();
        if (allowed.Length == 0)
            throw new HttpRequestException("The address is in a private network.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Anybody's: not this machine's, nor one of the ranges that are set aside.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return bytes switch
            {
                [0 or 10 or 127, ..] => false,
                [100, >= 64 and < 128, ..] => false,
                [169, 254, ..] => false,
                [172, >= 16 and < 32, ..] => false,
                [192, 168, ..] => false,
                [192, 0, 0 or 2, _] => false,
                [198, 18 or 19, ..] => false,
                [198, 51, 100, _] => false,
                [203, 0, 113, _] => false,
                [>= 224, ..] => false,
                _ => true,
            };
        }

        // Only what is given out as global unicast; of it, neither the transition ranges that carry a v4 address nor documentation.
        return (bytes[0] & 0xE0) == 0x20
            && !(bytes is [0x20, 0x02, ..]) && !(bytes is [0x20, 0x01, 0x00, 0x00, ..]) && !(bytes is [0x20, 0x01, 0x0d, 0xb8, ..]);
    }
}
