using System.Text.Json.Serialization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Tests;

/// <summary>A command that does what a test wants, on the real queue.</summary>
public sealed class TestCommand(Func<Work, ValueTask<Result<long>>> act) : WriteCommand<long>
{
    [JsonIgnore]
    public override string Kind => "test";

    /// <summary>Makes its body differ.</summary>
    public int Number { get; init; }

    protected override async ValueTask<Result<long>> ApplyAsync(Work work)
    {
        var done = await act(work);
        LedgerBook.In(work).TakePosted(); // a test that posts by itself owes the aggregates nothing
        return done;
    }
}
