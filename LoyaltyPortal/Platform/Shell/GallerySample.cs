namespace LoyaltyPortal.Platform.Shell;

/// <summary>A made-up merchant for the style gallery.</summary>
internal static class GallerySample
{
    public static ShellContext Context { get; } =
        new("corner-coffee", "Corner Coffee", "#0f766e", "Ada Lovelace", new HashSet<string>(), [("corner-coffee", "Corner Coffee"), ("page-turner", "Page Turner Books")])
        {
            Zone = "Europe/Istanbul",
            RoleName = "Owner",
        };
}
