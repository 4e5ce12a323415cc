using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Events;

public static class EarlyAccessErrors
{
    public static Failure Unknown() => new("early_access_unknown", FailureKind.NotFound, typeof(EventsText));

    public static Failure Name(int most) => new("early_access_name", FailureKind.Invalid, typeof(EventsText), most);

    public static Failure Products(int most, int length) => new("early_access_products", FailureKind.Invalid, typeof(EventsText), most, length);

    public static Failure Times() => new("early_access_times", FailureKind.Invalid, typeof(EventsText));

    public static Failure ChangedMeanwhile() => new("early_access_changed_meanwhile", FailureKind.Conflict, typeof(EventsText));

    /// <summary>Everybody may buy it already: there is nothing to grant.</summary>
    public static Failure Public() => new("early_access_public", FailureKind.Refused, typeof(EventsText));

    /// <summary>A product is not open to this buyer yet.</summary>
    /// <param name="product">As the line names it.</param>
    /// <param name="opensLocal">When it opens for this buyer, in the merchant's zone.</param>
    public static Failure Only(string product, DateTime opensLocal) => new("early_access_only", FailureKind.Refused, typeof(EventsText), product, opensLocal);
}
