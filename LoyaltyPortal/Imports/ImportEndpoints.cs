using System.Globalization;
using System.Text;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Export;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Channels = System.Threading.Channels;

namespace LoyaltyPortal.Imports;

/// <summary>What the imports room serves besides pages.</summary>
internal static class ImportEndpoints
{
    /// <summary>Problems between the reading and the network; a slow network holds the reading up instead of filling the memory.</summary>
    private const int Between = 1_024;

    /// <summary>Every row that is not taken, as CSV, in the order of the rows. The file is read anew while it streams.</summary>
    public static async Task<IResult> ProblemsAsync(
        [FromRoute(Name = MerchantRoute.Parameter)] string merchant, long id, HttpContext http, WorkspaceScope scope, ImportService imports, ImportWords words, IStringLocalizer<ImportsText> text, CancellationToken cancellation)
    {
        if (await scope.EnterAsync(merchant, http.User, cancellation: cancellation) is not { } workspace)
            return Results.NotFound();
        var found = await imports.FindAsync(workspace.Actor, id, cancellation);
        if (!found.Succeeded || !found.Value.HasFile)
            return Results.NotFound();
        var name = Path.GetFileNameWithoutExtension(found.Value.FileName.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? found.Value.FileName[..^3] : found.Value.FileName);
        return Results.Stream(stream => WriteAsync(stream, workspace.Actor, id, imports, words, text, cancellation), "text/csv; charset=utf-8", $"{name}-problems.csv");
    }

    private static async Task WriteAsync(Stream stream, Actor actor, long id, ImportService imports, ImportWords words, IStringLocalizer<ImportsText> text, CancellationToken cancellation)
    {
        var problems = Channels.Channel.CreateBounded<ReadProblem>(new Channels.BoundedChannelOptions(Between) { SingleReader = true, SingleWriter = true });
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = Task.Run(async () =>
        {
            try
            {
                await imports.ProblemsAsync(actor, id, problem =>
                {
                    // The reading reports synchronously; it waits here while the network is behind.
                    if (!problems.Writer.TryWrite(problem))
                        problems.Writer.WriteAsync(problem, gone.Token).AsTask().GetAwaiter().GetResult();
                }, gone.Token);
            }
            finally
            {
                problems.Writer.Complete();
            }
        }, CancellationToken.None);
        try
        {
            // The byte order mark is what tells a spreadsheet that this is UTF-8.
            await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), bufferSize: 32 * 1024, leaveOpen: true);
            await writer.WriteAsync($"{Cell(text["Csv.Row"])},{Cell(text["Csv.Taken"])},{Cell(text["Csv.Code"])},{Cell(text["Csv.Column"])},{Cell(text["Csv.Value"])},{Cell(text["Csv.Reason"])}\r\n");
            await foreach (var problem in problems.Reader.ReadAllAsync(gone.Token))
            {
                await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{problem.RowNumber},{Cell(ReadCodes.All[problem.Code] == ProblemScope.Note ? text["Csv.Yes"] : text["Csv.No"])},{problem.Code},{Cell(problem.Column)},{Cell(problem.Value)},{Cell(words.Say(problem))}\r\n"));
            }
        }
        finally
        {
            await gone.CancelAsync();
            await reading.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        await reading;
    }

    /// <summary>A quoted cell. What a spreadsheet would take for a formula gets an apostrophe in front: it came from a stranger's file.</summary>
    internal static string Cell(string? value) => Csv.Cell(value);
}
