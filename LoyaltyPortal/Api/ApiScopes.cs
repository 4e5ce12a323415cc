using System.Collections.Frozen;
using LoyaltyPortal.Platform.Access;

namespace LoyaltyPortal.Api;

/// <summary>What a key may be used for. The words are public: never rename.</summary>
public static class ApiScopes
{
    public const string PurchasesRead = "purchases:read";
    public const string PurchasesWrite = "purchases:write";
    public const string MembersRead = "members:read";
    public const string MembersWrite = "members:write";
    public const string PointsRead = "points:read";
    public const string RewardsRead = "rewards:read";
    public const string RedemptionsWrite = "redemptions:write";
    public const string VouchersRead = "vouchers:read";
    public const string VouchersWrite = "vouchers:write";
    public const string ActionsWrite = "actions:write";
    public const string ReferralsRead = "referrals:read";
    public const string SurveysRead = "surveys:read";
    public const string SurveysWrite = "surveys:write";
    public const string AccessRead = "access:read";
    public const string WebhooksWrite = "webhooks:write";

    /// <summary>Each with what it lets its bearer do in the services, and no more.</summary>
    private static readonly IReadOnlyList<(string Scope, Permission[] Permissions)> Known =
    [
        (PurchasesRead, [Permission.UseTill]),
        (PurchasesWrite, [Permission.UseTill]),
        (MembersRead, [Permission.SeeMembers]),
        (MembersWrite, [Permission.SeeMembers, Permission.ChangeMembers]),
        (PointsRead, [Permission.SeeMembers]),
        (RewardsRead, [Permission.UseTill, Permission.SeeProgramme]),
        (RedemptionsWrite, [Permission.UseTill]),
        (VouchersRead, [Permission.UseTill]),
        (VouchersWrite, [Permission.UseTill]),
        (ActionsWrite, [Permission.UseTill]),
        (ReferralsRead, [Permission.SeeMembers]),
        (SurveysRead, [Permission.SeeProgramme]),
        (SurveysWrite, []),
        (AccessRead, [Permission.UseTill]),
        (WebhooksWrite, [Permission.ChangeSettings]),
    ];

    private static readonly FrozenDictionary<string, FrozenSet<Permission>> ByScope = Known.ToFrozenDictionary(known => known.Scope, known => known.Permissions.ToFrozenSet(), StringComparer.Ordinal);

    /// <summary>All of them, in the order in which pages show them.</summary>
    public static readonly IReadOnlyList<string> All = [.. Known.Select(known => known.Scope)];

    /// <summary>What a till or a web shop usually needs.</summary>
    public static readonly IReadOnlyList<string> Usual = [PurchasesRead, PurchasesWrite, MembersRead, MembersWrite, PointsRead, RewardsRead, RedemptionsWrite, VouchersRead, VouchersWrite];

    public static FrozenSet<Permission> PermissionsOf(string scope) => ByScope[scope];

    public static bool IsKnown(string scope) => ByScope.ContainsKey(scope);
}
