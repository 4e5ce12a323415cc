using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Merchants.Pages;

/// <summary>Who works here, as what; owners invite, change and remove.</summary>
public sealed partial class StaffPage
{
    private static readonly string[] ShownInForm = ["staff_name", "staff_email", "staff_already_here", "staff_yourself", "staff_last_owner"];

    private IReadOnlyList<StaffView>? staff;
    private StaffForm? form;
    private Failure? failure;
    private ElementReference first;
    private bool busy;

    [Parameter]
    public string Merchant { get; set; } = "";

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required StaffService Staff { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<MerchantsText> Text { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        if ((await Staff.ListAsync(Workspace.Actor)).Try(out var list, out var refused))
            staff = list;
        else
            Toasts.Failed(Says.Say(refused));
    }

    private void Invite() => Show(new StaffForm());

    private void Edit(StaffView person) => Show(new StaffForm { UserId = person.UserId, Name = person.Name, Role = person.Role, HomeStoreId = person.HomeStoreId });

    private void Show(StaffForm shown)
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
            var result = form.UserId is { } userId
                ? await Staff.ChangeAsync(Workspace.Actor, userId, form.Role, form.HomeStoreId)
                : await Staff.InviteAsync(Workspace.Actor, new StaffInvitation(form.Name ?? "", form.Email ?? "", form.Role, form.HomeStoreId));
            if (!result.Try(out var person, out failure))
            {
                if (!ShownInForm.Contains(failure.Code))
                    Toasts.Failed(Says.Say(failure));
                return;
            }

            Toasts.Done(Text[form.UserId is null ? "Staff.Invited" : "Staff.Saved", person.Name, person.Email]);
            form = null;
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    private async Task SetActiveAsync(StaffView person, bool active)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            var result = active ? await Staff.ReactivateAsync(Workspace.Actor, person.UserId) : await Staff.DeactivateAsync(Workspace.Actor, person.UserId);
            if (!result.Try(out _, out var refused))
            {
                Toasts.Warn(Says.Say(refused));
                return;
            }

            await LoadAsync();
            Toasts.Done(Text[active ? "Staff.IsBack" : "Staff.IsGone", person.Name], active ? null : async () =>
            {
                if ((await Staff.ReactivateAsync(Workspace.Actor, person.UserId)).Failure is { } kept)
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

    private RenderFragment State(StaffView person) => builder =>
    {
        var (tone, word) = person switch
        {
            { IsActive: false } => (Tone.Neutral, "Staff.Left"),
            { HasSignedUp: false } => (Tone.Warn, "Staff.Waiting"),
            _ => (Tone.Good, "Staff.Active"),
        };
        builder.OpenComponent<StatusBadge>(0);
        builder.AddAttribute(1, nameof(StatusBadge.Tone), tone);
        builder.AddAttribute(2, nameof(StatusBadge.Word), Text[word].Value);
        builder.CloseComponent();
    };

    private string StoreName(int? storeId) => Workspace.Merchant.Stores.FirstOrDefault(store => store.Id == storeId)?.Name ?? "";

    private string? ErrorOf(string code) => failure?.Code == code ? Says.Say(failure) : null;

    private sealed class StaffForm
    {
        public long? UserId { get; init; }

        public string? Name { get; set; }

        public string? Email { get; set; }

        public StaffRole Role { get; set; } = StaffRole.Cashier;

        public int? HomeStoreId { get; set; }
    }
}
