using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Purchases;

/// <summary>Texts of the purchases room.</summary>
public sealed class PurchasesText;

public static class PurchaseErrors
{
    public static Failure Unknown() => new("purchase_unknown", FailureKind.NotFound, typeof(PurchasesText));

    public static Failure Lines(int most) => new("purchase_lines", FailureKind.Invalid, typeof(PurchasesText), most);

    public static Failure Amount() => new("purchase_amount", FailureKind.Invalid, typeof(PurchasesText));

    public static Failure LineText() => new("purchase_line_text", FailureKind.Invalid, typeof(PurchasesText));

    public static Failure Reference() => new("purchase_reference", FailureKind.Invalid, typeof(PurchasesText));

    public static Failure ReferenceTaken(string reference) => new("purchase_reference_taken", FailureKind.Conflict, typeof(PurchasesText), reference);

    public static Failure Date() => new("purchase_date", FailureKind.Invalid, typeof(PurchasesText));

    public static Failure Points() => new("points_amount", FailureKind.Invalid, typeof(PurchasesText));

    public static Failure NothingToReturn() => new("return_nothing", FailureKind.Invalid, typeof(PurchasesText));

    public static Failure QuantityGone() => new("return_quantity_gone", FailureKind.Refused, typeof(PurchasesText));

    public static Failure Exchange() => new("purchase_exchange", FailureKind.Invalid, typeof(PurchasesText));

    /// <summary>Points pay only for a member, and either kept ones or new ones.</summary>
    public static Failure PointsPayment() => new("purchase_points_payment", FailureKind.Invalid, typeof(PurchasesText));

    /// <param name="most">Points that would pay all of it.</param>
    public static Failure PointsTooMany(long most) => new("purchase_points_too_many", FailureKind.Refused, typeof(PurchasesText), most);

    /// <summary>So few points are worth less than the smallest coin.</summary>
    public static Failure PointsWorthless() => new("purchase_points_worthless", FailureKind.Refused, typeof(PurchasesText));

    /// <summary>Nobody gives points to the member that their own sign-in belongs to.</summary>
    public static Failure OwnMember() => new("own_member", FailureKind.Forbidden, typeof(PurchasesText));

    public static Failure ReturnUnknown() => new("return_unknown", FailureKind.NotFound, typeof(PurchasesText));
}
