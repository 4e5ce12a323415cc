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

    /// <summary>The name that the setting gives the portal; null where it gives none.</summary>
    public static string? NameIn(IConfiguration configuration) =>
        Uri.TryCreate(configuration["Portal:Address"], UriKind.Absolute, out var address) && address.HostNameType == UriHostNameType.Dns ? address.IdnHost : null;

    private string Root()
    {
        var address = configuration["Portal:Address"] is { Length: > 0 } configured
            ? configured
            : server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost";
        return address.Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal)
            .Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).TrimEnd('/');
    }
}
