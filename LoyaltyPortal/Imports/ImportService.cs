using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Imports;

/// <summary>An import as pages show it.</summary>
public sealed record ImportView(
    long Id, string FileName, ImportState State, ColumnMapping Mapping, int StoreId, ScanResult? Scan, long DoneDocuments, long KnownDocuments, long RefusedDocuments,
    DateTime CreatedAt, DateTime? StartedAt, DateTime? FinishedAt, string? FaultCode, long FaultRow, long Version)
{
    /// <summary>Sales and returns in the file; 0 before the dry run.</summary>
    public long Documents => Scan is null ? 0 : Scan.Sales.Documents + Scan.Returns.Documents;
}

/// <summary>What an import has put into the books, counted from the books.</summary>
public sealed record ImportTotals(
    long Purchases, long IdentifiedPurchases, long MembersWithSale, long MembersWithTwoOrMore, decimal NetSales, decimal IdentifiedNetSales,
    long Returns, long UnmatchedReturnLines, decimal ReturnedNet, long PointsIssued, long PointsReversed);

/// <summary>Uploading, mapping, trying out, starting and undoing imports. The running itself is <see cref="ImportRunner"/>'s.</summary>
public sealed class ImportService(LoyaltyDatabase database, IdGenerator ids, ImportFiles files, MerchantDirectory directory, ImportWork work, TimeProvider clock)
{
    public const long MostUploadBytes = 512L << 20;

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
                await files.RemoveAsync(import, CancellationToken.None);
                await context.Set<PurchaseImport>().Where(row => row.Id == import.Id).ExecuteDeleteAsync(CancellationToken.None);
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

    /// <summary>The first rows as a mapping would read them.</summary>
    public async Task<Result<PreviewResult>> PreviewAsync(Actor actor, long importId, ColumnMapping mapping, int rows = 20, CancellationToken cancellation = default)
    {
        if (!(await LoadAsync(actor, importId, cancellation)).Try(out var import, out var failure))
            return failure;
        return await Preview.ReadAsync(files.File(import, mapping, await ZoneAsync(actor.MerchantId, cancellation)), rows, cancellation);
    }

    /// <summary>Keeps a mapping, for this file and for the next one with the same header.</summary>
    public async Task<Result<Done>> MapAsync(Actor actor, long importId, ColumnMapping mapping, int storeId, CancellationToken cancellation = default)
    {
        if (mapping.Validate() is [var first, ..])
            return ImportErrors.File(first);
        if ((await directory.FindAsync(actor.MerchantId, cancellation))?.Stores.All(store => store.Id != storeId) != false)
            return MerchantErrors.StoreUnknown();
        return await ChangeAsync(actor, importId, async (context, import) =>
        {
            if (import.State != ImportState.Draft)
                return ImportErrors.WrongState();
            import.Map(mapping, storeId);
            if (mapping.HeaderFingerprint is not { } fingerprint)
                return null;
            var remembered = await context.Set<RememberedMapping>().FirstOrDefaultAsync(row => row.HeaderFingerprint == fingerprint, cancellation);
            if (remembered is null)
                context.Add(RememberedMapping.Of(actor.MerchantId, fingerprint, mapping));
            else
                remembered.Change(mapping);
            return null;
        }, cancellation);
    }

    /// <summary>The dry run: reads the whole file and records nothing. Its result is kept.</summary>
    public async Task<Result<ScanResult>> ScanAsync(Actor actor, long importId, ReadTally? tally = null, Action<ReadProblem>? report = null, CancellationToken cancellation = default)
    {
        if (!(await LoadAsync(actor, importId, cancellation)).Try(out var import, out var failure))
            return failure;
        var scan = await (await ReaderAsync(import, cancellation)).ScanAsync(tally, report, cancellation);
        if (import.State != ImportState.Draft)
            return scan;
        var kept = await ChangeAsync(actor, importId, (_, row) =>
        {
            if (row.State == ImportState.Draft && row.Mapping == import.Mapping)
                row.Scanned(scan);
            return Task.FromResult<Failure?>(null);
        }, cancellation);
        return kept.Succeeded ? scan : kept.Failure;
    }

    /// <summary>Starts it, or resumes it where it stopped.</summary>
    public async Task<Result<Done>> StartAsync(Actor actor, long importId, CancellationToken cancellation = default)
    {
        var started = await ChangeAsync(actor, importId, (_, import) =>
        {
            if (import.State is not (ImportState.Draft or ImportState.Stopped or ImportState.Failed))
                return Task.FromResult<Failure?>(ImportErrors.WrongState());
            if (import.ReadMapping().Validate() is [var first, ..])
                return Task.FromResult<Failure?>(ImportErrors.File(first));
            import.Start(clock.UtcNow());
            return Task.FromResult<Failure?>(null);
        }, cancellation);
        if (started.Succeeded)
            work.Ring();
        return started;
    }

    public Task<Result<Done>> StopAsync(Actor actor, long importId, CancellationToken cancellation = default) => ChangeAsync(actor, importId, (_, import) =>
    {
        if (import.State != ImportState.Running)
            return Task.FromResult<Failure?>(ImportErrors.WrongState());
        import.Stop(clock.UtcNow());
        return Task.FromResult<Failure?>(null);
    }, cancellation);

    /// <summary>Takes everything that the import recorded back by compensating entries, in the background.</summary>
    public async Task<Result<Done>> UndoAsync(Actor actor, long importId, CancellationToken cancellation = default)
    {
        var begun = await ChangeAsync(actor, importId, (_, import) =>
        {
            if (import.State is not (ImportState.Completed or ImportState.Stopped or ImportState.Failed))
                return Task.FromResult<Failure?>(ImportErrors.WrongState());
            import.BeginUndo();
            return Task.FromResult<Failure?>(null);
        }, cancellation);
        if (begun.Succeeded)
            work.Ring();
        return begun;
    }

    /// <summary>Throws a draft away, with its file.</summary>
    public async Task<Result<Done>> DiscardAsync(Actor actor, long importId, CancellationToken cancellation = default)
    {
        if (!(await LoadAsync(actor, importId, cancellation)).Try(out var import, out var failure))
            return failure;
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await context.Set<PurchaseImport>().Where(row => row.Id == importId && row.State == ImportState.Draft).ExecuteDeleteAsync(cancellation) == 0)
            return ImportErrors.WrongState();
        await files.RemoveAsync(import, cancellation);
        return Done.Instance;
    }

    public async Task<Result<ImportView>> FindAsync(Actor actor, long importId, CancellationToken cancellation = default) =>
        (await LoadAsync(actor, importId, cancellation)).Then<ImportView>(View);

    /// <summary>Imports, newest first.</summary>
    public async Task<Result<IReadOnlyList<ImportView>>> ListAsync(Actor actor, int take = 50, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ImportPurchases) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var imports = await context.Set<PurchaseImport>().AsNoTracking().Where(import => import.State != ImportState.Uploading)
            .OrderByDescending(import => import.Id).Take(Math.Clamp(take, 1, 200)).ToListAsync(cancellation);
        return imports.Select(View).ToList();
    }

    /// <summary>Documents that the books refused, by row.</summary>
    public async Task<Result<IReadOnlyList<ImportRefusal>>> RefusalsAsync(Actor actor, long importId, int take = 200, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ImportPurchases) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<ImportRefusal>().AsNoTracking().Where(row => row.ImportId == importId).OrderBy(row => row.RowNumber).Take(take).ToListAsync(cancellation);
    }

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
            await returns.SumAsync(row => row.PointsReversed, cancellation));
    }

    internal async Task<PurchaseFileReader> ReaderAsync(PurchaseImport import, CancellationToken cancellation) =>
        new(files.File(import, import.ReadMapping(), await ZoneAsync(import.MerchantId, cancellation)));

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
                return Done.Instance;
            }
            catch (DbUpdateException lost) when (attempt < 10 && LoyaltyDatabase.IsWorthRetrying(lost))
            {
                // The runner noted its progress in between: look again.
            }
        }
    }

    private static async Task<ColumnMapping?> RememberedAsync(LoyaltyDbContext context, SniffResult sniffed, CancellationToken cancellation)
    {
        var remembered = await context.Set<RememberedMapping>().AsNoTracking().FirstOrDefaultAsync(row => row.HeaderFingerprint == sniffed.HeaderFingerprint, cancellation);
        return remembered?.Read() is not { } mapping
            ? null
            : mapping with { Encoding = sniffed.Encoding, Delimiter = sniffed.Delimiter, Quote = sniffed.Quote };
    }

    private static ImportView View(PurchaseImport import) => new(
        import.Id, import.FileName, import.State, import.ReadMapping(), import.StoreId, import.ReadScan(), import.DoneDocuments, import.KnownDocuments, import.RefusedDocuments,
        import.CreatedAt, import.StartedAt, import.FinishedAt, import.FaultCode, import.FaultRow, import.Version);

    /// <summary>A stream whose beginning has been looked at already.</summary>
    private sealed class HeadedStream(ReadOnlyMemory<byte> head, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> _head = head;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_head.IsEmpty)
                return rest.ReadAsync(buffer, cancellationToken);
            var count = Math.Min(buffer.Length, _head.Length);
            _head[..count].CopyTo(buffer);
            _head = _head[count..];
            return new(count);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
