using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Api.Pages;

/// <summary>The merchant's API keys: made, shown once, revoked.</summary>
public sealed partial class ApiKeysPage
{
    private static readonly string[] ShownInForm = ["api_key_name", "api_key_scopes", "store_unknown"];

    private IReadOnlyList<ApiKeyView>? keys;
    private NewApiKey? made;
    private KeyForm? form;
    private Failure? failure;
    private ElementReference first;
    private bool busy;

    [Parameter]
    public string Merchant { get; set; } = "";

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required ApiKeyService Keys { get; init; }

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
        if ((await Keys.ListAsync(Workspace.Actor)).Try(out var list, out var refused))
            keys = list;
        else
            Toasts.Failed(Says.Say(refused));
    }

    private void Make()
    {
        form = new KeyForm();
        failure = null;
    }

    private void Cancel() => form = null;

    private Task SaveAsync() => AloneAsync(async () =>
    {
        if (form is null)
            return;
        if (!(await Keys.CreateAsync(Workspace.Actor, new ApiKeyInput(form.Name ?? "", [.. form.Scopes], form.StoreId))).Try(out var key, out failure))
        {
            if (!ShownInForm.Contains(failure.Code))
                Toasts.Failed(Says.Say(failure));
            return;
        }

        made = key;
        form = null;
        await LoadAsync();
    });

    private async Task RevokeAsync(ApiKeyView key)
    {
        if (busy || !await Confirmations.AskAsync(new Confirmation(Text["Keys.RevokeNamed", key.Name], Text["Keys.RevokeAsk", key.Name], Text["Keys.Revoke"]) { Danger = true }))
            return;
        await AloneAsync(async () =>
        {
            if ((await Keys.RevokeAsync(Workspace.Actor, key.Id)).Failure is { } refused)
                Toasts.Failed(Says.Say(refused));
            else
                Toasts.Done(Text["Keys.IsRevoked", key.Name]);
            if (made?.View.Id == key.Id)
                made = null;
            await LoadAsync();
        });
    }

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

    private string StoreName(int? storeId) => storeId is null ? Text["Keys.AllStores"] : Workspace.Merchant.Stores.FirstOrDefault(store => store.Id == storeId)?.Name ?? "";

    private string? ErrorOf(string code) => failure?.Code == code ? Says.Say(failure) : null;

    private sealed class KeyForm
    {
        public string? Name { get; set; }

        public int? StoreId { get; set; }

        public HashSet<string> Scopes { get; } = [.. ApiScopes.Usual];

        public void Set(string scope, bool isOn)
        {
            if (isOn)
                Scopes.Add(scope);
            else
                Scopes.Remove(scope);
        }
    }
}
