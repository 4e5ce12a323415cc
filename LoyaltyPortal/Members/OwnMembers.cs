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
        var address = string.IsNullOrWhiteSpace(email) ? null : Member.NormalizeEmail(email);
        return (await MemberBook.In(work).FamilyAsync(member)).Any(person => person.UserId == self || (address is not null && person.NormalizedEmail == address));
    }
}
