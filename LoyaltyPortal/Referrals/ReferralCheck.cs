using LoyaltyPortal.Members;
using LoyaltyPortal.Referrals.Checks;

namespace LoyaltyPortal.Referrals;

/// <summary>What is known of a person whose referral is looked at.</summary>
/// <param name="Devices">Marks of the devices that the person has used, hashed.</param>
public sealed record ReferralPerson(long Id, string? Email, string? Phone, long? UserId, bool IsTest, IReadOnlySet<string> Devices)
{
    internal static ReferralPerson Of(Member member, IEnumerable<string> devices) =>
        new(member.Id, ReferralIdentity.Mailbox(member.NormalizedEmail), member.Phone, member.UserId, member.IsTest, devices.ToHashSet(StringComparer.Ordinal));

    /// <summary>Whether the two are one person by what they are reached and sign in by.</summary>
    public bool IsSameAs(ReferralPerson other) => Id == other.Id
        || (Email is not null && Email == other.Email)
        || (UserId is not null && UserId == other.UserId)
        || ReferralIdentity.IsSameLine(Phone, other.Phone);
}

/// <summary>All that the checks look at.</summary>
/// <param name="Chain">Who brought the referrer, who brought that one, and so on, nearest first.</param>
/// <param name="OthersOnDevice">How many other members than these two have used a device of the friend's.</param>
/// <param name="JoinsWithinHour">How many joined by the code in the hour before this friend did, with this one.</param>
public sealed record ReferralFacts(ReferralPerson Referrer, ReferralPerson Referee, IReadOnlyList<ReferralPerson> Chain, int OthersOnDevice, int JoinsWithinHour, ReferralTerms Terms)
{
    /// <summary>Who of the staff enrolled the friend; null where nobody did, and once the friend has joined.</summary>
    public long? EnrolledBy { get; init; }
}

/// <summary>One thing that can speak against a referral. To add one is to add a file and a line in <see cref="All"/>.</summary>
public abstract class ReferralCheck
{
    public static readonly IReadOnlyList<ReferralCheck> All = [new SelfReferral(), new SharedHousehold(), new SharedDevice(), new ReferralRing(), new TooManyJoins(), new StaffsOwnCode(), new TestMember()];

    /// <summary>Stable; stored with the referral and named in the texts as <c>Reason.…</c>.</summary>
    public abstract string Code { get; }

    /// <summary>Refuses outright instead of asking somebody to look.</summary>
    public virtual bool Refuses => false;

    public abstract bool Stops(ReferralFacts facts);

    /// <summary>What speaks against it.</summary>
    public static IReadOnlyList<ReferralCheck> Of(ReferralFacts facts) => [.. All.Where(check => check.Stops(facts))];
}
