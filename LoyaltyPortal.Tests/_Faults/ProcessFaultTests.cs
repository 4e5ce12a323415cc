using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Rewards;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Faults;

/// <summary>Real processes on one database file: killed without warning, and racing each other.</summary>
public sealed class ProcessFaultTests : IAsyncLifetime
{
    private static readonly int Rounds = Histories.Of(20, 500);

    private TestPortal _portal = default!;
    private TestMerchant _shop = default!;

    private string File => new SqliteConnectionStringBuilder(_portal.Database.ForPlatform().Database.GetConnectionString()!).DataSource;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    /// <summary>Each round a process sells, sixteen sales on their way at a time, and dies at a moment of its own. The next one is started meanwhile, as a supervisor would.</summary>
    [Fact]
    public async Task No_sale_that_was_acknowledged_is_lost_and_none_is_there_twice_however_often_the_process_is_killed()
    {
        var member = await _shop.MemberAsync();
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        var random = new Random(20_261_122);
        var starting = StartAsync(1);
        for (var round = 1; round <= Rounds; round++)
        {
            using var child = await starting;
            if (round < Rounds)
                starting = StartAsync(round + 1);
            child.Go();
            var last = random.Next(1, 120);
            for (var sales = 0; sales < last && await child.LineAsync() is { } line; sales++)
                Assert.True(acknowledged.Add(line["sold ".Length..]));
            child.Kill();
            while (await child.LineAsync() is { } line)
                Assert.True(acknowledged.Add(line["sold ".Length..])); // said before it died
        }

        Assert.True(acknowledged.Count >= Rounds, $"Only {acknowledged.Count} sales were acknowledged.");
        var recorded = (await _shop.RowsAsync<Purchase>()).Select(purchase => purchase.Reference!).ToList();
        Assert.Equal(recorded.Count, recorded.Distinct().Count());
        Assert.Empty(acknowledged.Except(recorded));
        Assert.Equal(10L * recorded.Count, (await _shop.AccountAsync(member)).Active);
        Assert.Null((await new BooksVerification(_portal.Database).VerifyAsync(_shop.Id)).Difference?.Sentence);

        // What was on its way when the process died was done or was not; asked for again, it is done once.
        foreach (var reference in acknowledged.Take(3))
            Assert.True(TestMerchant.Ok(await _portal.Queue.ExecuteAsync(Sale(member, reference))).PurchaseId > 0);
        Assert.Equal(recorded.Count, (await _shop.RowsAsync<Purchase>()).Count);

        Task<ChildProcess> StartAsync(int node) => ChildProcess.StartAsync(FaultChild.Sell, File, _shop, member, node, 1_000_000, 16);
    }

    [Fact]
    [Trait("HardCase", "10")]
    public async Task Two_processes_that_redeem_at_once_give_away_exactly_what_there_is()
    {
        const int balance = 4_321; // ten points each: 432 times
        var member = await _shop.MemberWithAsync(balance);
        using var one = await ChildProcess.StartAsync(FaultChild.Redeem, File, _shop, member, 11, 500, 64);
        using var other = await ChildProcess.StartAsync(FaultChild.Redeem, File, _shop, member, 12, 500, 64);
        one.Go();
        other.Go();

        var (first, second) = (Answers(await one.LineAsync()), Answers(await other.LineAsync()));
        await one.EndAsync();
        await other.EndAsync();

        Assert.Equal((balance / 10, 1_000 - balance / 10), (first.Got + second.Got, first.Refused + second.Refused));
        Assert.Equal(balance % 10, (await _shop.AccountAsync(member)).Active);
        Assert.Equal(balance / 10, (await _shop.RowsAsync<LedgerEntry>()).Count(entry => entry.Kind == EntryKind.Redeem));
        Assert.Null((await new BooksVerification(_portal.Database).VerifyAsync(_shop.Id)).Difference?.Sentence);
    }

    [Fact]
    public async Task Two_processes_that_claim_the_last_pieces_at_once_give_away_exactly_as_many_as_there_are()
    {
        const int stock = 5;
        var rewards = new TestRewards(_portal, _shop);
        var reward = await rewards.PublishAsync(TestRewards.Five with { Points = 10, Stock = stock, ValidDays = null });
        for (var number = 0; number < 60; number++)
            await _shop.MemberWithAsync(20);

        var answers = await RaceAsync(FaultChild.Claim, reward);

        Assert.Equal($"done {stock}, reward_gone {120 - stock}", answers);
        Assert.Equal(stock, await rewards.TakenAsync(reward));
        await rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task A_voucher_that_two_processes_burn_at_once_is_burnt_once()
    {
        var rewards = new TestRewards(_portal, _shop);
        var reward = await rewards.PublishAsync(TestRewards.Five with { Points = 10, ValidDays = null });
        var member = await _shop.MemberWithAsync(1_000);
        for (var number = 0; number < 60; number++)
            await rewards.RedeemedAsync(member, reward);

        var answers = await RaceAsync(FaultChild.Burn, member);

        Assert.Equal("done 60, voucher_used 60", answers);
        await rewards.AssertProvenAsync();
    }

    [Fact]
    [Trait("HardCase", "25")]
    public async Task Two_processes_that_guess_codes_at_one_till_get_ten_answers_between_them()
    {
        var answers = await RaceAsync(FaultChild.Guess, 77);

        Assert.Equal("too_many_attempts 90, voucher_unknown 10", answers);
    }

    /// <summary>Two processes do the same at once.</summary>
    /// <returns>How often each answer was given, by both.</returns>
    private async Task<string> RaceAsync(string mode, long id)
    {
        using var one = await ChildProcess.StartAsync(mode, File, _shop, id, 11, 50, 8);
        using var other = await ChildProcess.StartAsync(mode, File, _shop, id, 12, 50, 8);
        one.Go();
        other.Go();
        var answers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var child in new[] { one, other })
        {
            while (await child.LineAsync() is { } line)
                answers[line.Split(' ')[0]] = answers.GetValueOrDefault(line.Split(' ')[0]) + int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
            await child.EndAsync();
        }

        return string.Join(", ", answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).Select(answer => string.Create(CultureInfo.InvariantCulture, $"{answer.Key} {answer.Value}")));
    }

    private static (int Got, int Refused) Answers(string? line)
    {
        var words = line!.Split(' ');
        return (int.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(words[3], CultureInfo.InvariantCulture));
    }

    private RecordPurchase Sale(long member, string reference) => new()
    {
        MerchantId = _shop.Id,
        StoreId = _shop.Store,
        MemberId = member,
        Source = PurchaseSource.Api,
        Reference = reference,
        IdempotencyKey = reference,
        Lines = [new LineInput("B", "Book", "Books", 1, 10)],
    };
}
