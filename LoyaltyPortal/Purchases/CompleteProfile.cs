using LoyaltyPortal.Earning;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Outbox;

namespace LoyaltyPortal.Purchases;

/// <summary>Records, once, that a member's profile is complete, whoever completed it.</summary>
internal sealed class CompleteProfile(CommandQueue queue) : IOutboxHandler
{
    internal static readonly ActionReport Report = new() { Action = MemberActions.ProfileCompleted, SourceEvent = "profile", Source = ActionSource.Portal };

    public string Kind => ProfileComplete.MessageKind;

    public async Task HandleAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var saved = ProfileComplete.Of(message);
        var source = saved.Source == MemberService.FromWallet ? ActionSource.Wallet : ActionSource.Portal;
        var recorded = await queue.ExecuteAsync(new RecordAction { MerchantId = message.MerchantId, MemberId = saved.MemberId, Report = Report with { Source = source } }, cancellation);

        // Somebody who has left meanwhile completes nothing any more; anything else is worth another attempt.
        if (!recorded.Succeeded && recorded.Failure != MemberErrors.Unknown())
            throw new InvalidOperationException($"The complete profile of member {saved.MemberId} could not be recorded: {recorded.Failure.Code}.");
    }
}
