using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Events;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Rewards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LoyaltyPortal.Api.Endpoints;

/// <summary>One line of a basket.</summary>
public sealed record LineBody
{
    [Description("The shop's own number of the article."), MaxLength(Bounds.SkuLength)]
    public string? Sku { get; init; }

    [MaxLength(Bounds.NameLength)]
    public string? Name { get; init; }

    [MaxLength(Bounds.CategoryLength)]
    public string? Category { get; init; }

    [MaxLength(Bounds.BrandLength)]
    public string? Brand { get; init; }

    [Description("How many, or how much; to ten-thousandths.")]
    public required decimal Quantity { get; init; }

    [Description("What the whole line costs, net of tax, in the merchant's currency; to ten-thousandths, not negative.")]
    public required decimal Net { get; init; }

    [Description("Tax on top of net.")]
    public decimal Tax { get; init; }

    [Description("False for what never earns points.")]
    public bool EarnsPoints { get; init; } = true;

    [Description("goods, shipping, gift_card or another kind of line that the programme knows.")]
    public string Kind { get; init; } = "goods";

    internal static Result<IReadOnlyList<LineInput>> Read(IReadOnlyList<LineBody> lines, DateTime now)
    {
        var inputs = new List<LineInput>();
        foreach (var line in lines)
        {
            if (line is null || Kinds.Where(kind => ApiWords.Word(kind) == line.Kind).Select(static kind => (LineKind?)kind).FirstOrDefault() is not { } kind)
                return ApiErrors.BodyUnreadable(FormattableString.Invariant($"$.lines[{inputs.Count}].kind"));
            inputs.Add(new LineInput(line.Sku, line.Name, line.Category, line.Quantity, line.Net, line.EarnsPoints) { Brand = line.Brand, Tax = line.Tax, Kind = kind });
        }

        return Bounds.Check(null, null, now, inputs) is { } wrong ? wrong : inputs;
    }

    private static readonly LineKind[] Kinds = Enum.GetValues<LineKind>();
}

/// <summary>A basket that is asked about.</summary>
public sealed record QuoteBody
{
    [Description("The store's code; may be left out where the key belongs to one store.")]
    public string? Store { get; init; }

    [Description("Who buys; left out for somebody who has never bought.")]
    public string? MemberId { get; init; }

    [Description("The part of the price that points pay.")]
    public decimal PaidWithPoints { get; init; }

    [MinLength(1), MaxLength(Bounds.Lines)]
    public required IReadOnlyList<LineBody> Lines { get; init; }
}

/// <summary>What a basket would earn now.</summary>
public sealed record QuoteAnswer(decimal Net, long Points, [property: Description("When the points become active; null at once.")] DateTime? PendingUntil, ExplanationAnswer Explanation);

/// <summary>A purchase that was made.</summary>
public sealed record PurchaseBody
{
    [Description("The store's code; may be left out where the key belongs to one store.")]
    public string? Store { get; init; }

    [Description("Who bought; left out for somebody unknown, whose purchase counts in reports and earns nothing.")]
    public string? MemberId { get; init; }

    [Description("The shop's own number of the purchase, unique per merchant: the same again is the same purchase, under whatever key."), MaxLength(Bounds.ReferenceLength)]
    public string? Reference { get; init; }

    [Description("When it was sold, with its offset; left out: now. A till that was offline says when.")]
    public DateTimeOffset? OccurredAt { get; init; }

    [MinLength(1), MaxLength(Bounds.Lines)]
    public required IReadOnlyList<LineBody> Lines { get; init; }

    [Description("A hold on points that pays a part of it.")]
    public string? HoldId { get; init; }

    [Description("Points that pay a part of it without having been held before.")]
    public long PointsToSpend { get; init; }

    [Description("Redemptions that are used on it; the lines are what the goods cost without them."), MaxLength(20)]
    public IReadOnlyList<string>? Redemptions { get; init; }
}

/// <summary>What recording a purchase did, as it was then.</summary>
public sealed record RecordedPurchase(
    string PurchaseId, string? MemberId, decimal Net, long Points, long ActivePoints, long PendingPoints, long PointsRedeemed, decimal PaidWithPoints,
    [property: Description("It had been recorded before under this reference; nothing was done now.")] bool WasKnown);

/// <summary>A purchase as it stands now.</summary>
public sealed record PurchaseAnswer(
    string Id, string? MemberId, string? Store, string? Reference, DateTime OccurredAt, DateTime RecordedAt, [property: Description("completed, partly_returned, returned or undone.")] string State,
    decimal Net, decimal ReturnedNet, long PointsEarned, long PointsReversed, long PointsRedeemed, decimal PaidWithPoints, ExplanationAnswer Explanation,
    IReadOnlyList<PurchaseLineAnswer> Lines, IReadOnlyList<ReturnAnswer> Returns);

public sealed record PurchaseLineAnswer(int Number, string? Sku, string? Name, string? Category, decimal Quantity, decimal QuantityLeft, decimal Net, long PointsEarned, long PointsReversed);

public sealed record ReturnAnswer(string Id, DateTime OccurredAt, decimal Net, long PointsReversed, long PointsRestored);

/// <summary>At most one purchase.</summary>
public sealed record PurchaseList(IReadOnlyList<PurchaseAnswer> Items);

/// <summary>Goods that come back.</summary>
public sealed record ReturnBody
{
    [Description("Where they come back; left out: the key's store, or where they were sold.")]
    public string? Store { get; init; }

    [Description("The shop's own number of the return, unique per merchant."), MaxLength(Bounds.ReferenceLength)]
    public string? Reference { get; init; }

    public DateTimeOffset? OccurredAt { get; init; }

    [MinLength(1), MaxLength(Bounds.Lines)]
    public required IReadOnlyList<ReturnLineBody> Lines { get; init; }
}

/// <summary>So much of one line.</summary>
public sealed record ReturnLineBody
{
    [Description("The number of the purchase's line.")]
    public required int Number { get; init; }

    public required decimal Quantity { get; init; }
}

/// <summary>What a return would do.</summary>
public sealed record ReturnQuoteAnswer(
    decimal Net, [property: Description("Net without what comes back as points: what is paid out.")] decimal Money, long Points, long PointsRestored, long ActiveAfter, long PendingAfter,
    [property: Description("Points that were spent and that the programme lets go.")] long Shortfall);

/// <summary>What a return did, as it was then.</summary>
public sealed record RecordedReturn(string ReturnId, string? MemberId, decimal Net, long PointsReversed, long PointsRestored, decimal PaidWithPoints, long ActivePoints, long PendingPoints, bool WasKnown);

/// <summary>A store of the merchant.</summary>
public sealed record StoreAnswer(string Code, string Name, string City, [property: Description("in_store or online.")] string Channel);

public sealed record StoreList(IReadOnlyList<StoreAnswer> Items);

/// <summary>Quotes, purchases, returns.</summary>
internal static class PurchaseEndpoints
{
    private const string Tag = "Purchases";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/stores", Stores).For(ApiScopes.PurchasesRead, "listStores", Tag, "The stores that a key may record for.");

        api.MapPost("/quotes", QuoteAsync).For(ApiScopes.PurchasesRead, "quoteBasket", Tag, "What a basket would earn now, with the reasons; nothing is recorded.")
            .Refuses(MerchantErrors.StoreUnknown(), ApiErrors.StoreMissing(), ApiErrors.StoreNotAllowed(), ApiErrors.IdUnreadable(""), MemberErrors.Unknown(), PurchaseErrors.Amount(), PurchaseErrors.Lines(Bounds.Lines), PurchaseErrors.LineText(), EarlyAccessErrors.Only("", default));

        api.MapPost("/purchases", RecordAsync).For(ApiScopes.PurchasesWrite, "recordPurchase", Tag, "Records a purchase, with the points, tiers, badges and referrals that follow from it.")
            .Refuses(MerchantErrors.StoreUnknown(), ApiErrors.StoreMissing(), ApiErrors.StoreNotAllowed(), ApiErrors.IdUnreadable(""), MemberErrors.Unknown(), PurchaseErrors.Amount(), PurchaseErrors.Lines(Bounds.Lines), PurchaseErrors.LineText(),
                PurchaseErrors.Reference(), PurchaseErrors.Date(), PurchaseErrors.PointsPayment(), PurchaseErrors.ReferenceTaken(""), LedgerErrors.HoldEnded(), LedgerErrors.NotEnough(0, 0), PurchaseErrors.PointsTooMany(0), PurchaseErrors.PointsWorthless(),
                RewardErrors.VoucherUnknown(), RewardErrors.VoucherUsed(), RewardErrors.VoucherExpired(), RewardErrors.VoucherCancelled(), RewardErrors.VoucherStore(), RewardErrors.VoucherBasket(0), RewardErrors.VoucherNeedsPurchase(), RewardErrors.Vouchers(), RewardErrors.NotYours(), EarlyAccessErrors.Only("", default));

        api.MapGet("/purchases", FindByReferenceAsync).For(ApiScopes.PurchasesRead, "findPurchase", Tag, "The purchase with the shop's own number, or none.")
            .Refuses(PurchaseErrors.Reference());

        api.MapGet("/purchases/{id}", FindAsync).For(ApiScopes.PurchasesRead, "getPurchase", Tag, "A purchase as it stands now, with its lines and returns.")
            .Refuses(PurchaseErrors.Unknown());

        api.MapPost("/purchases/{id}/return-quotes", QuoteReturnAsync).For(ApiScopes.PurchasesRead, "quoteReturn", Tag, "What a return would take back; nothing is recorded.")
            .Refuses(PurchaseErrors.Unknown(), PurchaseErrors.NothingToReturn(), PurchaseErrors.QuantityGone());

        api.MapPost("/purchases/{id}/returns", ReturnAsync).For(ApiScopes.PurchasesWrite, "recordReturn", Tag, "Takes goods back, with exactly the points that they earned.")
            .Refuses(PurchaseErrors.Unknown(), PurchaseErrors.NothingToReturn(), PurchaseErrors.QuantityGone(), PurchaseErrors.Reference(), PurchaseErrors.Date(), PurchaseErrors.ReferenceTaken(""), MerchantErrors.StoreUnknown(), ApiErrors.StoreNotAllowed());
    }

    private static Ok<StoreList> Stores(ApiCaller caller) => TypedResults.Ok(new StoreList(
        [.. caller.Merchant.OpenStores.Where(store => caller.StoreId is null || store.Id == caller.StoreId).Select(store => new StoreAnswer(store.Code, store.Name, store.City, ApiWords.Word(store.Channel)))]));

    private static async Task<Results<Ok<QuoteAnswer>, ApiProblem>> QuoteAsync(ApiCaller caller, ApiBody<QuoteBody> body, PurchaseService purchases, MemberService members, ExplanationWords words, TimeProvider clock, CancellationToken cancellation)
    {
        var asked = body.Value;
        if (!caller.Store(asked.Store).Try(out var store, out var failure) || !LineBody.Read(asked.Lines, clock.UtcNow()).Try(out var lines, out failure) || !Member(asked.MemberId).Try(out var member, out failure))
            return ApiProblem.Of(failure);
        if (asked.PaidWithPoints is < 0 or > Bounds.Net)
            return ApiProblem.Of(PurchaseErrors.Amount());
        if (member.Id is { } id && !(await MemberEndpoints.FindAsync(members, caller, id, cancellation)).Try(out _, out failure))
            return ApiProblem.Of(failure);
        if (!(await purchases.QuoteAsync(caller.Actor, store.Id, lines, member.Id, asked.PaidWithPoints, cancellation)).Try(out var quote, out failure))
            return ApiProblem.Of(failure);
        return TypedResults.Ok(new QuoteAnswer(quote.Net, quote.Points, quote.PendingUntil, ApiWords.Of(quote.Explanation, words)));
    }

    private static async Task<Results<Created<RecordedPurchase>, Ok<RecordedPurchase>, ApiProblem>> RecordAsync(ApiCaller caller, CommandKey key, ApiBody<PurchaseBody> body, PurchaseService purchases, TimeProvider clock)
    {
        var asked = body.Value;
        if (!caller.Store(asked.Store).Try(out var store, out var failure) || !LineBody.Read(asked.Lines, clock.UtcNow()).Try(out var lines, out failure)
            || !Member(asked.MemberId).Try(out var member, out failure) || !Id(asked.HoldId, "holdId").Try(out var hold, out failure) || !Ids(asked.Redemptions).Try(out var redemptions, out failure))
            return ApiProblem.Of(failure);
        if (caller.Lacks([.. asked.PointsToSpend > 0 || hold.Id is not null ? [ApiScopes.RedemptionsWrite] : Array.Empty<string>(), .. redemptions.Count > 0 ? [ApiScopes.VouchersWrite] : Array.Empty<string>()]) is { } unscoped)
            return ApiProblem.Of(unscoped);
        var recorded = await purchases.RecordAsync(caller.Actor, new RecordPurchase
        {
            MerchantId = caller.Merchant.Id,
            IdempotencyKey = "purchase:" + key.Text,
            StoreId = store.Id,
            MemberId = member.Id,
            Reference = asked.Reference?.Trim(),
            OccurredAt = asked.OccurredAt?.UtcDateTime,
            Source = PurchaseSource.Api,
            Lines = lines,
            HoldId = hold.Id,
            PointsToSpend = asked.PointsToSpend,
            Vouchers = redemptions.Count == 0 ? null : redemptions,
        });
        if (!recorded.Try(out var receipt, out failure))
            return ApiProblem.Of(failure);
        var answer = new RecordedPurchase(ApiIds.Text(receipt.PurchaseId), ApiIds.Text(receipt.MemberId), receipt.Net, receipt.Points, receipt.ActivePoints, receipt.PendingPoints, receipt.PointsRedeemed, receipt.PaidWithPoints, receipt.WasKnown);
        return receipt.WasKnown ? TypedResults.Ok(answer) : TypedResults.Created("/api/v1/purchases/" + answer.PurchaseId, answer);
    }

    private static async Task<Results<Ok<PurchaseList>, ApiProblem>> FindByReferenceAsync(ApiCaller caller, [Description("The shop's own number.")] string reference, PurchaseService purchases, ExplanationWords words, CancellationToken cancellation)
    {
        if (reference.Length is 0 or > Bounds.ReferenceLength || reference.Any(char.IsControl))
            return ApiProblem.Of(PurchaseErrors.Reference());
        return await purchases.FindAsync(caller.Actor, reference, cancellation) is { } found ? TypedResults.Ok(new PurchaseList([Of(found, caller, words)])) : TypedResults.Ok(new PurchaseList([]));
    }

    private static async Task<Results<Ok<PurchaseAnswer>, ApiProblem>> FindAsync(ApiCaller caller, string id, PurchaseService purchases, ExplanationWords words, CancellationToken cancellation) =>
        await purchases.FindAsync(caller.Actor, ApiIds.Of(id), cancellation) is { } found ? TypedResults.Ok(Of(found, caller, words)) : ApiProblem.Of(PurchaseErrors.Unknown());

    private static async Task<Results<Ok<ReturnQuoteAnswer>, ApiProblem>> QuoteReturnAsync(ApiCaller caller, string id, ApiBody<ReturnBody> body, PurchaseService purchases, CancellationToken cancellation)
    {
        if (!Lines(body.Value).Try(out var lines, out var failure) || !(await purchases.QuoteReturnAsync(caller.Actor, ApiIds.Of(id), lines, cancellation)).Try(out var quote, out failure))
            return ApiProblem.Of(failure);
        return TypedResults.Ok(new ReturnQuoteAnswer(quote.Net, quote.Money, quote.Points, quote.PointsRestored, quote.ActiveAfter, quote.PendingAfter, quote.Shortfall));
    }

    private static async Task<Results<Created<RecordedReturn>, Ok<RecordedReturn>, ApiProblem>> ReturnAsync(ApiCaller caller, string id, CommandKey key, ApiBody<ReturnBody> body, PurchaseService purchases, TimeProvider clock)
    {
        var asked = body.Value;
        int? storeId = caller.StoreId;
        if (asked.Store is not null)
        {
            if (!caller.Store(asked.Store).Try(out var store, out var elsewhere))
                return ApiProblem.Of(elsewhere);
            storeId = store.Id;
        }

        if (!Lines(asked).Try(out var lines, out var failure))
            return ApiProblem.Of(failure);
        if (asked.OccurredAt is { } at && (at.UtcDateTime > clock.UtcNow().AddDays(1) || at.UtcDateTime.Year < 1970))
            return ApiProblem.Of(PurchaseErrors.Date());
        var recorded = await purchases.ReturnAsync(caller.Actor, new RecordReturn
        {
            MerchantId = caller.Merchant.Id,
            IdempotencyKey = "return:" + key.Text,
            PurchaseId = ApiIds.Of(id),
            Lines = lines,
            StoreId = storeId,
            OccurredAt = asked.OccurredAt?.UtcDateTime,
            Reference = asked.Reference?.Trim(),
            Source = PurchaseSource.Api,
        });
        if (!recorded.Try(out var receipt, out failure))
            return ApiProblem.Of(failure);
        var answer = new RecordedReturn(ApiIds.Text(receipt.ReturnId), ApiIds.Text(receipt.MemberId), receipt.Net, receipt.PointsReversed, receipt.PointsRestored, receipt.PaidWithPoints, receipt.ActivePoints, receipt.PendingPoints, receipt.WasKnown);
        return receipt.WasKnown ? TypedResults.Ok(answer) : TypedResults.Created("/api/v1/purchases/" + ApiIds.Text(ApiIds.Of(id)), answer);
    }

    private static Result<IReadOnlyList<ReturnedLine>> Lines(ReturnBody body)
    {
        var lines = new List<ReturnedLine>();
        foreach (var line in body.Lines)
        {
            if (line is null || line.Quantity is <= 0 or > Bounds.Quantity || lines.Count == Bounds.Lines)
                return PurchaseErrors.NothingToReturn();
            lines.Add(new ReturnedLine(line.Number, line.Quantity));
        }

        return lines.Count == 0 || lines.DistinctBy(line => line.Number).Count() != lines.Count ? PurchaseErrors.NothingToReturn() : lines;
    }

    private static PurchaseAnswer Of(PurchaseView view, ApiCaller caller, ExplanationWords words) => new(
        ApiIds.Text(view.Id), ApiIds.Text(view.MemberId), caller.CodeOf(view.StoreId), view.Reference, view.OccurredAt, view.RecordedAt, ApiWords.Word(view.State),
        view.Net, view.ReturnedNet, view.PointsEarned, view.PointsReversed, view.PointsRedeemed, view.PaidWithPoints, ApiWords.Of(view.Explanation, words),
        [.. view.Lines.Select(line => new PurchaseLineAnswer(line.Number, line.Sku, line.Name, line.Category, line.Quantity, line.QuantityLeft, line.Net, line.PointsEarned, line.PointsReversed))],
        [.. view.Returns.Select(row => new ReturnAnswer(ApiIds.Text(row.Id), row.OccurredAt, row.Net, row.PointsReversed, row.PointsRestored))]);

    internal static Result<OptionalId> Member(string? text) => Id(text, "memberId");

    /// <summary>An id in a body that may be missing.</summary>
    internal static Result<OptionalId> Id(string? text, string field) =>
        text is null ? new OptionalId(null) : ApiIds.Of(text) is var id and not 0 ? new OptionalId(id) : ApiErrors.IdUnreadable(field);

    private static Result<IReadOnlyList<long>> Ids(IReadOnlyList<string>? texts)
    {
        var ids = new List<long>();
        foreach (var text in texts ?? [])
        {
            if (ApiIds.Of(text) is var id and not 0 && ids.Count < 20)
                ids.Add(id);
            else
                return ApiErrors.IdUnreadable("redemptions");
        }

        return ids;
    }
}

/// <summary>An id that need not be there.</summary>
internal readonly record struct OptionalId(long? Id);
