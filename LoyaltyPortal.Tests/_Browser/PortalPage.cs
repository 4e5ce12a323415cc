using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>A browser page that remembers every console error, so that a test can end with <see cref="AssertQuiet"/>.</summary>
public sealed class PortalPage : IAsyncDisposable
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private readonly IBrowserContext context;
    private readonly List<string> errors = [];

    internal PortalPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                errors.Add($"{message.Text} ({message.Location})");
        };
        page.PageError += (_, message) => errors.Add(message);
    }

    public IPage Page { get; }

    /// <summary>Opens a path and waits until the page answers to clicks (or is static).</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        await InteractiveAsync();
    }

    /// <summary>Waits for the circuit: the layout marks the page once its first interactive render is done.</summary>
    public Task InteractiveAsync() =>
        Page.WaitForFunctionAsync("() => !document.querySelector('[data-interactive=\"pending\"]')");

    /// <summary>Waits until typing goes into the element of this id. Playwright's own check calls every caret inactive whose window is behind another.</summary>
    public Task CaretAsync(string id) => Page.WaitForFunctionAsync("id => document.activeElement?.id === id", id);

    /// <summary>Nothing was written to the console as an error, no script threw.</summary>
    public void AssertQuiet() => Assert.True(errors.Count == 0, string.Join(Environment.NewLine, errors));

    /// <summary>axe finds nothing (WCAG 2.2 A and AA, and its best practices).</summary>
    public async Task AssertAccessibleAsync()
    {
        var findings = await AxeFindingsAsync();
        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    private Task<IReadOnlyList<string>> AxeFindingsAsync() => AxeFindingsAsync("tag", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    /// <summary>axe itself, in the page: the package's way of calling it loads the script every time and opens another page to sum up.</summary>
    private async Task<IReadOnlyList<string>> AxeFindingsAsync(string type, params string[] values)
    {
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in window"))
            await Page.EvaluateAsync(Axe);
        return await Page.EvaluateAsync<string[]>(
            """
            async runOnly => (await axe.run(document, { runOnly, resultTypes: ["violations"] })).violations
                .flatMap(violation => violation.nodes.map(node => `${violation.id}: ${violation.help}: ${node.html}`))
            """,
            new { type, values });
    }

    /// <summary>What axe finds of the colours alone, where the rest has been looked at in another theme.</summary>
    public Task<IReadOnlyList<string>> ColourFaultsAsync() => AxeFindingsAsync("rule", "color-contrast");

    /// <summary>What axe finds on this page and what its console has complained of since the last time this was asked.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync()
    {
        var found = errors.Concat(await AxeFindingsAsync()).ToList();
        errors.Clear();
        return found;
    }

    public async ValueTask DisposeAsync() => await context.CloseAsync();
}
