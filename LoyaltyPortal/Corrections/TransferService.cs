using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Corrections;

/// <summary>What can be given away.</summary>
/// <param name="IsOn">Whether the programme lets members give points to each other.</param>
/// <param name="Most">At the most at a time.</param>
public sealed record TransferScope(bool IsOn, long Active, long Most);

/// <summary>Points from one member to another, by themselves in the wallet or by staff.</summary>
public sealed class TransferService(LoyaltyDatabase database, CommandQueue queue, LedgerService ledger, Attempts attempts, TimeProvider clock)
{
    /// <summary>How often an hour a member may try: nobody finds out by trying who is a member.</summary>
    public const int MostPerHour = 10;

    /// <summary>What a member can give away; staff ask for it through <see cref="ForStaffAsync"/>.</summary>
    public async Task<TransferScope> ScopeAsync(int merchantId, long memberId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        var policy = (await CompiledProgrammes.InForceAsync(context, cancellation)).Points;
        var active = policy.Transfers ? (await ledger.AccountAsync(merchantId, memberId, cancellation))?.Active ?? 0 : 0;
        return new TransferScope(policy.Transfers, Math.Max(0, active), policy.AdjustmentLimit);
    }

    /// <summary>What the actor can move for a member: no more than is left of their own limit today.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<TransferScope>> ForStaffAsync(Actor actor, long memberId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.AdjustPoints) is { } refusal)
            return refusal;
        var scope = await ScopeAsync(actor.MerchantId, memberId, cancellation);
        await using var context = database.ForMerchant(actor.MerchantId);
        return scope with { Most = Math.Max(0, scope.Most - await AloneToday.ReadAsync(context, memberId, clock.UtcNow(), actor.UserId, cancellation)) };
    }

    /// <summary>A member gives points to whoever has that code or e-mail address.</summary>
    /// <param name="key">Made when the form opened and reused on every retry.</param>
    /// <returns>Or <c>transfer_recipient</c> whatever keeps them from going there, <c>transfer_off</c>, <c>transfer_limit</c>, <c>points_not_enough</c>, <c>points_amount</c>, <c>too_many_attempts</c>.</returns>
    public async Task<Result<TransferAnswer>> GiveAsync(int merchantId, string key, long fromMemberId, string recipient, long points)
    {
        if (await attempts.CountAsync($"transfer:{fromMemberId}", MostPerHour, TimeSpan.FromHours(1)) is { } often)
            return often;
        if (await RecipientAsync(merchantId, recipient) is not { } to)
            return CorrectionErrors.Recipient();
        return await queue.ExecuteAsync(new TransferPoints { MerchantId = merchantId, IdempotencyKey = $"give:{fromMemberId}:{key}", FromMemberId = fromMemberId, ToMemberId = to, Points = points });
    }

    /// <summary>Staff do it for members.</summary>
    /// <returns>As <see cref="GiveAsync"/>; and <c>transfer_limit_today</c>, <c>own_member</c>, <c>member_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<TransferAnswer>> TransferAsync(Actor actor, string key, long fromMemberId, long toMemberId, long points)
    {
        if (actor.Lacks(Permission.AdjustPoints) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new TransferPoints { MerchantId = actor.MerchantId, IdempotencyKey = "transfer:" + key, FromMemberId = fromMemberId, ToMemberId = toMemberId, Points = points, By = actor });
    }

    private async Task<long?> RecipientAsync(int merchantId, string typed)
    {
        await using var context = database.ForMerchant(merchantId);
        var members = context.Set<Member>().AsNoTracking();
        if (MemberCode.Parse(typed) is { } code)
            return await members.Where(member => member.Code == code).Select(member => (long?)member.Id).FirstOrDefaultAsync();
        return typed.Contains('@', StringComparison.Ordinal) && Member.NormalizeEmail(typed) is { } email
            ? await members.Where(member => member.NormalizedEmail == email).Select(member => (long?)member.Id).FirstOrDefaultAsync()
            : null;
    }
}
