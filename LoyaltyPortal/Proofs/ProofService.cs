using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>A proof as pages show it.</summary>
public sealed record ProofView(long Id, ProofState State, string AskedBy, bool IsNightly, DateTime AskedAt, DateTime? EndedAt, long AccountsInAll, BooksCounts Counts, BookDifference? Difference)
{
    internal static ProofView Of(BooksProof proof) =>
        new(proof.Id, proof.State, proof.AskedByName, proof.AskedBy is null, proof.AskedAt, proof.EndedAt, proof.AccountsInAll, proof.Counts, proof.Difference);
}

/// <summary>What somebody who answers for the books should know at once.</summary>
public enum BooksAlarm
{
    None,

    /// <summary>The last proof found a difference.</summary>
    Broken,

    /// <summary>Nobody has proved the books for longer than <see cref="ProofService.Overdue"/>.</summary>
    Overdue,
}

/// <summary>Asking for proofs and reading what they found.</summary>
public sealed class ProofService(LoyaltyDatabase database, IdGenerator ids, ProofBell bell, TimeProvider clock)
{
    /// <summary>Books that were last proved before this are an alarm.</summary>
    public static readonly TimeSpan Overdue = TimeSpan.FromHours(48);

    /// <summary>Puts a proof of the merchant's books in line; it is done whether or not anybody watches.</summary>
    /// <returns>Its id; or <c>proof_under_way</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<long>> AskAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ProveBooks) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await context.Set<BooksProof>().AnyAsync(proof => proof.State == ProofState.Running, cancellation))
            return ProofErrors.UnderWay();
        var asked = BooksProof.Ask(ids.Next(), actor, clock.UtcNow());
        context.Add(asked);
        await context.SaveChangesAsync(CancellationToken.None);
        bell.Ring();
        return asked.Id;
    }

    /// <summary>Calls a proof off. One that has ended stays as it is.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<Done>> StopAsync(Actor actor, long proofId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ProveBooks) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            if (await context.Set<BooksProof>().FirstOrDefaultAsync(proof => proof.Id == proofId && proof.State == ProofState.Running, cancellation) is { } proof)
            {
                proof.End(ProofState.Stopped, clock.UtcNow());
                await context.SaveChangesAsync(CancellationToken.None);
            }

            return Done.Instance;
        });
    }

    /// <summary>The newest proofs, newest first.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<IReadOnlyList<ProofView>>> ListAsync(Actor actor, int take = 20, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ProveBooks) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var rows = await context.Set<BooksProof>().AsNoTracking().OrderByDescending(proof => proof.AskedAt).ThenByDescending(proof => proof.Id).Take(Math.Clamp(take, 1, 100)).ToListAsync(cancellation);
        return rows.ConvertAll(ProofView.Of);
    }

    /// <summary>Whether there is something to be alarmed about; nothing for whom it is not meant.</summary>
    public async Task<BooksAlarm> AlarmAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.ProveBooks))
            return BooksAlarm.None;
        await using var context = database.ForMerchant(actor.MerchantId);
        var last = await context.Set<BooksProof>().AsNoTracking().Where(proof => proof.State == ProofState.Whole || proof.State == ProofState.Broken)
            .OrderByDescending(proof => proof.AskedAt).Select(proof => new { proof.State, proof.AskedAt }).FirstOrDefaultAsync(cancellation);
        if (last?.State == ProofState.Broken)
            return BooksAlarm.Broken;
        var since = last?.AskedAt ?? await context.Set<Merchant>().Where(merchant => merchant.Id == actor.MerchantId).Select(merchant => merchant.CreatedAt).FirstAsync(cancellation);
        return clock.UtcNow() - since > Overdue ? BooksAlarm.Overdue : BooksAlarm.None;
    }
}
