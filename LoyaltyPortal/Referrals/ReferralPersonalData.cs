using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Referrals;

/// <summary>Whom a person invited and by whom they were brought, without the others' names; the code and the devices are forgotten with the person.</summary>
internal sealed class ReferralPersonalData : IPersonalData
{
    public int Order => 50;

    public async Task<IReadOnlyList<PersonalSheet>> SheetsAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        var referrals = await context.Set<Referral>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.ReferrerId) || scope.MemberIds.Contains(row.RefereeId)).OrderBy(row => row.JoinedAt).ThenBy(row => row.Id).ToListAsync(cancellation);
        var invites = await context.Set<ReferralInvite>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId)).OrderBy(row => row.MemberId).ToListAsync(cancellation);
        var devices = await context.Set<ReferralDevice>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId)).OrderBy(row => row.SeenAt).ThenBy(row => row.Device).ToListAsync(cancellation);
        return
        [
            new("referrals", ["side", "joined_at", "state", "points", "reasons", "note"], [.. referrals.Select(row => scope.MemberIds.Contains(row.ReferrerId)
                ? (IReadOnlyList<object?>)["invited", row.JoinedAt, row.State.ToString(), row.ReferrerPoints, row.Reasons, row.Note]
                : ["was_invited", row.JoinedAt, row.State.ToString(), row.RefereePoints, row.Reasons, row.Note])]),
            new("referral_codes", ["code", "made_at", "opened"], [.. invites.Select(row => (IReadOnlyList<object?>)[row.Code, row.CreatedAt, row.Opened])]),
            new("referral_devices", ["device", "first_seen_at"], [.. devices.Select(row => (IReadOnlyList<object?>)[row.Device, row.SeenAt])]),
        ];
    }

    public async Task ForgetAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        await context.Set<ReferralDevice>().Where(row => scope.MemberIds.Contains(row.MemberId)).ExecuteDeleteAsync(cancellation);
        await Attempts.ForgetAsync(context, await context.Set<ReferralInvite>().Where(row => scope.MemberIds.Contains(row.MemberId)).Select(row => row.Code).ToListAsync(cancellation), cancellation);
        await context.Set<ReferralInvite>().Where(row => scope.MemberIds.Contains(row.MemberId)).ExecuteDeleteAsync(cancellation);
        await context.Set<Referral>().Where(row => row.Note != null && (scope.MemberIds.Contains(row.ReferrerId) || scope.MemberIds.Contains(row.RefereeId)))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Note, (string?)null), cancellation);
    }
}
