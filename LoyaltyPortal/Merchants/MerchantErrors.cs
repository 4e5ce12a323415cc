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

    /// <summary>It can be done, but whoever asks must know what it means.</summary>
    public static Failure ZoneMovesDays(string from, string to) => new("merchant_zone_moves_days", FailureKind.Refused, typeof(MerchantsText), from, to);

    public static Failure StoreCodeTaken(string code) => new("store_code_taken", FailureKind.Conflict, typeof(MerchantsText), code);

    public static Failure StoreName() => new("store_name", FailureKind.Invalid, typeof(MerchantsText));

    public static Failure StoreCode() => new("store_code", FailureKind.Invalid, typeof(MerchantsText));

    public static Failure StoreCity() => new("store_city", FailureKind.Invalid, typeof(MerchantsText));

    public static Failure TooManyStores() => new("store_too_many", FailureKind.Refused, typeof(MerchantsText));

    /// <summary>A merchant always has one open store to record in.</summary>
    public static Failure LastStore() => new("store_last", FailureKind.Refused, typeof(MerchantsText));

    public static Failure StaffUnknown() => new("staff_unknown", FailureKind.NotFound, typeof(MerchantsText));

    public static Failure StaffEmail() => new("staff_email", FailureKind.Invalid, typeof(MerchantsText));

    public static Failure StaffName() => new("staff_name", FailureKind.Invalid, typeof(MerchantsText));

    public static Failure StaffAlreadyHere(string email) => new("staff_already_here", FailureKind.Conflict, typeof(MerchantsText), email);

    public static Failure StaffYourself() => new("staff_yourself", FailureKind.Refused, typeof(MerchantsText));

    public static Failure StaffLastOwner() => new("staff_last_owner", FailureKind.Refused, typeof(MerchantsText));
}
