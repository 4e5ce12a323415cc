using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>A new merchant's first hour: sign up, bring in last year's purchases, look, and take them back.</summary>
[Collection(BrowserTests.Name)]
public sealed class ImportStoryTests(PortalBrowser portal)
{
    private static readonly LocatorAssertionsToContainTextOptions Patient = new() { Timeout = 20_000 };

    [BrowserFact]
    public async Task A_new_merchant_imports_a_file_from_the_page_and_undoes_it()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await using var open = await portal.OpenAsync("/account/register-merchant");
        var page = open.Page;
        await page.FillAsync("#merchant", $"Story {mark}");
        await page.FillAsync("#name", "Sam Story");
        await page.FillAsync("#email", $"sam-{mark}@example.com");
        await page.FillAsync("#password", "a sentence nobody guesses");
        await page.ClickAsync("form button.btn-primary[type=submit]");
        await page.WaitForURLAsync($"**/m/story-{mark}*");

        await open.GoAsync($"/m/story-{mark}/imports");
        await Upload(page, "photo.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]);
        await Assertions.Expect(page.Locator(".upload [role=alert], .upload [role=status]").First).ToContainTextAsync("photo.png", Patient);

        // 40 sales of two customers and a stranger, 10 pounds each; one row without a price, one return of half of the newest sale of customer 1.
        await Upload(page, "till.csv", Encoding.UTF8.GetBytes(Export()));
        await page.WaitForURLAsync($"**/m/story-{mark}/imports/*", new() { Timeout = 20_000 });
        await open.InteractiveAsync();
        await page.Locator(".map-foot .btn-primary").ClickAsync();
        var start = page.Locator(".btn-primary", new() { HasText = "41" });
        await start.ClickAsync(new() { Timeout = 30_000 });

        var tiles = page.Locator(".tiles");
        await Assertions.Expect(tiles).ToContainTextAsync("£400.00", new() { Timeout = 30_000 });
        await Assertions.Expect(tiles).ToContainTextAsync("£5.00", Patient);
        await open.AssertAccessibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Locator("#confirm-typed").FillAsync("undo");
        await dialog.Locator(".btn-danger, .btn-primary").Last.ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("undone", new() { Timeout = 30_000, IgnoreCase = true });
        open.AssertQuiet();
    }

    private static Task Upload(IPage page, string name, byte[] content) =>
        page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = content });

    private static string Export()
    {
        var text = new StringBuilder("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
        for (var sale = 0; sale < 40; sale++)
        {
            var customer = (sale % 3) switch { 0 => "1.0", 1 => "2.0", _ => "" };
            text.AppendLine(CultureInfo.InvariantCulture, $"{1000 + sale},SKU1,CANDLE,2,2025-03-{1 + sale / 2:00} 10:00:00,5,{customer},United Kingdom");
        }

        text.AppendLine("1040,SKU1,CANDLE,2,2025-03-25 10:00:00,0,1.0,United Kingdom");
        text.AppendLine("C1041,SKU1,CANDLE,-1,2025-03-26 10:00:00,5,1.0,United Kingdom");
        return text.ToString();
    }
}
