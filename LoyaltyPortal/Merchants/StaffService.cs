using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Merchants;

/// <summary>Somebody who works, or worked, for a merchant.</summary>
/// <param name="HasSignedUp">They have come in; until then the invitation is open, and the name is the inviter's.</param>
public sealed record StaffView(long UserId, string Name, string Email, StaffRole Role, int? HomeStoreId, bool IsActive, bool HasSignedUp, DateTime AddedAt);

/// <summary>Who is invited, as what.</summary>
public sealed record StaffInvitation(string Name, string Email, StaffRole Role, int? HomeStoreId = null);

/// <summary>
/// A merchant's staff. Nobody changes their own role or takes themselves out, and the last owner stays: the audit chain's next number is what two
/// owners race for, so that they cannot take each other out at one moment.
/// </summary>
public sealed class StaffService(LoyaltyDatabase database, MerchantAccess access, AuditLog audit, Attempts attempts, IServiceScopeFactory scopes, IdGenerator ids, TimeProvider clock)
{
    /// <summary>Letters of invitation that a merchant may send in a day.</summary>
    public const int MostInvitations = 50;

    /// <summary>Everybody, those who work here first, by name.</summary>
    public async Task<Result<IReadOnlyList<StaffView>>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeStaff) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var rows = await (from staff in context.Set<StaffMember>()
                          join user in context.Users on staff.UserId equals user.Id
                          where staff.MerchantId == actor.MerchantId
                          orderby staff.IsActive descending, staff.InvitedAs ?? user.DisplayName, user.Id
                          select new StaffView(user.Id, staff.InvitedAs ?? user.DisplayName, user.Email ?? "", staff.Role, staff.HomeStoreId, staff.IsActive, staff.InvitedAs == null, staff.AddedAt))
            .ToListAsync(cancellation);
        return rows;
    }

    /// <summary>
    /// Lets somebody work here: by the sign-in they have, or by a new one without a password. A letter tells them, with a link to set
    /// one. Somebody who left is taken back.
    /// </summary>
    public async Task<Result<StaffView>> InviteAsync(Actor actor, StaffInvitation invitation)
    {
        if (actor.Lacks(Permission.ChangeStaff) is { } refusal)
            return refusal;
        if (invitation.Name.Trim().Length is < 2 or > 80)
            return MerchantErrors.StaffName();
        if (!EmailAddress.IsReadable(invitation.Email.Trim()))
            return MerchantErrors.StaffEmail();
        if (await IsHereAsync(actor.MerchantId, invitation.Email.Trim()))
            return MerchantErrors.StaffAlreadyHere(invitation.Email.Trim());
        if (invitation.HomeStoreId is { } home && !await HasStoreAsync(actor.MerchantId, home))
            return MerchantErrors.StoreUnknown();
        if (await attempts.CountAsync($"invite:{actor.MerchantId}", MostInvitations, TimeSpan.FromDays(1)) is { } often)
            return often;
        var userId = await SignInOfAsync(invitation);
        return await ChangeAsync(actor, userId, invitation.HomeStoreId, async (context, staff) =>
        {
            if (staff is { IsActive: true })
                return MerchantErrors.StaffAlreadyHere(invitation.Email.Trim());
            var before = staff is null ? null : Facts(staff);
            if (staff is null)
                context.Add(staff = StaffMember.Create(actor.MerchantId, userId, invitation.Role, invitation.HomeStoreId, clock.UtcNow()));
            else
                staff.Become(invitation.Role, invitation.HomeStoreId);
            staff.Return();
            staff.InviteAs(invitation.Name);
            context.Add(LetterHandler.Message(ids.Next(), actor.MerchantId, new { template = StaffInvitationLetter.Template, userId, invitedBy = actor.Name }, clock.UtcNow()));
            await audit.WriteAsync(context, actor, before is null ? AuditKinds.StaffInvited : AuditKinds.StaffReturned, invitation.Email.Trim(), before, Facts(staff));
            return staff;
        });
    }

    /// <summary>Gives somebody another role or home store.</summary>
    public Task<Result<StaffView>> ChangeAsync(Actor actor, long userId, StaffRole role, int? homeStoreId) => ChangeAsync(actor, userId, homeStoreId, async (context, staff) =>
    {
        if (staff is not { IsActive: true })
            return MerchantErrors.StaffUnknown();
        if (userId == actor.UserId && role != staff.Role)
            return MerchantErrors.StaffYourself();
        if (role != StaffRole.Owner && await IsLastOwnerAsync(context, staff))
            return MerchantErrors.StaffLastOwner();
        var before = Facts(staff);
        staff.Become(role, homeStoreId);
        if (before != Facts(staff))
            await audit.WriteAsync(context, actor, AuditKinds.StaffChanged, await EmailOfAsync(context, userId), before, Facts(staff));
        return staff;
    });

    /// <summary>Ends somebody's work here. Their open pages close within a minute; their other merchants and their own wallet are untouched.</summary>
    public Task<Result<StaffView>> DeactivateAsync(Actor actor, long userId) => ChangeAsync(actor, userId, null, async (context, staff) =>
    {
        if (staff is not { IsActive: true })
            return MerchantErrors.StaffUnknown();
        if (userId == actor.UserId)
            return MerchantErrors.StaffYourself();
        if (await IsLastOwnerAsync(context, staff))
            return MerchantErrors.StaffLastOwner();
        var before = Facts(staff);
        staff.Leave();
        await audit.WriteAsync(context, actor, AuditKinds.StaffLeft, await EmailOfAsync(context, userId), before, Facts(staff));
        return staff;
    });

    /// <summary>Takes somebody back in the role they had.</summary>
    public Task<Result<StaffView>> ReactivateAsync(Actor actor, long userId) => ChangeAsync(actor, userId, null, async (context, staff) =>
    {
        if (staff is not { IsActive: false })
            return MerchantErrors.StaffUnknown();
        var before = Facts(staff);
        staff.Return();
        await audit.WriteAsync(context, actor, AuditKinds.StaffReturned, await EmailOfAsync(context, userId), before, Facts(staff));
        return staff;
    });

    private async Task<Result<StaffView>> ChangeAsync(Actor actor, long userId, int? homeStoreId, Func<LoyaltyDbContext, StaffMember?, Task<Result<StaffMember>>> change)
    {
        if (actor.Lacks(Permission.ChangeStaff) is { } refusal)
            return refusal;
        var changed = await database.ChangeAsync<Result<(StaffView View, string Slug)>>(actor.MerchantId, async context =>
        {
            if (homeStoreId is { } home && !await context.Set<Store>().AnyAsync(store => store.Id == home))
                return MerchantErrors.StoreUnknown();
            var known = await context.Set<StaffMember>().FirstOrDefaultAsync(staff => staff.MerchantId == actor.MerchantId && staff.UserId == userId);
            if (!(await change(context, known)).Try(out var staff, out var failure))
                return failure;
            var user = await context.Users.FirstAsync(user => user.Id == userId);
            var slug = await context.Set<Merchant>().Where(merchant => merchant.Id == actor.MerchantId).Select(merchant => merchant.Slug).FirstAsync();
            await context.SaveChangesAsync();
            return (new StaffView(userId, staff.InvitedAs ?? user.DisplayName, user.Email ?? "", staff.Role, staff.HomeStoreId, staff.IsActive, staff.InvitedAs is null, staff.AddedAt), slug);
        });
        if (!changed.Try(out var saved, out var failure))
            return failure;
        access.Forget(saved.Slug);
        return saved.View;
    }

    private async Task<long> SignInOfAsync(StaffInvitation invitation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>();
        var email = invitation.Email.Trim();
        if (await users.FindByEmailAsync(email) is { } known)
            return known.Id; // while nobody has proved that the address is theirs, the invitation opens nothing: see MerchantAccess

        var user = new LoyaltyUser { Id = ids.Next(), UserName = email, Email = email, DisplayName = invitation.Name.Trim() };
        if ((await users.CreateAsync(user)).Succeeded)
            return user.Id;
        return (await users.FindByEmailAsync(email))?.Id ?? throw new InvalidOperationException("A sign-in could not be made.");
    }

    private async Task<bool> IsHereAsync(int merchantId, string email)
    {
        await using var context = database.ForPlatform();
        var normalized = email.ToUpperInvariant();
        return await (from staff in context.Set<StaffMember>()
                      join user in context.Users on staff.UserId equals user.Id
                      where staff.MerchantId == merchantId && staff.IsActive && user.NormalizedEmail == normalized
                      select user.Id).AnyAsync();
    }

    private async Task<bool> HasStoreAsync(int merchantId, int storeId)
    {
        await using var context = database.ForMerchant(merchantId);
        return await context.Set<Store>().AnyAsync(store => store.Id == storeId);
    }

    private static async Task<bool> IsLastOwnerAsync(LoyaltyDbContext context, StaffMember staff) =>
        staff.Role == StaffRole.Owner
        && !await context.Set<StaffMember>().AnyAsync(other => other.MerchantId == staff.MerchantId && other.UserId != staff.UserId && other.IsActive && other.Role == StaffRole.Owner);

    private static Task<string> EmailOfAsync(LoyaltyDbContext context, long userId) => context.Users.Where(user => user.Id == userId).Select(user => user.Email ?? "").FirstAsync();

    private static StaffFacts Facts(StaffMember staff) => new(staff.Role, staff.HomeStoreId, staff.IsActive);

    private sealed record StaffFacts(StaffRole Role, int? HomeStoreId, bool IsActive);
}
