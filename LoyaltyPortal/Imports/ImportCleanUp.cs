using System.Linq.Expressions;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Imports;

/// <summary>Removes files that nobody needs any more, and imports that came to nothing.</summary>
public sealed class ImportCleanUp(LoyaltyDatabase database, TimeProvider clock)
{
    /// <summary>An upload that has not come to its end by then never will.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    /// <summary>
    /// So long after an import has ended its file can still be read, and what of it is shown as a sample; so long one that nobody starts is kept. Names, addresses and phone
    /// numbers in it are of people who may have been forgotten since. What was recorded needs no file, and undoing it neither.
    /// </summary>
    public static readonly TimeSpan FileKept = TimeSpan.FromDays(30);

    /// <summary>Removes what is left of uploads whose portal died in the middle of them, and the files of imports that have ended.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        var ended = clock.UtcNow() - FileKept;
        foreach (var merchantId in await database.MerchantsWithAsync<PurchaseImport>(HasEnded(ended), cancellation))
        {
            await using var context = database.ForMerchant(merchantId);
            await RemoveFilesAsync(context, ended, cancellation);
        }

        await RemoveAsync(Idle(ImportState.Uploading, clock.UtcNow() - AbandonedAfter), cancellation);
        await RemoveAsync(Idle(ImportState.Draft, ended), cancellation);
    }

    private async Task RemoveAsync(Expression<Func<PurchaseImport, bool>> which, CancellationToken cancellation)
    {
        foreach (var merchantId in await database.MerchantsWithAsync(which, cancellation))
        {
            await using var context = database.ForMerchant(merchantId);
            await RemoveAsync(context, which, cancellation);
        }
    }

    /// <summary>Imports with their files, all or nothing.</summary>
    public static async Task<int> RemoveAsync(LoyaltyDbContext context, Expression<Func<PurchaseImport, bool>> which, CancellationToken cancellation)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var imports = context.Set<PurchaseImport>().Where(which).Select(row => row.Id);
        await context.Set<ImportChunk>().Where(chunk => imports.Contains(chunk.ImportId)).ExecuteDeleteAsync(cancellation);
        await context.Set<ImportScan>().Where(scan => imports.Contains(scan.ImportId)).ExecuteDeleteAsync(cancellation);
        await context.Set<ImportRefusal>().Where(refusal => imports.Contains(refusal.ImportId)).ExecuteDeleteAsync(cancellation);
        var count = await context.Set<PurchaseImport>().Where(which).ExecuteDeleteAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return count;
    }

    private static Expression<Func<PurchaseImport, bool>> Idle(ImportState state, DateTime before) => row => row.State == state && row.CreatedAt < before;

    private static Expression<Func<PurchaseImport, bool>> HasEnded(DateTime before) => row =>
        (row.State == ImportState.Completed || row.State == ImportState.Failed || row.State == ImportState.Stopped || row.State == ImportState.Undone) && row.FinishedAt < before;

    /// <summary>The files of imports that ended before. Whoever resumes one in that moment is told that the import has moved on, and finds no file then.</summary>
    private static async Task RemoveFilesAsync(LoyaltyDbContext context, DateTime before, CancellationToken cancellation)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var imports = context.Set<PurchaseImport>().Where(HasEnded(before));
        var withFile = imports.Where(row => context.Set<ImportChunk>().Any(chunk => chunk.ImportId == row.Id));
        foreach (var scan in await context.Set<ImportScan>().Where(scan => withFile.Any(row => row.Id == scan.ImportId)).ToListAsync(cancellation))
            scan.ForgetValues();
        await context.SaveChangesAsync(cancellation);
        await withFile.ExecuteUpdateAsync(row => row.SetProperty(import => import.Version, import => import.Version + 1).SetProperty(import => import.FaultValue, (string?)null), cancellation);
        await context.Set<ImportChunk>().Where(chunk => imports.Any(row => row.Id == chunk.ImportId)).ExecuteDeleteAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
