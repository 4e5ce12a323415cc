using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases.Redemptions;

namespace LoyaltyPortal.Purchases;

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
        await Aftermath.OfAsync(work, MerchantId, StoreDay.NoStore, zone.DayOf(work.Now), zone);
        if (await MemberBook.In(work).FindAsync(MerchantId, AccountId) is { } member && await AutomaticRedemption.TryAsync(work, merchant, member) is { } unredeemed)
            return unredeemed;
        return Done.Instance;
    }
}
