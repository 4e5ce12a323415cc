using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Referrals;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases;

/// <summary>What a basket would earn, with the reasons.</summary>
public sealed record PurchaseQuote(decimal Net, long Points, Explanation Explanation)
{
    /// <summary>When the points become active, UTC; null at once.</summary>
    public DateTime? PendingUntil { get; init; }
}

/// <summary>What a return would do, line by line.</summary>
/// <param name="ActiveAfter">Below zero by the debt that the next points pay off.</param>
/// <param name="Shortfall">Points that were spent and that the programme lets go.</param>
public sealed record ReturnQuote(decimal Net, long Points, long ActiveAfter, long PendingAfter, long Shortfall, IReadOnlyList<ReturnQuoteLine> Lines)
{
    /// <summary>Points that had paid and come back, and what they were worth.</summary>
    public long PointsRestored { get; init; }

    public decimal PaidWithPoints { get; init; }

    /// <summary>The part of <see cref="Points"/> that was corrected after the purchase, signed.</summary>
    public long Correction { get; init; }

    /// <summary>What is paid out.</summary>
    public decimal Money => Math.Max(0, Net - PaidWithPoints);
}

public sealed record ReturnQuoteLine(int Number, string? Name, decimal Quantity, decimal Net, long Points);

/// <summary>A purchase with its lines, as a receipt or a return form shows it.</summary>
public sealed record PurchaseView(
    long Id, long? MemberId, int StoreId, DateTime OccurredAt, string? Reference, PurchaseState State, decimal Net, decimal ReturnedNet, long PointsEarned, long PointsReversed,
    Explanation Explanation, IReadOnlyList<PurchaseLineView> Lines)
{
    public DateTime RecordedAt { get; init; }

    public long PointsRedeemed { get; init; }

    public decimal PaidWithPoints { get; init; }

    public long PointsRestored { get; init; }

    /// <summary>Set where it was sold in another currency than the merchant's.</summary>
    public string? Currency { get; init; }

    public decimal? CurrencyNet { get; init; }

    public decimal? Rate { get; init; }

    /// <summary>Its returns that count, oldest first.</summary>
    public IReadOnlyList<ReturnRow> Returns { get; init; } = [];
}

/// <summary>A return of a purchase.</summary>
/// <param name="IsImported">A file brought it: it is taken back with the file.</param>
public sealed record ReturnRow(long Id, DateTime OccurredAt, decimal Net, long PointsReversed, long PointsRestored, bool IsImported);

public sealed record PurchaseLineView(int Number, string? Sku, string? Name, string? Category, decimal Quantity, decimal QuantityLeft, decimal Net, long PointsEarned, long PointsReversed);

/// <summary>A purchase in a list.</summary>
public sealed record PurchaseRow(long Id, DateTime OccurredAt, int StoreId, string? Reference, PurchaseState State, PurchaseSource Source, decimal Net, decimal ReturnedNet, long PointsEarned, long PointsReversed);

/// <summary>What till, portal, API and importer ask of this room.</summary>
public sealed class PurchaseService(LoyaltyDatabase database, CommandQueue queue, MerchantDirectory directory, TimeProvider clock)
{
    /// <summary>Works out what a basket would earn now, without recording anything.</summary>
    /// <param name="memberId">Who buys; null for somebody who has never bought.</param>
    /// <param name="paidWithPoints">The part that points pay, in the merchant's currency.</param>
    /// <returns>Or <c>early_access_only</c> for what may not be sold to them yet, <c>store_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<PurchaseQuote>> QuoteAsync(Actor actor, int storeId, IReadOnlyList<LineInput> lines, long? memberId = null, decimal paidWithPoints = 0, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        var merchant = await directory.FindAsync(actor.MerchantId, cancellation);
        if (merchant?.Stores.FirstOrDefault(store => store.Id == storeId) is not { } store)
            return MerchantErrors.StoreUnknown();
        var now = clock.UtcNow();
        var programme = await ProgrammeAsync(actor.MerchantId, cancellation);
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await EarlyAccessGate.ReadAsync(context, merchant, memberId, programme, lines, now, cancellation) is { } closed)
            return closed;
        var earned = programme.Rules.OnPurchase(new Basket
        {
            Member = await BasketMembers.ReadAsync(context, memberId, programme, merchant.Zone, merchant.Zone.DayOf(now), cancellation),
            OccurredAt = now,
            LocalTime = merchant.Zone.ToLocal(now),
            StoreId = store.Id,
            StoreName = store.Name,
            Channel = store.Channel,
            Currency = merchant.Settings.Currency,
            PaidWithPoints = paidWithPoints,
            Lines = [.. lines.Select(line => line.ForBasket())],
        });
        return new PurchaseQuote(lines.Sum(line => line.Net), earned.Points, earned.Explanation) { PendingUntil = programme.Points.AvailableFrom(merchant.Zone, now) };
    }

    /// <summary>Records a purchase for the actor's merchant.</summary>
    /// <param name="key">Made when the form opened and reused on every retry.</param>
    /// <param name="holdId">Kept points that pay a part of it.</param>
    /// <param name="vouchers">Redemptions that are used on it; <paramref name="lines"/> are what the goods cost without them.</param>
    public async Task<Result<PurchaseReceipt>> RecordAsync(Actor actor, string key, int storeId, long? memberId, IReadOnlyList<LineInput> lines, string? reference = null, PurchaseSource source = PurchaseSource.Till, long? holdId = null, IReadOnlyList<long>? vouchers = null)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = actor.MerchantId,
            IdempotencyKey = "purchase:" + key,
            StoreId = storeId,
            MemberId = memberId,
            Source = source,
            Reference = string.IsNullOrWhiteSpace(reference) ? null : reference.Trim(),
            Lines = lines,
            RecordedBy = actor.UserId,
            StaffEmail = actor.Email,
            HoldId = holdId,
            Vouchers = vouchers is { Count: > 0 } ? vouchers : null,
        });
    }

    /// <summary>The same, as a program says it: all that a purchase may have besides what a till shows.</summary>
    public async Task<Result<PurchaseReceipt>> RecordAsync(Actor actor, RecordPurchase purchase)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        return purchase.MerchantId == actor.MerchantId ? await queue.ExecuteAsync(purchase) : MerchantErrors.StoreUnknown();
    }

    /// <summary>What so many points pay, in the merchant's currency.</summary>
    public static decimal WorthOf(long points, decimal pointValue) => PointsPayment.WorthOf(points, pointValue);

    /// <summary>The most points that pay no more than that much.</summary>
    public static long PointsFor(decimal amount, decimal pointValue) => PointsPayment.PointsFor(amount, pointValue);

    /// <summary>Keeps a member's points for a payment, for <see cref="HoldPoints.Minutes"/> minutes.</summary>
    /// <returns>Or <c>points_not_enough</c>, <c>points_amount</c>, <c>member_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<HeldPoints>> HoldAsync(Actor actor, string key, long memberId, long points)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new HoldPoints { MerchantId = actor.MerchantId, IdempotencyKey = "hold:" + key, MemberId = memberId, Points = points });
    }

    /// <summary>Frees kept points; spent or free already, they stay as they are.</summary>
    public async Task<Result<Done>> ReleaseAsync(Actor actor, long holdId)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new ReleasePoints { MerchantId = actor.MerchantId, HoldId = holdId });
    }

    /// <summary>Takes a return back that the till recorded: all is as it was before it.</summary>
    /// <returns>Or <c>return_unknown</c> (a file's too), <c>points_not_enough</c> when points that it gave back are spent, <c>own_member</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<Done>> TakeReturnBackAsync(Actor actor, string key, long returnId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await context.Set<PurchaseReturn>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == returnId && row.ImportId == null, cancellation) is not { } row)
            return PurchaseErrors.ReturnUnknown();
        return await queue.ExecuteAsync(new UndoReturn { MerchantId = actor.MerchantId, IdempotencyKey = "reopen:" + key, ReturnId = returnId, By = actor }, cancellation);
    }

    public async Task<Result<ReturnReceipt>> ReturnAsync(Actor actor, string key, long purchaseId, IReadOnlyList<ReturnedLine> lines, int? storeId = null)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new RecordReturn
        {
            MerchantId = actor.MerchantId,
            IdempotencyKey = "return:" + key,
            PurchaseId = purchaseId,
            Lines = lines,
            StoreId = storeId,
            Source = PurchaseSource.Till,
            RecordedBy = actor.UserId,
        });
    }

    /// <summary>The same, as a program says it.</summary>
    public async Task<Result<ReturnReceipt>> ReturnAsync(Actor actor, RecordReturn returned)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        return returned.MerchantId == actor.MerchantId ? await queue.ExecuteAsync(returned) : PurchaseErrors.Unknown();
    }

    /// <summary>Says whether a member is a test; what it bought counts in reports accordingly.</summary>
    /// <returns>Or <c>member_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<Done>> CountAsTestAsync(Actor actor, long memberId, bool isTest) => actor.Lacks(Permission.ChangeMembers) is { } refusal
        ? refusal
        : await queue.ExecuteAsync(new CountAsTest { MerchantId = actor.MerchantId, MemberId = memberId, IsTest = isTest, By = actor });

    /// <summary>What a return would take back, by the arithmetic that <see cref="ReturnAsync(Actor, string, long, IReadOnlyList{ReturnedLine}, int?)"/> uses.</summary>
    public async Task<Result<ReturnQuote>> QuoteReturnAsync(Actor actor, long purchaseId, IReadOnlyList<ReturnedLine> lines, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var purchase = await context.Set<Purchase>().AsNoTracking().FirstOrDefaultAsync(purchase => purchase.Id == purchaseId, cancellation);
        if (purchase is null || purchase.State == PurchaseState.Undone)
            return PurchaseErrors.Unknown();
        var known = await context.Set<PurchaseLine>().AsNoTracking().Where(line => line.PurchaseId == purchaseId).OrderBy(line => line.Number).ToListAsync(cancellation);
        if (!ReturnPlan.Of(known, lines).Try(out var parts, out var failure))
            return failure;
        if (parts.Any(PointsPayment.IsAfterAnother))
        {
            parts = PointsPayment.After(parts, await (from line in context.Set<PurchaseReturnLine>().AsNoTracking()
                                                      join row in context.Set<PurchaseReturn>() on line.ReturnId equals row.Id
                                                      where line.PurchaseId == purchaseId && row.State == ReturnState.Completed
                                                      select line).ToListAsync(cancellation));
        }

        var correction = purchase.CorrectionFor(known, [.. parts]);
        var points = parts.Sum(part => part.Points) + correction;
        long active = 0, pending = 0, shortfall = 0;
        if (purchase.MemberId is { } member)
        {
            var account = await context.Set<PointsAccount>().AsNoTracking().FirstAsync(account => account.Id == member, cancellation);
            var lots = await LedgerService.OpenLotsAsync(context, account, cancellation);
            var now = clock.UtcNow();
            (active, pending, _) = await LedgerService.NowAsync(context, account, lots, now, cancellation);
            var own = lots.Find(lot => lot.Sequence == purchase.OwnLot);
            var fromPending = own is { IsPending: true } && own.AvailableFrom > now ? Math.Min(points, own.Remaining) : 0;
            active += parts.Sum(part => part.Restored);
            if ((await ProgrammeAsync(actor.MerchantId, cancellation)).Points.Debt == DebtKind.Clamp)
                shortfall = Math.Max(0, points - fromPending - Math.Max(0, active));
            active -= points - fromPending - shortfall;
            pending -= fromPending;
        }

        return new ReturnQuote(parts.Sum(part => part.Net), points, active, pending, shortfall,
            [.. parts.Select(part => new ReturnQuoteLine(part.Line!.Number, part.Name ?? part.Line.Category, part.Quantity, part.Net, part.Points))])
        {
            PointsRestored = parts.Sum(part => part.Restored),
            PaidWithPoints = parts.Sum(part => part.PaidBack),
            Correction = correction,
        };
    }

    public async Task<Result<EnrolledMember>> EnrolAsync(Actor actor, string key, Enrolment enrolment, string source, string? referralCode = null)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal && actor.Lacks(Permission.ChangeMembers) is not null)
            return refusal;
        return await queue.ExecuteAsync(new EnrolMember { MerchantId = actor.MerchantId, IdempotencyKey = "enrol:" + key, Enrolment = enrolment, EnrolledAt = source, Referral = string.IsNullOrWhiteSpace(referralCode) ? null : new ReferralClaim(referralCode) { MustBeKnown = true }, StaffId = actor.UserId });
    }

    /// <summary>Enrols somebody who joins without staff, on the merchant's public page.</summary>
    public Task<Result<EnrolledMember>> JoinAsync(int merchantId, string key, Enrolment enrolment, ReferralClaim? referral = null) =>
        queue.ExecuteAsync(new EnrolMember { MerchantId = merchantId, IdempotencyKey = "join:" + key, Enrolment = enrolment, EnrolledAt = EnrolMember.JoinPage, Referral = referral });

    /// <summary>A purchase with its lines; null where there is none, and for whom it is not meant.</summary>
    public async Task<PurchaseView?> FindAsync(Actor actor, long purchaseId, CancellationToken cancellation = default)
    {
        if (!MaySee(actor))
            return null;
        await using var context = database.ForMerchant(actor.MerchantId);
        var purchase = await context.Set<Purchase>().AsNoTracking().FirstOrDefaultAsync(purchase => purchase.Id == purchaseId, cancellation);
        if (purchase is null)
            return null;
        var lines = await context.Set<PurchaseLine>().AsNoTracking().Where(line => line.PurchaseId == purchaseId).OrderBy(line => line.Number).ToListAsync(cancellation);
        var explanation = purchase.EntrySequence is null
            ? null
            : await context.Set<LedgerEntry>().Where(entry => entry.AccountId == purchase.OwnAccountId && entry.Sequence == purchase.EntrySequence).Select(entry => entry.Explanation).FirstAsync(cancellation);
        var returnIds = context.Set<PurchaseReturnLine>().Where(line => line.PurchaseId == purchaseId).Select(line => line.ReturnId);
        var returns = await context.Set<PurchaseReturn>().AsNoTracking().Where(row => returnIds.Contains(row.Id) && row.State == ReturnState.Completed).OrderBy(row => row.OccurredAt).ThenBy(row => row.Id)
            .Select(row => new ReturnRow(row.Id, row.OccurredAt, row.Net, row.PointsReversed + row.CorrectionReversed, row.PointsRestored, row.ImportId != null)).ToListAsync(cancellation);
        return new PurchaseView(purchase.Id, purchase.MemberId, purchase.StoreId, purchase.OccurredAt, purchase.Reference, purchase.State, purchase.Net, purchase.ReturnedNet, purchase.PointsEarned, purchase.PointsReversed,
            Explanation.FromJson(explanation ?? ""),
            [.. lines.Select(line => new PurchaseLineView(line.Number, line.Sku, line.Name, line.Category, line.Quantity, line.QuantityLeft, line.Net, line.PointsEarned, line.PointsReversed))])
        {
            RecordedAt = purchase.RecordedAt,
            PointsRedeemed = purchase.PointsRedeemed,
            PaidWithPoints = purchase.PaidWithPoints,
            PointsRestored = purchase.PointsRestored,
            Currency = purchase.Currency,
            CurrencyNet = purchase.CurrencyNet,
            Rate = purchase.Rate,
            Returns = returns,
        };
    }

    /// <summary>The purchase with the shop's own number; null where there is none, and for whom it is not meant.</summary>
    public async Task<PurchaseView?> FindAsync(Actor actor, string reference, CancellationToken cancellation = default)
    {
        if (!MaySee(actor))
            return null;
        await using var context = database.ForMerchant(actor.MerchantId);
        var id = await context.Set<Purchase>().Where(purchase => purchase.Reference == reference).Select(purchase => purchase.Id).FirstOrDefaultAsync(cancellation);
        return id == 0 ? null : await FindAsync(actor, id, cancellation);
    }

    /// <summary>Purchases, newest first; of one member, or of the whole merchant. Nothing for whom they are not meant.</summary>
    public async Task<IReadOnlyList<PurchaseRow>> ListAsync(Actor actor, long? memberId, int skip, int take, CancellationToken cancellation = default)
    {
        if (!MaySee(actor))
            return [];
        await using var context = database.ForMerchant(actor.MerchantId);
        var purchases = context.Set<Purchase>().AsNoTracking();
        if (memberId is not null)
            purchases = purchases.Where(purchase => purchase.MemberId == memberId);
        return await purchases.OrderByDescending(purchase => purchase.OccurredAt).ThenByDescending(purchase => purchase.Id)
            .Skip(skip).Take(Math.Clamp(take, 1, 200))
            .Select(purchase => new PurchaseRow(purchase.Id, purchase.OccurredAt, purchase.StoreId, purchase.Reference, purchase.State, purchase.Source, purchase.Net, purchase.ReturnedNet, purchase.PointsEarned, purchase.PointsReversed))
            .ToListAsync(cancellation);
    }

    private static bool MaySee(Actor actor) => actor.May(Permission.UseTill) || actor.May(Permission.SeeMembers);

    private async Task<Programme> ProgrammeAsync(int merchantId, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        return await CompiledProgrammes.InForceAsync(context, cancellation);
    }
}
