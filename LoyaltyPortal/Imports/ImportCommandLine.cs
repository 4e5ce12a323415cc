using System.Globalization;
using System.Text.Json;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Imports;

/// <summary>
/// <c>--import FILE --preset online-retail --merchant NAME</c>: imports a file without a browser. A merchant of that name is made when there is
/// none. An import of the same file that did not come to its end is resumed. Progress goes to standard error, the result as one JSON
/// line to standard output; exit code 0 when the file was read to its end.
/// </summary>
public sealed class ImportCommandLine(LoyaltyDatabase database, ImportService imports, ImportOutcome results, ImportRunner runner, MerchantDirectory directory, Founding founding, FailureText says, TimeProvider clock)
{
    public const string Option = "import";

    public async Task<int> RunAsync(IConfiguration arguments, TextWriter output, TextWriter progress, CancellationToken cancellation = default)
    {
        var started = clock.GetTimestamp();
        var (path, presetKey, name) = (arguments[Option]!, arguments["preset"], arguments["merchant"]);
        if (string.IsNullOrWhiteSpace(name))
            return await FailAsync(progress, "Say which merchant: --merchant NAME.");
        if (!File.Exists(path))
            return await FailAsync(progress, $"There is no file {path}.");
        if (presetKey is not null && Presets.Find(presetKey) is null)
            return await FailAsync(progress, says.Say(ImportErrors.PresetUnknown(presetKey)));

        var outcome = await ImportAsync(path, presetKey, name, progress, cancellation);
        if (!outcome.Try(out var import, out var failure))
            return await FailAsync(progress, says.Say(failure));

        var actor = Actor.System(import.MerchantId);
        var totals = (await results.TotalsAsync(actor, import.Id, cancellation)).Value;
        var scan = (await imports.FindAsync(actor, import.Id, cancellation)).Value.Scan!;
        if (import.Fault is { } fault)
            await progress.WriteLineAsync(says.Say(ImportErrors.File(fault)));
        await output.WriteLineAsync(JsonSerializer.Serialize(new
        {
            linesRead = scan.LinesRead,
            linesTaken = scan.LinesTaken,
            linesSkipped = scan.LinesSkipped,
            purchases = totals.Purchases,
            identifiedPurchases = totals.IdentifiedPurchases,
            membersWithSale = totals.MembersWithSale,
            membersWithTwoOrMore = totals.MembersWithTwoOrMore,
            netSales = totals.NetSales,
            identifiedNetSales = totals.IdentifiedNetSales,
            returns = totals.Returns,
            unmatchedReturnLines = totals.UnmatchedReturnLines,
            returnedNet = totals.ReturnedNet,
            pointsIssued = totals.PointsIssued,
            pointsReversed = totals.PointsReversed,
            knownDocuments = import.KnownDocuments,
            refusedDocuments = import.RefusedDocuments,
            state = import.State.ToString(),
            seconds = Math.Round(clock.GetElapsedTime(started).TotalSeconds, 2),
            peakMemoryMb = PeakMemoryMb(),
        }, JsonSerializerOptions.Web));
        return import.State == ImportState.Completed ? 0 : 1;
    }

    private async Task<Result<PurchaseImport>> ImportAsync(string path, string? presetKey, string name, TextWriter progress, CancellationToken cancellation)
    {
        if (!(await MerchantAsync(name, cancellation)).Try(out var merchant, out var failure))
            return failure;
        var actor = Actor.System(merchant.Id);
        await using var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 });
        var hash = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(file, cancellation));
        var importId = await UnfinishedAsync(merchant.Id, hash, cancellation);
        if (importId is null)
        {
            file.Position = 0;
            if (!(await imports.UploadAsync(actor, Path.GetFileName(path), file, merchant.OpenStores.First().Id, cancellation)).Try(out var uploaded, out failure))
                return failure;
            importId = uploaded;
            if (presetKey is not null && await UsePresetAsync(actor, uploaded, presetKey, cancellation) is { } unfit)
                return unfit;
            var begun = await imports.StartAsync(actor, uploaded, cancellation);
            if (!begun.Succeeded)
                return begun.Failure;
        }

        void Show(PurchaseImport import) => progress.WriteLine(import.IsChecked
            ? string.Create(CultureInfo.InvariantCulture, $"{import.State}: {import.DoneDocuments:N0} of {import.Documents:N0} documents, row {import.DoneRow:N0}")
            : string.Create(CultureInfo.InvariantCulture, $"Reading: {import.LinesRead:N0} rows"));

        while (true)
        {
            var isMine = await runner.RunAsync(merchant.Id, importId.Value, Show, cancellation);
            await using var context = database.ForMerchant(merchant.Id);
            var import = await context.Set<PurchaseImport>().AsNoTracking().FirstAsync(import => import.Id == importId, cancellation);
            if (!import.IsBusy)
                return import;
            if (isMine)
                continue;
            await progress.WriteLineAsync("Another process holds this import; waiting for it to finish or to let go.");
            await Task.Delay(ILeased.Lease / 4, clock, cancellation);
        }
    }

    private async Task<Result<MerchantView>> MerchantAsync(string name, CancellationToken cancellation)
    {
        await using var context = database.ForPlatform();
        var slug = await context.Set<Merchant>().Where(merchant => merchant.Name == name || merchant.Slug == name).OrderBy(merchant => merchant.Id).Select(merchant => merchant.Slug).FirstOrDefaultAsync(cancellation);
        if (slug is not null)
            return (await directory.FindAsync(slug, cancellation))!;
        return await founding.FoundAsync(
            new MerchantSettings { Name = name },
            [new FirstStore("WEB", "Web shop", "", Channel.Online)],
            ProgrammeContent.Of([PointsPerAmount.With<PointsPerAmount>("1 point per pound", new PointsPerAmountSettings(1))]),
            cancellation: cancellation);
    }

    private async Task<long?> UnfinishedAsync(int merchantId, string hash, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        return await context.Set<PurchaseImport>().Where(import => import.FileHash == hash && import.State == ImportState.Running)
            .OrderByDescending(import => import.Id).Select(import => (long?)import.Id).FirstOrDefaultAsync(cancellation);
    }

    private async Task<Failure?> UsePresetAsync(Actor actor, long importId, string presetKey, CancellationToken cancellation)
    {
        var sniffed = await imports.SniffAsync(actor, importId, cancellation);
        if (!sniffed.Succeeded)
            return sniffed.Failure;
        var preset = Presets.Find(presetKey)!;
        if (!preset.Fits(sniffed.Value))
            return ImportErrors.PresetDoesNotFit(presetKey);
        var import = await imports.FindAsync(actor, importId, cancellation);
        return (await imports.MapAsync(actor, importId, preset.Map(sniffed.Value), import.Value.StoreId, cancellation)).Failure;
    }

    private static double PeakMemoryMb()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return Math.Round(process.PeakWorkingSet64 / 1048576.0, 1);
    }

    private static async Task<int> FailAsync(TextWriter progress, string message)
    {
        await progress.WriteLineAsync(message);
        return 2;
    }
}
