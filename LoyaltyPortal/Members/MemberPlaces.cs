using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Members;

/// <summary>Where a sign-in opens a wallet: one person may be a member with several merchants.</summary>
public sealed class MemberPlaces(LoyaltyDatabase database)
{
    /// <summary>The merchants, in no order.</summary>
    public Task<IReadOnlyList<int>> OfAsync(long userId, CancellationToken cancellation = default) =>
        database.MerchantsWithAsync<Member>(member => member.UserId == userId && (member.Status == MemberStatus.Active || member.MergedInto != null), cancellation);
}
