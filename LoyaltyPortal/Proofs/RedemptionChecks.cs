using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Rewards;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>Whether every redemption has spent, and got back, exactly what its state says, and every reward's stock is what its redemptions leave.</summary>
internal static class RedemptionChecks
{
    public static BookDifference? First(BooksPage page, Redemption redemption)
    {
        var entries = page.Entries[redemption.AccountId].Where(entry => entry.Source == EntrySource.Redemption && entry.SourceId == redemption.Id).ToList();
        var spent = -entries.Where(entry => entry.Kind == EntryKind.Redeem).Sum(entry => entry.Points);
        var back = entries.Where(entry => entry.Kind == EntryKind.RedemptionReversal).Sum(entry => entry.Points);
        var key = $"redemption {SourceChecks.Text(redemption.Id)}";
        var sums = SourceChecks.Same(BookPart.Redemption, "Redemptions", key, nameof(redemption.Points), spent, redemption.EntrySequence is null ? 0 : redemption.Points, redemption.MemberId)
            ?? SourceChecks.Same(BookPart.Redemption, "Redemptions", key, nameof(redemption.PointsBack), back, redemption.PointsBack, redemption.MemberId);
        if (sums is not null)
            return sums;
        if (redemption.EntrySequence is { } sequence && entries.Find(entry => entry.Kind == EntryKind.Redeem)?.Sequence != sequence)
            return SourceChecks.Wrong(BookPart.Redemption, "Redemptions", key, $"its entry {SourceChecks.Text(sequence)} is not the one that spent its points", redemption.MemberId);
        return IsLegal(redemption) ? null : SourceChecks.Wrong(BookPart.Redemption, "Redemptions", key, $"it cannot be {redemption.State} with what is written in it", redemption.MemberId);
    }

    /// <summary>The first reward whose stock is not what its live redemptions take; what is redeemed for a reward that there is not counts as well.</summary>
    public static async Task<BookDifference?> FirstStockAsync(LoyaltyDbContext context, CancellationToken cancellation)
    {
        var live = await context.Set<Redemption>().Where(row => row.State == RedemptionState.Held || row.State == RedemptionState.Issued || row.State == RedemptionState.Fulfilled)
            .GroupBy(row => row.RewardId).Select(group => new { RewardId = group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.RewardId, group => group.Count, cancellation);
        var stocks = await context.Set<RewardStock>().AsNoTracking().ToDictionaryAsync(stock => stock.RewardId, stock => stock.Taken, cancellation);
        return live.Keys.Union(stocks.Keys).Order()
            .Select(reward => SourceChecks.Same(BookPart.Redemption, "RewardStocks", $"reward {SourceChecks.Text(reward)}", "Taken", live.GetValueOrDefault(reward), stocks.GetValueOrDefault(reward), null))
            .FirstOrDefault(difference => difference is not null);
    }

    private static bool IsLegal(Redemption redemption) => redemption.State switch
    {
        RedemptionState.Held => redemption is { EntrySequence: null, Code: null, HoldId: not null, DueAt: not null, EndedAt: null, PointsBack: 0 },
        RedemptionState.Issued => redemption is { EntrySequence: not null, Code: not null, EndedAt: null, PointsBack: 0 } && redemption.DueAt == redemption.ValidUntil,
        RedemptionState.Fulfilled => redemption is { EntrySequence: not null, DueAt: null, EndedAt: not null, PointsBack: 0 },
        RedemptionState.Cancelled => redemption is { DueAt: null, EndedAt: not null } && redemption.PointsBack == (redemption.EntrySequence is null ? 0 : redemption.Points),
        RedemptionState.Expired => redemption is { DueAt: null, EndedAt: not null } && (redemption.PointsBack == 0 || redemption.PointsBack == redemption.Points && redemption.EntrySequence is not null),
        _ => false,
    };
}
