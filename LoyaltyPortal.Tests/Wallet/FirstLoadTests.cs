using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;

namespace LoyaltyPortal.Tests.Wallet;

/// <summary>A wallet is opened on a phone on a slow line: what has to arrive before something is seen is bounded.</summary>
[Collection(WebTests.Name)]
public sealed partial class FirstLoadTests(WebPortal portal)
{
    private const int MostBytes = 60 * 1024;

    [Theory]
    [InlineData("/w/pagewell", "points-number")]
    [InlineData("/w/pagewell/rewards", "offer")]
    [InlineData("/w/pagewell/badges", "goal")]
    [InlineData("/w/pagewell/earn", "wallet-title")]
    [InlineData("/w/pagewell/history", "entry")]
    public async Task The_first_document_is_small_is_the_page_itself_and_no_script_holds_it_up(string path, string drawn)
    {
        using var browser = await portal.SignedInAsync("ada@pagewell.example");
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.ParseAdd("br");

        using var response = await browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("br", Assert.Single(response.Content.Headers.ContentEncoding));
        var sent = await response.Content.ReadAsByteArrayAsync();
        Assert.InRange(sent.Length, 1, MostBytes);
        using var document = new StreamReader(new BrotliStream(new MemoryStream(sent), CompressionMode.Decompress));
        var html = await document.ReadToEndAsync();
        Assert.Contains(drawn, html, StringComparison.Ordinal);
        var scripts = Script().Matches(html).Select(tag => tag.Value).ToList();
        Assert.NotEmpty(scripts);
        Assert.All(scripts, tag => Assert.Matches(" (defer|async|type=\"module\")[ >]", tag));
    }

    [GeneratedRegex("<script[^>]*>", RegexOptions.None, 1_000)]
    private static partial Regex Script();
}
