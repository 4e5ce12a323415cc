using Microsoft.JSInterop;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>A script module in the reader's browser: imported when first asked for, and asked for again where the browser did not answer in time. It goes with the page.</summary>
public sealed class PageModule(IJSRuntime js, string address)
{
    private Task<IJSObjectReference>? module;

    /// <summary>Calls a function for its answer.</summary>
    /// <exception cref="JSDisconnectedException">The page is gone.</exception>
    /// <exception cref="TaskCanceledException">The page did not answer in time.</exception>
    public async Task<T> AskAsync<T>(string function, params object?[] arguments) => await (await ModuleAsync()).InvokeAsync<T>(function, arguments);

    /// <summary>Calls a function that is only for whoever looks at the page.</summary>
    /// <returns>False where nobody looks any more: the page is gone, or does not answer.</returns>
    public async Task<bool> TellAsync(string function, params object?[] arguments)
    {
        try
        {
            await (await ModuleAsync()).InvokeVoidAsync(function, arguments);
            return true;
        }
        catch (Exception gone) when (gone is JSDisconnectedException or TaskCanceledException)
        {
            return false;
        }
    }

    private Task<IJSObjectReference> ModuleAsync()
    {
        if (module is null or { IsFaulted: true } or { IsCanceled: true })
            module = js.InvokeAsync<IJSObjectReference>("import", address).AsTask();
        return module;
    }
}
