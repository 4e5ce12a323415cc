using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>The functions of <c>js/shell.js</c> for components; imported once per circuit, and gone with it.</summary>
public sealed class ShellScript(IJSRuntime js)
{
    private Task<IJSObjectReference>? module;

    public async Task OpenDialogAsync(ElementReference dialog) => await CallAsync("openDialog", dialog);

    public async Task CloseDialogAsync(ElementReference dialog) => await CallAsync("closeDialog", dialog);

    /// <summary>Whether a browser is there: a circuit outlives the one that it was made for by some minutes.</summary>
    public async Task<bool> AnswersAsync()
    {
        try
        {
            await (await ModuleAsync()).InvokeVoidAsync("answer");
            return true;
        }
        catch (Exception gone) when (gone is JSDisconnectedException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Scrolls an element into sight, as little as needed.</summary>
    public async Task RevealAsync(string elementId) => await CallAsync("reveal", elementId);

    /// <summary>Copies text to the clipboard; false where the browser refuses.</summary>
    public async Task<bool> CopyAsync(string text) => await (await ModuleAsync()).InvokeAsync<bool>("copy", text);

    private async Task CallAsync(string function, object argument)
    {
        try
        {
            await (await ModuleAsync()).InvokeVoidAsync(function, argument);
        }
        catch (JSDisconnectedException)
        {
            // Nobody is looking any more.
        }
    }

    // Without the fingerprint: the page's own script tag loads the same address, so there is one instance of the module.
    private Task<IJSObjectReference> ModuleAsync() => module ??= js.InvokeAsync<IJSObjectReference>("import", "/js/shell.js").AsTask();
}
