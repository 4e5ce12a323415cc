using System.Collections.Frozen;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Platform.Access;

/// <summary>What somebody may do for a merchant. Each is also the name of an authorisation policy.</summary>
public enum Permission
{
    SeeDashboard,
    UseTill,
    SeeMembers,
    ChangeMembers,
    AdjustPoints,
    ApproveAdjustments,
    SeeProgramme,
    ChangeProgramme,
    SeeReports,
    ChangeSegments,
    ImportPurchases,
    ChangeSettings,
    ChangeStaff,
    SeeAudit,
    ProveBooks,
}

/// <summary>
/// Who does something, for which merchant, with which permissions. Services take one as their first argument and ask it, whatever
/// the page has asked already.
/// </summary>
public sealed record Actor(long? UserId, string Name, int MerchantId, FrozenSet<Permission> Permissions)
{
    /// <summary>The portal itself: jobs, the command line, the demo seed.</summary>
    public static Actor System(int merchantId) => new(null, "LoyaltyPortal", merchantId, Enum.GetValues<Permission>().ToFrozenSet());

    /// <summary>The address of the sign-in: a membership under it is the actor's own, linked or not. Null for the portal itself.</summary>
    public string? Email { get; init; }

    /// <summary>Members about themselves, for the audit log: named by their code, because the log outlives their right to be forgotten. They may nothing that staff may.</summary>
    public static Actor OfMember(int merchantId, string code) => new(null, code, merchantId, FrozenSet<Permission>.Empty);

    public bool May(Permission permission) => Permissions.Contains(permission);

    /// <summary>The refusal when the permission is missing, else null.</summary>
    public Failure? Lacks(Permission permission) => May(permission) ? null : AccessErrors.Forbidden();

    public bool Equals(Actor? other) => other is not null && UserId == other.UserId && MerchantId == other.MerchantId;

    public override int GetHashCode() => HashCode.Combine(UserId, MerchantId);
}

public static class AccessErrors
{
    /// <summary>The one answer to whoever tries too often, whatever it was.</summary>
    public static Failure TooManyAttempts() => new("too_many_attempts", FailureKind.Busy, typeof(Commands.PlatformText));

    public static Failure Forbidden() => new("not_allowed", FailureKind.Forbidden, typeof(Commands.PlatformText));
}
