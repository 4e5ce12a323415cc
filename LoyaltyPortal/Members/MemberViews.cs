using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Members;

/// <summary>A member in a list.</summary>
public sealed record MemberRow(long Id, string Name, string Code, string? Email, string? Phone, bool IsTest, DateTime EnrolledAt);

/// <summary>A member found by what was typed.</summary>
/// <param name="IsExact">The whole code, e-mail, phone or external number was typed: there is no doubt who is meant.</param>
public sealed record MemberHit(MemberRow Member, bool IsExact);

/// <summary>What a lookup found.</summary>
/// <param name="HasMore">There are more than were asked for, or so many that not all were compared: type more.</param>
public sealed record MemberHits(IReadOnlyList<MemberHit> Hits, bool HasMore)
{
    public static readonly MemberHits None = new([], false);
}

/// <summary>All that is known of one member.</summary>
public sealed record MemberView(
    long Id, string Code, string Name, string? Email, string? Phone, string? ExternalId, DateOnly? BirthDate, bool AllowsEmail, bool IsTest,
    int? EnrolledStoreId, DateTime EnrolledAt, bool HasWallet, long Version);

public enum MemberOrder
{
    Newest = 1,
    Oldest = 2,
    Name = 3,
}

/// <summary>Which of the members are meant, as a room above knows it: those on a tier, those in a segment.</summary>
public delegate IQueryable<Member> MemberFilter(LoyaltyDbContext context, IQueryable<Member> members);

/// <summary>One page of members.</summary>
/// <param name="Total">How many there are, counted up to <see cref="MemberService.MostListed"/>.</param>
/// <param name="IsCounted">False when there are more than were counted.</param>
public sealed record MemberPage(IReadOnlyList<MemberRow> Rows, int Total, bool IsCounted);

/// <summary>What can be changed of a member.</summary>
public sealed record MemberChange
{
    public required string Name { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public DateOnly? BirthDate { get; init; }

    public bool AllowsEmail { get; init; }

    /// <summary>The version that was read; another one now means that somebody else changed the member meanwhile.</summary>
    public required long Version { get; init; }

    public static MemberChange Of(MemberView member) => new()
    {
        Name = member.Name,
        Email = member.Email,
        Phone = member.Phone,
        BirthDate = member.BirthDate,
        AllowsEmail = member.AllowsEmail,
        Version = member.Version,
    };
}
