using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;

namespace LoyaltyPortal.Members;

/// <summary>Whether a membership belongs to whoever works here: nobody gives points to themselves.</summary>
internal static class OwnMembers
{
    /// <summary>True when the actor's sign-in opens the wallet of the member, or of one that was merged into it, or could: it has the same address.</summary>
    public static ValueTask<bool> IsOwnAsync(Work work, Member member, Actor actor) => IsOwnAsync(work, member, actor.UserId, actor.Email);

    /// <param name="userId">Who does it; null for nobody of the staff, whose own nothing is.</param>
    public static async ValueTask<bool> IsOwnAsync(Work work, Member member, long? userId, string? email)
    {
        if (userId is not { } self)
            return false;
        if (member.UserId == self || (member.NormalizedEmail is { } address && address == Member.NormalizeEmail(email)))
            return true;
        foreach (var merged in await work.Session.ListAsync(MergedInto, member.Id))
        {
            if (await IsOwnAsync(work, merged, userId, email))
                return true;
        }

        return false;
    }
}
