using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Members;

/// <summary>An erasure that can still be revoked.</summary>
public sealed record ErasureView(DateTime AskedAt, DateTime DueAt, bool ByStaff);

/// <summary>What the audit log calls what is done about being forgotten.</summary>
public static class ErasureAudit
{
    public const string Asked = "erasure_asked";
    public const string Revoked = "erasure_revoked";
    public const string Erased = "member_erased";
    public const string Exported = "data_exported";
}

/// <summary>
/// Asking to be forgotten, and thinking better of it. Whoever asks twice has asked once. The log names members by their code: it outlives their right to be
/// forgotten. Carrying it out is the purchases room's, since points go with it.
/// </summary>
public sealed class ErasureService(LoyaltyDatabase database, AuditLog audit, IdGenerator ids, TimeProvider clock)
{
    /// <summary>The letter that says what was asked for and until when it can be revoked.</summary>
    public const string LetterTemplate = "erasure_asked";

    public Task<Result<ErasureView>> AskOwnAsync(int merchantId, long userId, int coolingOffDays, CancellationToken cancellation = default) =>
        AskAsync(merchantId, context => MemberService.OwnAsync(context, userId, cancellation), coolingOffDays, null, cancellation);

    /// <returns>Or <c>member_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<ErasureView>> AskAsync(Actor actor, long memberId, int coolingOffDays, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeMembers) is { } refusal)
            return refusal;
        return await AskAsync(actor.MerchantId, context => MergedMembers.FindAsync(context, memberId, cancellation), coolingOffDays, actor, cancellation);
    }

    public Task<Result<Done>> RevokeOwnAsync(int merchantId, long userId, CancellationToken cancellation = default) =>
        RevokeAsync(merchantId, context => MemberService.OwnAsync(context, userId, cancellation), null, cancellation);

    /// <returns>Or <c>member_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<Done>> RevokeAsync(Actor actor, long memberId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeMembers) is { } refusal)
            return refusal;
        return await RevokeAsync(actor.MerchantId, context => MergedMembers.FindAsync(context, memberId, cancellation), actor, cancellation);
    }

    /// <summary>The erasure that waits for a member, or null.</summary>
    public async Task<ErasureView?> WaitingAsync(int merchantId, long memberId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        return (await WaitingAsync(context, memberId, cancellation)).FirstOrDefault() is { } request ? View(request) : null;
    }

    /// <summary>What waits for the person, under whichever member it was asked for.</summary>
    internal static async Task<List<ErasureRequest>> WaitingAsync(LoyaltyDbContext context, long memberId, CancellationToken cancellation)
    {
        var family = await MergedMembers.FamilyAsync(context, memberId, cancellation);
        return await context.Set<ErasureRequest>().Where(request => family.Contains(request.MemberId) && request.State == ErasureState.Waiting).OrderBy(request => request.DueAt).ThenBy(request => request.Id).ToListAsync(cancellation);
    }

    private Task<Result<ErasureView>> AskAsync(int merchantId, Func<LoyaltyDbContext, Task<Member?>> find, int coolingOffDays, Actor? staff, CancellationToken cancellation) =>
        database.ChangeAsync<Result<ErasureView>>(merchantId, async context =>
        {
            if (await find(context) is not { } member)
                return MemberErrors.Unknown();
            if (await WaitingAsync(context, member.Id, cancellation) is [var known, ..])
                return View(known);
            var now = clock.UtcNow();
            var request = ErasureRequest.Ask(ids.Next(), merchantId, member.Id, coolingOffDays, staff?.UserId, now);
            context.Add(request);
            if (member.Email is not null)
                context.Add(LetterHandler.Message(ids.Next(), merchantId, new { template = LetterTemplate, requestId = request.Id }, now));

            // The log's next line is unique: of two who ask at one moment, one starts again and finds the other's.
            await audit.WriteAsync(context, staff ?? Actor.OfMember(merchantId, member.Code), ErasureAudit.Asked, member.Code, null, new { Due = request.DueAt }, cancellation);
            await context.SaveChangesAsync(CancellationToken.None);
            return View(request);
        });

    private Task<Result<Done>> RevokeAsync(int merchantId, Func<LoyaltyDbContext, Task<Member?>> find, Actor? staff, CancellationToken cancellation) =>
        database.ChangeAsync<Result<Done>>(merchantId, async context =>
        {
            if (await find(context) is not { } member)
                return MemberErrors.Unknown();
            if (await WaitingAsync(context, member.Id, cancellation) is not { Count: > 0 } waiting)
                return Done.Instance;
            foreach (var request in waiting)
                request.Revoke(clock.UtcNow());
            await audit.WriteAsync(context, staff ?? Actor.OfMember(merchantId, member.Code), ErasureAudit.Revoked, member.Code, null, null, cancellation);
            await context.SaveChangesAsync(CancellationToken.None);
            return Done.Instance;
        });

    private static ErasureView View(ErasureRequest request) => new(request.AskedAt, request.DueAt, request.StaffId is not null);
}
