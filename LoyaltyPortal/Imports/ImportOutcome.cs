using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Imports;

/// <summary>A line of a return that matched no purchase.</summary>
public sealed record UnmatchedLine(string? Reference, DateTime OccurredAt, long? MemberId, string? Sku, string? Name, decimal Quantity, decimal Net);

/// <summary>What an import has put into the books, counted from the books.</summary>
public sealed record ImportTotals(
    long Purchases, long IdentifiedPurchases, long MembersWithSale, long MembersWithTwoOrMore, decimal NetSales, decimal IdentifiedNetSales,
    long Returns, long UnmatchedReturnLines, decimal ReturnedNet, long PointsIssued, long PointsReversed);

/// <summary>What came of an import, read from the books.</summary>
public sealed class ImportOutcome(LoyaltyDatabase database)
{
    /// <summary>What it has put into the books so far, from the books.</summary>
    public async Task<Result<ImportTotals>> TotalsAsync(Actor actor, long importId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ImportPurchases) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var purchases = context.Set<Purchase>().Where(purchase => purchase.ImportId == importId && purchase.State != PurchaseState.Undone);
        var identified = purchases.Where(purchase => purchase.MemberId != null);
        var returns = context.Set<PurchaseReturn>().Where(row => row.ImportId == importId && row.State != ReturnState.Undone);
        var perMember = identified.GroupBy(purchase => purchase.MemberId).Select(group => group.LongCount());
        return new ImportTotals(
            await purchases.LongCountAsync(cancellation),
            await identified.LongCountAsync(cancellation),
            await perMember.LongCountAsync(cancellation),
            await perMember.LongCountAsync(count => count >= 2, cancellation),
            await purchases.SumAsync(purchase => purchase.Net, cancellation),
            await identified.SumAsync(purchase => purchase.Net, cancellation),
            await returns.LongCountAsync(cancellation),
            await returns.SumAsync(row => (long)row.UnmatchedLines, cancellation),
            await returns.SumAsync(row => row.Net, cancellation),
            await purchases.SumAsync(purchase => purchase.PointsEarned, cancellation),
            await returns.SumAsync(row => row.PointsReversed + row.CorrectionReversed, cancellation));
    }

    /// <summary>Documents that the books refused, by row.</summary>
    public async Task<Result<IReadOnlyList<ImportRefusal>>> RefusalsAsync(Actor actor, long importId, int take = 200, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ImportPurchases) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<ImportRefusal>().AsNoTracking().Where(row => row.ImportId == importId).OrderBy(row => row.RowNumber).Take(Math.Clamp(take, 1, 1_000)).ToListAsync(cancellation);
    }

    /// <summary>Lines of its returns that matched no purchase and moved no points, in the order of the returns.</summary>
    public async Task<Result<IReadOnlyList<UnmatchedLine>>> UnmatchedAsync(Actor actor, long importId, int skip = 0, int take = 25, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ImportPurchases) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await (from row in context.Set<PurchaseReturn>()
                      join line in context.Set<PurchaseReturnLine>() on row.Id equals line.ReturnId
                      where row.ImportId == importId && row.State != ReturnState.Undone && line.PurchaseId == null
                      orderby row.Id, line.Number
                      select new UnmatchedLine(row.Reference, row.OccurredAt, row.MemberId, line.Sku, line.Name, line.Quantity, line.Net))
            .Skip(Math.Max(0, skip)).Take(Math.Clamp(take, 1, 200)).ToListAsync(cancellation);
    }
}
