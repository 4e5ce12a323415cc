using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

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
        var address = AddressOf(email);
        return (await MemberBook.In(work).FamilyAsync(member)).Any(person => person.UserId == self || (address is not null && person.NormalizedEmail == address));
    }

    /// <summary>All members of whom the same is true, for who reads.</summary>
    public static async Task<HashSet<long>> AllAsync(LoyaltyDbContext context, Actor actor, CancellationToken cancellation = default)
    {
        var own = new HashSet<long>();
        if (actor.UserId is not { } self)
            return own;
        var address = AddressOf(actor.Email);
        foreach (var id in await context.Set<Member>().Where(member => member.UserId == self || (address != null && member.NormalizedEmail == address)).Select(member => member.Id).ToListAsync(cancellation))
            own.UnionWith(await MergedMembers.FamilyAsync(context, id, cancellation));
        return own;
    }

    private static string? AddressOf(string? email) => string.IsNullOrWhiteSpace(email) ? null : Member.NormalizeEmail(email);
}
