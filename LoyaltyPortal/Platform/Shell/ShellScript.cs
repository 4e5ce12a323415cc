using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>The functions of <c>js/shell.js</c> for components; imported once per circuit, and gone with it.</summary>
public sealed class ShellScript(IJSRuntime js)
{
    // Without the fingerprint: the page's own script tag loads the same address, so there is one instance of the module.
    private readonly PageModule module = new(js, "/js/shell.js");

    public Task OpenDialogAsync(ElementReference dialog) => module.TellAsync("openDialog", dialog);

    public Task CloseDialogAsync(ElementReference dialog) => module.TellAsync("closeDialog", dialog);

    /// <summary>Whether a browser is there: a circuit outlives the one that it was made for by some minutes.</summary>
    public Task<bool> AnswersAsync() => module.TellAsync("answer");

    /// <summary>Scrolls an element into sight, as little as needed.</summary>
    public Task RevealAsync(string elementId) => module.TellAsync("reveal", elementId);

    /// <summary>Gives the caret to an element, where it is there.</summary>
    public Task FocusAsync(string elementId) => module.TellAsync("focus", elementId);

    /// <summary>Copies text to the clipboard; false where the browser refuses.</summary>
    public Task<bool> CopyAsync(string text) => module.AskAsync<bool>("copy", text);
}
