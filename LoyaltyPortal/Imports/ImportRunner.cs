using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Imports;

/// <summary>
/// Runs imports and undoes them. Documents go down the recording road in file order, many on their way at once; how far it is
/// is noted about once a second. A run that died goes on after the last note, and what was recorded since answers that it is known:
/// so nothing is lost and nothing is counted twice.
/// </summary>
public sealed class ImportRunner(LoyaltyDatabase database, CommandQueue queue, ImportService imports, MerchantDirectory directory, LiveSignals signals, TimeProvider clock)
{
    private const int OnTheWay = 1_024;
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(1);
    private readonly string _owner = $"{Environment.ProcessId}:{Guid.NewGuid():N}";

    /// <summary>Takes over the import if nobody holds it, and runs or undoes it to its end.</summary>
    /// <returns>False when somebody else holds it.</returns>
    public async Task<bool> RunAsync(int merchantId, long importId, Action<PurchaseImport>? progress = null, CancellationToken cancellation = default)
    {
        if (await ClaimAsync(merchantId, importId, cancellation) is not { } import)
            return false;
        if (import.State == ImportState.Undoing)
            await UndoAsync(import, progress, cancellation);
        else
            await RecordAsync(import, progress, cancellation);
        return true;
    }

    private async Task<PurchaseImport?> ClaimAsync(int merchantId, long importId, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        var import = await context.Set<PurchaseImport>().FirstOrDefaultAsync(import => import.Id == importId, cancellation);
        if (import is null || !import.IsBusy || !import.IsFree(_owner, clock.UtcNow()))
            return null;
        import.Claim(_owner, clock.UtcNow());
        try
        {
            await context.SaveChangesAsync(cancellation);
            return import;
        }
        catch (DbUpdateConcurrencyException)
        {
            return null; // another portal was first
        }
    }

    private async Task RecordAsync(PurchaseImport import, Action<PurchaseImport>? progress, CancellationToken cancellation)
    {
        var reader = await imports.ReaderAsync(import, cancellation);
        if (import.ReadScan() is not { } scan)
        {
            scan = await reader.ScanAsync(cancellation: cancellation);
            import = await NoteAsync(import, row => row.Scanned(scan), progress, cancellation);
        }

        if (scan.Fault is { } broken)
        {
            await NoteAsync(import, row => row.Finish(ImportState.Failed, clock.UtcNow(), broken), progress, cancellation);
            return;
        }

        var stores = (await directory.FindAsync(import.MerchantId, cancellation))!.Stores.ToDictionary(store => store.Code, store => store.Id, StringComparer.OrdinalIgnoreCase);
        var (doneRow, done, known, refused) = (import.DoneRow, import.DoneDocuments, import.KnownDocuments, import.RefusedDocuments);
        var waiting = new Queue<(SourceDocument Document, Task<Result<bool>> Answer)>();
        var refusals = new List<(SourceDocument Document, string Code)>();
        var tally = new ReadTally();
        var noted = clock.GetTimestamp();

        async Task TakeOneAsync()
        {
            var (document, answer) = waiting.Dequeue();
            var result = await answer;
            if (!result.Succeeded)
            {
                refused++;
                refusals.Add((document, result.Failure.Code));
            }
            else if (result.Value)
            {
                known++;
            }

            done++;
            doneRow = document.LastRow;
        }

        async Task NoteProgressAsync()
        {
            noted = clock.GetTimestamp();
            await KeepRefusalsAsync(import, refusals, cancellation);
            import = await NoteAsync(import, row => row.Progress(doneRow, done, known, refused, clock.UtcNow()), progress, cancellation);
        }

        await foreach (var document in reader.ReadAsync(scan.Scattered, import.DoneRow, tally, cancellation: cancellation))
        {
            waiting.Enqueue((document, Send(import, document, stores)));
            while (waiting.Count >= OnTheWay || (waiting.Count > 0 && waiting.Peek().Answer.IsCompleted))
                await TakeOneAsync();
            if (clock.GetElapsedTime(noted) < NoteEvery)
                continue;
            await NoteProgressAsync();
            if (import.State == ImportState.Running)
                continue;
            while (waiting.Count > 0)
                await TakeOneAsync();
            await NoteProgressAsync();
            return; // stopped by a person
        }

        while (waiting.Count > 0)
            await TakeOneAsync();
        await NoteProgressAsync();
        await NoteAsync(import, row => row.Finish(tally.Fault is null ? ImportState.Completed : ImportState.Failed, clock.UtcNow(), tally.Fault), progress, cancellation);
    }

    private async Task<Result<bool>> Send(PurchaseImport import, SourceDocument document, Dictionary<string, int> stores)
    {
        var storeId = document.StoreKey is { } key && stores.TryGetValue(key.Trim(), out var known) ? known : import.StoreId;
        if (document.Kind == DocumentKind.Sale)
        {
            return (await queue.ExecuteAsync(new RecordPurchase
            {
                MerchantId = import.MerchantId,
                StoreId = storeId,
                Customer = CustomerOf(document),
                OccurredAt = document.OccurredAtUtc,
                Reference = document.Reference,
                Source = PurchaseSource.Import,
                ImportId = import.Id,
                RecordedBy = import.CreatedBy,
                Lines = [.. document.Lines.Select(line => new LineInput(line.Sku, line.Name, line.Category, line.Quantity, line.NetAmount, line.EarnsPoints))],
            })).Then<bool>(receipt => receipt.WasKnown);
        }

        return (await queue.ExecuteAsync(new RecordUnreferencedReturn
        {
            MerchantId = import.MerchantId,
            StoreId = storeId,
            Customer = CustomerOf(document),
            OccurredAt = document.OccurredAtUtc,
            Reference = document.Reference,
            Source = PurchaseSource.Import,
            ImportId = import.Id,
            Goods = [.. document.Lines.Select(line => new ReturnedGoods(line.Sku, line.Name, line.Quantity, line.NetAmount))],
        })).Then<bool>(receipt => receipt.WasKnown);
    }

    /// <summary>Contact details that cannot be right are left out rather than losing the purchase.</summary>
    private static CustomerInput? CustomerOf(SourceDocument document)
    {
        var email = document.MemberEmail is { } typed && EnrolmentCheck.IsEmail(typed.Trim()) ? typed.Trim() : null;
        var phone = Member.NormalizePhone(document.MemberPhone) is { Length: >= 6 and <= 20 } normal ? normal : null;
        var key = document.MemberKey ?? email ?? phone;
        return key is null ? null : new CustomerInput(key.Length > 60 ? key[..60] : key, document.MemberName, email, phone);
    }

    private async Task UndoAsync(PurchaseImport import, Action<PurchaseImport>? progress, CancellationToken cancellation)
    {
        long done = 0;
        var noted = clock.GetTimestamp();
        while (true)
        {
            // Returns first: a purchase is taken back with what its returns have left of it.
            await using var context = database.ForMerchant(import.MerchantId);
            var returns = await context.Set<PurchaseReturn>().Where(row => row.ImportId == import.Id && row.State != ReturnState.Undone)
                .OrderByDescending(row => row.Id).Take(OnTheWay).Select(row => row.Id).ToListAsync(cancellation);
            var purchases = returns.Count > 0
                ? []
                : await context.Set<Purchase>().Where(row => row.ImportId == import.Id && row.State != PurchaseState.Undone)
                    .OrderByDescending(row => row.Id).Take(OnTheWay).Select(row => row.Id).ToListAsync(cancellation);
            if (returns.Count + purchases.Count == 0)
                break;
            var answers = await Task.WhenAll(
            [
                .. returns.Select(id => queue.ExecuteAsync(new UndoReturn { MerchantId = import.MerchantId, ReturnId = id })),
                .. purchases.Select(id => queue.ExecuteAsync(new UndoPurchase { MerchantId = import.MerchantId, PurchaseId = id })),
            ]);
            if (answers.FirstOrDefault(answer => !answer.Succeeded).Failure is { } failure)
                throw new InvalidOperationException($"Import {import.Id} cannot be undone further: {failure.Code}.");
            done += answers.Length;
            if (clock.GetElapsedTime(noted) < NoteEvery)
                continue;
            noted = clock.GetTimestamp();
            import = await NoteAsync(import, row => row.Progress(row.DoneRow, done, row.KnownDocuments, row.RefusedDocuments, clock.UtcNow()), progress, cancellation);
        }

        await NoteAsync(import, row => row.Finish(ImportState.Undone, clock.UtcNow()), progress, cancellation);
    }

    /// <summary>Changes the import's row; a person may have stopped it meanwhile, so it is read anew each time.</summary>
    private async Task<PurchaseImport> NoteAsync(PurchaseImport import, Action<PurchaseImport> change, Action<PurchaseImport>? progress, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var context = database.ForMerchant(import.MerchantId);
            var row = await context.Set<PurchaseImport>().FirstAsync(row => row.Id == import.Id, cancellation);
            if (row.LeaseOwner != _owner)
                throw new InvalidOperationException($"Import {import.Id} is run by somebody else now.");
            change(row);
            try
            {
                await context.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateConcurrencyException) when (attempt < 10)
            {
                continue;
            }

            progress?.Invoke(row);
            signals.Changed(row.Id);
            return row;
        }
    }

    private async Task KeepRefusalsAsync(PurchaseImport import, List<(SourceDocument Document, string Code)> refusals, CancellationToken cancellation)
    {
        if (refusals.Count == 0)
            return;
        await using var context = database.ForMerchant(import.MerchantId);
        var rows = refusals.Select(refusal => refusal.Document.LastRow).ToList();
        var kept = await context.Set<ImportRefusal>().Where(row => row.ImportId == import.Id && row.RowNumber >= rows.Min() && row.RowNumber <= rows.Max()).Select(row => row.RowNumber).ToListAsync(cancellation);
        context.AddRange(refusals.Where(refusal => !kept.Contains(refusal.Document.LastRow)).DistinctBy(refusal => refusal.Document.LastRow).Select(refusal => ImportRefusal.Of(import, refusal.Document, refusal.Code)));
        await context.SaveChangesAsync(cancellation);
        refusals.Clear();
    }
}
