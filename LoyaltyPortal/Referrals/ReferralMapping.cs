using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Referrals;

internal sealed class ReferralMapping : IEntityTypeConfiguration<Referral>
{
    public void Configure(EntityTypeBuilder<Referral> builder)
    {
        builder.ToTable("Referrals");
        builder.HasKey(referral => referral.Id);
        builder.Property(referral => referral.MerchantId).IsFixed();
        builder.Property(referral => referral.Reasons).HasMaxLength(120);
        builder.Property(referral => referral.Cleared).HasMaxLength(120);
        builder.Property(referral => referral.Note).HasMaxLength(Referral.NoteLength);
        builder.Ignore(referral => referral.ReasonCodes);
        builder.HasIndex(referral => referral.RefereeId).IsUnique();
        builder.HasIndex(referral => new { referral.ReferrerId, referral.JoinedAt });
        builder.HasIndex(referral => new { referral.MerchantId, referral.State, referral.DueAt });
        builder.HasIndex(referral => new { referral.MerchantId, referral.JoinedAt });
    }
}

internal sealed class ReferralEntryMapping : IEntityTypeConfiguration<ReferralEntry>
{
    public void Configure(EntityTypeBuilder<ReferralEntry> builder)
    {
        builder.ToTable("ReferralEntries");
        builder.HasKey(entry => new { entry.ReferralId, entry.Number });
        builder.HasIndex(entry => new { entry.AccountId, entry.Sequence }).IsUnique();
        builder.NeverChanges();
    }
}

internal sealed class ReferralTermsMapping : IEntityTypeConfiguration<ReferralTermsVersion>
{
    public void Configure(EntityTypeBuilder<ReferralTermsVersion> builder)
    {
        builder.ToTable("ReferralTerms");
        builder.HasKey(version => new { version.MerchantId, version.Number });
        builder.Property(version => version.Content).IsLong();
        builder.NeverChanges();
    }
}

internal sealed class ReferralInviteMapping : IEntityTypeConfiguration<ReferralInvite>
{
    public void Configure(EntityTypeBuilder<ReferralInvite> builder)
    {
        builder.ToTable("ReferralInvites");
        builder.HasKey(invite => invite.MemberId);
        builder.Property(invite => invite.Code).HasMaxLength(ReferralCode.Length).IsFixed();
        builder.HasIndex(invite => new { invite.MerchantId, invite.Code }).IsUnique();
    }
}

internal sealed class ReferralDeviceMapping : IEntityTypeConfiguration<ReferralDevice>
{
    public void Configure(EntityTypeBuilder<ReferralDevice> builder)
    {
        builder.ToTable("ReferralDevices");
        builder.HasKey(device => new { device.MemberId, device.Device });
        builder.Property(device => device.Device).HasMaxLength(ReferralDevice.HashLength);
        builder.HasIndex(device => new { device.MerchantId, device.Device });
        builder.NeverChanges();
    }
}
