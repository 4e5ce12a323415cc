using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Referrals;

/// <summary>Texts of the referrals room.</summary>
public sealed class ReferralsText;

public static class ReferralErrors
{
    /// <param name="code">referral_referrer_points, referral_referee_points, referral_no_points, referral_minimum, referral_window, referral_milestones, referral_cap, referral_joins.</param>
    public static Failure Terms(string code) => new(code, FailureKind.Invalid, typeof(ReferralsText));

    public static Failure TermsChanged() => new("referral_terms_changed", FailureKind.Conflict, typeof(ReferralsText));

    /// <summary>The one answer to a code that leads nowhere, whatever the reason.</summary>
    public static Failure CodeUnknown() => new("referral_code_unknown", FailureKind.Refused, typeof(ReferralsText));

    public static Failure Unknown() => new("referral_unknown", FailureKind.NotFound, typeof(ReferralsText));

    /// <summary>It does not wait for anybody's look, or no longer.</summary>
    public static Failure Decided() => new("referral_decided", FailureKind.Conflict, typeof(ReferralsText));

    public static Failure OwnReferral() => new("referral_own", FailureKind.Forbidden, typeof(ReferralsText));

    public static Failure Note() => new("referral_note", FailureKind.Invalid, typeof(ReferralsText), Referral.NoteLength);

    public static Failure NotDue() => new("referral_not_due", FailureKind.Refused, typeof(ReferralsText));
}
