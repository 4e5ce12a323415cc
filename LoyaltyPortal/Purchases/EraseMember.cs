using LoyaltyPortal.Events;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases.Redemptions;

namespace LoyaltyPortal.Purchases;

/// <summary>
/// Carries out an erasure that is due: reservations are lifted, vouchers ended, points forfeited, and the member, with all who were merged into it, is nobody from then on.
/// The ledger and the purchases stay, of nobody. Revoked, or done already: nothing is done.
/// </summary>
internal sealed class EraseMember : WriteCommand<Done>
{
    public override string Kind => "erasure";

    public required long RequestId { get; init; }

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (await work.Session.GetAsync<ErasureRequest>(new RowKey(RequestId)) is not { State: ErasureState.Waiting } request
            || request.MerchantId != MerchantId || request.DueAt > work.Now)
            return Done.Instance;
        var members = MemberBook.In(work);
        var asked = await work.Session.GetAsync<Member>(new RowKey(request.MemberId));

        // Merged meanwhile, the person goes on as the other one: that is who is forgotten.
        var member = (await members.FollowAsync(asked))!;
        if (await Redeeming.ForgetAsync(work, merchant, member.Id) is { } unended)
            return unended;
        long forfeited = 0;
        foreach (var one in await members.FamilyAsync(member))
        {
            if (!(await LedgerBook.In(work).ForfeitAsync(MerchantId, one.Id, request.Id)).Try(out var points, out var failure))
                return failure;
            forfeited += points;
            await EventBook.In(work).ForgetAsync(MerchantId, one.Id);
        }

        var userId = member.UserId;
        await members.EraseAsync(member);
        request.Erase(userId, work.Now);
        work.Session.Update(request);
        var zone = merchant.Zone();
        await Aftermath.OfAsync(work, MerchantId, StoreDay.NoStore, zone.DayOf(work.Now), zone);
        ChangedWallets.In(work).Add(member.Id);
        await AuditBook.In(work).WriteAsync(Actor.System(MerchantId), ErasureAudit.Erased, member.Code, null, new { Points = forfeited });
        return Done.Instance;
    }
}
