namespace LoyaltyPortal.Events;

/// <summary>A window as the check sees it.</summary>
public sealed record AccessRule(long Id, string Name, IReadOnlyList<string> Skus, IReadOnlyList<string> Categories, IReadOnlyList<string> TierKeys, DateTime EarlyAt, DateTime PublicAt)
{
    public bool NamesSku(string? sku) => sku is not null && Skus.Contains(sku.Trim(), StringComparer.OrdinalIgnoreCase);

    public bool NamesCategory(string? category) => category is not null && Categories.Contains(category.Trim(), StringComparer.OrdinalIgnoreCase);
}

/// <summary>Why somebody may buy, or may not.</summary>
public enum AccessReason
{
    /// <summary>No window is about it, or it has opened for everybody.</summary>
    Everybody,

    /// <summary>It is early, and the member's tier may.</summary>
    Tier,

    /// <summary>It is early, and it was granted to the member.</summary>
    Grant,

    /// <summary>It opens for the member soon, before everybody.</summary>
    NotYet,

    /// <summary>It opens for the member when it does for everybody.</summary>
    NotForYou,
}

/// <summary>The answer for one product.</summary>
/// <param name="OpensAt">When it opens for who asked, UTC; null where it is open.</param>
/// <param name="Window">The window that decides; null where none does.</param>
public sealed record AccessAnswer(bool May, AccessReason Reason, DateTime? OpensAt = null, AccessRule? Window = null);

/// <summary>
/// Who may buy what, and when. A product is closed while a window about it has not opened for everybody; it is open, all the same, to the tiers of the window from its
/// early hour, and to who was granted it. A window that names the product itself counts before one that names its category; of several, the most generous.
/// </summary>
public static class EarlyAccess
{
    /// <param name="windows">The merchant's; those that have opened for everybody decide nothing.</param>
    /// <param name="tierKey">The buyer's tier at that moment; null for none, and for somebody unknown.</param>
    /// <param name="grants">The windows that were granted to the buyer.</param>
    /// <param name="at">UTC. A window opens at its instant, not after it.</param>
    public static AccessAnswer May(IEnumerable<AccessRule> windows, string? tierKey, IReadOnlySet<long> grants, string? sku, string? category, DateTime at)
    {
        var closed = windows.Where(window => window.PublicAt > at).ToList();
        var about = closed.Where(window => window.NamesSku(sku)).ToList();
        if (about.Count == 0)
            about = [.. closed.Where(window => window.NamesCategory(category))];
        return about.Select(window => Of(window, tierKey, grants, at)).OrderByDescending(answer => answer.May).ThenBy(answer => answer.OpensAt).FirstOrDefault() ?? new AccessAnswer(true, AccessReason.Everybody);
    }

    /// <summary>What one window that is not open for everybody says to one buyer.</summary>
    public static AccessAnswer Of(AccessRule window, string? tierKey, IReadOnlySet<long> grants, DateTime at)
    {
        if (window.PublicAt <= at)
            return new AccessAnswer(true, AccessReason.Everybody, null, window);
        var granted = grants.Contains(window.Id);
        if (!granted && (tierKey is null || !window.TierKeys.Contains(tierKey)))
            return new AccessAnswer(false, AccessReason.NotForYou, window.PublicAt, window);
        return window.EarlyAt <= at ? new AccessAnswer(true, granted ? AccessReason.Grant : AccessReason.Tier, null, window) : new AccessAnswer(false, AccessReason.NotYet, window.EarlyAt, window);
    }
}
