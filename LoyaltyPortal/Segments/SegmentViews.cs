using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;

namespace LoyaltyPortal.Segments;

/// <summary>A segment as pages show it.</summary>
/// <param name="Members">How many belonged to it when that was last looked at; null: not with these conditions yet.</param>
public sealed record SegmentView(long Id, string Name, SegmentDefinition Definition, int? Members, DateTime? KeptAt, DateTime ChangedAt, long Version)
{
    internal static SegmentView Of(Segment segment) =>
        new(segment.Id, segment.Name, SegmentDefinition.Of(segment.Definition), segment.KeptAt is null ? null : segment.Members, segment.KeptAt, segment.ChangedAt, segment.Version);
}

/// <summary>What conditions can choose from.</summary>
/// <param name="Tiers">Key and name, lowest first.</param>
/// <param name="Categories">Those that were sold lately, the most frequent first.</param>
public sealed record SegmentChoices(IReadOnlyList<(string Key, string Name)> Tiers, IReadOnlyList<string> Categories)
{
    public IReadOnlyDictionary<string, string> TierNames { get; } = Tiers.ToDictionary(tier => tier.Key, tier => tier.Name, StringComparer.Ordinal);
}

/// <summary>A member of a segment in a list: what is known of its buying is as of now, whatever day was asked for.</summary>
public sealed record SegmentMember(long Id, string Name, string Code, string? Email, long Purchases, decimal NetSales, DateTime? LastPurchaseAt, long ActivePoints, bool AllowsEmail);

/// <summary>A page of them, by id: the longest enrolled first.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Everybody">Of how many members.</param>
/// <param name="Day">As of the end of it.</param>
public sealed record SegmentPageView(IReadOnlyList<SegmentMember> Rows, int Total, int Everybody, DateOnly Day)
{
    public decimal? Share => Everybody == 0 ? null : (decimal)Total / Everybody;
}
