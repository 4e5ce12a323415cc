using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Wallet;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Wallet;

[Collection(WebTests.Name)]
public sealed class PersonalExportTests(WebPortal portal)
{
    [Fact]
    public async Task A_member_takes_everything_along_as_json_and_csv_with_reasons_in_words()
    {
        var browser = await portal.SignedInAsync("ada@pagewell.example");

        var answer = await browser.GetAsync("/w/pagewell/me/data.zip");

        Assert.Equal((HttpStatusCode.OK, "application/zip"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.True(answer.Headers.CacheControl?.NoStore);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        var files = zip.Entries.Select(entry => entry.FullName).ToList();
        foreach (var wanted in (string[])["data.json", "profile.csv", "consents.csv", "points.csv", "purchases.csv", "purchase_lines.csv", "actions.csv", "tier.csv", "tier_changes.csv"])
            Assert.Contains(wanted, files);
        using var data = JsonDocument.Parse(await ReadAsync(zip, "data.json"));
        Assert.Equal("ada@pagewell.example", data.RootElement.GetProperty("profile")[0].GetProperty("email").GetString());
        var points = data.RootElement.GetProperty("points");
        Assert.True(points.GetArrayLength() > 5);
        Assert.All(points.EnumerateArray(), entry => Assert.DoesNotContain("step_", entry.GetProperty("why").GetString(), StringComparison.Ordinal));
        Assert.Equal(points.GetArrayLength(), (await ReadAsync(zip, "points.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1);
    }

    [Fact]
    public async Task Another_persons_data_is_not_there_and_nobody_without_a_sign_in_gets_any()
    {
        var stranger = await portal.SignedInAsync("owner@pagewell.example");

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync("/w/pagewell/me/data.zip")).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await portal.Browser().GetAsync("/w/pagewell/me/data.zip")).StatusCode);
    }

    [Fact]
    public async Task Fetching_it_is_in_the_log_by_the_members_code_alone()
    {
        var browser = await portal.SignedInAsync("ada@pagewell.example");
        await browser.GetAsync("/w/pagewell/me/data.zip");

        var merchant = (await portal.Get<MerchantDirectory>().FindAsync("pagewell"))!;
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchant.Id);
        var line = await context.Set<AuditEvent>().AsNoTracking().OrderByDescending(line => line.Sequence).FirstAsync(line => line.What == ErasureAudit.Exported);
        var ada = await context.Set<Member>().AsNoTracking().SingleAsync(member => member.NormalizedEmail == "ada@pagewell.example");
        Assert.Equal((ada.Code, ada.Code, (long?)null), (line.Who, line.Subject, line.UserId));
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("@cmd", "\"'@cmd\"")]
    [InlineData("  =1+1", "\"'  =1+1\"")]
    [InlineData("\n=1+1", "\"'\n=1+1\"")]
    [InlineData("plain", "\"plain\"")]
    [InlineData("", "")]
    [InlineData("with, comma and \"quotes\"", "\"with, comma and \"\"quotes\"\"\"")]
    public void A_cell_is_text_wherever_it_is_opened(string written, string cell) =>
        Assert.Equal($"a\r\n{cell}\r\n", PersonalExport.ToCsv(new PersonalSheet("s", ["a"], [[written]])));

    [Fact]
    public void Numbers_stay_numbers_and_large_ids_stay_whole()
    {
        var sheet = new PersonalSheet("s", ["points", "id", "day"], [[-5L, 9_007_199_254_740_993L, new DateOnly(2026, 3, 1)]]);

        Assert.Equal("points,id,day\r\n-5,9007199254740993,2026-03-01\r\n", PersonalExport.ToCsv(sheet));
        using var json = JsonDocument.Parse(PersonalExport.ToJson([sheet]));
        Assert.Equal(9_007_199_254_740_993L.ToString(CultureInfo.InvariantCulture), json.RootElement.GetProperty("s")[0].GetProperty("id").GetString());
    }

    private static async Task<string> ReadAsync(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return await reader.ReadToEndAsync();
    }
}
