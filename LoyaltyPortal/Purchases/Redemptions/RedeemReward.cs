using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Rewards;

namespace LoyaltyPortal.Purchases.Redemptions;

/// <summary>What a redemption came to.</summary>
/// <param name="Code">The voucher's; null while it is only kept, and where nothing is handed over.</param>
/// <param name="Until">When the voucher ends, or what is kept is free again; exclusive, UTC; null never.</param>
public sealed record RedemptionReceipt(long RedemptionId, long RewardId, RedemptionState State, long Points, string? Code, DateTime? Until, long ActivePoints)
{
    internal static RedemptionReceipt Of(Redemption redemption, PointsAccount? account) =>
        new(redemption.Id, redemption.RewardId, redemption.State, redemption.Points, redemption.Code, redemption.DueAt ?? redemption.ValidUntil, account?.Active ?? 0);
}

/// <summary>Redeems a reward for a member: the points are spent, its piece of the stock is taken, the voucher is issued; or all of it is kept for a while.</summary>
public sealed class RedeemReward : WriteCommand<RedemptionReceipt>
{
    public override string Kind => "redeem";

    public required long MemberId { get; init; }

    public required long RewardId { get; init; }

    public required RedemptionSource Source { get; init; }

    /// <summary>Where it is redeemed at the till.</summary>
    public int? StoreId { get; init; }

    /// <summary>The staff member who redeems it; null: the member.</summary>
    public long? By { get; init; }

    /// <summary>Points and stock are only kept, until <see cref="EndHold"/> or a purchase ends it, or time does.</summary>
    public bool IsHold { get; init; }

    protected override async ValueTask<Result<RedemptionReceipt>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (StoreId is { } storeId && (await work.Session.GetAsync<Store>(new RowKey(storeId)))?.MerchantId != MerchantId)
            return MerchantErrors.StoreUnknown();
        if (await MemberBook.In(work).FindAsync(MerchantId, MemberId) is not { } member)
            return MemberErrors.Unknown();
        if (By is { } self && member is { IsTest: false } && member.UserId == self)
            return PurchaseErrors.OwnMember();
        if (!(await Redeeming.RedeemAsync(work, merchant, member, RewardId, new RedemptionOrder(member.Id, Source, StoreId, By), IsHold)).Try(out var redemption, out var failure))
            return failure;
        return await Redeeming.ReceiptAsync(work, merchant, redemption);
    }
}

/// <summary>Ends what was kept: commits it, so that the voucher is issued, or lets it go. Let go already: nothing is done.</summary>
public sealed class EndHold : WriteCommand<RedemptionReceipt>
{
    public override string Kind => "end_redemption_hold";

    public required long RedemptionId { get; init; }

    public required bool Commit { get; init; }

    /// <summary>Whoever asks may do so only for what was redeemed in this store; null: in any.</summary>
    public int? OnlyStoreId { get; init; }

    protected override async ValueTask<Result<RedemptionReceipt>> ApplyAsync(Work work)
    {
        if (await RewardBook.In(work).FindAsync(MerchantId, RedemptionId) is not { } redemption || (OnlyStoreId is { } only && redemption.StoreId != only))
            return RewardErrors.VoucherUnknown();
        var merchant = (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)))!;
        if (await RunAsync(work, merchant, redemption) is { } failure)
            return failure;
        return await Redeeming.ReceiptAsync(work, merchant, redemption);
    }

    private async ValueTask<Failure?> RunAsync(Work work, Merchant merchant, Redemption redemption)
    {
        if (Commit)
            return await Redeeming.CommitAsync(work, merchant, redemption);
        return redemption.StateAt(work.Now) == RedemptionState.Held ? await Redeeming.CancelAsync(work, merchant, redemption) : null;
    }
}

/// <summary>Gives an unused voucher back: its points go to the lots that they came from.</summary>
public sealed class CancelRedemption : WriteCommand<RedemptionReceipt>
{
    public override string Kind => "cancel_redemption";

    public required long RedemptionId { get; init; }

    /// <summary>The member who gives back what is theirs; null: staff do.</summary>
    public long? OwnMemberId { get; init; }

    /// <summary>The staff member who does it, for the audit log.</summary>
    public Platform.Access.Actor? By { get; init; }

    protected override object Body => new { RedemptionId, OwnMemberId };

    protected override async ValueTask<Result<RedemptionReceipt>> ApplyAsync(Work work)
    {
        var book = RewardBook.In(work);
        if (await book.FindAsync(MerchantId, RedemptionId) is not { } redemption || (OwnMemberId is { } own && redemption.MemberId != own))
            return RewardErrors.VoucherUnknown();
        var merchant = (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)))!;
        var content = await book.ContentOfAsync(redemption);
        if (OwnMemberId is not null && !content.MayCancel && redemption.State == RedemptionState.Issued)
            return RewardErrors.MayNotCancel();
        if (By?.UserId is { } self && await work.Session.GetAsync<Member>(new RowKey(redemption.MemberId)) is { IsTest: false } member && member.UserId == self)
            return PurchaseErrors.OwnMember();
        if (await Redeeming.CancelAsync(work, merchant, redemption) is { } failure)
            return failure;

        // Who gives back what came by itself does not want it by itself.
        if (redemption.Source == RedemptionSource.Automatic && await book.GoalAsync(redemption.MemberId) == redemption.RewardId)
            await book.SetGoalAsync(MerchantId, redemption.MemberId, null);
        if (By is not null)
            await Platform.Audit.AuditBook.In(work).WriteAsync(By, CorrectionAudit.RedemptionCancelled, content.Name, null, new { redemption.Points });
        return await Redeeming.ReceiptAsync(work, merchant, redemption);
    }
}

/// <summary>Burns a voucher: what it stands for is handed over, beside a purchase or alone.</summary>
public sealed class BurnVoucher : WriteCommand<RedemptionReceipt>
{
    public override string Kind => "burn_voucher";

    public required long RedemptionId { get; init; }

    public required int StoreId { get; init; }

    /// <summary>The purchase that it was used with, where it takes nothing off it: a purchase that it takes something off is recorded with it.</summary>
    public long? PurchaseId { get; init; }

    public long? By { get; init; }

    protected override async ValueTask<Result<RedemptionReceipt>> ApplyAsync(Work work)
    {
        var book = RewardBook.In(work);
        if (await book.FindAsync(MerchantId, RedemptionId) is not { } redemption)
            return RewardErrors.VoucherUnknown();
        if ((await work.Session.GetAsync<Store>(new RowKey(StoreId)))?.MerchantId != MerchantId)
            return MerchantErrors.StoreUnknown();
        if (By is { } self && await work.Session.GetAsync<Member>(new RowKey(redemption.MemberId)) is { IsTest: false } member && member.UserId == self)
            return PurchaseErrors.OwnMember();
        decimal? cost = null;
        if (PurchaseId is { } purchaseId)
        {
            if (await work.Session.GetAsync<Purchase>(new RowKey(purchaseId)) is not { State: PurchaseState.Completed } purchase || purchase.MerchantId != MerchantId)
                return PurchaseErrors.Unknown();
            cost = purchase.Net;
        }

        if (await book.WhyNotUsedAsync(redemption, StoreId, cost) is { } refused)
            return refused;
        var merchant = (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)))!;
        if (redemption.State == RedemptionState.Held && await Redeeming.CommitAsync(work, merchant, redemption) is { } ended)
            return ended;
        if (redemption.State == RedemptionState.Issued)
            book.Fulfil(redemption, StoreId, By, PurchaseId, 0);
        ChangedWallets.In(work).Add(redemption.MemberId);
        return await Redeeming.ReceiptAsync(work, merchant, redemption);
    }
}

/// <summary>Ends a redemption whose time is over; before that, nothing is done.</summary>
public sealed class SettleRedemption : WriteCommand<Done>
{
    public override string Kind => "settle_redemption";

    public required long RedemptionId { get; init; }

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        if (await RewardBook.In(work).FindAsync(MerchantId, RedemptionId) is not { } redemption)
            return RewardErrors.VoucherUnknown();
        var merchant = (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)))!;
        return await Redeeming.ExpireAsync(work, merchant, redemption) is { } failure ? failure : Done.Instance;
    }
}

/// <summary>Says which reward a member saves for, to be redeemed by itself; null none any more.</summary>
public sealed class SetRewardGoal : WriteCommand<Done>
{
    public override string Kind => "reward_goal";

    public required long MemberId { get; init; }

    public required long? RewardId { get; init; }

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        if (await MemberBook.In(work).FindAsync(MerchantId, MemberId) is not { } member)
            return MemberErrors.Unknown();
        if (RewardId is { } reward && await RewardBook.In(work).OnOfferAsync(MerchantId, reward) is null)
            return RewardErrors.Unknown();
        await RewardBook.In(work).SetGoalAsync(MerchantId, member.Id, RewardId);
        return Done.Instance;
    }
}
