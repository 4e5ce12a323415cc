using System.Text.Json;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Platform.Data;

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

    /// <summary>Stopped by a fault of the file; what was recorded stays and can be undone.</summary>
    Failed = 5,

    /// <summary>Stopped by a person; can be resumed or undone.</summary>
    Stopped = 6,

    Undoing = 7,

    Undone = 8,
}

/// <summary>A file of purchases on its way into the books, or that went in. The file itself lies in <see cref="ImportChunk"/>s.</summary>
public sealed class PurchaseImport : IMerchantOwned, IVersioned
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

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

    /// <summary>The <see cref="ScanResult"/> of the dry run with this mapping, as JSON; empty before it.</summary>
    public string Scan { get; private set; } = "";

    /// <summary>The last row of the last document that is on the disk: where a resumed run goes on.</summary>
    public long DoneRow { get; private set; }

    public long DoneDocuments { get; private set; }

    /// <summary>Documents that had been recorded before this import.</summary>
    public long KnownDocuments { get; private set; }

    /// <summary>Documents that the books refused; each is an <see cref="ImportRefusal"/>.</summary>
    public long RefusedDocuments { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime? StartedAt { get; private set; }

    public DateTime? FinishedAt { get; private set; }

    public long? CreatedBy { get; private set; }

    public string? LeaseOwner { get; private set; }

    public DateTime? LeasedUntil { get; private set; }

    /// <summary>Why it failed: a code of <see cref="ReadCodes"/>.</summary>
    public string? FaultCode { get; private set; }

    public long FaultRow { get; private set; }

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

    public ScanResult? ReadScan() => Scan.Length == 0 ? null : JsonSerializer.Deserialize<ScanResult>(Scan, JsonSerializerOptions.Web);

    public bool IsBusy => State is ImportState.Running or ImportState.Undoing;

    internal void Uploaded(string hash, long storedBytes, ColumnMapping mapping)
    {
        FileHash = hash;
        StoredBytes = storedBytes;
        Mapping = JsonSerializer.Serialize(mapping, JsonSerializerOptions.Web);
        State = ImportState.Draft;
        Version++;
    }

    internal void Map(ColumnMapping mapping, int storeId)
    {
        Mapping = JsonSerializer.Serialize(mapping, JsonSerializerOptions.Web);
        StoreId = storeId;
        Scan = "";
        Version++;
    }

    internal void Scanned(ScanResult scan)
    {
        Scan = JsonSerializer.Serialize(scan, JsonSerializerOptions.Web);
        Version++;
    }

    internal void Start(DateTime now)
    {
        State = ImportState.Running;
        StartedAt ??= now;
        FinishedAt = null;
        FaultCode = null;
        LeasedUntil = null;
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
        DoneDocuments = 0;
        FinishedAt = null;
        LeasedUntil = null;
        Version++;
    }

    internal bool IsFree(string owner, DateTime now) => LeasedUntil is null || LeasedUntil < now || LeaseOwner == owner;

    internal void Claim(string owner, DateTime now)
    {
        LeaseOwner = owner;
        LeasedUntil = now + Lease;
        Version++;
    }

    internal void Progress(long doneRow, long doneDocuments, long known, long refused, DateTime now)
    {
        DoneRow = doneRow;
        DoneDocuments = doneDocuments;
        KnownDocuments = known;
        RefusedDocuments = refused;
        LeasedUntil = now + Lease;
        Version++;
    }

    internal void Finish(ImportState state, DateTime now, ReadProblem? fault = null)
    {
        State = state;
        FinishedAt = now;
        LeasedUntil = null;
        FaultCode = fault?.Code;
        FaultRow = fault?.RowNumber ?? 0;
        Version++;
    }
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

    internal static ImportRefusal Of(PurchaseImport import, SourceDocument document, string code) =>
        new() { ImportId = import.Id, RowNumber = document.LastRow, MerchantId = import.MerchantId, Reference = document.Reference, Code = code };
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
