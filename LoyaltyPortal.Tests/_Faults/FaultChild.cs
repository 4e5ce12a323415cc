using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Purchases;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Faults;

/// <summary>
/// This assembly as a process of its own: the recording half of a portal on somebody's database, to be killed or to be raced against. It says "ready", waits
/// for a line, and goes.
/// </summary>
internal static class FaultChild
{
    public const string Sell = "sell";
    public const string Redeem = "redeem";

    /// <summary>Claims the reward, whose id stands for the member, for every member there is.</summary>
    public const string Claim = "claim";

    /// <summary>Burns every voucher of the member.</summary>
    public const string Burn = "burn";

    /// <summary>Asks so many times for a voucher that there is not.</summary>
    public const string Guess = "guess";

    private static readonly Lock Gate = new();

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [Sell or Redeem or Claim or Burn or Guess, var file, var merchant, var store, var member, var node, var count, var parallel])
        {
            await Console.Error.WriteLineAsync("This is a test assembly; run it with dotnet test.");
            return 2;
        }

        int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);
        var database = new LoyaltyDatabase(DatabaseProvider.Sqlite, $"Data Source={file}");
        var signals = new LiveSignals(NullLogger<LiveSignals>.Instance);
        await using var queue = new CommandQueue(database, new IdGenerator(TimeProvider.System, Whole(node)), TimeProvider.System, signals, NullLogger<CommandQueue>.Instance);
        await using (await database.OpenSessionAsync())
            Say("ready");
        Console.ReadLine();
        var shop = new Shop(queue, Whole(merchant), Whole(store), long.Parse(member, CultureInfo.InvariantCulture), node);
        await (arguments[0] switch
        {
            Sell => shop.SellAsync(Whole(count), Whole(parallel)),
            Redeem => shop.RedeemAsync(Whole(count), Whole(parallel)),
            _ => new VoucherTill(database, queue, Whole(merchant), Whole(store), long.Parse(member, CultureInfo.InvariantCulture)).WorkAsync(arguments[0], Whole(count), Whole(parallel), Say),
        });
        return 0;
    }

    /// <summary>One write a line: whoever reads never sees half of one.</summary>
    private static void Say(string line)
    {
        lock (Gate)
        {
            Console.Out.Write(line + "\n");
            Console.Out.Flush();
        }
    }

    private sealed class Shop(CommandQueue queue, int merchantId, int storeId, long memberId, string name)
    {
        private int _next;

        /// <summary>Sells until it is killed, or so many times, and says each reference once the sale is on the disk.</summary>
        public Task SellAsync(int count, int parallel) => EachAsync(count, parallel, async number =>
        {
            var reference = $"{name}-{number.ToString(CultureInfo.InvariantCulture)}";
            var sold = await queue.ExecuteAsync(new RecordPurchase
            {
                MerchantId = merchantId,
                StoreId = storeId,
                MemberId = memberId,
                Source = PurchaseSource.Api,
                Reference = reference,
                IdempotencyKey = reference,
                Lines = [new LineInput("B", "Book", "Books", 1, 10)],
            });
            if (!sold.Succeeded)
                throw new InvalidOperationException(sold.Failure.Code);
            Say("sold " + reference);
        });

        /// <summary>Redeems ten points so many times and says how many it got.</summary>
        public async Task RedeemAsync(int count, int parallel)
        {
            var (got, refused) = (0, 0);
            await EachAsync(count, parallel, async number =>
            {
                var answer = await queue.ExecuteAsync(new PostPoints
                {
                    MerchantId = merchantId,
                    IdempotencyKey = $"{name} {number.ToString(CultureInfo.InvariantCulture)}",
                    Posting = new Posting
                    {
                        AccountId = memberId,
                        Kind = EntryKind.Redeem,
                        Points = 10,
                        Source = EntrySource.Adjustment,
                        SourceId = number,
                        OccurredAt = TimeProvider.System.GetUtcNow().UtcDateTime,
                        Explanation = new Explanation { Points = -10 },
                    },
                });
                if (answer.Succeeded)
                    Interlocked.Increment(ref got);
                else if (answer.Failure.Code == "points_not_enough")
                    Interlocked.Increment(ref refused);
                else
                    throw new InvalidOperationException(answer.Failure.Code);
            });
            Say($"got {got.ToString(CultureInfo.InvariantCulture)} refused {refused.ToString(CultureInfo.InvariantCulture)}");
        }

        private Task EachAsync(int count, int parallel, Func<int, Task> act) => Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref _next) is var number && number <= count)
                await act(number);
        })));
    }
}
