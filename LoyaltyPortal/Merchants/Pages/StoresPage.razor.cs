using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Merchants.Pages;

/// <summary>The merchant's stores: a list, and one form above it for the store at hand.</summary>
public sealed partial class StoresPage
{
    private IReadOnlyList<StoreView>? stores;
    private StoreForm? form;
    private Failure? failure;
    private ElementReference first;
    private bool busy;

    [Parameter]
    public string Merchant { get; set; } = "";

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required StoreService Stores { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<MerchantsText> Text { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        if ((await Stores.ListAsync(Workspace.Actor)).Try(out var list, out var refused))
            stores = list;
        else
            Toasts.Failed(Says.Say(refused));
    }

    private void Add() => Show(new StoreForm());

    private void Edit(StoreView store) => Show(new StoreForm { Id = store.Id, Name = store.Name, Code = store.Code, City = store.City, Channel = store.Channel });

    private void Show(StoreForm shown)
    {
        form = shown;
        failure = null;
    }

    private void Cancel() => form = null;

    private async Task SaveAsync()
    {
        if (busy || form is null)
            return;
        busy = true;
        try
        {
            var input = new StoreInput(form.Code ?? "", form.Name ?? "", form.City ?? "", form.Channel);
            var result = form.Id is { } id ? await Stores.ChangeAsync(Workspace.Actor, id, input) : await Stores.AddAsync(Workspace.Actor, input);
            if (!result.Try(out var store, out failure))
            {
                if (failure.Kind is not (FailureKind.Invalid or FailureKind.Conflict))
                    Toasts.Failed(Says.Say(failure));
                return;
            }

            form = null;
            Toasts.Done(Text["Stores.Saved", store.Name]);
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    private async Task SetOpenAsync(StoreView store, bool open)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            var result = open ? await Stores.ReopenAsync(Workspace.Actor, store.Id) : await Stores.CloseAsync(Workspace.Actor, store.Id);
            if (!result.Try(out _, out var refused))
            {
                Toasts.Warn(Says.Say(refused));
                return;
            }

            await LoadAsync();
            Toasts.Done(Text[open ? "Stores.IsOpenNow" : "Stores.IsClosedNow", store.Name], open ? null : async () =>
            {
                if ((await Stores.ReopenAsync(Workspace.Actor, store.Id)).Failure is { } kept)
                    Toasts.Failed(Says.Say(kept));
                await LoadAsync();
                await InvokeAsync(StateHasChanged);
            });
        }
        finally
        {
            busy = false;
        }
    }

    private string? ErrorOf(string code) => failure?.Code == code ? Says.Say(failure) : null;

    private sealed class StoreForm
    {
        public int? Id { get; init; }

        public string? Name { get; set; }

        public string? Code { get; set; }

        public string? City { get; set; }

        public Channel Channel { get; set; } = Channel.InStore;
    }
}
