using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;

namespace LoyaltyPortal.Purchases;

/// <summary>
/// The part of a purchase that points pay. It is never money: when goods come back, their part of it goes back as points, to the lots that it came
/// from, and is not paid out.
/// </summary>
internal sealed record PointsPayment(long Points, decimal Worth, long? HoldId, long? PurchaseId)
{
    public static readonly PointsPayment None = new(0, 0, null, null);

    private static readonly RowQuery<LedgerEntry> EntriesOf = new RowQuery<LedgerEntry>().Where(nameof(LedgerEntry.AccountId)).Where(nameof(LedgerEntry.SourceId)).OrderBy(nameof(LedgerEntry.Sequence));
    private static readonly RowQuery<LedgerEntry> RestorationsOf = new RowQuery<LedgerEntry>().Where(nameof(LedgerEntry.AccountId)).Where(nameof(LedgerEntry.RestoresSequence)).OrderBy(nameof(LedgerEntry.Sequence));

    private static readonly RowQuery<PurchaseReturnLine> ReturnsOf = new RowQuery<PurchaseReturnLine>().Where(nameof(PurchaseReturnLine.PurchaseId)).OrderBy(nameof(PurchaseReturnLine.ReturnId)).OrderBy(nameof(PurchaseReturnLine.Number));

    /// <summary>What so many points pay, in the merchant's currency: whole hundredths, rounded down.</summary>
    public static decimal WorthOf(long points, decimal pointValue) => Math.Round(points * pointValue, 2, MidpointRounding.ToZero);

    /// <summary>The most points that pay no more than that much.</summary>
    public static long PointsFor(decimal amount, decimal pointValue)
    {
        // Rounding down lets a few more points be worth the same: nobody should give them for nothing.
        var points = (long)decimal.Ceiling(amount / pointValue);
        return WorthOf(points, pointValue) > amount ? points - 1 : points;
    }

    /// <summary>Looks whether what was asked for can be paid; changes nothing but what time has brought.</summary>
    /// <param name="due">What the purchase costs with tax.</param>
    public static async ValueTask<Result<PointsPayment>> AskedAsync(Work work, Merchant merchant, Member? member, RecordPurchase asked, decimal due)
    {
        if (asked.HoldId is null && asked.PointsToSpend == 0)
            return None;
        if (member is null || asked.PointsToSpend < 0 || (asked.HoldId is not null && asked.PointsToSpend != 0))
            return PurchaseErrors.PointsPayment();
        var account = (await LedgerBook.In(work).AccountAsync(member.Id, merchant.Id))!;
        long? purchaseId = null;
        var points = asked.PointsToSpend;
        decimal? promised = null;
        if (asked.HoldId is { } holdId)
        {
            if (await work.Session.GetAsync<Hold>(new RowKey(holdId)) is not { State: HoldState.Open } hold || hold.AccountId != member.Id || hold.MerchantId != merchant.Id)
                return LedgerErrors.HoldEnded();
            (points, promised) = (hold.Points, hold.Worth);
            purchaseId = (await work.Session.GetAsync<LedgerEntry>(new RowKey(hold.AccountId, hold.PlacedSequence)))!.SourceId;
        }
        else if (account.Active < points)
        {
            return LedgerErrors.NotEnough(points, account.Active);
        }

        var worth = promised ?? WorthOf(points, merchant.PointValue);
        if (worth == 0)
            return PurchaseErrors.PointsWorthless();
        return worth > due ? PurchaseErrors.PointsTooMany(PointsFor(due, merchant.PointValue)) : new PointsPayment(points, worth, asked.HoldId, purchaseId);
    }

    /// <summary>Whether a purchase that is known was paid with the very points that are offered for it now; one that offers none says nothing of them.</summary>
    public static async ValueTask<bool> PaidAsync(Work work, Purchase known, RecordPurchase asked)
    {
        if (asked.HoldId is not { } holdId)
            return asked.PointsToSpend == 0 || asked.PointsToSpend == known.PointsRedeemed;
        return await work.Session.GetAsync<Hold>(new RowKey(holdId)) is { State: HoldState.Committed } hold
            && (await work.Session.GetAsync<LedgerEntry>(new RowKey(hold.AccountId, hold.PlacedSequence)))!.SourceId == known.Id;
    }

    /// <summary>Takes the points.</summary>
    public async ValueTask<Failure?> SpendAsync(Work work, Merchant merchant, long accountId, long purchaseId, DateTime occurredAt)
    {
        if (Points == 0)
            return null;
        var explanation = new Explanation { Points = -Points, Steps = [StepOf("step_paid_with_points", -Points, Worth, merchant.Currency)] };
        var book = LedgerBook.In(work);
        var extendsTo = (await ProgrammeBook.In(work).CurrentAsync(merchant.Id)).Points.ExtensionOf(merchant.Zone(), occurredAt, work.Now);
        var spent = HoldId is { } hold
            ? await book.CommitHoldAsync(merchant.Id, hold, explanation, extendsTo)
            : await book.PostAsync(merchant.Id, Redemption(accountId, purchaseId, Points, occurredAt, explanation) with { ExtendsTo = extendsTo });
        return spent.Failure;
    }

    /// <summary>Each line's part of the points and of what they were worth, in proportion to what it cost.</summary>
    public (IReadOnlyList<long> Points, IReadOnlyList<decimal> Worth) OfLines(IReadOnlyList<LineInput> lines)
    {
        var costs = lines.Select(line => line.Net + line.Tax).ToList();
        return (Share(Points, costs), [.. Share((long)(Worth * 100), costs).Select(hundredths => hundredths / 100m)]);
    }

    /// <summary>The parts of a return, knowing what earlier returns of their lines that still count have given back.</summary>
    public static async ValueTask<IReadOnlyList<ReturnedPart>> AfterEarlierAsync(Work work, IReadOnlyList<ReturnedPart> parts)
    {
        var earlier = new List<PurchaseReturnLine>();
        foreach (var purchase in parts.Where(IsAfterAnother).Select(part => part.Line!.PurchaseId).Distinct())
        {
            foreach (var line in await work.Session.ListAsync(ReturnsOf, purchase))
            {
                if ((await work.Session.GetAsync<PurchaseReturn>(new RowKey(line.ReturnId)))!.State == ReturnState.Completed)
                    earlier.Add(line);
            }
        }

        return After(parts, earlier);
    }

    /// <param name="earlier">Lines of all returns of the same purchases that still count.</param>
    public static IReadOnlyList<ReturnedPart> After(IReadOnlyList<ReturnedPart> parts, IReadOnlyCollection<PurchaseReturnLine> earlier)
    {
        if (earlier.Count == 0)
            return parts;
        var given = earlier.ToLookup(line => (line.PurchaseId, line.PurchaseLineNumber));
        return [.. parts.Select(part => part.Line is null ? part : part with
        {
            GivenBack = (given[(part.Line.PurchaseId, part.Line.Number)].Sum(line => line.PointsRestored), given[(part.Line.PurchaseId, part.Line.Number)].Sum(line => line.PaidWithPoints)),
        })];
    }

    /// <summary>Whether it matters what came back before.</summary>
    public static bool IsAfterAnother(ReturnedPart part) => part.Line is { PointsRedeemed: > 0, ReturnedQuantity: > 0 };

    /// <summary>Gives points that had paid for returned goods back to the lots they came from.</summary>
    /// <param name="returnId">The return that they come back by.</param>
    public static async ValueTask<Failure?> RestoreAsync(Work work, Merchant merchant, Purchase purchase, long points, decimal worth, long returnId, DateTime occurredAt)
    {
        var policy = (await ProgrammeBook.In(work).CurrentAsync(merchant.Id)).Points;
        foreach (var accountId in new[] { purchase.OwnAccountId!.Value, purchase.MemberId!.Value }.Distinct())
        {
            foreach (var redemption in (await work.Session.ListAsync(EntriesOf, accountId, purchase.Id)).Where(entry => entry is { Kind: EntryKind.Redeem, Source: EntrySource.Purchase }))
            {
                var left = -redemption.Points - (await work.Session.ListAsync(RestorationsOf, accountId, redemption.Sequence)).Sum(entry => entry.Points);
                var back = Math.Min(points, left);
                if (back <= 0)
                    continue;
                var posted = await LedgerBook.In(work).PostAsync(merchant.Id, new Posting
                {
                    AccountId = accountId,
                    Kind = EntryKind.RedemptionReversal,
                    Points = back,
                    Source = EntrySource.Return,
                    SourceId = returnId,
                    OccurredAt = occurredAt,
                    Explanation = new Explanation { Points = back, Steps = [StepOf("step_paid_points_back", back, worth, merchant.Currency)] },
                    RestoresSequence = redemption.Sequence,
                    GraceUntil = policy.GraceUntil(merchant.Zone(), work.Now),
                    ExpiresAt = policy.ExpiryOf(merchant.Zone(), work.Now, work.Now),
                });
                if (posted.Failure is { } failure)
                    return failure;
                points -= back;
            }

            if (await Merging.FollowAsync(work, merchant.Id, accountId, purchase.MemberId!.Value, returnId) is { } stayed)
                return stayed;
        }

        return points == 0 ? null : LedgerErrors.NothingToRestore();
    }

    /// <summary>Takes the points again, as the return that gave them back is taken back.</summary>
    public static async ValueTask<Failure?> RetakeAsync(Work work, Merchant merchant, Purchase purchase, long points, decimal worth)
    {
        if (points == 0)
            return null;
        var explanation = new Explanation { Points = -points, Steps = [StepOf("step_paid_points_again", -points, worth, merchant.Currency)] };
        return (await LedgerBook.In(work).PostAsync(merchant.Id, Redemption(purchase.MemberId!.Value, purchase.Id, points, work.Now, explanation))).Failure;
    }

    private static Posting Redemption(long accountId, long purchaseId, long points, DateTime occurredAt, Explanation explanation) => new()
    {
        AccountId = accountId,
        Kind = EntryKind.Redeem,
        Points = points,
        Source = EntrySource.Purchase,
        SourceId = purchaseId,
        OccurredAt = occurredAt,
        Explanation = explanation,
    };

    private static ExplanationStep StepOf(string code, long points, decimal worth, string currency) =>
        new("Purchases", code, Points: points) { Arguments = [worth.ToString("0.00", CultureInfo.InvariantCulture), currency] };

    /// <summary>Whole parts in proportion, the leftover ones to the largest remainders, earlier lines first.</summary>
    private static long[] Share(long total, IReadOnlyList<decimal> weights)
    {
        var shares = new long[weights.Count];
        var sum = weights.Sum();
        if (total == 0 || sum == 0)
            return shares;
        var exact = weights.Select(weight => total * weight / sum).ToList();
        for (var index = 0; index < shares.Length; index++)
            shares[index] = (long)decimal.Truncate(exact[index]);
        foreach (var index in Enumerable.Range(0, shares.Length).OrderByDescending(index => exact[index] - shares[index]).ThenBy(index => index).Take((int)(total - shares.Sum())))
            shares[index]++;
        return shares;
    }
}
