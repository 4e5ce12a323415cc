namespace LoyaltyPortal.Platform.Commands;

/// <summary>Commands of jobs, for whose answer nobody waits.</summary>
internal static class UnattendedCommands
{
    /// <summary>Does one of many: what is refused or breaks is written to the log and holds none of the others up.</summary>
    /// <param name="row">What it is about, for the log.</param>
    public static async Task ExecuteUnattendedAsync<TOutcome>(this CommandQueue queue, WriteCommand<TOutcome> command, long row, ILogger log, CancellationToken cancellation)
    {
        try
        {
            if (!(await queue.ExecuteAsync(command, cancellation)).Try(out _, out var failure))
                log.LogWarning("Command {Kind} for {Row} of merchant {Merchant} was refused: {Code}.", command.Kind, row, command.MerchantId, failure.Code);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            log.LogError(exception, "Command {Kind} for {Row} of merchant {Merchant} failed.", command.Kind, row, command.MerchantId);
        }
    }
}
