using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Corrections;

/// <summary>Whose points are to be adjusted, and how many may be without a second person.</summary>
/// <param name="Limit">In a day.</param>
/// <param name="Left">What is left of the limit today for whoever asks, transfers counted.</param>
public sealed record AdjustmentScope(MemberView Member, long Active, long Limit, long Left);

/// <summary>An adjustment that waits or was decided.</summary>
/// <param name="Points">Signed, as they change the account.</param>
/// <param name="ActiveNow">The member's active points.</param>
/// <param name="IsOwn">The reader asked for it.</param>
public sealed record AdjustmentRow(
    long Id, long MemberId, string MemberName, AdjustmentKind Kind, long Points, AdjustmentReason ReasonCode, string Reason, AdjustmentState State, string AskedBy, DateTime AskedAt,
    string? DecidedBy, DateTime? DecidedAt, string? Note, long ActiveNow, bool IsOwn);

/// <summary>Points given or taken by hand, and the queue of those that wait for a second person.</summary>
public sealed class AdjustmentService(LoyaltyDatabase database, CommandQueue queue, MemberService members, LedgerService ledger, TimeProvider clock)
{
    public const int Shown = 50;

    /// <returns>Or <c>member_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<AdjustmentScope>> ScopeAsync(Actor actor, long memberId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.AdjustPoints) is { } refusal)
            return refusal;
        if (!(await members.FindAsync(actor, memberId, cancellation)).Try(out var member, out var failure))
            return failure;
        if (!(await ledger.AccountAsync(actor, member.Id, cancellation)).Try(out var account, out failure))
            return failure;
        await using var context = database.ForMerchant(actor.MerchantId);
        var programme = await CompiledProgrammes.InForceAsync(context, cancellation);
        var alone = await AloneToday.ReadAsync(context, member.Id, clock.UtcNow(), actor.UserId, cancellation);
        return new AdjustmentScope(member, account.Active, programme.Points.AdjustmentLimit, Math.Max(0, programme.Points.AdjustmentLimit - alone));
    }

    /// <summary>Adjusts, or asks a second person to where it is more than the programme's limit.</summary>
    /// <param name="key">Made when the form opened and reused on every retry.</param>
    /// <returns>Or <c>adjustment_reason</c>, <c>points_amount</c>, <c>points_not_enough</c>, <c>own_member</c>, <c>member_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<AdjustmentAnswer>> AdjustAsync(Actor actor, string key, long memberId, AdjustmentKind kind, long points, AdjustmentReason code, string reason)
    {
        if (actor.Lacks(Permission.AdjustPoints) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new AdjustPoints
        {
            MerchantId = actor.MerchantId,
            IdempotencyKey = "adjust:" + key,
            MemberId = memberId,
            Adjustment = kind,
            Points = points,
            ReasonCode = code,
            Reason = reason,
            By = actor,
        });
    }

    /// <summary>Says yes or no to what somebody else asked for.</summary>
    /// <returns>Or <c>adjustment_decided</c>, <c>adjustment_second_person</c>, <c>own_member</c>, <c>points_not_enough</c>, <c>adjustment_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<AdjustmentAnswer>> DecideAsync(Actor actor, long adjustmentId, bool approve, string? note = null)
    {
        if (actor.Lacks(Permission.ApproveAdjustments) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new DecideAdjustment
        {
            MerchantId = actor.MerchantId,
            IdempotencyKey = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"decide:{adjustmentId}:{actor.UserId}:{approve}"),
            AdjustmentId = adjustmentId,
            Approve = approve,
            Note = note,
            By = actor,
        });
    }

    /// <summary>How many wait.</summary>
    public async Task<int> CountWaitingAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.ApproveAdjustments))
            return 0;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<PointsAdjustment>().CountAsync(row => row.State == AdjustmentState.Waiting, cancellation);
    }

    /// <summary>Those that wait, oldest first; or those that a second person decided, newest first.</summary>
    public async Task<Result<IReadOnlyList<AdjustmentRow>>> ListAsync(Actor actor, bool waiting, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ApproveAdjustments) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var rows = context.Set<PointsAdjustment>().AsNoTracking();
        var asked = waiting
            ? await rows.Where(row => row.State == AdjustmentState.Waiting).OrderBy(row => row.AskedAt).ThenBy(row => row.Id).Take(Shown).ToListAsync(cancellation)
            : await rows.Where(row => row.DecidedAt != null).OrderByDescending(row => row.DecidedAt).ThenByDescending(row => row.Id).Take(Shown).ToListAsync(cancellation);
        var ids = asked.Select(row => row.MemberId).Distinct().ToList();
        var names = await context.Set<Member>().Where(member => ids.Contains(member.Id)).Select(member => new { member.Id, member.Name }).ToDictionaryAsync(member => member.Id, member => member.Name, cancellation);
        var active = new Dictionary<long, long>();
        foreach (var id in waiting ? ids : [])
            active[id] = (await ledger.AccountAsync(actor.MerchantId, id, cancellation))?.Active ?? 0;
        return asked.Select(row => new AdjustmentRow(
            row.Id, row.MemberId, names.GetValueOrDefault(row.MemberId, ""), row.Kind, row.Kind == AdjustmentKind.Debit ? -row.Points : row.Points, row.ReasonCode, row.Reason, row.State, row.AskedByName, row.AskedAt,
            row.DecidedByName, row.DecidedAt, row.Note, active.GetValueOrDefault(row.MemberId), row.AskedBy is not null && row.AskedBy == actor.UserId)).ToList();
    }
}
