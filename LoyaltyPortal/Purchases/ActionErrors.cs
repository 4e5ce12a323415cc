using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Purchases;

public static class ActionErrors
{
    public static Failure Unknown() => new("action_unknown", FailureKind.Invalid, typeof(PurchasesText));

    /// <summary>The portal notices it by itself: nobody reports it.</summary>
    public static Failure Automatic() => new("action_automatic", FailureKind.Refused, typeof(PurchasesText));

    /// <summary>It is not among those that members can do in their wallet.</summary>
    public static Failure NotInWallet() => new("action_not_in_wallet", FailureKind.Refused, typeof(PurchasesText));

    public static Failure Amount() => new("action_amount", FailureKind.Invalid, typeof(PurchasesText));

    public static Failure Evidence(int most) => new("action_evidence", FailureKind.Invalid, typeof(PurchasesText), most);

    public static Failure EvidenceUrl() => new("action_evidence_url", FailureKind.Invalid, typeof(PurchasesText));

    public static Failure Subject() => new("action_subject", FailureKind.Invalid, typeof(PurchasesText), MemberAction.SubjectLength);

    public static Failure SourceEvent() => new("action_source_event", FailureKind.Invalid, typeof(PurchasesText), MemberAction.SourceEventLength);

    public static Failure Date() => new("action_date", FailureKind.Invalid, typeof(PurchasesText));

    /// <summary>Nobody rewards themselves: the member is the one who reports.</summary>
    public static Failure Own() => new("action_own", FailureKind.Forbidden, typeof(PurchasesText));

    /// <summary>The same event was reported before, and it was something else then.</summary>
    public static Failure ReportedOtherwise() => new("action_reported_otherwise", FailureKind.Refused, typeof(PurchasesText));

    /// <summary>The member has not bought it, or has given it back.</summary>
    public static Failure NotBought() => new("action_not_bought", FailureKind.Refused, typeof(PurchasesText));
}
