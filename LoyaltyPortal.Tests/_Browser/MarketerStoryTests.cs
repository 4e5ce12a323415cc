using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Segments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Radzen.Documents.Spreadsheet;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>A marketer goes from a report to a segment and to a file.</summary>
[Collection(BrowserTests.Name)]
public sealed class MarketerStoryTests(PortalBrowser portal)
{
    [BrowserFact]
    public async Task Members_at_risk_of_one_store_become_a_segment_and_a_workbook_and_a_year_is_compared_by_its_address()
    {
        var segments = portal.Services.GetRequiredService<SegmentService>();
        var shop = (await portal.Services.GetRequiredService<MerchantDirectory>().FindAsync("pagewell"))!;
        var store = shop.Stores.First(one => one.Name == "Stonegate");
        await using var office = await portal.OpenAsAsync("marketer", "/m/pagewell/reports/at-risk");
        var page = office.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "All stores" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Stonegate" }).Or(page.GetByRole(AriaRole.Menuitem, new() { Name = "Stonegate" })).First.ClickAsync();
        await page.WaitForURLAsync($"**/reports/at-risk?store={store.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stonegate" }).WaitForAsync();
        await office.AssertAccessibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Save as segment" }).ClickAsync();
        await page.FillAsync("#segment-name", "At risk in Stonegate");
        await page.Locator(".segment-count").WaitForAsync();
        await office.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "At risk in Stonegate" }).WaitForAsync();
        await office.AssertAccessibleAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "XLSX" }).ClickAsync());
        using var file = new MemoryStream();
        await (await download.CreateReadStreamAsync()).CopyToAsync(file);
        file.Position = 0;
        var sheet = Assert.Single(Workbook.LoadFromStream(file).Sheets);
        var expected = (await segments.MembersAsync(Actor.System(shop.Id), new([new SegmentCondition("at-risk"), new SegmentCondition("store") { StoreIds = [store.Id] }]), null, 0, SegmentService.MostInFile)).Value;
        Assert.NotEmpty(expected.Rows);
        Assert.Equal(expected.Rows.Select(row => (row.Name, (double)row.Purchases, (double)row.NetSales)),
            Enumerable.Range(1, expected.Rows.Count).Select(row => (sheet.Cells[row, 0].Data.ToString()!, sheet.Cells[row, 4].Data.GetValueOrDefault<double>(), sheet.Cells[row, 5].Data.GetValueOrDefault<double>())));

        // The same members in a report, this year against the last, by its address alone.
        var segment = new Uri(page.Url).Segments[^1];
        await office.GoAsync($"/m/pagewell/reports/repeat?period=thisyear&compare=year&segment={segment}");
        await page.GetByText("Only At risk in Stonegate").WaitForAsync();
        var members = await page.Locator(".kpi-value").Nth(2).InnerTextAsync();
        Assert.InRange(int.Parse(members, NumberStyles.AllowThousands, CultureInfo.InvariantCulture), 1, expected.Total);
        await office.AssertAccessibleAsync();
        office.AssertQuiet();
        _ = await segments.RemoveAsync(Actor.System(shop.Id), long.Parse(segment, CultureInfo.InvariantCulture));
    }
}
