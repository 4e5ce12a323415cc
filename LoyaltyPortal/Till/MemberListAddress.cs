using System.Globalization;
using LoyaltyPortal.Members;

namespace LoyaltyPortal.Till;

/// <summary>The state of the list of members as it lies in the address, and the addresses of other states.</summary>
public sealed record MemberListAddress(string Merchant, string? Search, MemberOrder Order, int Page)
{
    /// <summary>In the address: those on no tier.</summary>
    public const string NoTier = "-";

    /// <summary>Only the members on the tier of that key, or <see cref="NoTier"/>; null all.</summary>
    public string? Tier { get; init; }

    public const int PageSize = 25;

    public int Skip => (Page - 1) * PageSize;

    public static MemberListAddress Of(string merchant, string? search, string? sort, int? page, string? tier = null) => new(
        merchant,
        string.IsNullOrWhiteSpace(search) ? null : search.Trim(),
        sort switch { "oldest" => MemberOrder.Oldest, "name" => MemberOrder.Name, _ => MemberOrder.Newest },
        Math.Clamp(page ?? 1, 1, MemberService.MostListed / PageSize))
    {
        Tier = string.IsNullOrWhiteSpace(tier) ? null : tier,
    };

    /// <summary>The list's address without what is as usual.</summary>
    public string Href()
    {
        var parts = new List<string>();
        if (Search is not null)
            parts.Add("search=" + Uri.EscapeDataString(Search));
        if (Order != MemberOrder.Newest)
            parts.Add("sort=" + (Order == MemberOrder.Name ? "name" : "oldest"));
        if (Tier is not null)
            parts.Add("tier=" + Uri.EscapeDataString(Tier));
        if (Page > 1)
            parts.Add("page=" + Page.ToString(CultureInfo.InvariantCulture));
        return $"/m/{Merchant}/members" + (parts.Count == 0 ? "" : "?" + string.Join('&', parts));
    }

    public string To(MemberOrder order) => (this with { Order = order, Page = 1 }).Href();

    public string To(int page) => (this with { Page = page }).Href();

    public string For(string? search) => (this with { Search = string.IsNullOrWhiteSpace(search) ? null : search.Trim(), Page = 1 }).Href();

    public string OfTier(string? tier) => (this with { Tier = tier, Page = 1 }).Href();

    public string Member(long id) => $"/m/{Merchant}/members/{id.ToString(CultureInfo.InvariantCulture)}";
}
