using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Referrals;

/// <summary>How many friends came how far. Test members do not count.</summary>
/// <param name="Inviting">Members who have a personal link.</param>
/// <param name="Opened">How often links were opened.</param>
/// <param name="Qualified">Friends who have bought enough, whatever came after.</param>
/// <param name="Waiting">Bought enough, and in the return window.</param>
/// <param name="Points">What referrals gave to both sides and still stands.</param>
/// <param name="TakenBack">Referrals that were paid and taken back.</param>
public sealed record ReferralFigures(int Inviting, int Opened, int Joined, int Qualified, int Waiting, int Held, int Paid, int Rejected, int TakenBack, long Points)
{
    /// <summary>Paid of all who joined; null while nobody has.</summary>
    public decimal? Conversion => Joined == 0 ? null : (decimal)Paid / Joined;
}

/// <summary>Who brings most.</summary>
public sealed record TopReferrer(long MemberId, string Name, int Joined, int Paid, long Points);

public sealed record ReferralOverview(ReferralFigures Figures, IReadOnlyList<TopReferrer> Top, IReadOnlyList<ReferralRow> Latest);

/// <summary>What inviting friends brings, and what it costs.</summary>
public sealed class ReferralReport(LoyaltyDatabase database, TimeProvider clock)
{
    private const int MostTop = 10;
    private const int MostLatest = 25;

    /// <param name="days">Friends who joined in the last so many days; null all.</param>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<ReferralOverview>> OverviewAsync(Actor actor, int? days, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var since = days is { } past ? clock.UtcNow().AddDays(-past) : DateTime.UnixEpoch;
        var tests = context.Set<Member>().Where(member => member.IsTest).Select(member => member.Id);
        var counted = context.Set<Referral>().AsNoTracking().Where(referral => referral.JoinedAt >= since && !tests.Contains(referral.ReferrerId) && !tests.Contains(referral.RefereeId));
        var states = await counted.GroupBy(referral => referral.State).Select(group => new
        {
            State = group.Key,
            Count = group.Count(),
            Qualified = group.Sum(referral => referral.QualifiedAt != null ? 1 : 0),
            Points = group.Sum(referral => referral.ReferrerPoints + referral.RefereePoints),
        }).ToListAsync(cancellation);
        var invites = context.Set<ReferralInvite>().Where(invite => invite.CreatedAt >= since && !tests.Contains(invite.MemberId));
        int Of(ReferralState state) => states.Find(group => group.State == state)?.Count ?? 0;
        var figures = new ReferralFigures(
            await invites.CountAsync(cancellation), await invites.SumAsync(invite => invite.Opened, cancellation), states.Sum(group => group.Count), states.Sum(group => group.Qualified),
            Of(ReferralState.Qualified), Of(ReferralState.Held), Of(ReferralState.Paid), Of(ReferralState.Rejected), Of(ReferralState.ClawedBack),
            states.Find(group => group.State == ReferralState.Paid)?.Points ?? 0);
        var top = await counted.GroupBy(referral => referral.ReferrerId).Select(group => new
        {
            MemberId = group.Key,
            Joined = group.Count(),
            Paid = group.Sum(referral => referral.State == ReferralState.Paid ? 1 : 0),
            Points = group.Sum(referral => referral.State == ReferralState.Paid ? referral.ReferrerPoints : 0),
        }).OrderByDescending(row => row.Paid).ThenByDescending(row => row.Joined).ThenBy(row => row.MemberId).Take(MostTop).ToListAsync(cancellation);
        var ids = top.Select(row => row.MemberId).ToList();
        var names = await context.Set<Member>().Where(member => ids.Contains(member.Id)).Select(member => new { member.Id, member.Name }).ToDictionaryAsync(member => member.Id, member => member.Name, cancellation);
        var latest = await ReferralRows.Of(context, counted.OrderByDescending(referral => referral.JoinedAt).ThenByDescending(referral => referral.Id).Take(MostLatest)).ToListAsync(cancellation);
        return new ReferralOverview(figures, [.. top.Select(row => new TopReferrer(row.MemberId, names.GetValueOrDefault(row.MemberId, ""), row.Joined, row.Paid, row.Points))], [.. latest.Select(row => row.Row())]);
    }
}
