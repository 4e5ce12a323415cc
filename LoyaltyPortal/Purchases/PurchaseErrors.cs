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
}
