using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Merchants;

/// <summary>Texts of the merchants room.</summary>
public sealed class MerchantsText;

public static class MerchantErrors
{
    public static Failure Unknown() => new("merchant_unknown", FailureKind.NotFound, typeof(MerchantsText));

    public static Failure StoreUnknown() => new("store_unknown", FailureKind.NotFound, typeof(MerchantsText));

    /// <summary>A setting is out of its range; the code names it and the message says the range.</summary>
    public static Failure Setting(string code) => new(code, FailureKind.Invalid, typeof(MerchantsText));

    public static Failure Forbidden() => new("not_allowed", FailureKind.Forbidden, typeof(MerchantsText));

    public static Failure ChangedMeanwhile() => new("changed_meanwhile", FailureKind.Conflict, typeof(MerchantsText));

    public static Failure StoreCodeTaken(string code) => new("store_code_taken", FailureKind.Conflict, typeof(MerchantsText), code);

    public static Failure StoreName() => new("store_name", FailureKind.Invalid, typeof(MerchantsText));
}
