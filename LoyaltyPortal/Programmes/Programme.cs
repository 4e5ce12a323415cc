using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Programmes;

/// <summary>A compiled version: pure, immutable, shared by all threads.</summary>
public sealed class Programme(int version, ProgrammeContent content)
{
    /// <summary>No programme: nobody earns anything.</summary>
    public static readonly Programme None = new(0, ProgrammeContent.Empty);

    public int Version { get; } = version;

    public ProgrammeContent Content { get; } = content;

    public RuleSet Rules { get; } = new(version, content.Rules, content.Stacking, content.Basis);

    public PointsPolicy Points => Content.Points;

    public Ladder Ladder => Content.Ladder;
}

/// <summary>One published programme. Never changed: to change the programme is to publish the next version.</summary>
public sealed class ProgrammeVersion : IMerchantOwned
{
    private ProgrammeVersion()
    {
    }

    public int MerchantId { get; private set; }

    /// <summary>1, 2, 3 …; the newest is in force.</summary>
    public int Number { get; private set; }

    /// <summary>The <see cref="ProgrammeContent"/> as JSON.</summary>
    public string Content { get; private set; } = "{}";

    public string Note { get; private set; } = "";

    public DateTime PublishedAt { get; private set; }

    public long? PublishedBy { get; private set; }

    public static ProgrammeVersion Publish(int merchantId, int number, ProgrammeContent content, string note, long? by, DateTime now) => new()
    {
        MerchantId = merchantId,
        Number = number,
        Content = content.ToJson(),
        Note = note,
        PublishedAt = now,
        PublishedBy = by,
    };

    public Programme Compile() => new(Number, ProgrammeContent.FromJson(Content));
}

internal sealed class ProgrammeVersionMapping : IEntityTypeConfiguration<ProgrammeVersion>
{
    public void Configure(EntityTypeBuilder<ProgrammeVersion> builder)
    {
        builder.ToTable("ProgrammeVersions");
        builder.HasKey(version => new { version.MerchantId, version.Number });
        builder.Property(version => version.Content).IsLong();
        builder.NeverChanges();
    }
}
