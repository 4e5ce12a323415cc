using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Outbox;

namespace LoyaltyPortal.Proofs;

/// <summary>Recomputes a merchant's figures once its days are others, and then has the books proved. Doing it again finds nothing to put right.</summary>
internal sealed class RebuildForZone(AggregateRebuild rebuild, ProofService proofs) : IOutboxHandler
{
    public string Kind => ZoneChanged.MessageKind;

    public async Task HandleAsync(OutboxMessage message, CancellationToken cancellation)
    {
        await rebuild.RebuildAsync(message.MerchantId, cancellation);
        await proofs.AskAsync(Actor.System(message.MerchantId), cancellation); // one that is under way may have begun before; the next night has another
    }
}
