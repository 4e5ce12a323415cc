using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>
/// <c>--verify</c> proves the books, <c>--rebuild-aggregates</c> recomputes the aggregates from them; <c>--merchant NAME</c> does it for one merchant only.
/// The result is one JSON line on standard output. Exit code 0 when the books are whole, or the aggregates as they should be; 1 with the first
/// difference; 2 when there is no such merchant. Progress goes to standard error.
/// </summary>
public sealed class ProofCommandLine(LoyaltyDatabase database, BooksVerification verification, AggregateRebuild rebuild, TimeProvider clock)
{
    public const string Verify = "--verify";
    public const string Rebuild = "--rebuild-aggregates";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static bool Asks(string[] arguments) => arguments.Contains(Verify) || arguments.Contains(Rebuild);

    public async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter progress, CancellationToken cancellation = default)
    {
        var wanted = Array.IndexOf(arguments, "--merchant") is var at and >= 0 ? arguments.ElementAtOrDefault(at + 1) ?? "" : null;
        await using var context = database.ForPlatform();
        var merchants = await context.Set<Merchant>().AsNoTracking().Where(merchant => wanted == null || merchant.Name == wanted || merchant.Slug == wanted)
            .OrderBy(merchant => merchant.Id).Select(merchant => new OneMerchant(merchant.Id, merchant.Slug)).ToListAsync(cancellation);
        if (merchants.Count == 0 && wanted is not null)
        {
            await progress.WriteLineAsync($"There is no merchant {wanted}.");
            return 2;
        }

        return arguments.Contains(Rebuild)
            ? await RebuildAsync(merchants, output, progress, cancellation)
            : await VerifyAsync(merchants, output, progress, cancellation);
    }

    private async Task<int> VerifyAsync(List<OneMerchant> merchants, TextWriter output, TextWriter progress, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var counts = new BooksCounts();
        foreach (var merchant in merchants)
        {
            var accounts = await verification.AccountsAsync(merchant.Id, cancellation);
            var result = await verification.VerifyAsync(merchant.Id, seen => progress.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"{merchant.Slug}: {seen.Accounts:N0} of {accounts:N0} accounts, {seen.Entries:N0} entries")), cancellation);
            counts += result.Counts;
            if (result.Difference is { } found)
            {
                Say(output, new { ok = false, merchant = merchant.Slug, part = found.Part, table = found.Table, where = found.Key, what = found.What, found.Expected, found.Found, sentence = found.Sentence });
                return 1;
            }
        }

        Say(output, new
        {
            ok = true,
            merchants = merchants.Count,
            counts.Accounts,
            counts.Entries,
            counts.Lots,
            counts.Allocations,
            counts.Purchases,
            counts.Returns,
            counts.Redemptions,
            counts.Corrections,
            counts.Figures,
            seconds = Math.Round(clock.GetElapsedTime(started).TotalSeconds, 2),
        });
        return 0;
    }

    private async Task<int> RebuildAsync(List<OneMerchant> merchants, TextWriter output, TextWriter progress, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        long figures = 0, mended = 0;
        foreach (var merchant in merchants)
        {
            var counts = await rebuild.RebuildAsync(merchant.Id, cancellation);
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{merchant.Slug}: {counts.Figures:N0} figures, {counts.Mended:N0} put right"));
            (figures, mended) = (figures + counts.Figures, mended + counts.Mended);
        }

        Say(output, new { ok = true, merchants = merchants.Count, figures, mended, seconds = Math.Round(clock.GetElapsedTime(started).TotalSeconds, 2) });
        return 0;
    }

    private static void Say(TextWriter output, object line) => output.WriteLine(JsonSerializer.Serialize(line, Json));

    private sealed record OneMerchant(int Id, string Slug);
}
