namespace LoyaltyPortal.Platform.Shell;

/// <summary>The drawing of an <see cref="EmptyState"/>.</summary>
public enum EmptyPicture
{
    List,
    People,
    Points,
    Gift,
    Chart,
    Search,
    Message,
    File,
    Shop,
    Done,
}
