using System.Security.Claims;
using LoyaltyPortal.Identity;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
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

/// <summary>What somebody gives who joins with the sign-in they have.</summary>
/// <param name="Key">As for <see cref="JoinRequest"/>.</param>
/// <param name="CardCode">As for <see cref="JoinRequest"/>.</param>
/// <param name="PhoneEnd">The last digits of the phone number that the shop has, for a card without an e-mail address.</param>
public sealed record JoinAgainRequest(string Key, bool AllowsEmail, string? CardCode = null, string? PhoneEnd = null)
{
    public ReferralClaim? Referral { get; init; }
}

/// <summary>How far somebody has come who joins.</summary>
public enum Joined
{
    /// <summary>They have a wallet.</summary>
    In,

    /// <summary>They are signed in, and the card waits for the proof that their address is theirs.</summary>
    UntilProved,
}

public static class JoinErrors
{
    /// <summary>The one answer when the details cannot be used, whatever the reason: who is a member, or has a sign-in, is nobody's business.</summary>
    public static Failure NotPossible() => new("join_not_possible", FailureKind.Refused, typeof(WalletText));

    /// <summary>The shop knows nothing of the card's member that anybody could show.</summary>
    public static Failure CardNeedsStaff() => new("join_card_needs_staff", FailureKind.Refused, typeof(WalletText));
}

/// <summary>Joining a merchant's programme without staff: the sign-in, the membership, and the link between them.</summary>
public sealed class Joining(AccountService accounts, UserManager<LoyaltyUser> users, PurchaseService purchases, MemberService members, Attempts attempts, TimeProvider clock)
{
    /// <summary>Wrong claims to one card in a day, whoever makes them: of ten thousand endings of a phone number nobody guesses one.</summary>
    public const int MostClaims = 5;

    /// <summary>Joins as somebody new. Everything is checked before anything is written.</summary>
    /// <returns>Or <c>join_not_possible</c>, <c>join_card_needs_staff</c>, and what is wrong with name, e-mail, phone or password.</returns>
    public async Task<Result<Joined>> JoinAsync(MerchantView merchant, JoinRequest request)
    {
        var enrolment = new Enrolment { Name = request.Name, Email = request.Email, Phone = request.Phone, AllowsEmail = request.AllowsEmail };
        if (AccountService.Check(request.Name, request.Email) is { } person)
            return person;
        if (AccountService.CheckPassword(request.Password, request.Name, request.Email) is { } password)
            return password;
        if (EnrolmentCheck.Of(enrolment, clock.UtcNow()) is { } details)
            return details;
        if (await CardRefusalAsync(merchant, request.CardCode) is { } card)
            return card;
        var hasCard = HasCard(request.CardCode);
        if (!hasCard && await members.IsTakenAsync(merchant.Id, request.Email, request.Phone))
            return JoinErrors.NotPossible();
        if (!(await accounts.SignUpAsync(request.Name, request.Email, request.Password)).Try(out var user, out _))
            return JoinErrors.NotPossible();

        var joined = Joined.In;
        if (await members.FindOwnAsync(merchant.Id, user.Id) is null)
        {
            var answer = hasCard
                ? await ClaimAsync(merchant, user, request.CardCode!, request.Phone)
                : await EnrolAsync(merchant, request.Key, enrolment with { UserId = user.Id }, request.Referral);
            if (!answer.Try(out joined, out var refused))
                return refused;
        }

        await accounts.SignInAsync(user);
        return joined;
    }

    /// <summary>Joins another merchant with the sign-in one has: one click.</summary>
    /// <returns>As <see cref="JoinAsync"/>.</returns>
    public async Task<Result<Joined>> JoinAsSignedInAsync(MerchantView merchant, JoinAgainRequest request, ClaimsPrincipal person)
    {
        if (await users.GetUserAsync(person) is not { Email: { } email } user)
            return JoinErrors.NotPossible();
        if (await members.FindOwnAsync(merchant.Id, user.Id) is not null)
            return Joined.In;
        if (await CardRefusalAsync(merchant, request.CardCode) is { } card)
            return card;
        return HasCard(request.CardCode)
            ? await ClaimAsync(merchant, user, request.CardCode!, request.PhoneEnd)
            : await EnrolAsync(merchant, request.Key, new Enrolment { Name = user.DisplayName, Email = email, AllowsEmail = request.AllowsEmail, UserId = user.Id }, request.Referral);
    }

    private static bool HasCard(string? code) => !string.IsNullOrWhiteSpace(code);

    private async Task<Failure?> CardRefusalAsync(MerchantView merchant, string? code) => !HasCard(code) ? null : await members.CardProofAsync(merchant.Id, code!) switch
    {
        null => JoinErrors.NotPossible(),
        CardProof.Staff => JoinErrors.CardNeedsStaff(),
        _ => null,
    };

    private async Task<Result<Joined>> EnrolAsync(MerchantView merchant, string key, Enrolment enrolment, ReferralClaim? referral) =>
        (await purchases.JoinAsync(merchant.Id, key, enrolment, referral)).Try(out _, out var refused) ? Joined.In
            : refused.Kind == FailureKind.Invalid ? refused : JoinErrors.NotPossible();

    /// <summary>Nothing of the card is looked at before the address is proved: what its owner gave the shop is found out by nobody who only typed it.</summary>
    private async Task<Result<Joined>> ClaimAsync(MerchantView merchant, LoyaltyUser user, string code, string? phoneEnd)
    {
        if (!user.EmailConfirmed)
            return Joined.UntilProved;

        // Only the end of a phone number can be guessed: a card whose proof is the address is nobody's to lock.
        var answer = await members.CardProofAsync(merchant.Id, code) == CardProof.PhoneEnd
            ? await attempts.TryAsync(FormattableString.Invariant($"card:{merchant.Id}:{MemberCode.Parse(code)}"), MostClaims, TimeSpan.FromDays(1), TryAsync, static _ => true)
            : await TryAsync();
        return answer.Succeeded ? Joined.In : JoinErrors.NotPossible();

        Task<Result<MemberView>> TryAsync() => members.ClaimAsync(merchant.Id, new CardClaim(code, user.Email!, phoneEnd), user.Id);
    }
}
