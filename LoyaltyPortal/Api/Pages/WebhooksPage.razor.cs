using LoyaltyPortal.Api.Webhooks;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Api.Pages;

/// <summary>Who is told of events, what was sent, and sending it again.</summary>
public sealed partial class WebhooksPage
{
    private static readonly string[] ShownInForm = ["webhook_url", "webhook_events"];

    private IReadOnlyList<WebhookView>? hooks;
    private List<DeliveryView> deliveries = [];
    private bool hasMore;
    private NewWebhook? added;
    private HookForm? form;
    private Failure? failure;
    private ElementReference first;
    private bool busy;

    [Parameter]
    public string Merchant { get; set; } = "";

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required WebhookService Hooks { get; init; }

    [Inject]
    public required Confirmations Confirmations { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<ApiText> Text { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        if (!(await Hooks.ListAsync(Workspace.Actor)).Try(out var list, out var refused))
        {
            Toasts.Failed(Says.Say(refused));
            return;
        }

        hooks = list;
        deliveries = [];
        await MoreAsync();
    }

    private async Task MoreAsync()
    {
        if (!(await Hooks.DeliveriesAsync(Workspace.Actor, deliveries.Count == 0 ? null : deliveries[^1].Id)).Try(out var page, out var refused))
        {
            Toasts.Failed(Says.Say(refused));
            return;
        }

        deliveries.AddRange(page);
        hasMore = page.Count == WebhookService.PageSize;
    }

    private void Add()
    {
        form = new HookForm();
        failure = null;
    }

    private void Cancel() => form = null;

    private Task SaveAsync() => AloneAsync(async () =>
    {
        if (form is null)
            return;
        if (!(await Hooks.AddAsync(Workspace.Actor, form.Url ?? "", [.. form.Events])).Try(out var hook, out failure))
        {
            if (!ShownInForm.Contains(failure.Code))
                Toasts.Failed(Says.Say(failure));
            return;
        }

        added = hook;
        form = null;
        await LoadAsync();
    });

    private async Task RemoveAsync(WebhookView hook)
    {
        if (busy || !await Confirmations.AskAsync(new Confirmation(Text["Hooks.RemoveNamed", hook.Url], Text["Hooks.RemoveAsk", hook.Url], Text["Hooks.Remove"]) { Danger = true }))
            return;
        await AloneAsync(async () =>
        {
            if ((await Hooks.RemoveAsync(Workspace.Actor, hook.Id)).Failure is { } refused)
                Toasts.Failed(Says.Say(refused));
            else
                Toasts.Done(Text["Hooks.IsRemoved"]);
            await LoadAsync();
        });
    }

    private Task SendAgainAsync(DeliveryView delivery) => AloneAsync(async () =>
    {
        if ((await Hooks.SendAgainAsync(Workspace.Actor, delivery.Id)).Failure is { } refused)
            Toasts.Failed(Says.Say(refused));
        else
            Toasts.Done(Text["Hooks.WillBeSent"]);
        await LoadAsync();
    });

    private async Task AloneAsync(Func<Task> act)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            await act();
        }
        finally
        {
            busy = false;
        }
    }

    private static Tone ToneOf(DeliveryState state) => state switch
    {
        DeliveryState.Arrived => Tone.Good,
        DeliveryState.GivenUp => Tone.Bad,
        _ => Tone.Warn,
    };

    private string? ErrorOf(string code) => failure?.Code == code ? Says.Say(failure) : null;

    private sealed class HookForm
    {
        public string? Url { get; set; }

        public HashSet<string> Events { get; } = [EventNames.PurchaseRecorded];

        public void Set(string name, bool isOn)
        {
            if (isOn)
                Events.Add(name);
            else
                Events.Remove(name);
        }
    }
}
