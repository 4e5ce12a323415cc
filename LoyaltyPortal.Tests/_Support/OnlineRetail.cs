namespace LoyaltyPortal.Tests;

/// <summary>Where the published data set is, if it is here: beside the repository, or where LOYALTY_ONLINE_RETAIL says.</summary>
internal static class OnlineRetail
{
    public static string? Path { get; } = Find();

    /// <summary>The reason to do without it, or null.</summary>
    public static string? WhyNot => Path is null ? "The Online Retail data set is not here: set LOYALTY_ONLINE_RETAIL to online-retail.csv.gz" : null;

    private static string? Find()
    {
        var path = Environment.GetEnvironmentVariable("LOYALTY_ONLINE_RETAIL") is { Length: > 0 } named
            ? named
            : System.IO.Path.Combine(Checkout.Root, "..", "shared", "data", "online-retail.csv.gz");
        return File.Exists(path) ? path : null;
    }
}
