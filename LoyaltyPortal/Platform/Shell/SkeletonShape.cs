namespace LoyaltyPortal.Platform.Shell;

/// <summary>What a <see cref="Skeleton"/> stands in for.</summary>
public enum SkeletonShape
{
    Lines,
    Table,
    Card,
}
