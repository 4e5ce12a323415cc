using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Purchases;

/// <summary>Points that are kept for a payment.</summary>
/// <param name="Worth">What they pay, in the merchant's currency.</param>
/// <param name="ExpiresAt">When they are free again by themselves, UTC.</param>
public sealed record HeldPoints(long HoldId, long Points, decimal Worth, DateTime ExpiresAt, long ActivePoints);

/// <summary>
/// Keeps points for a payment that is about to be made. The purchase commits the hold, a cancelled payment releases it, and after
/// <see cref="Minutes"/> it ends by itself: exactly one of the three.
/// </summary>
public sealed class HoldPoints : WriteCommand<HeldPoints>
{
    public const int Minutes = 10;

    public override string Kind => "hold_points";

    public required long MemberId { get; init; }

    public required long Points { get; init; }

    protected override async ValueTask<Result<HeldPoints>> ApplyAsync(Work work)
    {
        if (Points is <= 0 or > 1_000_000_000)
            return PurchaseErrors.Points();
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (await MemberBook.In(work).FindAsync(MerchantId, MemberId) is not { } member)
            return MemberErrors.Unknown();
        var worth = PointsPayment.WorthOf(Points, merchant.PointValue);
        if (worth == 0)
            return PurchaseErrors.PointsWorthless();
        // The id of the purchase to be, so that the redemption's entry says what it paid for.
        var purchaseId = work.Ids.Next();
        var held = await LedgerBook.In(work).PlaceHoldAsync(MerchantId, member.Id, Points, EntrySource.Purchase, purchaseId, work.Now.AddMinutes(Minutes), worth);
        if (!held.Try(out var hold, out var failure))
            return failure;
        var account = (await LedgerBook.In(work).AccountAsync(member.Id, MerchantId))!;
        var zone = merchant.Zone();
        await Aftermath.OfAsync(work, MerchantId, StoreDay.NoStore, zone.DayOf(work.Now), zone);
        return new HeldPoints(hold.Id, Points, worth, hold.ExpiresAt, account.Active);
    }
}

/// <summary>Frees points that were kept for a payment that is not made. Freed or spent already: nothing is done.</summary>
public sealed class ReleasePoints : WriteCommand<Done>
{
    public override string Kind => "release_points";

    public required long HoldId { get; init; }

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        var released = await LedgerBook.In(work).ReleaseHoldAsync(MerchantId, HoldId);
        var zone = merchant.Zone();
        await Aftermath.OfAsync(work, MerchantId, StoreDay.NoStore, zone.DayOf(work.Now), zone);
        return released.Failure is { } failure && failure != LedgerErrors.HoldEnded() ? failure : Done.Instance;
    }
}
