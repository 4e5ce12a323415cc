using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LoyaltyPortal.Api.Endpoints;

/// <summary>Points that are to be kept for a payment.</summary>
public sealed record HoldBody
{
    public required string MemberId { get; init; }

    [Range(typeof(long), "1", "1000000000")]
    public required long Points { get; init; }
}

/// <summary>Points that are kept for a payment: a purchase spends them, deleting the hold frees them, and time does.</summary>
public sealed record HoldAnswer(string HoldId, long Points, [property: Description("What they pay, in the merchant's currency.")] decimal Worth, DateTime ExpiresAt, long ActivePoints);

/// <summary>A reward that a member takes.</summary>
public sealed record RedemptionBody
{
    public required string MemberId { get; init; }

    public required string RewardId { get; init; }

    [Description("The store's code; may be left out where the key belongs to one store.")]
    public string? Store { get; init; }

    [Description("Only keep points and stock for ten minutes: commit or release ends it, a purchase that names it does, or time.")]
    public bool Hold { get; init; }
}

/// <summary>What redeeming came to, as it was then.</summary>
public sealed record RedemptionAnswer(
    string RedemptionId, string RewardId, [property: Description("held, issued, fulfilled, cancelled or expired.")] string State, long Points, [property: Description("The voucher's code, once it is paid.")] string? Code, DateTime? Until, long ActivePoints);

/// <summary>A voucher that somebody shows.</summary>
public sealed record VoucherBody
{
    [MaxLength(80)]
    public required string Code { get; init; }

    [Description("The store's code; may be left out where the key belongs to one store.")]
    public string? Store { get; init; }

    [Description("What the purchase costs that it is for.")]
    public decimal? Amount { get; init; }
}

/// <summary>A voucher that is used up.</summary>
public sealed record BurnBody
{
    [MaxLength(80)]
    public required string Code { get; init; }

    [Description("The store's code; may be left out where the key belongs to one store.")]
    public string? Store { get; init; }

    [Description("A purchase that it was used with and that it takes nothing off; one that it takes something off is recorded with the redemption.")]
    public string? PurchaseId { get; init; }
}

/// <summary>A voucher, and whether it can be used here.</summary>
/// <param name="CanBeUsed">Now, in this store, for this amount.</param>
/// <param name="WhyNot">A code of the API's refusals.</param>
public sealed record VoucherAnswer(string RedemptionId, string MemberId, string RewardId, string Reward, string Kind, string State, long Points, DateTime? ValidUntil, bool CanBeUsed, string? WhyNot);

/// <summary>A reward that is offered.</summary>
public sealed record RewardAnswer(string Id, string Name, string Description, string Kind, long Points, int? Stock, DateOnly? From, DateOnly? Until, int? ValidDays, decimal? MinBasket, IReadOnlyList<string> Tiers);

public sealed record RewardList(IReadOnlyList<RewardAnswer> Items);

/// <summary>A reward as one member sees it.</summary>
public sealed record OfferAnswer(RewardAnswer Reward, bool CanHave, [property: Description("Points that are missing.")] long Missing, [property: Description("A code of the API's refusals.")] string? WhyNot, int? Left);

public sealed record OfferList(long ActivePoints, IReadOnlyList<OfferAnswer> Items);

/// <summary>Points that pay, rewards, vouchers.</summary>
internal static class RedemptionEndpoints
{
    private const string Tag = "Redemptions";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/point-holds", HoldAsync).For(ApiScopes.RedemptionsWrite, "holdPoints", Tag, "Keeps points for a payment that is about to be made, for ten minutes.")
            .Refuses(ApiErrors.IdUnreadable(""), MemberErrors.Unknown(), PurchaseErrors.Points(), PurchaseErrors.PointsWorthless(), LedgerErrors.NotEnough(0, 0));
        api.MapDelete("/point-holds/{id}", ReleaseAsync).For(ApiScopes.RedemptionsWrite, "releasePoints", Tag, "Frees points that were kept; spent or free already, they stay as they are.").Refuses(ApiErrors.HoldUnknown());
        api.MapPost("/redemptions", RedeemAsync).For(ApiScopes.RedemptionsWrite, "redeemReward", Tag, "Redeems a reward for a member, or keeps points and stock for it.")
            .Refuses(ApiErrors.IdUnreadable(""), MemberErrors.Unknown(), RewardErrors.Unknown(), MerchantErrors.StoreUnknown(), ApiErrors.StoreMissing(), ApiErrors.StoreNotAllowed(), LedgerErrors.NotEnough(0, 0), RewardErrors.NotYet(default), RewardErrors.Over(), RewardErrors.Gone(), RewardErrors.Tier(), RewardErrors.Store());
        api.MapPost("/redemptions/{id}/commit", CommitAsync).For(ApiScopes.RedemptionsWrite, "commitRedemption", Tag, "Spends what was kept: the voucher is issued.").Refuses(ApiErrors.RedemptionUnknown(), LedgerErrors.HoldEnded());
        api.MapPost("/redemptions/{id}/release", LetGoAsync).For(ApiScopes.RedemptionsWrite, "releaseRedemption", Tag, "Lets go of what was kept; ended already, it stays as it is.").Refuses(ApiErrors.RedemptionUnknown());
        api.MapPost("/vouchers/validate", ValidateAsync).For(ApiScopes.VouchersRead, "validateVoucher", "Vouchers", "Looks a voucher up by its code; nothing is used up.")
            .Refuses(RewardErrors.VoucherUnknown(), PurchaseErrors.Amount(), MerchantErrors.StoreUnknown(), ApiErrors.StoreMissing(), ApiErrors.StoreNotAllowed(), AccessErrors.TooManyAttempts());
        api.MapPost("/vouchers/burn", BurnAsync).For(ApiScopes.VouchersWrite, "burnVoucher", "Vouchers", "Uses a voucher up, once however many tills try.")
            .Refuses(RewardErrors.VoucherUnknown(), RewardErrors.VoucherUsed(), RewardErrors.VoucherCancelled(), RewardErrors.VoucherExpired(), RewardErrors.VoucherStore(), RewardErrors.VoucherBasket(0), RewardErrors.VoucherNeedsPurchase(), PurchaseErrors.Unknown(),
                MerchantErrors.StoreUnknown(), ApiErrors.StoreMissing(), ApiErrors.StoreNotAllowed(), ApiErrors.IdUnreadable(""), AccessErrors.TooManyAttempts());
        api.MapGet("/rewards", RewardsAsync).For(ApiScopes.RewardsRead, "listRewards", "Rewards", "The rewards that are published.");
        api.MapGet("/members/{id}/rewards", OffersAsync).For(ApiScopes.RewardsRead, "listOffers", "Rewards", "The rewards for one member: what can be had now first, then what is nearest.")
            .Refuses(MemberErrors.Unknown(), MerchantErrors.StoreUnknown(), ApiErrors.StoreMissing(), ApiErrors.StoreNotAllowed());
    }

    private static async Task<Results<Created<HoldAnswer>, ApiProblem>> HoldAsync(ApiCaller caller, CommandKey key, ApiBody<HoldBody> body, PurchaseService purchases)
    {
        if (!PurchaseEndpoints.Member(body.Value.MemberId).Try(out var member, out var failure) || !(await purchases.HoldAsync(caller.Actor, key.Text, member.Id!.Value, body.Value.Points)).Try(out var held, out failure))
            return ApiProblem.Of(failure);
        return TypedResults.Created((string?)null, new HoldAnswer(ApiIds.Text(held.HoldId), held.Points, held.Worth, held.ExpiresAt, held.ActivePoints));
    }

    private static async Task<Results<NoContent, ApiProblem>> ReleaseAsync(ApiCaller caller, string id, PurchaseService purchases, RedemptionService redemptions, LedgerService ledger, CancellationToken cancellation)
    {
        if (!await ledger.HasHoldAsync(caller.Actor, ApiIds.Of(id), cancellation) || await redemptions.HoldsAsync(caller.Actor, ApiIds.Of(id), cancellation))
            return ApiProblem.Of(ApiErrors.HoldUnknown());
        return (await purchases.ReleaseAsync(caller.Actor, ApiIds.Of(id))).Failure is { } failure ? ApiProblem.Of(failure) : TypedResults.NoContent();
    }

    private static async Task<Results<Created<RedemptionAnswer>, ApiProblem>> RedeemAsync(ApiCaller caller, CommandKey key, ApiBody<RedemptionBody> body, RedemptionService redemptions)
    {
        var asked = body.Value;
        if (!caller.Store(asked.Store).Try(out var store, out var failure) || !PurchaseEndpoints.Member(asked.MemberId).Try(out var member, out failure) || !PurchaseEndpoints.Id(asked.RewardId, "rewardId").Try(out var reward, out failure)
            || !(await redemptions.RedeemAsync(caller.Actor, key.Text, member.Id!.Value, reward.Id!.Value, store.Id, asked.Hold, RedemptionSource.Api)).Try(out var receipt, out failure))
            return ApiProblem.Of(failure);
        return TypedResults.Created((string?)null, Of(receipt));
    }

    private static Task<Results<Ok<RedemptionAnswer>, ApiProblem>> CommitAsync(ApiCaller caller, string id, CommandKey key, RedemptionService redemptions) => EndAsync(caller, id, key, true, redemptions);

    private static Task<Results<Ok<RedemptionAnswer>, ApiProblem>> LetGoAsync(ApiCaller caller, string id, CommandKey key, RedemptionService redemptions) => EndAsync(caller, id, key, false, redemptions);

    private static async Task<Results<Ok<RedemptionAnswer>, ApiProblem>> EndAsync(ApiCaller caller, string id, CommandKey key, bool commit, RedemptionService redemptions)
    {
        if ((await redemptions.EndHoldAsync(caller.Actor, ApiIds.Of(id), commit, key.Text, caller.StoreId)).Try(out var receipt, out var failure))
            return TypedResults.Ok(Of(receipt));
        return ApiProblem.Of(failure == RewardErrors.VoucherUnknown() ? ApiErrors.RedemptionUnknown() : failure);
    }

    private static async Task<Results<Ok<VoucherAnswer>, ApiProblem>> ValidateAsync(ApiCaller caller, ApiBody<VoucherBody> body, RedemptionService redemptions, CancellationToken cancellation)
    {
        var asked = body.Value;
        if (asked.Amount is < 0 or > Bounds.Net)
            return ApiProblem.Of(PurchaseErrors.Amount());
        if (!caller.Store(asked.Store).Try(out var store, out var failure) || !(await redemptions.CheckAsync(caller.Actor, store.Id, asked.Code, asked.Amount, cancellation)).Try(out var check, out failure))
            return ApiProblem.Of(failure);
        var voucher = check.Voucher;
        return TypedResults.Ok(new VoucherAnswer(ApiIds.Text(voucher.Id), ApiIds.Text(voucher.MemberId), ApiIds.Text(voucher.RewardId), voucher.Content.Name, voucher.Content.What.Key, ApiWords.Word(voucher.State), voucher.Points, voucher.ValidUntil, check.WhyNot is null, check.WhyNot?.Code));
    }

    private static async Task<Results<Ok<RedemptionAnswer>, ApiProblem>> BurnAsync(ApiCaller caller, CommandKey key, ApiBody<BurnBody> body, RedemptionService redemptions, CancellationToken cancellation)
    {
        var asked = body.Value;
        if (!caller.Store(asked.Store).Try(out var store, out var failure) || !PurchaseEndpoints.Id(asked.PurchaseId, "purchaseId").Try(out var purchase, out failure)
            || !(await redemptions.CheckAsync(caller.Actor, store.Id, asked.Code, null, cancellation)).Try(out var check, out failure)
            || !(await redemptions.BurnAsync(caller.Actor, key.Text, check.Voucher.Id, store.Id, purchase.Id)).Try(out var receipt, out failure))
            return ApiProblem.Of(failure);
        return TypedResults.Ok(Of(receipt));
    }

    private static async Task<Results<Ok<RewardList>, ApiProblem>> RewardsAsync(ApiCaller caller, RewardService rewards, CancellationToken cancellation) =>
        (await rewards.ListAsync(caller.Actor, cancellation)).Try(out var rows, out var failure)
            ? TypedResults.Ok(new RewardList([.. rows.Where(row => row.State == RewardState.Published).Select(row => Of(row.Id, row.Content))]))
            : ApiProblem.Of(failure);

    private static async Task<Results<Ok<OfferList>, ApiProblem>> OffersAsync(ApiCaller caller, string id, [Description("The store's code; may be left out where the key belongs to one store.")] string? store, RedemptionService redemptions, MemberService members, CancellationToken cancellation)
    {
        if (!caller.Store(store).Try(out var at, out var failure) || !(await members.FindAsync(caller.Actor, ApiIds.Of(id), cancellation)).Try(out var member, out failure)
            || !(await redemptions.CatalogueAsync(caller.Actor, member.Id, at.Id, cancellation)).Try(out var catalogue, out failure))
            return ApiProblem.Of(failure);
        return TypedResults.Ok(new OfferList(catalogue.Active, [.. catalogue.Offers.Select(offer => new OfferAnswer(Of(offer.RewardId, offer.Content), offer.CanHave, offer.Missing, offer.WhyNot?.Code, offer.Left))]));
    }

    private static RewardAnswer Of(long id, RewardContent content) => new(
        ApiIds.Text(id), content.Name, content.Description, content.What.Key, content.Points, content.Stock, content.From, content.Until, content.ValidDays, content.MinBasket, content.TierKeys);

    private static RedemptionAnswer Of(RedemptionReceipt receipt) => new(
        ApiIds.Text(receipt.RedemptionId), ApiIds.Text(receipt.RewardId), ApiWords.Word(receipt.State), receipt.Points, receipt.Code, receipt.Until, receipt.ActivePoints);
}
