using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Identity;

/// <summary>Texts of the identity room.</summary>
public sealed class IdentityText;

public static class IdentityErrors
{
    /// <summary>The one answer to a sign-in that does not succeed, whatever the reason.</summary>
    public static Failure SignInFailed() => new("sign_in_failed", FailureKind.Refused, typeof(IdentityText));

    /// <summary>The one answer to a code that does not sign in, whatever the reason.</summary>
    public static Failure CodeFailed() => new("code_failed", FailureKind.Refused, typeof(IdentityText));

    /// <summary>The one answer to a passkey that does not do, whatever the reason.</summary>
    public static Failure PasskeyFailed() => new("passkey_failed", FailureKind.Refused, typeof(IdentityText));

    public static Failure PasskeysEnough(int most) => new("passkeys_enough", FailureKind.Refused, typeof(IdentityText), most);

    /// <summary>Nobody has shown yet that the sign-in's address is theirs.</summary>
    public static Failure PasskeyAddressUnproved() => new("passkey_address_unproved", FailureKind.Refused, typeof(IdentityText));

    public static Failure EmailUnreadable() => new("email_unreadable", FailureKind.Invalid, typeof(IdentityText));

    public static Failure NameMissing() => new("name_missing", FailureKind.Invalid, typeof(IdentityText));

    public static Failure PasswordShort() => new("password_short", FailureKind.Invalid, typeof(IdentityText), AccountService.PasswordLength);

    public static Failure PasswordCommon() => new("password_common", FailureKind.Invalid, typeof(IdentityText));

    public static Failure PasswordWrong() => new("password_wrong", FailureKind.Refused, typeof(IdentityText));

    /// <summary>The link was used, is too old, or was never ours.</summary>
    public static Failure LinkStale() => new("link_stale", FailureKind.Refused, typeof(IdentityText));

    /// <summary>The address cannot be used with that password: it says no more than that.</summary>
    public static Failure SignUpFailed() => new("sign_up_failed", FailureKind.Refused, typeof(IdentityText));
}
