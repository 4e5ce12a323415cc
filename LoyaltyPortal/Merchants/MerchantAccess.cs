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
        [StaffRole.Marketer] = new[] { Permission.SeeDashboard, Permission.SeeMembers, Permission.SeeProgramme, Permission.SeeReports }.ToFrozenSet(),
        [StaffRole.Cashier] = new[] { Permission.UseTill }.ToFrozenSet(),
        [StaffRole.Support] = new[] { Permission.SeeDashboard, Permission.SeeMembers, Permission.ChangeMembers, Permission.UseTill }.ToFrozenSet(),
    }.ToFrozenDictionary();
}

/// <summary>A signed-in person's place at one merchant: what pages work with.</summary>
public sealed record Workspace(MerchantView Merchant, Actor Actor, StaffRole Role, int? HomeStoreId);

/// <summary>Turns a sign-in and a merchant's address into a <see cref="Workspace"/>, always from the database: a role taken away is gone at once.</summary>
public sealed class MerchantAccess(LoyaltyDatabase database, MerchantDirectory directory)
{
    public static long? UserIdOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true && long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The workspace, or null when there is no such merchant or the person does not work there: strangers cannot tell which.</summary>
    public async ValueTask<Workspace?> EnterAsync(string slug, ClaimsPrincipal user, CancellationToken cancellation = default)
    {
        if (UserIdOf(user) is not { } userId || await directory.FindAsync(slug, cancellation) is not { } merchant)
            return null;
        await using var context = database.ForPlatform();
        var staff = await context.Set<StaffMember>().AsNoTracking()
            .FirstOrDefaultAsync(staff => staff.MerchantId == merchant.Id && staff.UserId == userId && staff.IsActive, cancellation);
        if (staff is null)
            return null;
        var name = user.FindFirstValue("name") ?? user.Identity?.Name ?? "";
        return new Workspace(merchant, new Actor(userId, name, merchant.Id, RolePermissions.Of(staff.Role)), staff.Role, staff.HomeStoreId);
    }

    /// <summary>The merchants a person works for, by name.</summary>
    public async Task<IReadOnlyList<(string Slug, string Name, StaffRole Role)>> WorkplacesAsync(long userId, CancellationToken cancellation = default)
    {
        await using var context = database.ForPlatform();
        var rows = await (from staff in context.Set<StaffMember>()
                          join merchant in context.Set<Merchant>() on staff.MerchantId equals merchant.Id
                          where staff.UserId == userId && staff.IsActive
                          orderby merchant.Name
                          select new { merchant.Slug, merchant.Name, staff.Role }).ToListAsync(cancellation);
        return [.. rows.Select(row => (row.Slug, row.Name, row.Role))];
    }
}
