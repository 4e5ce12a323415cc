using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Programmes;

/// <summary>The programme as it is being edited, beside the published one; one per merchant. Closed, it stays as a row: its version never comes again.</summary>
public sealed class ProgrammeDraft : IMerchantOwned, IVersioned
{
    private ProgrammeDraft()
    {
    }

    public int MerchantId { get; private set; }

    /// <summary>The <see cref="ProgrammeContent"/> as JSON, perhaps not yet fit to be published; null while nobody edits.</summary>
    public string? Content { get; private set; }

    /// <summary>The number of the published version that the draft changes.</summary>
    public int BasedOn { get; private set; }

    public long? EditedBy { get; private set; }

    public string EditedByName { get; private set; } = "";

    public DateTime EditedAt { get; private set; }

    public long Version { get; private set; }

    public bool IsOpen => Content is not null;

    public static ProgrammeDraft Of(int merchantId) => new() { MerchantId = merchantId };

    public void Save(ProgrammeContent content, int basedOn, long? by, string byName, DateTime now)
    {
        Content = content.ToJson();
        BasedOn = basedOn;
        (EditedBy, EditedByName, EditedAt) = (by, byName, now);
        Version++;
    }

    /// <summary>Published or discarded.</summary>
    public void Close(long? by, string byName, DateTime now)
    {
        Content = null;
        (EditedBy, EditedByName, EditedAt) = (by, byName, now);
        Version++;
    }
}

internal sealed class ProgrammeDraftMapping : IEntityTypeConfiguration<ProgrammeDraft>
{
    public void Configure(EntityTypeBuilder<ProgrammeDraft> builder)
    {
        builder.ToTable("ProgrammeDrafts");
        builder.HasKey(draft => draft.MerchantId);
        builder.Property(draft => draft.Content).IsLongOrNull();
    }
}
