using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Members;

/// <summary>What letters are about. A member says of each whether it may come, on top of allowing e-mail at all.</summary>
[Flags]
public enum LetterPurposes
{
    None = 0,

    /// <summary>The account itself: welcome, points that lapse, vouchers, statements.</summary>
    Points = 1,

    /// <summary>Campaigns and offers.</summary>
    Offers = 2,

    /// <summary>Tiers, badges, challenges, referrals.</summary>
    Progress = 4,

    /// <summary>Events and early access.</summary>
    Events = 8,

    All = Points | Offers | Progress | Events,
}

/// <summary>How a member wants the wallet and letters to be. Members who never said anything have no row and <see cref="Usual"/>.</summary>
public sealed class MemberPreferences : IMerchantOwned, IVersioned
{
    private MemberPreferences()
    {
    }

    public long MemberId { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>No celebration is shown for a badge, a tier or a finished challenge; it is told in words only.</summary>
    public bool CelebrationsOff { get; private set; }

    public LetterPurposes Letters { get; private set; }

    /// <summary>The language of letters, "en" or "tr"; null follows the merchant.</summary>
    public string? Language { get; private set; }

    public long Version { get; private set; }

    /// <summary>What holds for a member who never said otherwise.</summary>
    public static MemberPreferences Usual(long memberId, int merchantId) => new() { MemberId = memberId, MerchantId = merchantId, Letters = LetterPurposes.All };

    public void Change(bool celebrationsOff, LetterPurposes letters, string? language)
    {
        (CelebrationsOff, Letters, Language) = (celebrationsOff, letters & LetterPurposes.All, language);
        Version++;
    }
}

/// <summary>A member's preferences as pages see them.</summary>
public sealed record PreferencesView(bool CelebrationsOff, LetterPurposes Letters, string? Language, long Version)
{
    public static readonly PreferencesView Usual = Of(MemberPreferences.Usual(0, 0));

    public static PreferencesView Of(MemberPreferences preferences) => new(preferences.CelebrationsOff, preferences.Letters, preferences.Language, preferences.Version);
}

internal sealed class MemberPreferencesMapping : IEntityTypeConfiguration<MemberPreferences>
{
    public void Configure(EntityTypeBuilder<MemberPreferences> builder)
    {
        builder.ToTable("MemberPreferences");
        builder.HasKey(preferences => preferences.MemberId);
        builder.Property(preferences => preferences.MerchantId).IsFixed();
        builder.Property(preferences => preferences.Language).HasMaxLength(10);
    }
}
