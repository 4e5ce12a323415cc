using System.Globalization;
using System.Text.Json;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Imports;

public enum ImportState
{
    /// <summary>The file is still arriving.</summary>
    Uploading = 1,

    /// <summary>Waits for its columns to be mapped, or to be started.</summary>
    Draft = 2,

    /// <summary>To be run, or being run, by whoever holds the lease.</summary>
    Running = 3,

    Completed = 4,

    /// <summary>Stopped by a fault of the file; what was recorded stays, and can be resumed or undone.</summary>
    Failed = 5,

    /// <summary>Stopped by a person; can be resumed or undone.</summary>
    Stopped = 6,

    Undoing = 7,

    Undone = 8,

    /// <summary>The dry run is under way, or about to be; then a draft again.</summary>
    Checking = 9,
}

/// <summary>A file of purchases on its way into the books, or that went in. The file itself lies in <see cref="ImportChunk"/>s.</summary>
public sealed class PurchaseImport : ILeased, IVersioned
{
    private PurchaseImport()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public string FileName { get; private set; } = "";

    /// <summary>SHA-256 of the file as it came, in hexadecimal: tells a file that was imported before.</summary>
    public string FileHash { get; private set; } = "";

    /// <summary>Bytes as stored, compressed: what a reading's progress is measured against.</summary>
    public long StoredBytes { get; private set; }

    public ImportState State { get; private set; }

    /// <summary>The <see cref="ColumnMapping"/>, as JSON.</summary>
    public string Mapping { get; private set; } = "";

    /// <summary>The store of rows that name none that is known.</summary>
    public int StoreId { get; private set; }

    /// <summary>There is an <see cref="ImportScan"/> with this mapping.</summary>
    public bool IsChecked { get; private set; }

    /// <summary>Rows of the file that a dry run has looked at so far, or has found.</summary>
    public long LinesRead { get; private set; }

    /// <summary>Of <see cref="StoredBytes"/>, what the dry run has read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Sales and returns in the file; 0 before the dry run.</summary>
    public long Documents { get; private set; }

    /// <summary>The last row of the last document that is on the disk: where a resumed run goes on.</summary>
    public long DoneRow { get; private set; }

    public long DoneDocuments { get; private set; }

    /// <summary>Documents that had been recorded before this import.</summary>
    public long KnownDocuments { get; private set; }

    /// <summary>Documents that the books refused; each is an <see cref="ImportRefusal"/>.</summary>
    public long RefusedDocuments { get; private set; }

    /// <summary>How many of the recorded documents an undo has taken back.</summary>
    public long UndoneDocuments { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime? StartedAt { get; private set; }

    public DateTime? FinishedAt { get; private set; }

    public long? CreatedBy { get; private set; }

    public string? LeaseOwner { get; private set; }

    public DateTime? LeasedUntil { get; private set; }

    /// <summary>Why it failed: a code of <see cref="ReadCodes"/>.</summary>
    public string? FaultCode { get; private set; }

    public long FaultRow { get; private set; }

    public string? FaultColumn { get; private set; }

    public string? FaultValue { get; private set; }

    public long Version { get; private set; }

    public static PurchaseImport Begin(long id, int merchantId, string fileName, int storeId, long? by, DateTime now) => new()
    {
        Id = id,
        MerchantId = merchantId,
        FileName = fileName.Length > 200 ? fileName[^200..] : fileName,
        StoreId = storeId,
        State = ImportState.Uploading,
        CreatedAt = now,
        CreatedBy = by,
    };

    public ColumnMapping ReadMapping() => JsonSerializer.Deserialize<ColumnMapping>(Mapping, JsonSerializerOptions.Web)!;

    public bool IsBusy => State is ImportState.Running or ImportState.Undoing or ImportState.Checking;

    /// <summary>Documents of this import in the books, as far as is noted.</summary>
    public long RecordedDocuments => DoneDocuments - KnownDocuments - RefusedDocuments;

    /// <summary>Why it stopped, or what its file is not, as the reading said it.</summary>
    public ReadProblem? Fault => FaultCode is null ? null : new ReadProblem(FaultRow, FaultCode, FaultColumn, FaultValue);

    internal void Uploaded(string hash, long storedBytes, ColumnMapping mapping)
    {
        FileHash = hash;
        StoredBytes = storedBytes;
        Mapping = JsonSerializer.Serialize(mapping, JsonSerializerOptions.Web);
        State = ImportState.Draft;
        Version++;
    }

    /// <returns>False when it was so already.</returns>
    internal bool Map(ColumnMapping mapping, int storeId)
    {
        var text = JsonSerializer.Serialize(mapping, JsonSerializerOptions.Web);
        if (text == Mapping && storeId == StoreId)
            return false;
        Mapping = text;
        StoreId = storeId;
        Forget();
        return true;
    }

    internal void BeginCheck()
    {
        State = ImportState.Checking;
        Forget();
    }

    internal void Checking(long linesRead, long bytesRead)
    {
        LinesRead = linesRead;
        BytesRead = bytesRead;
        Version++;
    }

    internal void Scanned(ScanResult scan)
    {
        IsChecked = true;
        LinesRead = scan.LinesRead;
        BytesRead = StoredBytes;
        Documents = scan.Sales.Documents + scan.Returns.Documents;
        Blame(scan.Fault);
        Version++;
    }

    /// <summary>The dry run is over, or was called off.</summary>
    internal void EndCheck()
    {
        State = ImportState.Draft;
        Version++;
    }

    /// <summary>The lease stays with whoever has it: a run that was stopped a moment ago may still be putting its last documents down.</summary>
    internal void Start(DateTime now)
    {
        State = ImportState.Running;
        StartedAt ??= now;
        FinishedAt = null;
        Blame(null);
        Version++;
    }

    internal void Stop(DateTime now)
    {
        State = ImportState.Stopped;
        FinishedAt = now;
        Version++;
    }

    internal void BeginUndo()
    {
        State = ImportState.Undoing;
        FinishedAt = null;
        Version++;
    }

    public void Claim(string owner, DateTime until, DateTime now)
    {
        LeaseOwner = owner;
        LeasedUntil = until;
        Version++;
    }

    internal void Progress(long doneRow, long doneDocuments, long known, long refused)
    {
        DoneRow = doneRow;
        DoneDocuments = doneDocuments;
        KnownDocuments = known;
        RefusedDocuments = refused;
        Version++;
    }

    internal void Undid(long documents)
    {
        UndoneDocuments = documents;
        Version++;
    }

    internal void Finish(ImportState state, DateTime now, ReadProblem? fault = null)
    {
        State = state;
        FinishedAt = now;
        Blame(fault);
        Version++;
    }

    private void Forget()
    {
        IsChecked = false;
        LinesRead = 0;
        BytesRead = 0;
        Documents = 0;
        Blame(null);
        Version++;
    }

    private void Blame(ReadProblem? fault)
    {
        FaultCode = fault?.Code;
        FaultRow = fault?.RowNumber ?? 0;
        FaultColumn = fault?.Column;
        FaultValue = fault?.Value;
    }
}

/// <summary>
/// What the dry run found: beside the import, because the orders whose rows lie apart can be many, and whoever notes progress need not
/// carry them.
/// </summary>
public sealed class ImportScan : IMerchantOwned
{
    private ImportScan()
    {
    }

    public long ImportId { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>The <see cref="ScanResult"/> without its scattered orders, as JSON.</summary>
    public string Summary { get; private set; } = "";

    /// <summary>The <see cref="ScatteredOrders"/>, as JSON.</summary>
    public string Scattered { get; private set; } = "";

    internal static ImportScan Of(PurchaseImport import, ScanResult scan)
    {
        var row = new ImportScan { ImportId = import.Id, MerchantId = import.MerchantId };
        row.Change(scan);
        return row;
    }

    internal void Change(ScanResult scan)
    {
        Summary = JsonSerializer.Serialize(scan with { Scattered = ScatteredOrders.None }, JsonSerializerOptions.Web);
        Scattered = JsonSerializer.Serialize(scan.Scattered, JsonSerializerOptions.Web);
    }

    /// <summary>Forgets what stood in the cells that were found wanting; where they stand and what is wrong with them remains.</summary>
    internal void ForgetValues()
    {
        var scan = ReadSummary(Summary);
        Summary = JsonSerializer.Serialize(scan with { Fault = scan.Fault is { } fault ? fault with { Value = null } : null, FirstProblems = [.. scan.FirstProblems.Select(problem => problem with { Value = null })] }, JsonSerializerOptions.Web);
    }

    internal static ScanResult ReadSummary(string summary) => JsonSerializer.Deserialize<ScanResult>(summary, JsonSerializerOptions.Web)!;

    internal static ScatteredOrders ReadScattered(string scattered) => JsonSerializer.Deserialize<ScatteredOrders>(scattered, JsonSerializerOptions.Web)!;
}

/// <summary>A piece of an uploaded file, compressed: in the database, so that any portal can go on with an import.</summary>
public sealed class ImportChunk : IMerchantOwned
{
    public const int MostBytes = 512 * 1024;

    private ImportChunk()
    {
    }

    public long ImportId { get; private set; }

    public int Number { get; private set; }

    public int MerchantId { get; private set; }

    public byte[] Content { get; private set; } = [];

    internal static ImportChunk Of(PurchaseImport import, int number, byte[] content) =>
        new() { ImportId = import.Id, Number = number, MerchantId = import.MerchantId, Content = content };
}

/// <summary>A document that the books refused, and why.</summary>
public sealed class ImportRefusal : IMerchantOwned
{
    private ImportRefusal()
    {
    }

    public long ImportId { get; private set; }

    public long RowNumber { get; private set; }

    public int MerchantId { get; private set; }

    public string Reference { get; private set; } = "";

    public string Code { get; private set; } = "";

    /// <summary>The blanks of the failure's text, as a JSON array.</summary>
    public string Arguments { get; private set; } = "[]";

    public IReadOnlyList<string> ReadArguments() => JsonSerializer.Deserialize<List<string>>(Arguments) ?? [];

    internal static ImportRefusal Of(PurchaseImport import, SourceDocument document, Failure failure) => new()
    {
        ImportId = import.Id,
        RowNumber = document.LastRow,
        MerchantId = import.MerchantId,
        Reference = document.Reference,
        Code = failure.Code,
        Arguments = JsonSerializer.Serialize(failure.Arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture))),
    };
}

/// <summary>How files with one header were mapped last: offered again for the next one.</summary>
public sealed class RememberedMapping : IMerchantOwned
{
    private RememberedMapping()
    {
    }

    public int MerchantId { get; private set; }

    public string HeaderFingerprint { get; private set; } = "";

    public string Mapping { get; private set; } = "";

    internal static RememberedMapping Of(int merchantId, string fingerprint, ColumnMapping mapping) =>
        new() { MerchantId = merchantId, HeaderFingerprint = fingerprint, Mapping = JsonSerializer.Serialize(mapping, JsonSerializerOptions.Web) };

    internal void Change(ColumnMapping mapping) => Mapping = JsonSerializer.Serialize(mapping, JsonSerializerOptions.Web);

    internal ColumnMapping Read() => JsonSerializer.Deserialize<ColumnMapping>(Mapping, JsonSerializerOptions.Web)!;
}
