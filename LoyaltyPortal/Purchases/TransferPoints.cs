using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;

namespace LoyaltyPortal.Purchases;

/// <summary>What a transfer did.</summary>
public sealed record TransferAnswer(long TransferId, long Points, long ActivePoints);

/// <summary>
/// Moves active points from one member to another, each with its own dates, where the programme lets members give points away; at most as many at a time as
/// staff may adjust without a second person. What staff move counts with what they adjust: beyond the day's limit for either member somebody else of the staff has to do it.
/// </summary>
public sealed class TransferPoints : WriteCommand<TransferAnswer>
{
    public override string Kind => "transfer";

    public required long FromMemberId { get; init; }

    public required long ToMemberId { get; init; }

    public required long Points { get; init; }

    /// <summary>The staff member who does it; null: the member.</summary>
    public Actor? By { get; init; }

    protected override object Body => new { FromMemberId, ToMemberId, Points, By = By?.UserId };

    protected override async ValueTask<Result<TransferAnswer>> ApplyAsync(Work work)
    {
        if (Points is <= 0 or > 1_000_000_000)
            return PurchaseErrors.Points();
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        var policy = (await ProgrammeBook.In(work).CurrentAsync(MerchantId)).Points;
        if (!policy.Transfers)
            return CorrectionErrors.TransfersOff();
        if (Points > policy.AdjustmentLimit)
            return CorrectionErrors.TransferLimit(policy.AdjustmentLimit);
        var members = MemberBook.In(work);
        if (await members.FindAsync(MerchantId, FromMemberId) is not { } from)
            return MemberErrors.Unknown();
        if (await members.FindAsync(MerchantId, ToMemberId) is not { } to || to.Id == from.Id || to.IsTest != from.IsTest)
            return CorrectionErrors.Recipient();
        if (By is not null && (await OwnMembers.IsOwnAsync(work, from, By) || await OwnMembers.IsOwnAsync(work, to, By)))
            return PurchaseErrors.OwnMember();
        // The accounts before what was moved of them: their versions guard the counting below against another portal that moves points of either at this moment.
        foreach (var id in new[] { from.Id, to.Id }.Order())
            await LedgerBook.In(work).AccountAsync(id, MerchantId);
        if (By is not null && policy.AdjustmentLimit - await MostAloneAsync(work, merchant, from, to) is var left && Points > left)
            return CorrectionErrors.TransferLimitToday(Math.Max(0, left));

        var transfer = PointsTransfer.Of(work.Ids.Next(), MerchantId, from.Id, to.Id, Points, work.Now, By?.UserId);
        var moved = await LedgerBook.In(work).MoveAsync(MerchantId, new Move
        {
            FromAccountId = from.Id,
            ToAccountId = to.Id,
            Points = Points,
            OutKind = EntryKind.TransferOut,
            InKind = EntryKind.TransferIn,
            Source = EntrySource.Transfer,
            SourceId = transfer.Id,
            OccurredAt = work.Now,
            Explain = static points => new Explanation { Points = points, Steps = [new ExplanationStep("Purchases", points < 0 ? "step_transfer_out" : "step_transfer_in", Points: points)] },
        });
        if (!moved.Try(out _, out var failure))
            return failure;
        work.Session.Insert(transfer);
        var zone = merchant.Zone();
        await Aftermath.OfAsync(work, MerchantId, StoreDay.NoStore, zone.DayOf(work.Now), zone);
        if (By is not null)
            await AuditBook.In(work).WriteAsync(By, CorrectionAudit.PointsTransferred, from.Code, null, new { Points, To = to.Code });
        var account = (await LedgerBook.In(work).AccountAsync(from.Id, MerchantId))!;
        return new TransferAnswer(transfer.Id, Points, account.Active);
    }

    private async ValueTask<long> MostAloneAsync(Work work, Merchant merchant, Member from, Member to) =>
        Math.Max(await AloneToday.SumAsync(work, from, merchant.Zone(), By!.UserId), await AloneToday.SumAsync(work, to, merchant.Zone(), By.UserId));
}
