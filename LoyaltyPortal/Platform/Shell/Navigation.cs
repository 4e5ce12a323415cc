using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>A page of the navigation, ready to be shown.</summary>
public sealed record NavPage(NavItem Item, string Title, string Href, string? Group);

/// <summary>An entry of the navigation's top level: one page, or a group of them.</summary>
public sealed record NavEntry(string Title, string Icon, int Order, IReadOnlyList<NavPage> Pages, bool Folds);

/// <summary>The registered pages, filtered by what the reader may see and named in their language.</summary>
public sealed class Navigation(IEnumerable<NavItem> items, IStringLocalizer<ShellText> text)
{
    /// <summary>Every page the reader may open, in the order of the navigation.</summary>
    public IEnumerable<NavPage> Pages(ShellContext context) => Entries(context).SelectMany(entry => entry.Pages);

    public IReadOnlyList<NavEntry> Entries(ShellContext context)
    {
        if (context.MerchantSlug is not { } slug)
            return [];

        var allowed = items.Where(item => item.Policy.Length == 0 || context.Policies.Contains(item.Policy)).OrderBy(item => item.Order).ToList();
        var single = allowed.Where(item => item.Group.Length == 0).Select(item => Page(item, null)).Select(page => new NavEntry(page.Title, page.Item.Icon, page.Item.Order, [page], false));
        var groups = allowed.Where(item => item.Group.Length > 0).GroupBy(item => item.Group).Select(group =>
        {
            var known = NavGroup.All.FirstOrDefault(candidate => candidate.Key == group.Key) ?? new NavGroup(group.Key, "folder", 500);
            var title = text["NavGroup." + known.Key].Value;
            return new NavEntry(title, known.Icon, known.Order, [.. group.Select(item => Page(item, title))], true);
        });
        return [.. single.Concat(groups).OrderBy(entry => entry.Order)];

        NavPage Page(NavItem item, string? group) => new(item, text["Nav." + item.Key].Value, item.Href(slug), group);
    }
}
