using LoyaltyPortal.Earning;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Imports;

/// <summary>
/// Checks imports, runs them and undoes them. Documents go down the recording road in file order, many on their way at once; how far it is
/// is noted about once a second. A run that died goes on after the last note, and what was recorded since answers that it is known:
/// so nothing is lost and nothing is counted twice.
/// </summary>
public sealed class ImportRunner(LoyaltyDatabase database, CommandQueue queue, ImportFiles files, MerchantDirectory directory, LiveSignals signals, AuditLog audit, TimeProvider clock)
{
    private const int OnTheWay = 1_024;
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NoteCheckEvery = TimeSpan.FromMilliseconds(400);

    /// <summary>Takes over the import if nobody holds it, and checks, runs or undoes it to its end.</summary>
    /// <returns>False when there is nothing to do, or somebody else does it.</returns>
    public async Task<bool> RunAsync(int merchantId, long importId, Action<PurchaseImport>? progress = null, CancellationToken cancellation = default)
    {
        await using var hold = await ImportHold.TakeAsync(database, signals, clock, merchantId, importId, progress, cancellation);
        if (hold is null)
            return false;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, hold.Lost);
        try
        {
            hold.LetsGo = false;
            await (hold.Duty switch
            {
                ImportState.Checking => CheckAsync(hold, either.Token),
                ImportState.Undoing => UndoAsync(hold, either.Token),
                _ => RecordAsync(hold, either.Token),
            });
            hold.LetsGo = true;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            hold.LetsGo = true;
            cancellation.ThrowIfCancellationRequested(); // else it is somebody else's now
        }

        return true;
    }

    private async Task CheckAsync(ImportHold hold, CancellationToken cancellation)
    {
        if (await ScanAsync(hold, cancellation, estimates: true) is not null)
            await hold.FinishAsync(row => row.EndCheck(), cancellation);
    }

    /// <summary>The dry run. Its result is kept beside the import.</summary>
    /// <param name="estimates">Reads a second time, to say how many points it will bring.</param>
    /// <returns>Null when somebody called it off.</returns>
    private async Task<ScanResult?> ScanAsync(ImportHold hold, CancellationToken cancellation, bool estimates = false)
    {
        var reader = await ReaderAsync(hold.Row, cancellation);
        var tally = new ReadTally();
        using var calledOff = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var scanning = reader.ScanAsync(tally, cancellation: calledOff.Token);
        while (await Task.WhenAny(scanning, Task.Delay(NoteCheckEvery, clock, calledOff.Token)) != scanning)
        {
            var (lines, bytes) = (tally.LinesRead, tally.BytesRead);
            if (await hold.FinishAsync(row => row.Checking(lines, bytes), cancellation))
                continue;
            await calledOff.CancelAsync();
            await scanning.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return null;
        }

        var scan = await scanning;
        await calledOff.CancelAsync();
        if (estimates && scan.Fault is null)
            scan = scan with { Points = await EstimateAsync(hold.Row, reader, scan.Scattered, cancellation) };
        var goesOn = await hold.NoteAsync(async (context, row, goesOn) =>
        {
            if (!goesOn)
                return;
            row.Scanned(scan);
            if (await context.Set<ImportScan>().FirstOrDefaultAsync(kept => kept.ImportId == row.Id, cancellation) is { } kept)
                kept.Change(scan);
            else
                context.Add(ImportScan.Of(row, scan));
        }, cancellation);
        return goesOn ? scan : null;
    }

    private async Task<PointsEstimate> EstimateAsync(PurchaseImport import, PurchaseFileReader reader, ScatteredOrders scattered, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(import.MerchantId);
        var version = await context.Set<ProgrammeVersion>().AsNoTracking().OrderByDescending(version => version.Number).FirstOrDefaultAsync(cancellation);
        var estimate = new ImportEstimate(CompiledProgrammes.Of(version), (await directory.FindAsync(import.MerchantId, cancellation))!, import);
        await foreach (var document in reader.ReadAsync(scattered, cancellation: cancellation))
            estimate.Add(document);
        return estimate.Total;
    }

    private async Task RecordAsync(ImportHold hold, CancellationToken cancellation)
    {
        var (fault, scattered) = (hold.Row.Fault, ScatteredOrders.None);
        if (hold.Row.IsChecked)
        {
            await using var context = database.ForMerchant(hold.Row.MerchantId);
            var kept = await context.Set<ImportScan>().Where(scan => scan.ImportId == hold.Row.Id).Select(scan => new { scan.Summary, scan.Scattered }).FirstAsync(cancellation);
            (fault, scattered) = (ImportScan.ReadSummary(kept.Summary).Fault, ImportScan.ReadScattered(kept.Scattered));
        }
        else if (await ScanAsync(hold, cancellation) is { } scan)
        {
            (fault, scattered) = (scan.Fault, scan.Scattered);
        }
        else
        {
            return; // stopped by a person
        }

        if (fault is { } broken)
        {
            await EndAsync(hold, ImportAudit.Run, row => row.Finish(ImportState.Failed, clock.UtcNow(), broken), cancellation);
            return;
        }

        var stores = (await directory.FindAsync(hold.Row.MerchantId, cancellation))!.Stores.ToDictionary(store => store.Code, store => store.Id, StringComparer.OrdinalIgnoreCase);
        var reader = await ReaderAsync(hold.Row, cancellation);
        var tally = new ReadTally();
        var way = new Way(hold.Row);
        var noted = clock.GetTimestamp();
        try
        {
            await foreach (var document in reader.ReadAsync(scattered, hold.Row.DoneRow, tally, cancellation: cancellation))
            {
                way.Waiting.Enqueue((document, SendOrRefuseAsync(hold.Row, document, stores)));
                while (way.Waiting.Count >= OnTheWay || way.IsFirstDone)
                    await way.TakeOneAsync();
                if (clock.GetElapsedTime(noted) < NoteEvery)
                    continue;
                noted = clock.GetTimestamp();
                if (await NoteAsync(hold, way, cancellation))
                    continue;
                await way.TakeAllAsync();
                await NoteAsync(hold, way, cancellation);
                return; // stopped by a person
            }

            await way.TakeAllAsync();
            await NoteAsync(hold, way, cancellation);
            await EndAsync(hold, ImportAudit.Run, row => row.Finish(tally.Fault is null ? ImportState.Completed : ImportState.Failed, clock.UtcNow(), tally.Fault), cancellation);
        }
        catch (OperationCanceledException) when (!hold.Lost.IsCancellationRequested)
        {
            // The portal is being shut down: what is on its way arrives, and is noted, so that the next run need not ask again.
            await way.TakeAllAsync();
            await NoteAsync(hold, way, CancellationToken.None);
            throw;
        }
    }

    private async Task<bool> NoteAsync(ImportHold hold, Way way, CancellationToken cancellation)
    {
        var goesOn = await hold.NoteAsync(async (context, row, _) =>
        {
            row.Progress(way.DoneRow, way.Done, way.Known, way.Refused);
            await KeepRefusalsAsync(context, row, way.Refusals, cancellation);
        }, cancellation);
        way.Refusals.Clear();
        return goesOn;
    }

    /// <summary>A document that breaks the recording is refused like any other that cannot be recorded; only trouble with the database ends the run.</summary>
    private async Task<Result<bool>> SendOrRefuseAsync(PurchaseImport import, SourceDocument document, Dictionary<string, int> stores)
    {
        try
        {
            return await SendAsync(import, document, stores);
        }
        catch (Exception exception) when (exception is not (System.Data.Common.DbException or DbUpdateException or IOException or OperationCanceledException or ObjectDisposedException))
        {
            return ImportErrors.NotRecorded(); // the queue has logged what it was
        }
    }

    private async Task<Result<bool>> SendAsync(PurchaseImport import, SourceDocument document, Dictionary<string, int> stores)
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
                Lines = [.. document.Lines.Select(LineOf)],
            })).Then<bool>(receipt => receipt.WasKnown && receipt.ImportId != import.Id);
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
        })).Then<bool>(receipt => receipt.WasKnown && receipt.ImportId != import.Id);
    }

    /// <summary>Whether postage and gift cards count is the programme's affair, not the file's.</summary>
    internal static LineInput LineOf(SourceLine line) =>
        new(line.Sku, line.Name, line.Category, line.Quantity, line.NetAmount, line.EarnsPoints || line.Kind is LineKind.Shipping or LineKind.GiftCard) { Brand = line.Brand, Kind = line.Kind };

    /// <summary>Contact details that cannot be right are left out rather than losing the purchase.</summary>
    private static CustomerInput? CustomerOf(SourceDocument document)
    {
        var email = document.MemberEmail is { } typed && EnrolmentCheck.IsEmail(typed.Trim()) ? typed.Trim() : null;
        var phone = Member.NormalizePhone(document.MemberPhone) is { Length: >= 6 and <= 20 } normal ? normal : null;
        var key = document.MemberKey ?? email ?? phone;
        return key is null ? null : new CustomerInput(key.Length > 60 ? key[..60] : key, document.MemberName, email, phone);
    }

    private async Task UndoAsync(ImportHold hold, CancellationToken cancellation)
    {
        var (merchantId, importId) = (hold.Row.MerchantId, hold.Row.Id);
        var done = hold.Row.UndoneDocuments;
        var noted = clock.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();

            // Returns first: a purchase is taken back with what its returns have left of it.
            await using var context = database.ForMerchant(merchantId);
            var returns = await context.Set<PurchaseReturn>().Where(row => row.ImportId == importId && row.State != ReturnState.Undone)
                .OrderByDescending(row => row.Id).Take(OnTheWay).Select(row => row.Id).ToListAsync(cancellation);
            var purchases = returns.Count > 0
                ? []
                : await context.Set<Purchase>().Where(row => row.ImportId == importId && row.State != PurchaseState.Undone)
                    .OrderByDescending(row => row.Id).Take(OnTheWay).Select(row => row.Id).ToListAsync(cancellation);
            if (returns.Count + purchases.Count == 0)
                break;
            var answers = await Task.WhenAll(
            [
                .. returns.Select(id => queue.ExecuteAsync(new UndoReturn { MerchantId = merchantId, ReturnId = id })),
                .. purchases.Select(id => queue.ExecuteAsync(new UndoPurchase { MerchantId = merchantId, PurchaseId = id })),
            ]);
            if (answers.FirstOrDefault(answer => !answer.Succeeded).Failure is { } failure)
                throw new InvalidOperationException($"Import {importId} cannot be undone further: {failure.Code}.");
            done += answers.Length;
            if (clock.GetElapsedTime(noted) < NoteEvery)
                continue;
            noted = clock.GetTimestamp();
            await hold.FinishAsync(row => row.Undid(done), cancellation);
        }

        await EndAsync(hold, ImportAudit.Undone, row =>
        {
            row.Undid(done);
            row.Finish(ImportState.Undone, clock.UtcNow());
        }, cancellation);
    }

    /// <summary>Ends what was to be done, with a line in the audit log that says what came of it.</summary>
    private Task<bool> EndAsync(ImportHold hold, string what, Action<PurchaseImport> change, CancellationToken cancellation) => hold.NoteAsync(async (context, row, goesOn) =>
    {
        if (!goesOn)
            return;
        change(row);
        await ImportAudit.WriteAsync(audit, context, Actor.System(row.MerchantId), what, row, cancellation);
    }, cancellation);

    private async Task<PurchaseFileReader> ReaderAsync(PurchaseImport import, CancellationToken cancellation) =>
        new(files.File(import, import.ReadMapping(), TimeZoneInfo.FindSystemTimeZoneById((await directory.FindAsync(import.MerchantId, cancellation))!.Settings.TimeZone)));

    private static async Task KeepRefusalsAsync(LoyaltyDbContext context, PurchaseImport import, List<(SourceDocument Document, Failure Failure)> refusals, CancellationToken cancellation)
    {
        if (refusals.Count == 0)
            return;
        var (first, last) = (refusals.Min(refusal => refusal.Document.LastRow), refusals.Max(refusal => refusal.Document.LastRow));
        var kept = await context.Set<ImportRefusal>().Where(row => row.ImportId == import.Id && row.RowNumber >= first && row.RowNumber <= last).Select(row => row.RowNumber).ToHashSetAsync(cancellation);
        context.AddRange(refusals.Where(refusal => kept.Add(refusal.Document.LastRow)).Select(refusal => ImportRefusal.Of(import, refusal.Document, refusal.Failure)));
    }

    /// <summary>Documents that are on their way, and what has arrived: answers are taken in file order, so that the row noted is one up to which all is done.</summary>
    private sealed class Way(PurchaseImport import)
    {
        public Queue<(SourceDocument Document, Task<Result<bool>> Answer)> Waiting { get; } = new();

        public List<(SourceDocument Document, Failure Failure)> Refusals { get; } = [];

        public long DoneRow { get; private set; } = import.DoneRow;

        public long Done { get; private set; } = import.DoneDocuments;

        public long Known { get; private set; } = import.KnownDocuments;

        public long Refused { get; private set; } = import.RefusedDocuments;

        public bool IsFirstDone => Waiting.TryPeek(out var first) && first.Answer.IsCompleted;

        public async Task TakeOneAsync()
        {
            var (document, answer) = Waiting.Dequeue();
            var result = await answer;
            if (result.Failure is { Kind: FailureKind.Busy })
                throw new InvalidOperationException("The recording road is closed; the documents after the last note are sent again by the next run.");
            if (!result.Succeeded)
            {
                Refused++;
                Refusals.Add((document, result.Failure));
            }
            else if (result.Value)
            {
                Known++;
            }

            Done++;
            DoneRow = document.LastRow;
        }

        public async Task TakeAllAsync()
        {
            while (Waiting.Count > 0)
                await TakeOneAsync();
        }
    }
}
