using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Members;

internal sealed class MemberMapping : IEntityTypeConfiguration<Member>
{
    public void Configure(EntityTypeBuilder<Member> builder)
    {
        builder.ToTable("Members");
        builder.HasKey(member => member.Id);
        builder.Property(member => member.MerchantId).IsFixed();
        builder.Property(member => member.Code).IsFixed().HasMaxLength(MemberCode.Length);
        builder.Property(member => member.Phone).HasMaxLength(24);
        builder.Property(member => member.ExternalId).HasMaxLength(60);
        builder.HasIndex(member => new { member.MerchantId, member.Code }).IsUnique();
        builder.HasIndex(member => new { member.MerchantId, member.NormalizedEmail }).IsUnique();
        builder.HasIndex(member => new { member.MerchantId, member.Phone }).IsUnique();
        builder.HasIndex(member => new { member.MerchantId, member.ExternalId }).IsUnique();
        builder.HasIndex(member => new { member.MerchantId, member.EnrolledAt });
        builder.HasIndex(member => new { member.MerchantId, member.SortName });
        builder.HasIndex(member => new { member.MerchantId, member.BirthDate });
        builder.HasIndex(member => member.UserId);
        builder.HasIndex(member => member.MergedInto);
        builder.Ignore(member => member.HasCompleteProfile);
    }
}

internal sealed class MemberTermMapping : IEntityTypeConfiguration<MemberTerm>
{
    public void Configure(EntityTypeBuilder<MemberTerm> builder)
    {
        builder.ToTable("MemberTerms");
        builder.HasKey(term => new { term.MerchantId, term.Term, term.MemberId });
        builder.Property(term => term.Term).HasMaxLength(MemberTerm.TermLength);
        builder.HasIndex(term => term.MemberId);
    }
}

internal sealed class ConsentMapping : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> builder)
    {
        builder.ToTable("Consents");
        builder.HasKey(consent => new { consent.MemberId, consent.Purpose, consent.ChangedAt });
        builder.Property(consent => consent.Purpose).HasMaxLength(40);
        builder.NeverChanges();
    }
}
