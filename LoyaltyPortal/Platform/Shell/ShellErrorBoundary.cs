using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>Keeps the shell alive when a page fails: logs it under a reference code, shows the code, offers to try again.</summary>
public sealed class ShellErrorBoundary : ErrorBoundaryBase, IDisposable
{
    private string? reference;

    [Inject]
    public required ILogger<ShellErrorBoundary> Log { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required IStringLocalizer<ShellText> Text { get; init; }

    protected override void OnInitialized() => Address.LocationChanged += Leave;

    public void Dispose() => Address.LocationChanged -= Leave;

    protected override Task OnErrorAsync(Exception exception)
    {
        reference = NewReference();
        Log.LogError(exception, "A page failed at {Address} (reference {Reference})", Address.ToBaseRelativePath(Address.Uri), reference);
        return Task.CompletedTask;
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        builder.OpenComponent<Problem>(1);
        builder.AddAttribute(2, nameof(Problem.Code), 500);
        builder.AddAttribute(3, nameof(Problem.Reference), reference);
        builder.AddAttribute(4, nameof(Problem.ChildContent), (RenderFragment)(inner =>
        {
            inner.OpenElement(0, "button");
            inner.AddAttribute(1, "type", "button");
            inner.AddAttribute(2, "class", "btn btn-primary");
            inner.AddAttribute(3, "onclick", EventCallback.Factory.Create(this, Recover));
            inner.AddContent(4, Text["TryAgain"]);
            inner.CloseElement();
        }));
        builder.CloseComponent();
    }

    // Eight letters that survive being read out on the telephone.
    private static string NewReference() =>
        System.Security.Cryptography.RandomNumberGenerator.GetString("ABCDEFGHJKMNPQRSTUVWXYZ23456789", 8);

    private void Leave(object? sender, Microsoft.AspNetCore.Components.Routing.LocationChangedEventArgs e)
    {
        if (CurrentException is not null)
            _ = InvokeAsync(Recover);
    }
}
