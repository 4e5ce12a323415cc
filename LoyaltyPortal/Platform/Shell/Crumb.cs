namespace LoyaltyPortal.Platform.Shell;

/// <summary>A page above the current one, in the breadcrumb.</summary>
public sealed record Crumb(string Title, string Href);

/// <summary>One of several views of a page; the tab's state lives in the URL.</summary>
/// <param name="Count">Shown beside the title when given.</param>
public sealed record Tab(string Title, string Href, bool Current, int? Count = null);
