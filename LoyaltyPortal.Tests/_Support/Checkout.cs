namespace LoyaltyPortal.Tests;

/// <summary>Where the sources are, for tests that read them.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LoyaltyPortal.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("These tests run inside a checkout.");
    }
}
