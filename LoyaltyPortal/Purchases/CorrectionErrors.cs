using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Purchases;

/// <summary>Refusals of what is done to points by hand.</summary>
public static class CorrectionErrors
{
    public static Failure Reason() => new("adjustment_reason", FailureKind.Invalid, typeof(PurchasesText), AdjustPoints.ReasonLength);

    public static Failure RequestUnknown() => new("adjustment_unknown", FailureKind.NotFound, typeof(PurchasesText));

    public static Failure RequestDecided() => new("adjustment_decided", FailureKind.Conflict, typeof(PurchasesText));

    public static Failure SecondPerson() => new("adjustment_second_person", FailureKind.Forbidden, typeof(PurchasesText));

    public static Failure TransfersOff() => new("transfer_off", FailureKind.Refused, typeof(PurchasesText));

    /// <summary>The one answer for a recipient who is not there, is oneself, or cannot take points.</summary>
    public static Failure Recipient() => new("transfer_recipient", FailureKind.Refused, typeof(PurchasesText));

    public static Failure TransferLimit(long most) => new("transfer_limit", FailureKind.Refused, typeof(PurchasesText), most);

    /// <summary>One person has adjusted and transferred so much for one of the two today that only that much is left.</summary>
    public static Failure TransferLimitToday(long left) => new("transfer_limit_today", FailureKind.Refused, typeof(PurchasesText), left);

    public static Failure MergeWithSelf() => new("merge_self", FailureKind.Invalid, typeof(PurchasesText));

    /// <summary>Points of one of them are kept for a payment that is under way.</summary>
    public static Failure MergeHeld() => new("merge_held", FailureKind.Refused, typeof(PurchasesText));

    /// <summary>One of them is to be forgotten: a merge would carry the other along, unasked.</summary>
    public static Failure MergeErasure() => new("merge_erasure", FailureKind.Refused, typeof(PurchasesText));

    public static Failure MergeUnknown() => new("merge_unknown", FailureKind.NotFound, typeof(PurchasesText));

    /// <summary>The survivor has been merged further: that is undone first.</summary>
    public static Failure MergedFurther() => new("merge_further", FailureKind.Refused, typeof(PurchasesText));
}
