using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Security.Claims;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Merchants;

/// <summary>What each role may do.</summary>
public static class RolePermissions
{
    public static FrozenSet<Permission> Of(StaffRole role) => ByRole[role];

    private static readonly FrozenDictionary<StaffRole, FrozenSet<Permission>> ByRole = new Dictionary<StaffRole, FrozenSet<Permission>>
    {
        [StaffRole.Owner] = Enum.GetValues<Permission>().ToFrozenSet(),
        [StaffRole.Manager] = Enum.GetValues<Permission>().Except([Permission.ChangeStaff]).ToFrozenSet(),
        [StaffRole.Marketer] = new[] { Permission.SeeDashboard, Permission.SeeMembers, Permission.SeeProgramme, Permission.SeeReports, Permission.ChangeSegments }.ToFrozenSet(),
        [StaffRole.Cashier] = new[] { Permission.UseTill }.ToFrozenSet(),
        [StaffRole.Support] = new[] { Permission.SeeDashboard, Permission.SeeMembers, Permission.ChangeMembers, Permission.UseTill }.ToFrozenSet(),
    }.ToFrozenDictionary();
}

/// <summary>A signed-in person's place at one merchant: what pages work with.</summary>
public sealed record Workspace(MerchantView Merchant, Actor Actor, StaffRole Role, int? HomeStoreId);

/// <summary>
/// Turns a sign-in and a merchant's address into a <see cref="Workspace"/>. Remembered for a minute per person and merchant; a change of staff,
/// stores or settings in this process is seen at once.
/// </summary>
public sealed class MerchantAccess(LoyaltyDatabase database, MerchantDirectory directory, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(long UserId, string? Stamp, string Slug), (Workspace? Workspace, long At)> _known = new();

    public static long? UserIdOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true && long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The workspace, or null when there is no such merchant or the person does not work there: strangers cannot tell which.</summary>
    /// <param name="again">Asks the database even when the answer is remembered.</param>
    public async ValueTask<Workspace?> EnterAsync(string slug, ClaimsPrincipal user, bool again = false, CancellationToken cancellation = default)
    {
        if (UserIdOf(user) is not { } userId)
            return null;
        var stamp = user.FindFirstValue(ClaimNames.Stamp);
        if (!again && _known.TryGetValue((userId, stamp, slug), out var known) && clock.GetElapsedTime(known.At) < Fresh)
            return known.Workspace;
        var at = clock.GetTimestamp();
        var workspace = await LookAsync(slug, userId, stamp, user.FindFirstValue(ClaimNames.Name) ?? user.Identity?.Name ?? "", cancellation);
        if (_known.Count > 10_000)
            _known.Clear(); // addresses are typed by anybody: they must not fill the memory
        _known[(userId, stamp, slug)] = (workspace, at);
        return workspace;
    }

    /// <summary>Forgets what it knows of everybody at a merchant: staff, stores or settings have changed.</summary>
    public void Forget(string slug)
    {
        directory.Forget(slug);
        foreach (var key in _known.Keys.Where(key => key.Slug == slug))
            _known.TryRemove(key, out _);
    }

    private async Task<Workspace?> LookAsync(string slug, long userId, string? stamp, string name, CancellationToken cancellation)
    {
        if (await directory.FindAsync(slug, cancellation) is not { } merchant)
            return null;
        await using var context = database.ForPlatform();
        var staff = await context.Set<StaffMember>().AsNoTracking()
            .FirstOrDefaultAsync(staff => staff.MerchantId == merchant.Id && staff.UserId == userId && staff.IsActive, cancellation);
        if (staff?.InvitedAs is not null)
        {
            // The invitation is meant for an address. Whoever has a sign-in with it must first have proved that it is theirs, and come in after that: not by a cookie from before.
            if (!await context.Users.AnyAsync(user => user.Id == userId && user.EmailConfirmed && (stamp == null || user.SecurityStamp == stamp), cancellation))
                return null;

            // They have come in: the invitation is accepted.
            await context.Set<StaffMember>().Where(invited => invited.MerchantId == merchant.Id && invited.UserId == userId)
                .ExecuteUpdateAsync(set => set.SetProperty(invited => invited.InvitedAs, (string?)null), cancellation);
        }

        return staff is null
            ? null
            : new Workspace(merchant, new Actor(userId, name, merchant.Id, RolePermissions.Of(staff.Role)) { Email = await EmailAsync(context, userId, cancellation) }, staff.Role, staff.HomeStoreId);
    }

    private static Task<string?> EmailAsync(LoyaltyDbContext context, long userId, CancellationToken cancellation) =>
        context.Users.Where(user => user.Id == userId).Select(user => user.Email).FirstOrDefaultAsync(cancellation);

    /// <summary>The merchants a person works for, by name.</summary>
    public async Task<IReadOnlyList<Workplace>> WorkplacesAsync(long userId, CancellationToken cancellation = default)
    {
        await using var context = database.ForPlatform();
        return await (from staff in context.Set<StaffMember>()
                      join merchant in context.Set<Merchant>() on staff.MerchantId equals merchant.Id
                      join user in context.Users on staff.UserId equals user.Id
                      where staff.UserId == userId && staff.IsActive && (staff.InvitedAs == null || user.EmailConfirmed)
                      orderby merchant.Name, merchant.Id
                      select new Workplace(merchant.Slug, merchant.Name, staff.Role)).ToListAsync(cancellation);
    }
}

/// <summary>A merchant that somebody works for.</summary>
public sealed record Workplace(string Slug, string Name, StaffRole Role);
