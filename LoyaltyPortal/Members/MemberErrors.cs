using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Members;

/// <summary>Texts of the members room.</summary>
public sealed class MembersText;

public static class MemberErrors
{
    public static Failure Unknown() => new("member_unknown", FailureKind.NotFound, typeof(MembersText));

    public static Failure NameMissing() => new("member_name_missing", FailureKind.Invalid, typeof(MembersText));

    public static Failure NameTooLong() => new("member_name_too_long", FailureKind.Invalid, typeof(MembersText));

    public static Failure ContactMissing() => new("member_contact_missing", FailureKind.Invalid, typeof(MembersText));

    public static Failure EmailUnreadable() => new("member_email_unreadable", FailureKind.Invalid, typeof(MembersText));

    public static Failure PhoneUnreadable() => new("member_phone_unreadable", FailureKind.Invalid, typeof(MembersText));

    public static Failure BirthDateImpossible() => new("member_birth_date_impossible", FailureKind.Invalid, typeof(MembersText));

    public static Failure EmailTaken() => new("member_email_taken", FailureKind.Conflict, typeof(MembersText));

    public static Failure PhoneTaken() => new("member_phone_taken", FailureKind.Conflict, typeof(MembersText));

    /// <summary>The one answer to members who want contact details that cannot be theirs: who else is a member is nobody's business.</summary>
    public static Failure DetailsNotPossible() => new("member_details_not_possible", FailureKind.Refused, typeof(MembersText));

    public static Failure ExternalIdTaken() => new("member_external_id_taken", FailureKind.Conflict, typeof(MembersText));

    /// <summary>Letters are not written in that language.</summary>
    public static Failure LanguageUnknown() => new("language_unknown", FailureKind.Invalid, typeof(MembersText));

    public static Failure ChangedMeanwhile() => new("member_changed_meanwhile", FailureKind.Conflict, typeof(MembersText));
}
