using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Imports;

/// <summary>An import as pages show it.</summary>
/// <param name="Scan">What the dry run found; null before it.</param>
/// <param name="IsHeld">Somebody is at work on it; a busy import that nobody holds waits for its turn.</param>
/// <param name="CreatedBy">The name of who uploaded it; null for the command line.</param>
/// <param name="ImportedBefore">When the same file was imported last by another import that stands.</param>
public sealed record ImportView(
    long Id, string FileName, ImportState State, ColumnMapping Mapping, int StoreId, ScanResult? Scan, long LinesRead, long BytesRead, long StoredBytes,
    long Documents, long DoneDocuments, long KnownDocuments, long RefusedDocuments, long UndoneDocuments,
    DateTime CreatedAt, DateTime? StartedAt, DateTime? FinishedAt, string? CreatedBy, ReadProblem? Fault, bool IsHeld, DateTime? ImportedBefore)
{
    /// <summary>Documents of this import that are in the books, or were until its undo.</summary>
    public long RecordedDocuments => DoneDocuments - KnownDocuments - RefusedDocuments;

    public bool IsBusy => State is ImportState.Checking or ImportState.Running or ImportState.Undoing;

    /// <summary>The file is still there, to be read again.</summary>
    public bool HasFile { get; init; }

    /// <summary>When the file is removed, UTC; null while the import goes on.</summary>
    public DateTime? FileUntil => FinishedAt + ImportCleanUp.FileKept;
}

/// <summary>An import in the list.</summary>
public sealed record ImportRow(
    long Id, string FileName, ImportState State, long Documents, long DoneDocuments, long KnownDocuments, long RefusedDocuments, long UndoneDocuments, bool IsChecked, DateTime CreatedAt, string? CreatedBy);

/// <summary>Some imports, newest first, and how many there are.</summary>
public sealed record ImportPart(IReadOnlyList<ImportRow> Rows, int Count);

/// <summary>A column of the file, as a reading with some separator and encoding sees it.</summary>
/// <param name="Heading">Empty without headings.</param>
/// <param name="Samples">The first few distinct values.</param>
public sealed record FileColumn(int Index, string Heading, IReadOnlyList<string> Samples);

/// <summary>Uploading, mapping, trying out, starting and undoing imports. The running itself is <see cref="ImportRunner"/>'s; what came of one <see cref="ImportOutcome"/> tells.</summary>
public sealed class ImportService(LoyaltyDatabase database, IdGenerator ids, ImportFiles files, MerchantDirectory directory, ImportWork work, LiveSignals signals, AuditLog audit, TimeProvider clock)
{
    public const long MostUploadBytes = 512L << 20;

    private const int SampleRows = 60;

    /// <summary>Takes a file as it streams in; looks at its beginning first, so that what is no table is refused before it is stored.</summary>
    /// <returns>The import with a suggested, or the remembered, mapping; or why the file cannot be taken, and then nothing is left of it.</returns>
    public async Task<Result<long>> UploadAsync(Actor actor, string fileName, Stream file, int storeId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ImportPurchases) is { } refusal)
            return refusal;
        if ((await directory.FindAsync(actor.MerchantId, cancellation))?.Stores.All(store => store.Id != storeId) != false)
            return MerchantErrors.StoreUnknown();
        var head = new byte[CsvSniffer.HeadBytes];
        var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
        var sniffed = await CsvSniffer.SniffAsync(new MemoryStream(head, 0, length, writable: false), cancellation: cancellation);
        if (sniffed.Error is { } error && !(error.Code == ReadCodes.DamagedGzip && length == head.Length))
            return ImportErrors.File(error);

        var import = PurchaseImport.Begin(ids.Next(), actor.MerchantId, fileName, storeId, actor.UserId, clock.UtcNow());
        await using var context = database.ForMerchant(actor.MerchantId);
        context.Add(import);
        await context.SaveChangesAsync(cancellation);
        var kept = false;
        try
        {
            var isCompressed = length > 2 && head[0] == 0x1F && head[1] == 0x8B;
            await using var whole = new HeadedStream(head.AsMemory(0, length), file);
            if (await files.StoreAsync(import, whole, isCompressed, MostUploadBytes, cancellation) is not var (hash, bytes))
                return ImportErrors.UploadTooLarge(MostUploadBytes >> 20);
            if (sniffed.Error is not null)
            {
                sniffed = await CsvSniffer.SniffAsync(files.Open(import), cancellation: cancellation);
                if (sniffed.Error is { } late)
                    return ImportErrors.File(late);
            }

            import.Uploaded(hash, bytes, await RememberedAsync(context, sniffed, cancellation) ?? Presets.Suggest(sniffed));
            await context.SaveChangesAsync(cancellation);
            kept = true;
            return import.Id;
        }
        finally
        {
            if (!kept)
            {
                await ImportCleanUp.RemoveAsync(context, row => row.Id == import.Id, CancellationToken.None);
            }
        }
    }

    /// <summary>What the beginning of the file tells, for the mapping page.</summary>
    public async Task<Result<SniffResult>> SniffAsync(Actor actor, long importId, CancellationToken cancellation = default)
    {
        if (!(await LoadAsync(actor, importId, cancellation)).Try(out var import, out var failure))
            return failure;
        return await CsvSniffer.SniffAsync(files.Open(import), cancellation: cancellation);
    }

    /// <summary>The columns of the file with the separator, quote and encoding of a mapping, whatever it says of their meaning.</summary>
    /// <returns>None when the file cannot be read so; the preview says why.</returns>
    public async Task<Result<IReadOnlyList<FileColumn>>> ColumnsAsync(Actor actor, long importId, ColumnMapping mapping, CancellationToken cancellation = default)
    {
        var bare = mapping with
        {
            Columns = new Dictionary<PurchaseField, int> { [PurchaseField.OrderNumber] = 0, [PurchaseField.Date] = 0, [PurchaseField.LineAmount] = 0 },
            HeaderFingerprint = null,
            Returns = new ReturnConvention(ReturnStyle.None),
        };
        if (!(await PreviewAsync(actor, importId, bare, SampleRows, cancellation)).Try(out var preview, out var failure))
            return failure;
        return preview.Headings.Select((heading, index) => new FileColumn(index, heading,
            [.. preview.Rows.Where(row => index < row.Cells.Count).Select(row => row.Cells[index].Trim()).Where(cell => cell.Length > 0).Distinct().Take(3)])).ToList();
    }

    /// <summary>The first rows as a mapping would read them.</summary>
    public async Task<Result<PreviewResult>> PreviewAsync(Actor actor, long importId, ColumnMapping mapping, int rows = 20, CancellationToken cancellation = default)
    {
        if (!(await LoadAsync(actor, importId, cancellation)).Try(out var import, out var failure))
            return failure;
        return await Preview.ReadAsync(files.File(import, mapping, await ZoneAsync(actor.MerchantId, cancellation)), rows, cancellation);
    }

    /// <summary>Keeps the mapping of a draft as it is at the moment, complete or not, so that nothing is lost when the page is left.</summary>
    public async Task<Result<Done>> MapAsync(Actor actor, long importId, ColumnMapping mapping, int storeId, CancellationToken cancellation = default)
    {
        if ((await directory.FindAsync(actor.MerchantId, cancellation))?.Stores.All(store => store.Id != storeId) != false)
            return MerchantErrors.StoreUnknown();
        return await ChangeAsync(actor, importId, (_, import) =>
        {
            if (import.State != ImportState.Draft)
                return Task.FromResult<Failure?>(ImportErrors.WrongState());
            import.Map(mapping, storeId);
            return Task.FromResult<Failure?>(null);
        }, cancellation);
    }

    /// <summary>The dry run, in the background: reads the whole file and records nothing. Remembers the mapping for the next file with that header.</summary>
    public Task<Result<Done>> CheckAsync(Actor actor, long importId, CancellationToken cancellation = default) => ChangeAsync(actor, importId, async (context, import) =>
    {
        if (import.State != ImportState.Draft)
            return ImportErrors.WrongState();
        if (import.ReadMapping().Validate() is [var first, ..])
            return ImportErrors.File(first);
        await RememberAsync(context, import, cancellation);
        import.BeginCheck();
        return null;
    }, cancellation);

    /// <summary>Calls the dry run off.</summary>
    public Task<Result<Done>> CallOffAsync(Actor actor, long importId, CancellationToken cancellation = default) =>
        ChangeAsync(actor, importId, import => import.State == ImportState.Checking, import => import.EndCheck(), cancellation);

    /// <summary>Starts it, or resumes it where it stopped. A file that was not checked before is checked first.</summary>
    public Task<Result<Done>> StartAsync(Actor actor, long importId, CancellationToken cancellation = default) => ChangeAsync(actor, importId, async (context, import) =>
    {
        if (import.State is not (ImportState.Draft or ImportState.Stopped or ImportState.Failed))
            return ImportErrors.WrongState();
        if (!await context.Set<ImportChunk>().AnyAsync(chunk => chunk.ImportId == importId, cancellation))
            return ImportErrors.FileGone();
        if (import.ReadMapping().Validate() is [var first, ..])
            return ImportErrors.File(first);
        if (import.State == ImportState.Draft)
            await RememberAsync(context, import, cancellation);
        import.Start(clock.UtcNow());
        await ImportAudit.WriteAsync(audit, context, actor, ImportAudit.Started, import, cancellation);
        return null;
    }, cancellation);

    /// <summary>Stops it; what is recorded stays. It can be resumed or undone.</summary>
    public Task<Result<Done>> StopAsync(Actor actor, long importId, CancellationToken cancellation = default) =>
        ChangeAsync(actor, importId, async (context, import) =>
        {
            if (import.State != ImportState.Running)
                return ImportErrors.WrongState();
            import.Stop(clock.UtcNow());
            await ImportAudit.WriteAsync(audit, context, actor, ImportAudit.Stopped, import, cancellation);
            return null;
        }, cancellation);

    /// <summary>Takes everything that the import recorded back by compensating entries, in the background.</summary>
    /// <returns>
    /// Or <c>import_has_returns</c> while goods of it have come back since, at the till or by another import: the last thing that happened is taken back first, as with merges. A return
    /// in the very moment between the look and the undoing stays a return, of goods that were never sold here.
    /// </returns>
    public Task<Result<Done>> UndoAsync(Actor actor, long importId, CancellationToken cancellation = default) =>
        ChangeAsync(actor, importId, async (context, import) =>
        {
            if (import.State is not (ImportState.Completed or ImportState.Stopped or ImportState.Failed))
                return ImportErrors.WrongState();
            if (await ReturnsSince(context, importId).CountAsync(cancellation) is > 0 and var returns)
                return ImportErrors.HasReturns(returns, (await ReturnsSince(context, importId).OrderBy(row => row.Id).Select(row => row.Reference).FirstAsync(cancellation)) ?? "–");
            import.BeginUndo();
            await ImportAudit.WriteAsync(audit, context, actor, ImportAudit.UndoAsked, import, cancellation);
            return null;
        }, cancellation);

    /// <summary>Returns of an import's goods that came another way and count.</summary>
    private static IQueryable<PurchaseReturn> ReturnsSince(LoyaltyDbContext context, long importId) => context.Set<PurchaseReturn>().Where(row =>
        row.State == ReturnState.Completed && row.ImportId != importId && context.Set<PurchaseReturnLine>().Any(line =>
            line.ReturnId == row.Id && context.Set<Purchase>().Any(purchase => purchase.Id == line.PurchaseId && purchase.ImportId == importId && purchase.State != PurchaseState.Undone)));

    /// <summary>Throws an import away of which nothing was recorded, with its file.</summary>
    public async Task<Result<Done>> DiscardAsync(Actor actor, long importId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ImportPurchases) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var now = clock.UtcNow();
        var known = await context.Set<PurchaseImport>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == importId, cancellation);

        // What has been recorded can only be undone, even if the runner has not noted it yet.
        if (await ImportCleanUp.RemoveAsync(context, row => row.Id == importId && row.DoneDocuments == 0 && (row.LeasedUntil == null || row.LeasedUntil < now)
            && !context.Set<Purchase>().Any(purchase => purchase.ImportId == row.Id) && !context.Set<PurchaseReturn>().Any(other => other.ImportId == row.Id)
            && (row.State == ImportState.Draft || row.State == ImportState.Failed || row.State == ImportState.Stopped), cancellation) == 0)
            return ImportErrors.WrongState();
        return await database.ChangeAsync<Result<Done>>(actor.MerchantId, async log =>
        {
            await ImportAudit.WriteAsync(audit, log, actor, ImportAudit.Discarded, known!, cancellation);
            await log.SaveChangesAsync(cancellation);
            return Done.Instance;
        });
    }

    public async Task<Result<ImportView>> FindAsync(Actor actor, long importId, CancellationToken cancellation = default)
    {
        if (!(await LoadAsync(actor, importId, cancellation)).Try(out var import, out var failure))
            return failure;
        await using var context = database.ForMerchant(actor.MerchantId);
        var summary = import.IsChecked
            ? await context.Set<ImportScan>().Where(scan => scan.ImportId == importId).Select(scan => scan.Summary).FirstOrDefaultAsync(cancellation)
            : null;
        var before = await context.Set<PurchaseImport>().Where(other => other.FileHash == import.FileHash && other.Id != importId && other.State == ImportState.Completed)
            .MaxAsync(other => other.FinishedAt, cancellation);
        var who = await context.Set<LoyaltyUser>().Where(user => user.Id == import.CreatedBy).Select(user => user.DisplayName).FirstOrDefaultAsync(cancellation);
        return new ImportView(
            import.Id, import.FileName, import.State, import.ReadMapping(), import.StoreId, summary is null ? null : ImportScan.ReadSummary(summary),
            import.LinesRead, import.BytesRead, import.StoredBytes, import.Documents, import.DoneDocuments, import.KnownDocuments, import.RefusedDocuments, import.UndoneDocuments,
            import.CreatedAt, import.StartedAt, import.FinishedAt, who, import.Fault, import.LeasedUntil >= clock.UtcNow(), before)
        {
            HasFile = await HasFileAsync(import, cancellation),
        };
    }

    /// <summary>Imports, newest first.</summary>
    public async Task<Result<ImportPart>> ListAsync(Actor actor, int skip = 0, int take = 25, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ImportPurchases) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var imports = context.Set<PurchaseImport>().Where(import => import.State != ImportState.Uploading);
        var users = context.Set<LoyaltyUser>();
        var rows = await imports.OrderByDescending(import => import.Id).Skip(Math.Max(0, skip)).Take(Math.Clamp(take, 1, 200))
            .Select(import => new ImportRow(
                import.Id, import.FileName, import.State, import.Documents, import.DoneDocuments, import.KnownDocuments, import.RefusedDocuments, import.UndoneDocuments, import.IsChecked, import.CreatedAt,
                users.Where(user => user.Id == import.CreatedBy).Select(user => user.DisplayName).FirstOrDefault()))
            .ToListAsync(cancellation);
        return new ImportPart(rows, await imports.CountAsync(cancellation));
    }

    /// <summary>Reads the whole file once more and hands over every problem of it, in the order of the rows.</summary>
    /// <param name="report">Called on the reading's thread; holding it up holds the reading up.</param>
    public async Task<Result<Done>> ProblemsAsync(Actor actor, long importId, Action<ReadProblem> report, CancellationToken cancellation = default)
    {
        if (!(await LoadAsync(actor, importId, cancellation)).Try(out var import, out var failure))
            return failure;
        if (!await HasFileAsync(import, cancellation))
            return ImportErrors.FileGone();
        await new PurchaseFileReader(files.File(import, import.ReadMapping(), await ZoneAsync(actor.MerchantId, cancellation))).ScanAsync(report: report, cancellation: cancellation);
        return Done.Instance;
    }

    private async Task<TimeZoneInfo> ZoneAsync(int merchantId, CancellationToken cancellation) =>
        TimeZoneInfo.FindSystemTimeZoneById((await directory.FindAsync(merchantId, cancellation))!.Settings.TimeZone);

    private async Task<Result<PurchaseImport>> LoadAsync(Actor actor, long importId, CancellationToken cancellation)
    {
        if (actor.Lacks(Permission.ImportPurchases) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var import = await context.Set<PurchaseImport>().AsNoTracking().FirstOrDefaultAsync(import => import.Id == importId && import.State != ImportState.Uploading, cancellation);
        return import is null ? ImportErrors.Unknown() : import;
    }

    private async Task<bool> HasFileAsync(PurchaseImport import, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(import.MerchantId);
        return await context.Set<ImportChunk>().AnyAsync(chunk => chunk.ImportId == import.Id, cancellation);
    }

    private Task<Result<Done>> ChangeAsync(Actor actor, long importId, Func<PurchaseImport, bool> may, Action<PurchaseImport> change, CancellationToken cancellation) =>
        ChangeAsync(actor, importId, (_, import) =>
        {
            if (!may(import))
                return Task.FromResult<Failure?>(ImportErrors.WrongState());
            change(import);
            return Task.FromResult<Failure?>(null);
        }, cancellation);

    private async Task<Result<Done>> ChangeAsync(Actor actor, long importId, Func<LoyaltyDbContext, PurchaseImport, Task<Failure?>> change, CancellationToken cancellation)
    {
        if (actor.Lacks(Permission.ImportPurchases) is { } refusal)
            return refusal;
        for (var attempt = 1; ; attempt++)
        {
            await using var context = database.ForMerchant(actor.MerchantId);
            var import = await context.Set<PurchaseImport>().FirstOrDefaultAsync(import => import.Id == importId && import.State != ImportState.Uploading, cancellation);
            if (import is null)
                return ImportErrors.Unknown();
            if (await change(context, import) is { } failure)
                return failure;
            try
            {
                await context.SaveChangesAsync(cancellation);
            }
            catch (Exception lost) when (attempt < 10 && LoyaltyDatabase.IsWorthRetrying(lost))
            {
                continue; // the runner noted its progress in between: look again
            }

            signals.Changed(importId);
            if (import.IsBusy)
                work.Ring();
            return Done.Instance;
        }
    }

    private static async Task RememberAsync(LoyaltyDbContext context, PurchaseImport import, CancellationToken cancellation)
    {
        var mapping = import.ReadMapping();
        if (mapping.HeaderFingerprint is not { } fingerprint)
            return;
        var remembered = await context.Set<RememberedMapping>().FirstOrDefaultAsync(row => row.HeaderFingerprint == fingerprint, cancellation);
        if (remembered is null)
            context.Add(RememberedMapping.Of(import.MerchantId, fingerprint, mapping));
        else
            remembered.Change(mapping);
    }

    private static async Task<ColumnMapping?> RememberedAsync(LoyaltyDbContext context, SniffResult sniffed, CancellationToken cancellation)
    {
        var remembered = await context.Set<RememberedMapping>().AsNoTracking().FirstOrDefaultAsync(row => row.HeaderFingerprint == sniffed.HeaderFingerprint, cancellation);
        return remembered?.Read() is not { } mapping
            ? null
            : mapping with { Encoding = sniffed.Encoding, Delimiter = sniffed.Delimiter, Quote = sniffed.Quote };
    }
}
