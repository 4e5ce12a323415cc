using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>Tells the worker that somebody has asked for a proof.</summary>
public sealed class ProofBell : Bell;

/// <summary>Does one proof that nobody else is doing, notes about once a second how far it is, and keeps what it found.</summary>
public sealed class ProofRunner(LoyaltyDatabase database, BooksVerification verification, LiveSignals signals, TimeProvider clock, ILogger<ProofRunner> log)
{
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(1);

    /// <returns>False when it has ended, or somebody else does it.</returns>
    public async Task<bool> RunAsync(int merchantId, long proofId, CancellationToken cancellation = default)
    {
        var owner = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";
        var accounts = await verification.AccountsAsync(merchantId, cancellation);
        if (!await ChangeAsync(merchantId, proofId, proof => proof.LeasedUntil is null || proof.LeasedUntil <= clock.UtcNow(), proof => proof.Claim(owner, accounts, clock.UtcNow())))
            return false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var noted = clock.GetTimestamp();
        Task<bool> NoteAsync(Action<BooksProof> change) => ChangeAsync(merchantId, proofId, proof => proof.LeaseOwner == owner, change);
        try
        {
            var result = await verification.VerifyAsync(merchantId, async counts =>
            {
                if (clock.GetElapsedTime(noted) < NoteEvery)
                    return;
                noted = clock.GetTimestamp();
                if (!await NoteAsync(proof => proof.Saw(counts, clock.UtcNow())))
                    await stop.CancelAsync(); // called off, or somebody else's
            }, stop.Token);
            if (result.Difference is { } difference)
                log.LogCritical("The books of merchant {Merchant} do not agree: {Difference}", merchantId, difference.Sentence);
            await NoteAsync(proof => proof.Conclude(result, clock.UtcNow()));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            cancellation.ThrowIfCancellationRequested(); // the portal stops: the next one begins it anew once the lease has run out
        }
        catch (Exception exception)
        {
            log.LogError(exception, "The books of merchant {Merchant} could not be proved.", merchantId);
            await NoteAsync(proof => proof.End(ProofState.Failed, clock.UtcNow()));
        }

        return true;
    }

    private async Task<bool> ChangeAsync(int merchantId, long proofId, Func<BooksProof, bool> mine, Action<BooksProof> change)
    {
        var changed = await database.ChangeAsync(merchantId, async context =>
        {
            if (await context.Set<BooksProof>().FirstOrDefaultAsync(proof => proof.Id == proofId) is not { State: ProofState.Running } proof || !mine(proof))
                return false;
            change(proof);
            await context.SaveChangesAsync();
            return true;
        });
        signals.Changed(proofId);
        return changed;
    }
}

/// <summary>Does the proofs that were asked for, one at a time in each portal, and those that a dead portal left.</summary>
internal sealed class ProofWorker(LoyaltyDatabase database, ProofRunner runner, ProofBell bell, TimeProvider clock, ILogger<ProofWorker> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var (merchantId, proofId) in await WaitingAsync(stoppingToken))
                    await runner.RunAsync(merchantId, proofId, stoppingToken);
                await bell.WaitAsync(LookEvery, clock, stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                log.LogError(exception, "The proofs that wait could not be done; they are looked for again.");
                await Task.Delay(LookEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<IReadOnlyList<(int MerchantId, long ProofId)>> WaitingAsync(CancellationToken cancellation)
    {
        var waiting = new List<(int MerchantId, long ProofId)>();
        foreach (var merchantId in await database.MerchantsWithAsync<BooksProof>(proof => proof.State == ProofState.Running, cancellation))
        {
            await using var context = database.ForMerchant(merchantId);
            waiting.AddRange((await context.Set<BooksProof>().Where(proof => proof.State == ProofState.Running).Select(proof => proof.Id).ToListAsync(cancellation)).Select(id => (merchantId, id)));
        }

        return [.. waiting.OrderBy(proof => proof.ProofId)];
    }
}
