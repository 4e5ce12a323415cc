using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;

namespace LoyaltyPortal.Members;

/// <summary>Whether a membership belongs to whoever works here: nobody gives points to themselves.</summary>
internal static class OwnMembers
{
    private static readonly RowQuery<Member> MergedInto = new RowQuery<Member>().Where(nameof(Member.MergedInto)).OrderBy(nameof(Member.Id));

    /// <summary>True when the actor's sign-in opens the wallet of the member, or of one that was merged into it, or could: it has the same address.</summary>
    public static ValueTask<bool> IsOwnAsync(Work work, Member member, Actor actor) => IsOwnAsync(work, member, actor.UserId, actor.Email);

    /// <param name="userId">Who does it; null for nobody of the staff, whose own nothing is.</param>
    public static async ValueTask<bool> IsOwnAsync(Work work, Member member, long? userId, string? email)
    {
        if (userId is not { } self)
            return false;
        var address = string.IsNullOrWhiteSpace(email) ? null : Member.NormalizeEmail(email);
        if (member.UserId == self || (address is not null && member.NormalizedEmail == address))
            return true;
        foreach (var merged in await work.Session.ListAsync(MergedInto, member.Id))
        {
            if (await IsOwnAsync(work, merged, self, email))
                return true;
        }

        return false;
    }
}
