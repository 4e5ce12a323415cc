using System.Diagnostics.CodeAnalysis;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases.Attendance;

namespace LoyaltyPortal.Tests.Events;

/// <summary>Asks a book something on the recording road, as a command of another room would.</summary>
internal sealed class BookCommand : WriteCommand<EventPlace>
{
    private readonly Func<Work, ValueTask<Result<EventPlace>>> _ask;

    [SetsRequiredMembers]
    public BookCommand(int merchantId, Func<Work, ValueTask<Result<EventPlace>>> ask) => (MerchantId, _ask) = (merchantId, ask);

    public override string Kind => "test_book";

    protected override ValueTask<Result<EventPlace>> ApplyAsync(Work work) => _ask(work);
}
