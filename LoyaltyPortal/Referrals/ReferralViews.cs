namespace LoyaltyPortal.Referrals;

/// <summary>The terms in force; number 0 while none were ever published.</summary>
public sealed record ReferralTermsView(int Number, ReferralTerms Terms, DateTime? PublishedAt, string PublishedBy);

/// <summary>What a friend sees who opens a personal link: the first name, and nothing else of the member.</summary>
public sealed record ReferralInvitation(string FirstName, ReferralTerms Terms);

/// <summary>A friend in the referrer's wallet: "Grace H." and how far it has come.</summary>
/// <param name="Milestone">How many friends it made, where that many are a milestone: its points are in <paramref name="Points"/>.</param>
public sealed record InvitedFriend(long ReferralId, string Name, ReferralState State, DateTime JoinedAt, DateTime? DueAt, long Points, int? Milestone);

/// <summary>What a member who came by an invitation has still to expect of it.</summary>
/// <param name="Inviter">First name; empty where nobody is there any more.</param>
/// <param name="Terms">As they were when the member joined.</param>
public sealed record FriendPromise(string Inviter, ReferralState State, DateTime? DueAt, ReferralTerms Terms);

/// <summary>A rung of the ladder as the referrer stands to it.</summary>
public sealed record ReachedMilestone(int Friends, long Points, bool IsReached);

/// <summary>A member's own side: the code, the terms, the friends, the ladder.</summary>
/// <param name="Code">Null while friends cannot be invited.</param>
/// <param name="Paid">Friends that have been paid for.</param>
/// <param name="IsBeyondCap">This month's friends are used up.</param>
public sealed record OwnReferrals(string? Code, ReferralTerms Terms, IReadOnlyList<InvitedFriend> Friends, int Paid, long Points, IReadOnlyList<ReachedMilestone> Ladder, bool IsBeyondCap)
{
    public ReachedMilestone? Next => Ladder.FirstOrDefault(rung => !rung.IsReached);
}

/// <summary>A referral as staff see it.</summary>
public sealed record ReferralRow(
    long Id, long ReferrerId, string Referrer, long RefereeId, string Referee, ReferralState State, DateTime JoinedAt, DateTime? QualifiedAt, DateTime? DueAt, DateTime? PaidAt,
    long ReferrerPoints, long RefereePoints, IReadOnlyList<string> Reasons, ReferralEnd? EndedBecause, string? DecidedBy, DateTime? DecidedAt, string? Note, bool IsTest)
{
    public long Points => ReferrerPoints + RefereePoints;
}

/// <summary>A member's referrals on both sides, for staff.</summary>
public sealed record MemberReferrals(string? Code, ReferralRow? BroughtBy, IReadOnlyList<ReferralRow> Brought);

/// <summary>How names are shortened for those who should not learn the whole.</summary>
public static class ReferralNames
{
    public static string First(string name) => name.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";

    /// <summary>"Grace H."</summary>
    public static string Short(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 ? First(name) : $"{words[0]} {System.Globalization.StringInfo.GetNextTextElement(words[^1])}.";
    }
}
