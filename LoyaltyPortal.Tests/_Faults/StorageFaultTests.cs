using System.Globalization;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Faults;

/// <summary>A full disk and a database that somebody else holds: whoever asks is told so in words, nothing is lost, and it goes on afterwards.</summary>
public sealed class StorageFaultTests : IAsyncLifetime
{
    private TestPortal _portal = default!;
    private TestMerchant _shop = default!;
    private long _member;
    private string? _pragma;

    private string File => new SqliteConnectionStringBuilder(_portal.Database.ForPlatform().Database.GetConnectionString()!).DataSource;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
        _member = await _shop.MemberAsync();
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task A_full_disk_is_said_so_nothing_is_lost_and_room_is_all_it_takes_to_go_on()
    {
        await using var queue = Open();
        long pages = Scalar("PRAGMA page_count");
        _pragma = $"PRAGMA max_page_count = {(pages + 6).ToString(CultureInfo.InvariantCulture)}";

        var answers = new List<Result<PurchaseReceipt>>();
        for (var number = 1; number <= 120; number++)
            answers.Add(await queue.ExecuteAsync(Sale(number)));

        var recorded = answers.TakeWhile(answer => answer.Succeeded).Count();
        Assert.InRange(recorded, 1, 119);
        var refused = answers.First(answer => !answer.Succeeded).Failure!;
        Assert.Equal(("storage_full", FailureKind.Busy), (refused.Code, refused.Kind));
        await AssertRecordedAsync(answers.Count(answer => answer.Succeeded));

        _pragma = null; // there is room again
        for (var number = 1; number <= 120; number++)
            TestMerchant.Ok(await queue.ExecuteAsync(Sale(number)));
        await AssertRecordedAsync(120);
    }

    [Fact]
    public async Task A_full_disk_is_explained_in_the_readers_language()
    {
        var says = new ServiceCollection().AddLogging().AddLocalization().AddSingleton<FailureText>().BuildServiceProvider().GetRequiredService<FailureText>();
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("tr");
        Assert.Contains("yer kalmadı", says.Say(CommandErrors.StorageFull()), StringComparison.Ordinal);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        Assert.Contains("no room left", says.Say(CommandErrors.StorageFull()), StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_sale_waits_for_whoever_holds_the_database_and_is_then_recorded()
    {
        await using var queue = Open();
        var held = Lock();
        var selling = queue.ExecuteAsync(Sale(1));
        await Task.Delay(300);
        Assert.False(selling.IsCompleted);

        held.Dispose();

        TestMerchant.Ok(await selling);
        await AssertRecordedAsync(1);
    }

    [Fact]
    public async Task A_database_that_is_held_for_too_long_refuses_in_words_and_works_afterwards()
    {
        _pragma = "PRAGMA busy_timeout = 30";
        await using var queue = Open();
        using (Lock())
        {
            var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(number => queue.ExecuteAsync(Sale(number))));
            Assert.All(answers, answer => TestMerchant.Refused("busy", answer));
        }

        foreach (var number in Enumerable.Range(1, 20))
            TestMerchant.Ok(await queue.ExecuteAsync(Sale(number)));
        await AssertRecordedAsync(20);
    }

    private RecordPurchase Sale(int number) => new()
    {
        MerchantId = _shop.Id,
        StoreId = _shop.Store,
        MemberId = _member,
        Source = PurchaseSource.Till,
        Reference = $"S{number.ToString(CultureInfo.InvariantCulture)}",
        IdempotencyKey = $"sale {number.ToString(CultureInfo.InvariantCulture)}",
        Lines = [TestMerchant.Line(10)],
    };

    private CommandQueue Open() => new(
        new LoyaltyDatabase(DatabaseProvider.Sqlite, $"Data Source={File}") { LaneThrough = lane => _pragma is null ? lane : new LimitedLane(lane, _pragma) },
        _portal.Ids, _portal.Clock, _portal.Signals, NullLogger<CommandQueue>.Instance);

    /// <summary>Another writer in the middle of its work.</summary>
    private IDisposable Lock()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        connection.BeginTransaction();
        return connection;
    }

    private long Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private async Task AssertRecordedAsync(int sales)
    {
        Assert.Equal(sales, (await _shop.RowsAsync<Purchase>()).Count);
        Assert.Equal(10L * sales, (await _shop.AccountAsync(_member)).Active);
        Assert.Null((await new BooksVerification(_portal.Database).VerifyAsync(_shop.Id)).Difference?.Sentence);
    }
}
