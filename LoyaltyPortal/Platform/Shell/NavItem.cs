namespace LoyaltyPortal.Platform.Shell;

/// <summary>
/// A page in the navigation. Rooms register theirs: <c>services.AddSingleton(new NavItem("Tiers", "Programme", "military_tech", slug => $"/m/{slug}/tiers", "Programme.View", 20))</c>.
/// </summary>
/// <param name="Key">Names the text: <c>Nav.&lt;Key&gt;</c> in ShellText.</param>
/// <param name="Group">Empty for the top level, else the group that holds it: <c>Programme</c>, <c>Reports</c>, <c>Service</c> or <c>Settings</c>.</param>
/// <param name="Icon">A Material Symbol; shown at the top level and in the palette.</param>
/// <param name="Href">From the merchant's slug to the page's address.</param>
/// <param name="Policy">The policy that the reader must hold; empty for everybody.</param>
/// <param name="Order">Within the group, or among the groups and pages of the top level.</param>
public sealed record NavItem(string Key, string Group, string Icon, Func<string, string> Href, string Policy, int Order)
{
    /// <summary>The letter that opens it after <c>g</c>.</summary>
    public char? Letter { get; init; }

    /// <summary>Active only at exactly this address, not below it.</summary>
    public bool Exact { get; init; }

    /// <summary>False: it is found by the palette and from another page, and stands in the navigation only while it is open.</summary>
    public bool IsInTree { get; init; } = true;

    /// <summary>How much waits there for the reader, shown beside the title; nothing when it is 0. Asked in the reader's own scope.</summary>
    public Func<IServiceProvider, Task<int>>? Count { get; init; }
}

/// <summary>Tells the navigation to count again: something that waited was done.</summary>
public sealed class NavCounts
{
    public event Action? Stale;

    public void Ask() => Stale?.Invoke();
}

/// <summary>A tab of the member's wallet; its text is <c>Wallet.&lt;Key&gt;</c> in ShellText. At most five fit a phone.</summary>
public sealed record WalletTab(string Key, string Icon, Func<string, string> Href, int Order)
{
    public bool Exact { get; init; }
}

/// <summary>Something that lies over every page of the wallet. Rooms register theirs.</summary>
/// <param name="Component">A component without parameters.</param>
public sealed record WalletExtra(Type Component);

/// <summary>A heading of the navigation that folds; its text is <c>NavGroup.&lt;Key&gt;</c> in ShellText.</summary>
public sealed record NavGroup(string Key, string Icon, int Order)
{
    public static IReadOnlyList<NavGroup> All { get; } =
    [
        new("Programme", "loyalty", 100),
        new("Reports", "bar_chart", 200),
        new("Service", "support_agent", 300),
        new("Settings", "settings", 900),
    ];
}
