using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Referrals;

/// <summary>Terms, personal links, the queue of what is held, and what members and staff see of referrals. What takes a merchant's number is for the public page and the member's own wallet.</summary>
public sealed class ReferralService(LoyaltyDatabase database, CommandQueue queue, AuditLog audit, Attempts attempts, TimeProvider clock)
{
    public const int Shown = 100;

    /// <summary>Codes that led nowhere, from one network address within an hour, until every code does.</summary>
    private const int MostWrongCodes = 30;

    /// <summary>The terms in force.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<ReferralTermsView>> TermsAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await NewestAsync(context, cancellation) is { } newest
            ? new ReferralTermsView(newest.Number, newest.Read(), newest.PublishedAt, newest.PublishedByName)
            : new ReferralTermsView(0, ReferralTerms.Usual, null, "");
    }

    /// <summary>Publishes terms for friends who join from now on.</summary>
    /// <param name="basedOn">The number of the terms that the editor began with.</param>
    /// <returns>Or what <see cref="ReferralTerms.Check"/> finds, <c>referral_terms_changed</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<ReferralTermsView>> PublishAsync(Actor actor, int basedOn, ReferralTerms terms)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        if (terms.Check() is { } wrong)
            return wrong;
        return await database.ChangeAsync<Result<ReferralTermsView>>(actor.MerchantId, async context =>
        {
            var newest = await NewestAsync(context, CancellationToken.None);
            if ((newest?.Number ?? 0) != basedOn)
                return ReferralErrors.TermsChanged();
            var next = ReferralTermsVersion.Publish(actor.MerchantId, basedOn + 1, terms, actor.UserId, actor.Name, clock.UtcNow());
            context.Add(next);
            await audit.WriteAsync(context, actor, ReferralAudit.TermsPublished, $"{next.Number}", newest?.Read(), terms);
            await context.SaveChangesAsync();
            return new ReferralTermsView(next.Number, terms, next.PublishedAt, next.PublishedByName);
        });
    }

    /// <summary>What is promised to who brings a friend now; null while friends cannot be invited.</summary>
    public async Task<ReferralTerms?> OfferAsync(int merchantId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        return (await NewestAsync(context, cancellation))?.Read() is { IsOn: true } terms ? terms : null;
    }

    /// <summary>
    /// Who invites by a code, as a stranger may know it. Whoever tries many codes that lead nowhere gets nothing more, right or wrong.
    /// </summary>
    /// <param name="address">Whose attempts are counted.</param>
    /// <returns>Null for a code that leads nowhere.</returns>
    public async Task<ReferralInvitation?> InvitationAsync(int merchantId, string? code, System.Net.IPAddress? address, CancellationToken cancellation = default)
    {
        if (string.IsNullOrWhiteSpace(code))
            return null;
        await using var context = database.ForMerchant(merchantId);
        var (wrong, hour) = ($"referral-code:{merchantId}:{NetworkKey.Of(address)}", TimeSpan.FromHours(1));
        if (await FindAsync(context, code, cancellation) is not { } invite || (await NewestAsync(context, cancellation))?.Read() is not { IsOn: true } terms
            || await MergedMembers.FindAsync(context, invite.MemberId, cancellation) is not { } member)
        {
            await attempts.CountAsync(wrong, MostWrongCodes, hour);
            return null;
        }

        return await attempts.IsSpentAsync(wrong, MostWrongCodes, hour) ? null : new ReferralInvitation(ReferralNames.First(member.Name), terms);
    }

    /// <summary>Counts that a personal link was opened: once a day from one network address.</summary>
    public async Task OpenedAsync(int merchantId, string code, System.Net.IPAddress? address)
    {
        if (ReferralCode.Parse(code) is not { } parsed || await attempts.CountAsync($"referral-open:{NetworkKey.Of(address)}:{parsed}", 1, TimeSpan.FromDays(1)) is not null)
            return;
        await using var context = database.ForMerchant(merchantId);
        await context.Set<ReferralInvite>().Where(invite => invite.Code == parsed).ExecuteUpdateAsync(set => set.SetProperty(invite => invite.Opened, invite => invite.Opened + 1));
    }

    /// <summary>Remembers that a member uses a device.</summary>
    public async Task SeenAsync(int merchantId, long memberId, string? mark)
    {
        if (ReferralDevice.Hash(merchantId, mark) is not { } device)
            return;
        await database.ChangeAsync(merchantId, async context =>
        {
            if (!await context.Set<ReferralDevice>().AnyAsync(known => known.MemberId == memberId && known.Device == device))
                context.Add(ReferralDevice.Of(merchantId, memberId, device, clock.UtcNow()));
            return await context.SaveChangesAsync();
        });
    }

    /// <summary>A member's own side. The personal code is made the first time.</summary>
    public async Task<OwnReferrals> OwnAsync(int merchantId, long memberId, Zone zone, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        var terms = (await NewestAsync(context, cancellation))?.Read() ?? ReferralTerms.Usual;
        var code = terms.IsOn ? await CodeAsync(merchantId, memberId) : null;
        var rows = await context.Set<Referral>().AsNoTracking().Where(referral => referral.ReferrerId == memberId && referral.EndedBecause != ReferralEnd.Self)
            .OrderByDescending(referral => referral.JoinedAt).ThenByDescending(referral => referral.Id).Take(Shown).ToListAsync(cancellation);
        var ids = rows.Select(row => row.RefereeId).ToList();
        var names = await context.Set<Member>().Where(member => ids.Contains(member.Id)).Select(member => new { member.Id, member.Name }).ToDictionaryAsync(member => member.Id, member => member.Name, cancellation);
        var paid = await context.Set<Referral>().AsNoTracking().Where(referral => referral.ReferrerId == memberId && referral.State == ReferralState.Paid)
            .Select(referral => new
            {
                referral.ReferrerPoints,
                referral.Milestone,
                referral.PaidAt,
                Stands = context.Set<ReferralEntry>().Where(entry => entry.ReferralId == referral.Id && entry.Side == ReferralSide.Referrer).Sum(entry => entry.Points),
            }).ToListAsync(cancellation);
        var month = MonthNumber.Of(zone.DayOf(clock.UtcNow()));
        return new OwnReferrals(
            code, terms,
            [.. rows.Select(row => new InvitedFriend(row.Id, ReferralNames.Short(names.GetValueOrDefault(row.RefereeId, "")), row.State, row.JoinedAt, row.DueAt, row.State == ReferralState.Paid ? row.ReferrerPoints : 0, row.State == ReferralState.Paid ? row.Milestone : null))],
            paid.Count, paid.Sum(row => row.ReferrerPoints),
            [.. terms.Milestones.Select(rung => new ReachedMilestone(rung.Friends, rung.Points, paid.Exists(row => row.Milestone == rung.Friends)))],
            terms.MonthlyCap > 0 && paid.Count(row => row.Stands > 0 && MonthNumber.Of(zone.DayOf(row.PaidAt!.Value)) == month) >= terms.MonthlyCap);
    }

    /// <summary>What a member who came by an invitation has still to expect of it; null where that is nothing.</summary>
    public async Task<FriendPromise?> PromisedAsync(int merchantId, long memberId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        var referral = await context.Set<Referral>().AsNoTracking()
            .Where(row => row.RefereeId == memberId && (row.State == ReferralState.Joined || row.State == ReferralState.Qualified || row.State == ReferralState.Held))
            .OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancellation);
        if (referral is null)
            return null;
        var terms = (await context.Set<ReferralTermsVersion>().AsNoTracking().FirstAsync(version => version.Number == referral.TermsNumber, cancellation)).Read();
        var inviter = await context.Set<Member>().Where(member => member.Id == referral.ReferrerId).Select(member => member.Name).FirstOrDefaultAsync(cancellation);
        return terms.RefereePoints == 0 ? null : new FriendPromise(ReferralNames.First(inviter ?? ""), referral.State, referral.DueAt, terms);
    }

    /// <summary>A member's referrals on both sides.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<MemberReferrals>> OfMemberAsync(Actor actor, long memberId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeMembers) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var code = await context.Set<ReferralInvite>().Where(invite => invite.MemberId == memberId).Select(invite => invite.Code).FirstOrDefaultAsync(cancellation);
        var by = await ReferralRows.Of(context, context.Set<Referral>().Where(referral => referral.RefereeId == memberId)).ToListAsync(cancellation);
        var brought = await ReferralRows.Of(context, context.Set<Referral>().Where(referral => referral.ReferrerId == memberId)
            .OrderByDescending(referral => referral.JoinedAt).ThenByDescending(referral => referral.Id).Take(Shown)).ToListAsync(cancellation);
        return new MemberReferrals(code, by.Select(row => row.Row()).FirstOrDefault(), [.. brought.Select(row => row.Row())]);
    }

    /// <summary>What is held, oldest first; or what somebody has decided, newest first.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<IReadOnlyList<ReferralRow>>> ReviewAsync(Actor actor, bool decided, CancellationToken cancellation = default)
    {
        if (!MayReview(actor))
            return AccessErrors.Forbidden();
        await using var context = database.ForMerchant(actor.MerchantId);
        var referrals = context.Set<Referral>();
        var rows = decided
            ? referrals.Where(referral => referral.DecidedAt != null).OrderByDescending(referral => referral.DecidedAt).ThenByDescending(referral => referral.Id).Take(Shown)
            : referrals.Where(referral => referral.State == ReferralState.Held).OrderBy(referral => referral.DueAt).ThenBy(referral => referral.Id).Take(Shown);
        return (await ReferralRows.Of(context, rows).ToListAsync(cancellation)).ConvertAll(row => row.Row());
    }

    /// <summary>How many are held.</summary>
    public async Task<int> CountHeldAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!MayReview(actor))
            return 0;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<Referral>().CountAsync(referral => referral.State == ReferralState.Held, cancellation);
    }

    /// <summary>Lets a held referral be paid, or refuses it.</summary>
    /// <returns>Or <c>referral_note</c>, <c>referral_decided</c>, <c>referral_own</c>, <c>referral_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<Done>> DecideAsync(Actor actor, long referralId, bool approve, string note) => MayReview(actor)
        ? await queue.ExecuteAsync(new DecideReferral { MerchantId = actor.MerchantId, ReferralId = referralId, Approve = approve, Note = note, By = actor })
        : AccessErrors.Forbidden();

    private static bool MayReview(Actor actor) => actor.May(Permission.ChangeMembers) || actor.May(Permission.AdjustPoints);

    /// <summary>A member's personal code; made when there is none yet.</summary>
    internal Task<string> CodeAsync(int merchantId, long memberId) => database.ChangeAsync(merchantId, async context =>
    {
        if (await context.Set<ReferralInvite>().FirstOrDefaultAsync(invite => invite.MemberId == memberId) is not { } invite)
        {
            context.Add(invite = ReferralInvite.Of(merchantId, memberId, clock.UtcNow()));
            await context.SaveChangesAsync();
        }

        return invite.Code;
    });

    private static async Task<ReferralInvite?> FindAsync(LoyaltyDbContext context, string code, CancellationToken cancellation) =>
        ReferralCode.Parse(code) is { } parsed ? await context.Set<ReferralInvite>().AsNoTracking().FirstOrDefaultAsync(invite => invite.Code == parsed, cancellation) : null;

    private static Task<ReferralTermsVersion?> NewestAsync(LoyaltyDbContext context, CancellationToken cancellation) =>
        context.Set<ReferralTermsVersion>().AsNoTracking().OrderByDescending(version => version.Number).FirstOrDefaultAsync(cancellation);
}

/// <summary>A referral with the names of the two, as it is read.</summary>
internal sealed record ReferralRows(Referral Referral, string Referrer, string Referee, bool IsTest)
{
    /// <summary>In the order of the referrals.</summary>
    public static IQueryable<ReferralRows> Of(LoyaltyDbContext context, IQueryable<Referral> referrals) => referrals.AsNoTracking().Select(referral => new ReferralRows(
        referral,
        context.Set<Member>().Where(member => member.Id == referral.ReferrerId).Select(member => member.Name).FirstOrDefault() ?? "",
        context.Set<Member>().Where(member => member.Id == referral.RefereeId).Select(member => member.Name).FirstOrDefault() ?? "",
        context.Set<Member>().Any(member => (member.Id == referral.ReferrerId || member.Id == referral.RefereeId) && member.IsTest)));

    public ReferralRow Row() => new(
        Referral.Id, Referral.ReferrerId, Referrer, Referral.RefereeId, Referee, Referral.State, Referral.JoinedAt, Referral.QualifiedAt, Referral.DueAt, Referral.PaidAt,
        Referral.ReferrerPoints, Referral.RefereePoints, [.. Referral.ReasonCodes], Referral.EndedBecause, Referral.DecidedByName, Referral.DecidedAt, Referral.Note, IsTest);
}
