using LoyaltyPortal.Platform.Shell;
using Microsoft.JSInterop;

namespace LoyaltyPortal.Till;

/// <summary>The functions of <c>js/till.js</c>: focus, the browser's memory of the store and of the sale under way, printing.</summary>
public sealed class TillScript(IJSRuntime js)
{
    private readonly PageModule module = new(js, "/js/till.js");

    /// <summary>Puts the caret into an element and selects what is in it.</summary>
    public Task FocusAsync(string elementId) => module.TellAsync("focus", elementId);

    public Task PrintAsync() => module.TellAsync("print");

    public Task RememberAsync(string name, string value) => module.TellAsync("remember", name, value);

    public Task<string?> RecallAsync(string name) => module.AskAsync<string?>("recall", name);

    /// <summary>Keeps something for as long as the tab lives.</summary>
    public Task KeepAsync(string name, string value) => module.TellAsync("keep", name, value);

    public Task<string?> KeptAsync(string name) => module.AskAsync<string?>("kept", name);

    public Task DropAsync(string name) => module.TellAsync("drop", name);
}
