using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>The command palette (Ctrl+K).</summary>
public sealed partial class CommandPalette : IDisposable
{
    private const int Most = 40;

    // A word is typed in less than this; each lookup costs the database a question.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource closing = new();
    private CancellationToken stop;
    private ElementReference dialog;
    private IReadOnlyList<PaletteItem> items = [];
    private string query = "";
    private int chosen;

    [Inject]
    public required Navigation Navigation { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required ShellContextProvider Context { get; init; }

    [Inject]
    public required IEnumerable<PaletteSource> Sources { get; init; }

    [Inject]
    public required IStringLocalizer<ShellText> Text { get; init; }

    [Inject]
    public required ShellScript Script { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    protected override void OnInitialized()
    {
        stop = closing.Token;
        Context.Changed += Refresh;
        items = Pages();
    }

    public void Dispose()
    {
        Context.Changed -= Refresh;
        closing.Cancel();
        closing.Dispose();
    }

    private void Refresh() => _ = InvokeAsync(() =>
    {
        items = Pages();
        StateHasChanged();
    });

    private async Task SearchAsync(ChangeEventArgs change)
    {
        var asked = query = change.Value?.ToString()?.Trim() ?? "";
        chosen = 0;
        items = Pages();
        if (asked.Length < 2)
            return;

        try
        {
            await Task.Delay(Pause, Clock, stop);
            foreach (var source in Sources)
            {
                if (asked != query)
                    return;
                var found = await source(asked, Context.Current, stop);
                if (asked != query)
                    return;
                items = Grouped([.. items, .. found.Take(8)]);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page is closed.
        }
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        if (items.Count == 0)
            return;

        switch (key.Key)
        {
            case "ArrowDown":
                chosen = (chosen + 1) % items.Count;
                break;
            case "ArrowUp":
                chosen = (chosen - 1 + items.Count) % items.Count;
                break;
            case "Enter":
                await OpenAsync(items[Math.Min(chosen, items.Count - 1)]);
                return;
            default:
                return;
        }

        await Script.RevealAsync("palette-" + chosen.ToString(CultureInfo.InvariantCulture));
    }

    private async Task OpenAsync(PaletteItem item)
    {
        await Script.CloseDialogAsync(dialog);
        Address.NavigateTo(item.Href);
    }

    private List<PaletteItem> Pages() =>
        Grouped(Navigation.Pages(Context.Current)
            .Select(page => new PaletteItem(page.Title, page.Item.Icon, page.Href, page.Group ?? Text["Palette.Pages"]))
            .Where(item => query.Length == 0 || Matches(item))
            .Take(Most));

    // In the order in which they are shown, so that the arrows go where the eye does.
    private static List<PaletteItem> Grouped(IEnumerable<PaletteItem> found) => [.. found.GroupBy(item => item.Group).SelectMany(group => group)];

    // Every word of the question begins somewhere in the title or its group, whatever the accents: "pro ti" finds Programme, Tiers.
    private bool Matches(PaletteItem item)
    {
        var compare = CultureInfo.CurrentUICulture.CompareInfo;
        var text = $"{item.Group} {item.Title}";
        return query.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word => compare.IndexOf(text, word, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0);
    }
}
