using System.Globalization;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

public sealed partial class MePreferences
{
    private PreferencesView? view;
    private IReadOnlyList<ConsentView> consents = [];
    private bool celebrates;
    private LetterPurposes letters;
    private string language = "";
    private string? failure;
    private bool saved;
    private bool busy;
    private (int, bool) loadedFor;

    [Inject]
    public required PreferencesService Preferences { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required IStringLocalizer<WalletText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Parameter, EditorRequired]
    public WalletPlace Place { get; set; } = default!;

    /// <summary>Whether letters come at all; said in the profile above.</summary>
    [Parameter]
    public bool AllowsEmail { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (loadedFor == (Place.Merchant.Id, AllowsEmail))
            return;
        var isOther = loadedFor.Item1 != Place.Merchant.Id;
        loadedFor = (Place.Merchant.Id, AllowsEmail);
        consents = await Preferences.OwnConsentsAsync(Place.Merchant.Id, Place.UserId);
        if (isOther)
            Take(await Preferences.OfAsync(Place.Merchant.Id, Place.Member.Id));
    }

    private void Take(PreferencesView preferences) =>
        (view, celebrates, letters, language) = (preferences, !preferences.CelebrationsOff, preferences.Letters, preferences.Language ?? "");

    private void Choose(LetterPurposes purpose, bool isWanted) => letters = isWanted ? letters | purpose : letters & ~purpose;

    private async Task SaveAsync()
    {
        if (busy || view is null)
            return;
        (busy, failure, saved) = (true, null, false);
        try
        {
            var change = new PreferencesChange(!celebrates, letters, language.Length == 0 ? null : language, view.Version);
            var changed = await Preferences.ChangeOwnAsync(Place.Merchant.Id, Place.UserId, change);
            if (!changed.Try(out var now, out var refused))
            {
                failure = Failures.Say(refused);
                if (refused.Kind == FailureKind.Conflict)
                    Take(await Preferences.OfAsync(Place.Merchant.Id, Place.Member.Id));
                return;
            }

            Take(now);
            saved = true;
            consents = await Preferences.OwnConsentsAsync(Place.Merchant.Id, Place.UserId);

            // The page speaks the language that was chosen from now on.
            if (now.Language is { } wanted && wanted != CultureInfo.CurrentUICulture.TwoLetterISOLanguageName)
                Address.NavigateTo(Languages.SwitchTo(wanted, $"/w/{Place.Merchant.Slug}/me"), forceLoad: true);
        }
        finally
        {
            busy = false;
        }
    }

    private string PurposeOf(ConsentView consent) =>
        Consent.Purposes.Where(purpose => Consent.EmailAbout(purpose) == consent.Purpose).Select(purpose => Text["Prefs.Purpose." + purpose].Value).FirstOrDefault() ?? Text["Consents.Email"];

    private string WhoOf(ConsentView consent) => Text[consent switch
    {
        { Source: MemberService.FromWallet or EnrolMember.JoinPage } => "Consents.You",
        { ByStaff: true } => "Consents.Staff",
        _ => "Consents.Shop",
    }];
}
