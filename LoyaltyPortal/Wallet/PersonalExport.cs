using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Export;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Wallet;

/// <summary>Everything that is kept of a member, as one ZIP: <c>data.json</c> with all of it, and a CSV file per table.</summary>
public sealed class PersonalExport(LoyaltyDatabase database, IEnumerable<IPersonalData> rooms, Attempts attempts, AuditLog audit)
{
    private const int MostPerHour = 5;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The ZIP; or <c>too_many_attempts</c>.</returns>
    public async Task<Result<byte[]>> OwnAsync(WalletPlace place, CancellationToken cancellation = default)
    {
        if (await attempts.CountAsync(string.Create(CultureInfo.InvariantCulture, $"export:{place.Member.Id}"), MostPerHour, TimeSpan.FromHours(1)) is { } tooOften)
            return tooOften;
        var sheets = await SheetsAsync(place.Merchant.Id, place.Member.Id, cancellation);
        await database.ChangeAsync(place.Merchant.Id, async context =>
        {
            await audit.WriteAsync(context, Actor.OfMember(place.Merchant.Id, place.Member.Code), ErasureAudit.Exported, place.Member.Code, null, null, cancellation);
            return await context.SaveChangesAsync(CancellationToken.None);
        });
        return Zip(sheets);
    }

    /// <summary>All rooms' sheets, in their order, as of one state of the database.</summary>
    internal async Task<IReadOnlyList<PersonalSheet>> SheetsAsync(int merchantId, long memberId, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        await using var snapshot = await database.BeginReadingAsync(context, cancellation);
        var scope = new PersonalScope(merchantId, await MergedMembers.FamilyAsync(context, memberId, cancellation));
        var sheets = new List<PersonalSheet>();
        foreach (var room in rooms.OrderBy(room => room.Order))
            sheets.AddRange(await room.SheetsAsync(context, scope, cancellation));
        return sheets;
    }

    internal static byte[] Zip(IReadOnlyList<PersonalSheet> sheets)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "data.json", ToJson(sheets));
            foreach (var sheet in sheets)
                Add(zip, sheet.Name + ".csv", ToCsv(sheet));
        }

        return file.ToArray();
    }

    internal static string ToJson(IReadOnlyList<PersonalSheet> sheets) => JsonSerializer.Serialize(
        sheets.ToDictionary(sheet => sheet.Name, sheet => sheet.Rows.Select(row => sheet.Columns.Zip(row, (column, value) => (column, value: JsonValue(value))).ToDictionary(cell => cell.column, cell => cell.value))),
        Json);

    internal static string ToCsv(PersonalSheet sheet)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', sheet.Columns).Append("\r\n");
        foreach (var row in sheet.Rows)
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        return text.ToString();
    }

    /// <summary>Numbers over 2^53 are not read alike everywhere: ids are text.</summary>
    private static object? JsonValue(object? value) => value is long number && Math.Abs(number) > 1L << 53 ? number.ToString(CultureInfo.InvariantCulture) : value;

    private static string Cell(object? value) => value switch
    {
        null => "",
        DateTime at => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Csv.Cell(value.ToString()),
    };

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var entry = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: name.EndsWith(".csv", StringComparison.Ordinal)));
        entry.Write(text);
    }
}

/// <summary>What members fetch from their wallet that is no page.</summary>
internal static class WalletFiles
{
    public static async Task<IResult> DataAsync(WalletScope scope, PersonalExport export, TimeProvider clock, FailureText failures, HttpContext context, CancellationToken cancellation)
    {
        if (scope.Current is not { } place)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "no-store";
        return (await export.OwnAsync(place, cancellation)).Try(out var zip, out var failure)
            ? Results.File(zip, "application/zip", string.Create(CultureInfo.InvariantCulture, $"{place.Merchant.Slug}-{place.Merchant.Zone.DayOf(clock.GetUtcNow().UtcDateTime):yyyy-MM-dd}.zip"))
            : Results.Text(failures.Say(failure), "text/plain; charset=utf-8", statusCode: StatusCodes.Status429TooManyRequests);
    }
}
