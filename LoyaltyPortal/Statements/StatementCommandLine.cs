using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Pdf;
using LoyaltyPortal.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Statements;

/// <summary>
/// <c>--statements 2011-11 --merchant NAME --out FILE.zip [--paper a4|letter]</c>: all members' statements of a month without a browser. What a run of
/// its own of that month and paper that died has made already is not made again. Progress goes to standard error, the result as one JSON line to standard output; exit code 0 when the file is written, 1 when the run
/// failed, 2 when it could not begin.
/// </summary>
public sealed class StatementCommandLine(LoyaltyDatabase database, StatementRuns runs, StatementRunner runner, StatementFiles files, FailureText says, TimeProvider clock)
{
    public const string Option = "statements";

    public async Task<int> RunAsync(IConfiguration arguments, TextWriter output, TextWriter progress, CancellationToken cancellation = default)
    {
        var started = clock.GetTimestamp();
        var (name, path) = (arguments["merchant"], arguments["out"]);
        if (StatementService.ReadMonth(arguments[Option]) is not { } month)
            return await FailAsync(progress, "Say which month: --statements 2011-11.");
        if (string.IsNullOrWhiteSpace(name))
            return await FailAsync(progress, "Say which merchant: --merchant NAME.");
        if (string.IsNullOrWhiteSpace(path))
            return await FailAsync(progress, "Say where to: --out FILE.zip.");
        var paper = PdfPaper.Find(arguments["paper"]);
        if (arguments["paper"] is { } asked && paper is null)
            return await FailAsync(progress, $"There is no paper {asked}: a4 or letter.");
        await using var platform = database.ForPlatform();
        if (await platform.Set<Merchant>().Where(merchant => merchant.Name == name || merchant.Slug == name).OrderBy(merchant => merchant.Id).Select(merchant => (int?)merchant.Id).FirstOrDefaultAsync(cancellation) is not { } merchantId)
            return await FailAsync(progress, $"There is no merchant {name}.");

        var actor = Actor.System(merchantId);
        if (await runs.UnfinishedAsync(merchantId, month, paper, cancellation) is not { } runId && !(await runs.BeginAsync(actor, month, paper, cancellation)).Try(out runId, out var failure))
            return await FailAsync(progress, says.Say(failure));
        var run = await MakeAsync(actor, runId, progress, cancellation);
        if (run.State != StatementRunState.Completed)
            return 1;
        await using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 128 * 1024, useAsync: true))
            await files.WriteAsync(run, file, cancellation);
        await runs.RemoveAsync(merchantId, runId, cancellation);
        using var process = Process.GetCurrentProcess();
        await output.WriteLineAsync(JsonSerializer.Serialize(new
        {
            month = StatementService.Say(month),
            statements = run.Ready,
            members = run.Members,
            statementBytes = run.Bytes,
            fileBytes = new FileInfo(path).Length,
            seconds = Math.Round(clock.GetElapsedTime(started).TotalSeconds, 2),
            peakMemoryMb = Math.Round(process.PeakWorkingSet64 / 1048576.0, 1),
        }, JsonSerializerOptions.Web));
        return 0;
    }

    private async Task<StatementRun> MakeAsync(Actor actor, long runId, TextWriter progress, CancellationToken cancellation)
    {
        while (true)
        {
            var isMine = await runner.RunAsync(actor.MerchantId, runId, run => progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Seen:N0} of {run.Members:N0} members")), cancellation);
            var run = (await runs.FindAsync(actor, runId, cancellation)).Value;
            if (!run.IsBusy)
                return run;
            if (isMine)
                continue;
            await progress.WriteLineAsync("Another process makes these statements; waiting for it to finish or to let go.");
            await Task.Delay(ILeased.Lease / 4, clock, cancellation);
        }
    }

    private static async Task<int> FailAsync(TextWriter progress, string message)
    {
        await progress.WriteLineAsync(message);
        return 2;
    }
}
