using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;

namespace LoyaltyPortal.Members;

/// <summary>Whether a membership belongs to whoever works here: nobody gives points to themselves.</summary>
internal static class OwnMembers
{
    private static readonly RowQuery<Member> MergedInto = new RowQuery<Member>().Where(nameof(Member.MergedInto)).OrderBy(nameof(Member.Id));

    /// <summary>True when the actor's sign-in opens the wallet of the member, or of one that was merged into it.</summary>
    public static async ValueTask<bool> IsOwnAsync(Work work, Member member, Actor actor)
    {
        if (actor.UserId is not { } self)
            return false;
        if (member.UserId == self)
            return true;
        foreach (var merged in await work.Session.ListAsync(MergedInto, member.Id))
        {
            if (await IsOwnAsync(work, merged, actor))
                return true;
        }

        return false;
    }
}
