using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Badges;

/// <summary>That a member shows a badge to whoever has the link. Making it is the consent; ending it takes the page away.</summary>
public sealed class BadgeShare : IMerchantOwned, IVersioned
{
    public const int TokenLength = 26;

    private BadgeShare()
    {
    }

    /// <summary>Random: nobody guesses it.</summary>
    public string Token { get; private set; } = "";

    public int MerchantId { get; private set; }

    public long MemberId { get; private set; }

    public long GoalId { get; private set; }

    public int Level { get; private set; }

    public DateTime SharedAt { get; private set; }

    public DateTime? EndedAt { get; private set; }

    public long Version { get; private set; }

    internal static BadgeShare Of(string token, GoalAward award, DateTime now) =>
        new() { Token = token, MerchantId = award.MerchantId, MemberId = award.MemberId, GoalId = award.GoalId, Level = award.Level, SharedAt = now };

    internal void End(DateTime now)
    {
        EndedAt = now;
        Version++;
    }
}

internal sealed class BadgeShareMapping : IEntityTypeConfiguration<BadgeShare>
{
    public void Configure(EntityTypeBuilder<BadgeShare> builder)
    {
        builder.ToTable("BadgeShares");
        builder.HasKey(share => share.Token);
        builder.Property(share => share.Token).HasMaxLength(BadgeShare.TokenLength);
        builder.HasIndex(share => new { share.MemberId, share.GoalId });
    }
}
