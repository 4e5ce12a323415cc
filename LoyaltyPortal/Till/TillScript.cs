using Microsoft.JSInterop;

namespace LoyaltyPortal.Till;

/// <summary>The functions of <c>js/till.js</c>: focus, the browser's memory of the store and of the sale under way, printing.</summary>
public sealed class TillScript(IJSRuntime js) : IAsyncDisposable
{
    private Task<IJSObjectReference>? module;

    /// <summary>Puts the caret into an element and selects what is in it.</summary>
    public Task FocusAsync(string elementId) => CallAsync("focus", elementId);

    public Task PrintAsync() => CallAsync("print");

    public Task RememberAsync(string name, string value) => CallAsync("remember", name, value);

    public async Task<string?> RecallAsync(string name) => await (await ModuleAsync()).InvokeAsync<string?>("recall", name);

    /// <summary>Keeps something for as long as the tab lives.</summary>
    public Task KeepAsync(string name, string value) => CallAsync("keep", name, value);

    public async Task<string?> KeptAsync(string name) => await (await ModuleAsync()).InvokeAsync<string?>("kept", name);

    public Task DropAsync(string name) => CallAsync("drop", name);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
                await (await module).DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the module with it.
        }
    }

    private async Task CallAsync(string function, params object[] arguments)
    {
        try
        {
            await (await ModuleAsync()).InvokeVoidAsync(function, arguments);
        }
        catch (JSDisconnectedException)
        {
            // Nobody is looking any more.
        }
    }

    private Task<IJSObjectReference> ModuleAsync() => module ??= js.InvokeAsync<IJSObjectReference>("import", "/js/till.js").AsTask();
}
