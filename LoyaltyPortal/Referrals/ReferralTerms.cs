using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Referrals;

/// <summary>A rung of the referrer's ladder: that many friends, and what the friend who makes it so many brings on top.</summary>
public sealed record ReferralMilestone(int Friends, long Points);

/// <summary>
/// What a merchant promises to who brings a friend, and to the friend. Published as a whole; a referral keeps to the terms that were in force when the friend
/// joined, so that nobody finds a promise changed.
/// </summary>
public sealed record ReferralTerms
{
    public const int MostMilestones = 10;
    private const long MostPoints = 1_000_000;

    public static readonly ReferralTerms Usual = new();

    /// <summary>Whether friends can be invited now. What was promised before is kept either way.</summary>
    public bool IsOn { get; init; }

    public long ReferrerPoints { get; init; } = 200;

    public long RefereePoints { get; init; } = 100;

    /// <summary>What the friend's purchase must come to, in the merchant's currency, net of what came back.</summary>
    public decimal MinimumPurchase { get; init; } = 20;

    /// <summary>Days from that purchase to the payment; null: as long as points of a purchase stay pending.</summary>
    public int? WindowDays { get; init; }

    /// <summary>Rising by friends.</summary>
    public IReadOnlyList<ReferralMilestone> Milestones { get; init; } = [];

    /// <summary>How many friends a month bring the referrer points; 0 any number.</summary>
    public int MonthlyCap { get; init; } = 10;

    /// <summary>How many may join by one code within an hour before somebody looks at it.</summary>
    public int MostJoinsPerHour { get; init; } = 10;

    /// <summary>The first thing that is wrong, or null.</summary>
    public Failure? Check() => Problems().FirstOrDefault();

    /// <summary>Everything that is wrong, in the order of the form.</summary>
    public IEnumerable<Failure> Problems()
    {
        if (ReferrerPoints is < 0 or > MostPoints)
            yield return ReferralErrors.Terms("referral_referrer_points");
        if (RefereePoints is < 0 or > MostPoints)
            yield return ReferralErrors.Terms("referral_referee_points");
        if (ReferrerPoints == 0 && RefereePoints == 0)
            yield return ReferralErrors.Terms("referral_no_points");
        if (MinimumPurchase is < 0 or > 1_000_000)
            yield return ReferralErrors.Terms("referral_minimum");
        if (WindowDays is < 0 or > 365)
            yield return ReferralErrors.Terms("referral_window");
        if (Milestones.Count > MostMilestones || Milestones.Any(milestone => milestone.Friends is < 2 or > 1_000 || milestone.Points is <= 0 or > MostPoints)
            || Milestones.Zip(Milestones.Skip(1)).Any(pair => pair.First.Friends >= pair.Second.Friends))
            yield return ReferralErrors.Terms("referral_milestones");
        if (MonthlyCap is < 0 or > 10_000)
            yield return ReferralErrors.Terms("referral_cap");
        if (MostJoinsPerHour is < 1 or > 1_000)
            yield return ReferralErrors.Terms("referral_joins");
    }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static ReferralTerms FromJson(string json) => JsonSerializer.Deserialize<ReferralTerms>(json, Options)!;

    public bool Equals(ReferralTerms? other) => other is not null && ToJson() == other.ToJson();

    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);
}

/// <summary>Terms as they were published. Never changed: to change them is to publish the next ones.</summary>
public sealed class ReferralTermsVersion : IMerchantOwned
{
    private ReferralTermsVersion()
    {
    }

    public int MerchantId { get; private set; }

    /// <summary>1, 2, 3 …; the newest is in force.</summary>
    public int Number { get; private set; }

    /// <summary>The <see cref="ReferralTerms"/> as JSON.</summary>
    public string Content { get; private set; } = "{}";

    public DateTime PublishedAt { get; private set; }

    public long? PublishedBy { get; private set; }

    public string PublishedByName { get; private set; } = "";

    internal static ReferralTermsVersion Publish(int merchantId, int number, ReferralTerms terms, long? by, string name, DateTime now) =>
        new() { MerchantId = merchantId, Number = number, Content = terms.ToJson(), PublishedBy = by, PublishedByName = name, PublishedAt = now };

    internal ReferralTerms Read() => ReferralTerms.FromJson(Content);
}
