using System.Diagnostics.Metrics;

namespace LoyaltyPortal.Platform.Commands;

/// <summary>Figures of the recording road, for whoever listens to the meter <c>LoyaltyPortal.Recording</c>; nobody listening costs nothing.</summary>
internal static class RecordingMeter
{
    public const string Name = "LoyaltyPortal.Recording";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Commands = Meter.CreateCounter<long>("loyalty.recording.commands", "{command}", "Commands that were recorded.");
    private static readonly Counter<long> Commits = Meter.CreateCounter<long>("loyalty.recording.commits", "{transaction}", "Transactions that were committed.");
    private static readonly Counter<long> Statements = Meter.CreateCounter<long>("loyalty.recording.statements", "{statement}", "Statements in committed transactions.");
    private static readonly Histogram<double> Held = Meter.CreateHistogram<double>("loyalty.recording.transaction", "s", "How long a transaction held the writer.");

    public static void Committed(int commands, long statements, TimeSpan held)
    {
        Commands.Add(commands);
        Commits.Add(1);
        Statements.Add(statements);
        Held.Record(held.TotalSeconds);
    }
}
