using System.Globalization;
using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>What a cashier does in story after story. Each step waits for what it brings about: what is clicked next must not move away meanwhile.</summary>
internal static class TillSteps
{
    /// <summary>Finds a member and serves them.</summary>
    /// <param name="name">What is typed, and stands in the hit.</param>
    public static async Task ServeAsync(this IPage till, string name)
    {
        await till.Locator("#till-find").PressSequentiallyAsync(name);
        await till.Locator(".finder-hit", new() { HasText = name }).First.ClickAsync();
        await Assertions.Expect(till.Locator(".strip-name")).ToContainTextAsync(name, new() { IgnoreCase = true });
    }

    /// <summary>Keys one line of a sale.</summary>
    public static async Task AddLineAsync(this IPage till, string category, string amount, int quantity = 1)
    {
        var lines = await till.Locator(".basket-line").CountAsync();
        await till.FillAsync("#till-category", category);
        await till.FillAsync("#till-amount", amount);
        await till.FillAsync("#till-quantity", quantity.ToString(CultureInfo.InvariantCulture));
        await till.ClickAsync(".basket-add-button");
        await Assertions.Expect(till.Locator(".basket-line")).ToHaveCountAsync(lines + 1);
    }
}
