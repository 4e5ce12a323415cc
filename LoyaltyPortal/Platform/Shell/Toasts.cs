using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;
using Radzen;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>Short messages at the page's corner: what was done, with a way to undo it.</summary>
public sealed class Toasts(NotificationService notifications, IStringLocalizer<ShellText> text)
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(5);

    // Long enough to read, think and reach for the button.
    private static readonly TimeSpan Undoable = TimeSpan.FromSeconds(12);

    /// <summary>It worked. Give <paramref name="undo"/> where it can be taken back; it runs at most once.</summary>
    public void Done(string message, Func<Task>? undo = null) =>
        Show(NotificationSeverity.Success, message, undo is null ? Short : Undoable, text["Undo"].Value, undo);

    public void Info(string message) => Show(NotificationSeverity.Info, message, Short, null, null);

    public void Warn(string message) => Show(NotificationSeverity.Warning, message, Undoable, null, null);

    /// <summary>It did not work: what happened and what to do. Stays until it is closed.</summary>
    /// <param name="reference">What support asks for.</param>
    public void Failed(string message, string? reference = null) =>
        Show(NotificationSeverity.Error, reference is null ? message : $"{message} ({text["Reference"]}: {reference})", TimeSpan.FromHours(1), null, null);

    private void Show(NotificationSeverity severity, string message, TimeSpan time, string? actionName, Func<Task>? action)
    {
        var shown = new NotificationMessage { Severity = severity, Duration = time.TotalMilliseconds, Summary = message, CloseAriaLabel = text["Close"] };
        if (action is not null)
        {
            var used = false;
            shown.SummaryContent = service => builder =>
            {
                builder.OpenElement(0, "div");
                builder.AddAttribute(1, "class", "toast");
                builder.OpenElement(2, "span");
                builder.AddAttribute(3, "class", "grow");
                builder.AddContent(4, message);
                builder.CloseElement();
                builder.OpenElement(5, "button");
                builder.AddAttribute(6, "type", "button");
                builder.AddAttribute(7, "class", "btn btn-link");
                builder.AddAttribute(8, "onclick", EventCallback.Factory.Create<MouseEventArgs>(shown, async () =>
                {
                    if (used)
                        return;
                    used = true;
                    service.Messages.Remove(shown);
                    await action();
                }));
                builder.AddContent(9, actionName);
                builder.CloseElement();
                builder.CloseElement();
            };
        }

        notifications.Notify(shown);
    }
}
