using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

public sealed partial class WalletMePage
{
    private string name = "";
    private string? email;
    private string? phone;
    private DateOnly? birthday;
    private bool allowsEmail;
    private bool savedAllowsEmail;
    private long version;
    private string? enteredFor;
    private string? failure;
    private bool isStale;
    private bool saved;
    private bool busy;

    [Inject]
    public required WalletScope Scope { get; init; }

    [Inject]
    public required MemberService Members { get; init; }

    [Inject]
    public required IStringLocalizer<WalletText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Parameter]
    public string Merchant { get; set; } = "";

    private WalletPlace Place => Scope.Current!;

    protected override void OnParametersSet()
    {
        if (enteredFor == Merchant)
            return;
        enteredFor = Merchant;
        Take(Place.Member);
    }

    private void Take(MemberView member)
    {
        (name, email, phone, birthday, allowsEmail, version) = (member.Name, member.Email, member.Phone, member.BirthDate, member.AllowsEmail, member.Version);
        savedAllowsEmail = member.AllowsEmail;
    }

    private async Task SaveAsync()
    {
        if (busy)
            return;
        (busy, failure, saved, isStale) = (true, null, false, false);
        try
        {
            var change = new MemberChange { Name = name, Email = email, Phone = phone, BirthDate = birthday, AllowsEmail = allowsEmail, Version = version };
            if ((await Members.ChangeOwnAsync(Place.Merchant.Id, Place.UserId, change)).Try(out var member, out var refused))
            {
                Take(member);
                saved = true;
            }
            else
            {
                failure = Failures.Say(refused);
                isStale = refused.Kind == FailureKind.Conflict && refused == MemberErrors.ChangedMeanwhile();
            }
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>What was typed stays; only the version becomes the newest, so that saving again is meant.</summary>
    private async Task ReloadAsync()
    {
        if (await Members.FindOwnAsync(Place.Merchant.Id, Place.UserId) is { } member)
            (version, failure, isStale) = (member.Version, null, false);
    }
}
