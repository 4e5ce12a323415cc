using System.Security.Claims;
using LoyaltyPortal.Identity;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using Microsoft.AspNetCore.Identity;

namespace LoyaltyPortal.Wallet;

/// <summary>What somebody gives who joins on the public page.</summary>
/// <param name="Key">Made with the form: sent twice, it is one enrolment.</param>
/// <param name="CardCode">The code of a card from the shop, to open its wallet instead of enrolling again.</param>
public sealed record JoinRequest(string Key, string Name, string Email, string? Phone, string Password, bool AllowsEmail, string? CardCode)
{
    /// <summary>The friend's invitation, if there was one, and the device.</summary>
    public ReferralClaim? Referral { get; init; }
}

public static class JoinErrors
{
    /// <summary>The one answer when the details cannot be used, whatever the reason: who is a member, or has a sign-in, is nobody's business.</summary>
    public static Failure NotPossible() => new("join_not_possible", FailureKind.Refused, typeof(WalletText));
}

/// <summary>Joining a merchant's programme without staff: the sign-in, the membership, and the link between them.</summary>
public sealed class Joining(AccountService accounts, UserManager<LoyaltyUser> users, PurchaseService purchases, MemberService members, TimeProvider clock)
{
    /// <summary>Joins as somebody new. Everything is checked before anything is written.</summary>
    /// <returns>Or <c>join_not_possible</c>, and what is wrong with name, e-mail, phone or password.</returns>
    public async Task<Result<Done>> JoinAsync(MerchantView merchant, JoinRequest request)
    {
        var enrolment = new Enrolment { Name = request.Name, Email = request.Email, Phone = request.Phone, AllowsEmail = request.AllowsEmail };
        if (AccountService.Check(request.Name, request.Email) is { } person)
            return person;
        if (AccountService.CheckPassword(request.Password, request.Name, request.Email) is { } password)
            return password;
        if (EnrolmentCheck.Of(enrolment, clock.UtcNow()) is { } details)
            return details;
        var hasCard = !string.IsNullOrWhiteSpace(request.CardCode);
        if (hasCard && await users.FindByEmailAsync(request.Email.Trim()) is null && !await members.MayClaimAsync(merchant.Id, request.CardCode!, request.Email))
            return JoinErrors.NotPossible();
        if (!hasCard && await members.IsTakenAsync(merchant.Id, request.Email, request.Phone))
            return JoinErrors.NotPossible();
        if (!(await accounts.SignUpAsync(request.Name, request.Email, request.Password)).Try(out var user, out _))
            return JoinErrors.NotPossible();

        if (await members.FindOwnAsync(merchant.Id, user.Id) is null)
        {
            var refused = hasCard
                ? (await members.ClaimAsync(merchant.Id, request.CardCode!, request.Email, user.Id)).Failure
                : (await purchases.JoinAsync(merchant.Id, request.Key, enrolment with { UserId = user.Id }, request.Referral)).Failure;
            if (refused is not null)
                return refused.Kind == FailureKind.Invalid ? refused : JoinErrors.NotPossible();
        }

        await accounts.SignInAsync(user);
        return Done.Instance;
    }

    /// <summary>Joins another merchant with the sign-in one has: one click.</summary>
    /// <param name="cardCode">The code of a card from the shop, to open its wallet instead of enrolling again.</param>
    public async Task<Result<Done>> JoinAsSignedInAsync(MerchantView merchant, string key, bool allowsEmail, string? cardCode, ClaimsPrincipal person, ReferralClaim? referral = null)
    {
        if (await users.GetUserAsync(person) is not { Email: { } email } user)
            return JoinErrors.NotPossible();
        if (await members.FindOwnAsync(merchant.Id, user.Id) is not null)
            return Done.Instance;
        if (!string.IsNullOrWhiteSpace(cardCode))
            return (await members.ClaimAsync(merchant.Id, cardCode, email, user.Id)).Succeeded ? Done.Instance : JoinErrors.NotPossible();
        var enrolment = new Enrolment { Name = user.DisplayName, Email = email, AllowsEmail = allowsEmail, UserId = user.Id };
        return (await purchases.JoinAsync(merchant.Id, key, enrolment, referral)).Try(out _, out var refused) ? Done.Instance
            : refused.Kind == FailureKind.Invalid ? refused : JoinErrors.NotPossible();
    }
}
