namespace LoyaltyPortal.Platform.Shell;

/// <summary>Something the palette can open.</summary>
/// <param name="Group">The heading it stands under, in the reader's language.</param>
public sealed record PaletteItem(string Title, string Icon, string Href, string Group, string? Note = null);

/// <summary>
/// Finds more than pages: members, tickets, receipts. Rooms register one: <c>services.AddScoped&lt;PaletteSource&gt;(…)</c>.
/// Asked from two characters on; answers at most a handful, and only what the reader may see.
/// </summary>
public delegate Task<IReadOnlyList<PaletteItem>> PaletteSource(string query, ShellContext context, CancellationToken stop);
