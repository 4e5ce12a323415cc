using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LoyaltyPortal.Tests.Wallet;

/// <summary>The wallet as an app on a phone: its manifest, what it weighs, and what is public of it.</summary>
[Collection(WebTests.Name)]
public sealed partial class WalletAppTests(WebPortal portal)
{
    private const int MostKilobytes = 60;

    [Fact]
    public async Task Each_merchant_has_a_manifest_in_its_name_and_colour_with_icons_that_are_there()
    {
        var browser = portal.Browser();
        var answer = await browser.GetAsync("/w/pagewell/manifest.webmanifest");

        Assert.Equal("application/manifest+json", answer.Content.Headers.ContentType?.MediaType);
        using var manifest = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(("Pagewell Books", "/w/pagewell", "standalone"), (Text("name"), Text("start_url"), Text("display")));
        var colour = Text("theme_color");
        foreach (var icon in manifest.RootElement.GetProperty("icons").EnumerateArray())
        {
            var drawn = await browser.GetAsync(icon.GetProperty("src").GetString());
            Assert.Equal("image/svg+xml", drawn.Content.Headers.ContentType?.MediaType);
            Assert.Contains(colour, await drawn.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/w/nobody-has-this-name/manifest.webmanifest")).StatusCode);

        string Text(string name) => manifest.RootElement.GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task The_first_document_is_light_complete_and_held_up_by_no_script()
    {
        var browser = await portal.SignedInAsync("ada@pagewell.example");
        var page = await browser.GetStringAsync("/w/pagewell");

        Assert.Contains("points-number", page, StringComparison.Ordinal); // drawn by the server, before any script
        Assert.Contains("href=\"/w/pagewell/manifest.webmanifest\"", page, StringComparison.Ordinal);
        Assert.InRange(Compressed(page), 1, MostKilobytes * 1024);
        Assert.Empty(Blocking(page));
    }

    [Fact]
    public void A_script_that_would_hold_the_page_up_is_noticed() =>
        Assert.Equal(["<script src=\"a.js\">", "<script>"], Blocking("<script src=\"a.js\"></script><script>x()</script><script src=\"b.js\" defer></script><script type=\"module\" src=\"c.js\"></script><script type=\"application/json\">{}</script>"));

    [Fact]
    public async Task The_offline_page_holds_nobodys_data_and_the_worker_is_asked_for_anew()
    {
        var browser = await portal.SignedInAsync("ada@pagewell.example");

        var page = await browser.GetStringAsync("/offline-card");
        var worker = await browser.GetAsync("/sw.js");

        Assert.DoesNotContain("ada", page.Replace("data-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.True(worker.Headers.CacheControl?.NoCache);
        Assert.Equal("text/javascript", worker.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Scripts that stop the parser: neither deferred nor asynchronous nor modules nor mere data.</summary>
    private static List<string> Blocking(string page) =>
        [.. Scripts().Matches(page).Select(script => script.Value).Where(script => !script.Contains(" defer", StringComparison.Ordinal) && !script.Contains(" async", StringComparison.Ordinal) && !script.Contains("type=\"", StringComparison.Ordinal))];

    private static long Compressed(string page)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(page));
        return bytes.Length;
    }

    [GeneratedRegex("<script[^>]*>", RegexOptions.None, 1_000)]
    private static partial Regex Scripts();
}
