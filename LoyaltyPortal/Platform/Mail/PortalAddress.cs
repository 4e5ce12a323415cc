using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LoyaltyPortal.Platform.Mail;

/// <summary>
/// The portal's address in letters: the setting <c>Portal:Address</c>, else where this process listens. Never the Host header of a
/// request, which anybody may write.
/// </summary>
public sealed class PortalAddress(IConfiguration configuration, IServer server)
{
    /// <summary>An absolute address.</summary>
    /// <param name="path">Of this portal, beginning with a slash.</param>
    public string To(string path) => Root() + path;

    private string Root()
    {
        var address = configuration["Portal:Address"] is { Length: > 0 } configured
            ? configured
            : server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost";
        return address.Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal)
            .Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).TrimEnd('/');
    }
}
