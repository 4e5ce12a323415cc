using System.Net;
using LoyaltyPortal.Platform.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace LoyaltyPortal.Tests.Platform.Http;

/// <summary>Whose word is believed about where a request comes from.</summary>
[Collection(WebTests.Name)]
public sealed class TrustedProxiesTests(WebPortal portal)
{
    private const string Reader = "203.0.113.5";

    [Fact]
    public async Task Without_a_proxy_in_the_settings_no_forwarded_header_is_believed()
    {
        Assert.Equal(("127.0.0.1", "http"), await SeenAsync(portal, "127.0.0.1", Reader));
        Assert.Equal(("10.1.2.3", "http"), await SeenAsync(portal, "10.1.2.3", Reader));
    }

    [Fact]
    public async Task A_listed_proxy_is_believed_and_nobody_else()
    {
        await using var behind = portal.WithWebHostBuilder(builder => builder.UseSetting(TrustedProxies.Setting, "192.0.2.1, 10.1.0.0/16"));

        Assert.Equal((Reader, "https"), await SeenAsync(behind, "192.0.2.1", Reader));
        Assert.Equal((Reader, "https"), await SeenAsync(behind, "10.1.2.3", Reader));
        Assert.Equal(("10.2.0.1", "http"), await SeenAsync(behind, "10.2.0.1", Reader));
        Assert.Equal(("127.0.0.1", "http"), await SeenAsync(behind, "127.0.0.1", Reader));

        // What the reader wrote into the header before the proxies did is only the reader's word.
        Assert.Equal((Reader, "https"), await SeenAsync(behind, "192.0.2.1", $"198.51.100.7, {Reader}, 10.1.2.3", "https, https, https"));
    }

    [Theory]
    [InlineData("proxy.example")]
    [InlineData("10.0.0.0/99")]
    public void What_is_no_address_is_said_at_the_start(string listed)
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => TrustedProxies.Of("10.0.0.4 " + listed));
        Assert.Contains(listed, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void None_listed_is_none_believed(string? listed) => Assert.Null(TrustedProxies.Of(listed));

    private static async Task<(string Address, string Scheme)> SeenAsync(WebApplicationFactory<Program> host, string from, string forwardedFor, string scheme = "https")
    {
        var context = await host.Server.SendAsync(request =>
        {
            request.Request.Method = "GET";
            request.Request.Path = "/healthz/live";
            request.Connection.RemoteIpAddress = IPAddress.Parse(from);
            request.Request.Headers["X-Forwarded-For"] = forwardedFor;
            request.Request.Headers["X-Forwarded-Proto"] = scheme;
        });
        Assert.Equal(200, context.Response.StatusCode);
        return (context.Connection.RemoteIpAddress!.ToString(), context.Request.Scheme);
    }
}
