using System.Text.Json;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Events;

/// <summary>Products that some members may buy before everybody may.</summary>
public sealed class AccessWindow : IMerchantOwned, IVersioned
{
    private AccessWindow()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>JSON; empty for none.</summary>
    public string Skus { get; private set; } = "";

    /// <summary>JSON; empty for none.</summary>
    public string Categories { get; private set; } = "";

    /// <summary>Keys of the tiers that may buy early, as JSON; empty where only grants let anybody in.</summary>
    public string Tiers { get; private set; } = "";

    /// <summary>When it opens for the tiers, and for who was granted it, UTC.</summary>
    public DateTime EarlyAt { get; private set; }

    /// <summary>When it opens for everybody, UTC.</summary>
    public DateTime PublicAt { get; private set; }

    public long Version { get; private set; }

    public static AccessWindow Open(long id, int merchantId, AccessInput input)
    {
        var window = new AccessWindow { Id = id, MerchantId = merchantId };
        window.Apply(input);
        return window;
    }

    /// <summary>Takes what <see cref="AccessInput.Check"/> found good.</summary>
    public void Change(AccessInput input)
    {
        Apply(input);
        Version++;
    }

    internal AccessRule ToRule() => new(Id, Name, Read(Skus), Read(Categories), Read(Tiers), EarlyAt, PublicAt);

    private void Apply(AccessInput input)
    {
        Name = input.Name.Trim();
        Skus = Write(input.Skus);
        Categories = Write(input.Categories);
        Tiers = Write(input.TierKeys);
        EarlyAt = Clock.Truncate(input.EarlyAt);
        PublicAt = Clock.Truncate(input.PublicAt);
    }

    private static string Write(IReadOnlyList<string> words) =>
        words.Select(word => word.Trim()).Where(word => word.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToArray() is { Length: > 0 } some ? JsonSerializer.Serialize(some) : "";

    private static IReadOnlyList<string> Read(string json) => json.Length == 0 ? [] : JsonSerializer.Deserialize<string[]>(json)!;
}

/// <summary>What somebody says of a window. Times are UTC.</summary>
public sealed record AccessInput
{
    public const int NameLength = 80;
    public const int MostProducts = 200;
    public const int WordLength = 80;

    public required string Name { get; init; }

    public IReadOnlyList<string> Skus { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> TierKeys { get; init; } = [];

    public required DateTime EarlyAt { get; init; }

    public required DateTime PublicAt { get; init; }

    /// <summary>The first thing that is wrong, or null.</summary>
    public Failure? Check()
    {
        if (Name.Trim().Length is < 2 or > NameLength)
            return EarlyAccessErrors.Name(NameLength);
        var products = Skus.Concat(Categories).Where(word => !string.IsNullOrWhiteSpace(word)).ToList();
        if (products.Count is 0 or > MostProducts || products.Exists(word => word.Trim().Length > WordLength))
            return EarlyAccessErrors.Products(MostProducts, WordLength);
        return EarlyAt >= PublicAt ? EarlyAccessErrors.Times() : null;
    }
}

/// <summary>That one member may buy early, whatever their tier.</summary>
public sealed class AccessGrant : IMerchantOwned, IVersioned
{
    private AccessGrant()
    {
    }

    public long WindowId { get; private set; }

    public long MemberId { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>The redemption that paid for it; null where none did.</summary>
    public long? RedemptionId { get; private set; }

    public DateTime GrantedAt { get; private set; }

    /// <summary>When it was taken back, UTC; null while it holds.</summary>
    public DateTime? RevokedAt { get; private set; }

    public long Version { get; private set; }

    internal static AccessGrant Of(AccessWindow window, long memberId) => new() { WindowId = window.Id, MemberId = memberId, MerchantId = window.MerchantId };

    internal void Give(long? redemptionId, DateTime now)
    {
        (RedemptionId, GrantedAt, RevokedAt) = (redemptionId, now, null);
        Version++;
    }

    internal void Revoke(DateTime now)
    {
        RevokedAt = now;
        Version++;
    }
}

internal sealed class AccessWindowMapping : IEntityTypeConfiguration<AccessWindow>
{
    public void Configure(EntityTypeBuilder<AccessWindow> builder)
    {
        builder.ToTable("AccessWindows");
        builder.HasKey(window => window.Id);
        builder.Property(window => window.MerchantId).IsFixed();
        builder.Property(window => window.Name).HasMaxLength(AccessInput.NameLength);
        builder.Property(window => window.Skus).IsLong();
        builder.Property(window => window.Categories).IsLong();
        builder.Property(window => window.Tiers).HasMaxLength(1_000);
        builder.HasIndex(window => new { window.MerchantId, window.PublicAt });
    }
}

internal sealed class AccessGrantMapping : IEntityTypeConfiguration<AccessGrant>
{
    public void Configure(EntityTypeBuilder<AccessGrant> builder)
    {
        builder.ToTable("AccessGrants");
        builder.HasKey(grant => new { grant.WindowId, grant.MemberId });
        builder.Property(grant => grant.MerchantId).IsFixed();
        builder.HasIndex(grant => grant.MemberId);
    }
}
