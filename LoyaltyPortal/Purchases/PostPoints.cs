using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases.Redemptions;

namespace LoyaltyPortal.Purchases;

/// <summary>Posts points that no purchase brings or takes: a redemption, an adjustment, goodwill.</summary>
public sealed class PostPoints : WriteCommand<PostedPoints>
{
    public override string Kind => "points";

    public required Posting Posting { get; init; }

    /// <summary>The store that it counts for; null none.</summary>
    public int? StoreId { get; init; }

    protected override object Body => new { Posting.AccountId, Posting.Kind, Posting.Points, Posting.Source, Posting.SourceId, StoreId };

    protected override async ValueTask<Result<PostedPoints>> ApplyAsync(Work work)
    {
        if (Posting.Points is <= 0 or > 1_000_000_000)
            return PurchaseErrors.Points();
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (!(await LedgerBook.In(work).PostAsync(MerchantId, Posting)).Try(out var entry, out var failure))
            return failure;
        var zone = merchant.Zone();
        Aftermath.Of(work, MerchantId, StoreId ?? StoreDay.NoStore, zone.DayOf(work.Now), zone);
        return new PostedPoints(entry.Sequence, entry.Points, entry.ActiveAfter, entry.PendingAfter);
    }
}

public sealed record PostedPoints(long Sequence, long Points, long ActivePoints, long PendingPoints);

/// <summary>Brings accounts up to date with the time: releases what is due and expires what has lapsed.</summary>
public sealed class SettleAccount : WriteCommand<Done>
{
    public override string Kind => "settle";

    public required long AccountId { get; init; }

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (await LedgerBook.In(work).AccountAsync(AccountId, MerchantId) is null)
            return LedgerErrors.AccountUnknown();
        var zone = merchant.Zone();
        Aftermath.Of(work, MerchantId, StoreDay.NoStore, zone.DayOf(work.Now), zone);
        if (await MemberBook.In(work).FindAsync(MerchantId, AccountId) is { } member && await AutomaticRedemption.TryAsync(work, merchant, member) is { } unredeemed)
            return unredeemed;
        return Done.Instance;
    }
}
