using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till.Pages;

public sealed partial class EnrolForm
{
    public const string NameId = "enrol-name";

    private readonly string key = Guid.NewGuid().ToString("N");
    private string name = "";
    private string phone = "";
    private string email = "";
    private string friend = "";
    private bool invites;
    private bool allowsEmail;
    private bool isTest;
    private bool busy;
    private string? failure;

    [Inject]
    public required PurchaseService Purchases { get; init; }

    [Inject]
    public required ReferralService Referrals { get; init; }

    [Inject]
    public required TillScript Script { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<TillText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required ILogger<EnrolForm> Log { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    /// <summary>What was looked for in vain: it goes into the field where it fits.</summary>
    [Parameter]
    public string? StartWith { get; set; }

    /// <summary>The code of the friend who has invited them.</summary>
    [Parameter]
    public string? Friend { get; set; }

    /// <summary>Where the member is enrolled; null nowhere in particular.</summary>
    [Parameter]
    public int? StoreId { get; set; }

    [Parameter]
    public bool WithTestFlag { get; set; }

    [Parameter, EditorRequired]
    public EventCallback<EnrolledMember> OnEnrolled { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    protected override void OnInitialized()
    {
        friend = Friend ?? "";
        var start = StartWith?.Trim() ?? "";
        if (start.Contains('@', StringComparison.Ordinal))
            email = start;
        else if (start.Any(char.IsAsciiDigit))
            phone = start.Any(char.IsLetter) ? "" : start;
        else
            name = start;
    }

    // The field is there only where it does something.
    protected override async Task OnInitializedAsync() => invites = await Referrals.OfferAsync(Workspace.Merchant.Id) is not null;

    private async Task EnrolAsync()
    {
        if (busy)
            return;
        (busy, failure) = (true, null);
        try
        {
            var enrolment = new Enrolment { Name = name, Email = email, Phone = phone, AllowsEmail = allowsEmail && email.Trim().Length > 0, IsTest = isTest, StoreId = StoreId };
            if ((await Purchases.EnrolAsync(Workspace.Actor, key, enrolment, WithTestFlag ? "portal" : "till", friend)).Try(out var enrolled, out var refused))
            {
                if (enrolled.Referral == ReferralState.Rejected)
                    Toasts.Failed(Text["Enrol.Friend.Self"]);
                else if (enrolled.Referral is not null)
                    Toasts.Done(Text["Enrol.Friend.Done"]);
                await OnEnrolled.InvokeAsync(enrolled);
            }
            else
                failure = Failures.Say(refused);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.LogError(exception, "An enrolment was not confirmed.");
            failure = Text["NotConfirmed"];
        }
        finally
        {
            busy = false;
        }

        if (failure is not null)
            await Script.FocusAsync(NameId);
    }
}
