using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Purchases;

/// <summary>So much of one line of the purchase comes back.</summary>
public sealed record ReturnedLine(int Number, decimal Quantity)
{
    public decimal Quantity { get; } = Amounts.Stored(Quantity);
}

/// <summary>Goods of a file's return: named by SKU, matched to what the customer bought.</summary>
/// <param name="Net">What was paid back for all of them, as money is stored: to ten-thousandths.</param>
public sealed record ReturnedGoods(string? Sku, string? Name, decimal Quantity, decimal Net)
{
    public decimal Quantity { get; } = Amounts.Stored(Quantity);

    public decimal Net { get; } = Amounts.Stored(Net);

    /// <summary>The first so many pieces' part; parts of parts add up to the whole.</summary>
    internal decimal NetOf(decimal quantity) => quantity == Quantity ? Net : Amounts.Stored(Net * quantity / Quantity);
}

/// <summary>What the two ways to return have in common.</summary>
internal sealed record ReturnOrder(int MerchantId, int StoreId, long? MemberId, string? Reference, PurchaseSource Source, long? ImportId, long? RecordedBy);

/// <summary>Takes back lines of one purchase, with exactly the points that they earned.</summary>
public sealed class RecordReturn : WriteCommand<ReturnReceipt>
{
    private static readonly RowQuery<PurchaseLine> LinesOf = new RowQuery<PurchaseLine>().Where(nameof(PurchaseLine.PurchaseId)).OrderBy(nameof(PurchaseLine.Number));

    private static readonly RowQuery<PurchaseReturn> ByReference = new RowQuery<PurchaseReturn>().Where(nameof(PurchaseReturn.MerchantId)).Where(nameof(PurchaseReturn.Reference));
    private static readonly RowQuery<PurchaseReturnLine> LinesOfReturn = new RowQuery<PurchaseReturnLine>().Where(nameof(PurchaseReturnLine.ReturnId)).OrderBy(nameof(PurchaseReturnLine.Number));

    public override string Kind => "return";

    public required long PurchaseId { get; init; }

    public required IReadOnlyList<ReturnedLine> Lines { get; init; }

    /// <summary>Where it came back; null: where it was sold.</summary>
    public int? StoreId { get; init; }

    public DateTime? OccurredAt { get; init; }

    public string? Reference { get; init; }

    public required PurchaseSource Source { get; init; }

    public long? RecordedBy { get; init; }

    protected override async ValueTask<Result<ReturnReceipt>> ApplyAsync(Work work)
    {
        if (Reference is { Length: 0 or > Bounds.ReferenceLength })
            return PurchaseErrors.Reference();
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (await work.Session.GetAsync<Purchase>(new RowKey(PurchaseId)) is not { } purchase || purchase.MerchantId != MerchantId || purchase.State == PurchaseState.Undone)
            return PurchaseErrors.Unknown();
        if (Reference is not null && (await work.Session.ListAsync(ByReference, MerchantId, Reference)).FirstOrDefault() is { } done)
            return await AgainAsync(work, done);
        var storeId = StoreId ?? purchase.StoreId;
        if (await work.Session.GetAsync<Store>(new RowKey(storeId)) is not { } store || store.MerchantId != MerchantId)
            return MerchantErrors.StoreUnknown();
        var known = await work.Session.ListAsync(LinesOf, PurchaseId);
        if (!ReturnPlan.Of(known, Lines).Try(out var parts, out var failure))
            return failure;
        var occurredAt = Clock.Truncate(OccurredAt ?? work.Now);
        var order = new ReturnOrder(MerchantId, storeId, purchase.MemberId, Reference, Source, null, RecordedBy);
        return await Returning.ApplyAsync(work, merchant, order, occurredAt, parts);
    }

    /// <summary>The same reference again: the first answer if it is the same return, else a refusal.</summary>
    private async ValueTask<Result<ReturnReceipt>> AgainAsync(Work work, PurchaseReturn done)
    {
        var lines = await work.Session.ListAsync(LinesOfReturn, done.Id);
        return lines.All(line => line.PurchaseId == PurchaseId) && lines.Select(line => (line.PurchaseLineNumber!.Value, line.Quantity)).Order().SequenceEqual(Lines.Select(line => (line.Number, line.Quantity)).Order())
            ? ReturnReceipt.Of(done, done.MemberId is { } member ? await LedgerBook.In(work).AccountAsync(member, MerchantId) : null) with { WasKnown = true }
            : PurchaseErrors.ReferenceTaken(Reference!);
    }
}

/// <summary>What a return of some lines would take back: the same arithmetic for the preview and for the deed.</summary>
public static class ReturnPlan
{
    internal static Result<IReadOnlyList<ReturnedPart>> Of(IReadOnlyList<PurchaseLine> known, IReadOnlyList<ReturnedLine> wanted)
    {
        if (wanted.Count == 0 || wanted.Select(line => line.Number).Distinct().Count() != wanted.Count)
            return PurchaseErrors.NothingToReturn();
        var parts = new List<ReturnedPart>();
        foreach (var want in wanted)
        {
            var line = known.FirstOrDefault(line => line.Number == want.Number);
            if (line is null || want.Quantity <= 0 || want.Quantity > line.QuantityLeft)
                return PurchaseErrors.QuantityGone();
            parts.Add(new ReturnedPart(line, line.Sku, line.Name, want.Quantity, line.NetFor(want.Quantity), line.PointsFor(want.Quantity)));
        }

        return parts;
    }
}

/// <summary>
/// Takes back goods that name no purchase: each is matched to the customer's latest earlier purchases of that SKU with quantity left.
/// What matches nothing is kept as an unmatched line without effect on points.
/// </summary>
public sealed class RecordUnreferencedReturn : WriteCommand<ReturnReceipt>
{
    private static readonly RowQuery<PurchaseReturn> ByReference = new RowQuery<PurchaseReturn>().Where(nameof(PurchaseReturn.MerchantId)).Where(nameof(PurchaseReturn.Reference));

    private static readonly RowQuery<Purchase> EarlierOf = new RowQuery<Purchase>()
        .Where(nameof(Purchase.MemberId)).AtMost(nameof(Purchase.OccurredAt)).OrderByDescending(nameof(Purchase.OccurredAt)).OrderByDescending(nameof(Purchase.Id));

    private static readonly RowQuery<PurchaseLine> LinesOf = new RowQuery<PurchaseLine>().Where(nameof(PurchaseLine.PurchaseId)).OrderBy(nameof(PurchaseLine.Number));

    private static readonly RowQuery<PurchaseReturnLine> LinesOfReturn = new RowQuery<PurchaseReturnLine>().Where(nameof(PurchaseReturnLine.ReturnId)).OrderBy(nameof(PurchaseReturnLine.Number));

    public override string Kind => "unreferenced_return";

    public required int StoreId { get; init; }

    /// <summary>Who brought it back; a return enrols nobody.</summary>
    public CustomerInput? Customer { get; init; }

    public required DateTime OccurredAt { get; init; }

    public required string Reference { get; init; }

    public required PurchaseSource Source { get; init; }

    public required IReadOnlyList<ReturnedGoods> Goods { get; init; }

    public long? ImportId { get; init; }

    protected override async ValueTask<Result<ReturnReceipt>> ApplyAsync(Work work)
    {
        if (Goods.Count == 0)
            return PurchaseErrors.NothingToReturn();
        if (Bounds.Check(Reference, OccurredAt, work.Now, Goods.Select(goods => new LineInput(goods.Sku, goods.Name, null, goods.Quantity, goods.Net))) is { } wrong)
            return wrong;
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (await work.Session.GetAsync<Store>(new RowKey(StoreId)) is not { } store || store.MerchantId != MerchantId)
            return MerchantErrors.StoreUnknown();
        if ((await work.Session.ListAsync(ByReference, MerchantId, Reference)).FirstOrDefault() is { } known)
        {
            var lines = await work.Session.ListAsync(LinesOfReturn, known.Id);
            return Sums(lines.Select(line => (line.Sku, line.Quantity, line.Net))).SequenceEqual(Sums(Goods.Select(goods => (goods.Sku, goods.Quantity, goods.Net))))
                ? ReturnReceipt.Of(known, null) with { WasKnown = true }
                : PurchaseErrors.ReferenceTaken(Reference);
        }

        var member = Customer is null ? null : await Customer.FindAsync(work, MerchantId);
        if (member?.Status == MemberStatus.Archived)
            member = null;
        var occurredAt = Clock.Truncate(OccurredAt);
        var parts = member is null
            ? Goods.Select(Unmatched).ToList()
            : await MatchAsync(work, member.Id, occurredAt);
        var order = new ReturnOrder(MerchantId, StoreId, member?.Id, Reference, Source, ImportId, null);
        return await Returning.ApplyAsync(work, merchant, order, occurredAt, parts);
    }

    /// <summary>What came back of each SKU, whichever lines it was matched to.</summary>
    private static IEnumerable<(string? Sku, decimal Quantity, decimal Net)> Sums(IEnumerable<(string? Sku, decimal Quantity, decimal Net)> lines) => lines
        .GroupBy(line => line.Sku, StringComparer.Ordinal).Select(group => (Sku: group.Key, group.Sum(line => line.Quantity), group.Sum(line => line.Net)))
        .OrderBy(sum => sum.Sku, StringComparer.Ordinal);

    private static ReturnedPart Unmatched(ReturnedGoods goods) => new(null, goods.Sku, goods.Name, goods.Quantity, goods.Net, 0);

    private async ValueTask<List<ReturnedPart>> MatchAsync(Work work, long memberId, DateTime occurredAt)
    {
        // What is left of each line while this return is being planned; the lines themselves change only when it is applied.
        var parts = new List<ReturnedPart>();
        var planned = new Dictionary<(long, int), decimal>();
        var purchases = await work.Session.ListAsync(EarlierOf, memberId, occurredAt);
        var linesOf = new Dictionary<long, List<PurchaseLine>>(); // each purchase is read once, however many goods are looked for in it
        foreach (var goods in Goods)
        {
            var missing = goods.Quantity;
            foreach (var purchase in purchases)
            {
                if (missing == 0)
                    break;
                if (goods.Sku is null || purchase.State is PurchaseState.Undone or PurchaseState.Returned)
                    continue;
                if (!linesOf.TryGetValue(purchase.Id, out var lines))
                    linesOf.Add(purchase.Id, lines = await work.Session.ListAsync(LinesOf, purchase.Id));
                foreach (var line in lines)
                {
                    if (line.Sku != goods.Sku)
                        continue;
                    var taken = planned.GetValueOrDefault((line.PurchaseId, line.Number));
                    var quantity = Math.Min(missing, line.QuantityLeft - taken);
                    if (quantity <= 0)
                        continue;
                    planned[(line.PurchaseId, line.Number)] = taken + quantity;
                    missing -= quantity;
                    parts.Add(new ReturnedPart(line, goods.Sku, goods.Name, quantity, goods.NetOf(goods.Quantity - missing) - goods.NetOf(goods.Quantity - missing - quantity), 0));
                    if (missing == 0)
                        break;
                }
            }

            if (missing > 0)
                parts.Add(new ReturnedPart(null, goods.Sku, goods.Name, missing, goods.Net - goods.NetOf(goods.Quantity - missing), 0));
        }

        return [.. Merge(parts).Select(part => part.Line is null ? part : part with { Points = part.Line.PointsFor(part.Quantity) })];
    }

    /// <summary>Several goods may have met one line; it is returned once, for all of them.</summary>
    private static IEnumerable<ReturnedPart> Merge(List<ReturnedPart> parts) =>
        parts.GroupBy(part => part.Line is null ? (object)part : (part.Line.PurchaseId, part.Line.Number))
            .Select(group => group.First() with { Quantity = group.Sum(part => part.Quantity), Net = group.Sum(part => part.Net) });
}

/// <summary>The deed of returning, once it is clear which lines come back.</summary>
internal static class Returning
{
    private static readonly RowQuery<PurchaseLine> LinesOf = new RowQuery<PurchaseLine>().Where(nameof(PurchaseLine.PurchaseId)).OrderBy(nameof(PurchaseLine.Number));

    public static async ValueTask<Result<ReturnReceipt>> ApplyAsync(Work work, Merchant merchant, ReturnOrder order, DateTime occurredAt, IReadOnlyList<ReturnedPart> parts)
    {
        var zone = merchant.Zone();
        var day = zone.DayOf(occurredAt);
        var id = work.Ids.Next();
        parts = await PointsPayment.AfterEarlierAsync(work, parts);
        var lines = parts.Select((part, index) => PurchaseReturnLine.Of(id, index + 1, order.MerchantId, part)).ToList();
        var programme = await ProgrammeBook.In(work).CurrentAsync(order.MerchantId);

        (string Currency, decimal Net)? sold = null;
        foreach (var group in parts.Where(part => part.Line is not null).GroupBy(part => part.Line!.PurchaseId))
        {
            var purchase = (await work.Session.GetAsync<Purchase>(new RowKey(group.Key)))!;
            var (restored, paidBack) = (group.Sum(part => part.Restored), group.Sum(part => part.PaidBack)); // before the lines change
            var all = await work.Session.ListAsync(LinesOf, group.Key);
            var correction = purchase.CorrectionFor(all, [.. group]);
            var own = lines.Where(line => line.PurchaseId == group.Key).ToList();
            own[0].TakeCorrection(correction);
            foreach (var part in group)
            {
                part.Line!.Return(part.Quantity, part.Net, part.Points);
                work.Session.Update(part.Line);
            }

            var points = group.Sum(part => part.Points);
            var isComplete = all.All(line => line.QuantityLeft == 0);
            var net = group.Sum(part => part.Net);
            var inCurrency = purchase.InCurrency(net, isComplete);
            if (inCurrency is { } amount)
                sold = (purchase.Currency!, (sold?.Net ?? 0) + amount);
            purchase.Return(net, points, correction, restored, inCurrency, isComplete);
            work.Session.Update(purchase);
            if (isComplete)
                await FactsBook.In(work).KeptAsync(RecordPurchase.FactOf(work, purchase), () => Merging.FactsOfAsync(work, purchase.MemberId!.Value));
            if (isComplete)
                await PurchaseVouchers.GiveBackAsync(work, merchant, purchase, id);
            if (restored > 0 && purchase.MemberId is not null && await PointsPayment.RestoreAsync(work, merchant, purchase, restored, paidBack, id, occurredAt) is { } unrestored)
                return unrestored;
            if (purchase.MemberId is { } buyer)
            {
                if (purchase.PointsEarned > 0)
                    await FactsBook.In(work).SoldAsync(order.MerchantId, buyer, purchase.Day, day, -points, -net);
                await Standings.QualifyAsync(work, merchant, buyer, purchase.Day, new QualifyingFact(purchase.State == PurchaseState.Returned ? -1 : 0, -group.Sum(part => part.Net), -points), day, TierCause.Returned);
                if (await Happened.TellAsync(work, merchant, buyer, Happening.Returned(purchase, group)) is { } untold)
                    return untold;
            }

            if (points + correction == 0 || purchase.MemberId is null)
                continue;
            var posted = await LedgerBook.In(work).PostAsync(order.MerchantId, new Posting
            {
                AccountId = purchase.MemberId.Value,
                Kind = EntryKind.EarnReversal,
                Points = points + correction,
                Source = EntrySource.Return,
                SourceId = id,
                OccurredAt = occurredAt,
                Explanation = new Explanation { Points = -points - correction, Steps = [.. group.Where(part => part.Points > 0).Select(StepOf), .. CorrectionSteps(correction)] },
                FromLot = purchase.OwnLot,
                Clamp = true,
                AllowDebt = programme.Points.Debt == DebtKind.Allow,
            });
            if (!posted.Try(out var entry, out var failure))
                return failure;
            foreach (var line in own.Where(line => line.PointsReversed > 0 || line.CorrectionReversed != 0))
                line.TakenBackBy(entry);
        }

        var row = PurchaseReturn.Record(id, order, occurredAt, work.Now, day, lines);
        if (sold is { } foreign)
            row.SoldIn(foreign.Currency, foreign.Net);
        work.Session.Insert(row);
        foreach (var line in lines)
            work.Session.Insert(line);
        await FactsBook.In(work).ReturnAsync(order.MerchantId, order.StoreId, day, order.MemberId, row.Net);
        var account = order.MemberId is { } member ? await LedgerBook.In(work).AccountAsync(member, order.MerchantId) : null;
        if (order.ImportId is null)
            await Announcements.In(work).TellAsync(order.MerchantId, EventNames.PurchaseReturned, () => Announced.Of(row, lines));
        await Aftermath.OfAsync(work, order.MerchantId, order.StoreId, day, zone, isAnnounced: order.ImportId is null);
        foreach (var purchaseId in parts.Where(part => part.Line is not null).Select(part => part.Line!.PurchaseId).Distinct())
        {
            if (await ReferralCourse.FollowAsync(work, merchant, (await work.Session.GetAsync<Purchase>(new RowKey(purchaseId)))!) is { } unfollowed)
                return unfollowed;
        }

        return ReturnReceipt.Of(row, account);
    }

    /// <summary>What goes back of a purchase's correction; no step where nothing was corrected.</summary>
    internal static IEnumerable<ExplanationStep> CorrectionSteps(long correction) =>
        correction == 0 ? [] : [new ExplanationStep("Purchases", correction > 0 ? "step_correction_taken_back" : "step_correction_spared", Points: -correction)];

    private static ExplanationStep StepOf(ReturnedPart part) => new("Purchases", "step_returned", part.Line!.Name ?? part.Line.Category ?? part.Line.Sku, -part.Points)
    {
        Arguments = [part.Quantity.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture), part.Line.Quantity.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture), part.Line.PointsEarned.ToString(System.Globalization.CultureInfo.InvariantCulture)],
    };
}

/// <summary>What a return did. Points are whole and positive.</summary>
/// <param name="PointsReversed">What its goods had earned, and what had been corrected for them.</param>
public sealed record ReturnReceipt(long ReturnId, long? MemberId, decimal Net, long PointsReversed, int UnmatchedLines, long ActivePoints, long PendingPoints)
{
    /// <summary>The return had been recorded before; nothing was done now.</summary>
    public bool WasKnown { get; init; }

    /// <summary>The import that recorded it.</summary>
    public long? ImportId { get; init; }

    /// <summary>Points that had paid and came back, and what they were worth: that much is not paid out as money.</summary>
    public long PointsRestored { get; init; }

    public decimal PaidWithPoints { get; init; }

    internal static ReturnReceipt Of(PurchaseReturn row, PointsAccount? account) => new(row.Id, row.MemberId, row.Net, row.PointsReversed + row.CorrectionReversed, row.UnmatchedLines, account?.Active ?? 0, account?.Pending ?? 0)
    {
        ImportId = row.ImportId,
        PointsRestored = row.PointsRestored,
        PaidWithPoints = row.PaidWithPoints,
    };
}
