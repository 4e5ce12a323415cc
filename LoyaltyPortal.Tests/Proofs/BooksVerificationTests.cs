using LoyaltyPortal.Merchants;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Proofs;

/// <summary>The proof of the books: whole books prove, and whatever is changed behind the ledger's back is found and named.</summary>
public sealed class BooksVerificationTests : IAsyncLifetime
{
    private TestPortal _portal = default!;
    private TestMerchant _shop = default!;
    private long _member;
    private long _purchase;
    private long _return;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync(null, TestPortal.PerUnit());
        _member = await _shop.MemberAsync();
        _purchase = (await _shop.BoughtAsync(_member, TestMerchant.Line(30, quantity: 3), TestMerchant.Line(12, "Pens"))).PurchaseId;
        _portal.Clock.Advance(TimeSpan.FromDays(40));
        await _shop.BoughtAsync(_member, TestMerchant.Line(20));
        _return = TestMerchant.Ok(await _shop.ReturnAsync(_purchase, new ReturnedLine(1, 1))).ReturnId;
        TestMerchant.Ok(await _shop.DebitAsync(_member, 15));
        await _shop.BoughtAsync(null, TestMerchant.Line(7));
        await _shop.BoughtAsync(await _shop.MemberAsync(), TestMerchant.Line(5));
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task Whole_books_prove_and_are_counted()
    {
        var result = await VerifyAsync();

        Assert.Null(result.Difference);
        Assert.Equal(
            (2L, 5L, 3L, 4L, 1L),
            (result.Counts.Accounts, result.Counts.Entries, result.Counts.Lots, result.Counts.Purchases, result.Counts.Returns));
        Assert.True(result.Counts.Allocations > 0 && result.Counts.Figures > 0);
    }

    [Theory]
    [InlineData("""UPDATE "LedgerEntries" SET "Points" = "Points" + 1, "ActiveChange" = "ActiveChange" + 1 WHERE "AccountId" = {member} AND "Sequence" = 2""", BookPart.Ledger, "entry 2")]
    [InlineData("""UPDATE "LedgerEntries" SET "Explanation" = '{"points":1}' WHERE "AccountId" = {member} AND "Sequence" = 1""", BookPart.Ledger, "entry 1")]
    [InlineData("""DELETE FROM "LedgerEntries" WHERE "AccountId" = {member} AND "Sequence" = 2""", BookPart.Ledger, "2")]
    [InlineData("""UPDATE "Lots" SET "Remaining" = "Remaining" + 1 WHERE "AccountId" = {member} AND "Sequence" = 2""", BookPart.Ledger, "lot")]
    [InlineData("""UPDATE "Allocations" SET "Points" = "Points" + 1 WHERE "AccountId" = {member}""", BookPart.Ledger, "alloc")]
    [InlineData("""UPDATE "PointsAccounts" SET "Active" = "Active" + 100 WHERE "Id" = {member}""", BookPart.Ledger, "active")]
    [InlineData("""DELETE FROM "Purchases" WHERE "Id" = {purchase}""", BookPart.Source, "comes from purchase")]
    [InlineData("""DELETE FROM "PurchaseReturns" WHERE "Id" = {return}""", BookPart.Source, "comes from return")]
    [InlineData("""UPDATE "Purchases" SET "PointsEarned" = "PointsEarned" + 3 WHERE "Id" = {purchase}""", BookPart.Purchase, "PointsEarned should be 42, but is 45")]
    [InlineData("""UPDATE "Purchases" SET "EntrySequence" = NULL WHERE "Id" = {purchase}""", BookPart.Source, "EntrySequence")]
    [InlineData("""UPDATE "PurchaseLines" SET "Net" = "Net" + 10000 WHERE "PurchaseId" = {purchase} AND "Number" = 2""", BookPart.Purchase, "Net should be 43, but is 42")]
    [InlineData("""UPDATE "PurchaseLines" SET "ReturnedQuantity" = 0 WHERE "PurchaseId" = {purchase} AND "Number" = 1""", BookPart.Return, "ReturnedQuantity should be 1, but is 0")]
    [InlineData("""UPDATE "PurchaseReturns" SET "PointsReversed" = 0 WHERE "Id" = {return}""", BookPart.Return, "PointsReversed should be 10, but is 0")]
    [InlineData("""UPDATE "MemberFacts" SET "Purchases" = "Purchases" + 1 WHERE "MemberId" = {member}""", BookPart.Aggregate, "Purchases should be 2, but is 3")]
    [InlineData("""DELETE FROM "MemberFacts" WHERE "MemberId" = {member}""", BookPart.Aggregate, "Purchases should be 2, but is 0")]
    [InlineData("""UPDATE "MemberMonths" SET "NetSales" = 0 WHERE "MemberId" = {member} AND "Month" = 202606""", BookPart.Aggregate, "2026-06: NetSales should be 42, but is 0")]
    [InlineData("""UPDATE "MemberDays" SET "PurchasePoints" = 41 WHERE "MemberId" = {member} AND "PurchasePoints" = 32""", BookPart.Aggregate, "PurchasePoints should be 32, but is 41")]
    [InlineData("""UPDATE "StoreDays" SET "UnidentifiedOrders" = 2 WHERE "UnidentifiedOrders" = 1""", BookPart.Aggregate, "UnidentifiedOrders should be 1, but is 2")]
    [InlineData("""UPDATE "StoreDays" SET "PointsRedeemed" = 0""", BookPart.Aggregate, "PointsRedeemed should be 15, but is 0")]
    [InlineData("""UPDATE "CohortMonths" SET "Members" = 9 WHERE "Month" = 202607 AND "Cohort" = 202606""", BookPart.Aggregate, "cohort 2026-06, 2026-07: Members should be 1, but is 9")]
    [InlineData("""UPDATE "StoreDays" SET "KeptPointsRedeemed" = 0""", BookPart.Aggregate, "KeptPointsRedeemed should be 15, but is 0")]
    [InlineData("""UPDATE "PointVintages" SET "Redeemed" = 0""", BookPart.Aggregate, "Redeemed should be 15, but is 0")]
    [InlineData("""UPDATE "MemberMonths" SET "KeptDays" = 3 WHERE "Month" = 202606""", BookPart.Aggregate, "but is 1, 2")]
    [InlineData("""UPDATE "MemberMonths" SET "KeptCategories" = '["Hats"]' WHERE "Month" = 202606""", BookPart.Aggregate, "but is [\"Hats\"]")]
    [InlineData("""UPDATE "DayArrivals" SET "KeptMembers" = 7""", BookPart.Aggregate, "KeptMembers should be 1, but is 7")]
    [InlineData("""UPDATE "CategoryMonths" SET "KeptNet" = 0""", BookPart.Aggregate, "but is 0")]
    [InlineData("""DELETE FROM "CategoryArrivals" WHERE "Previous" = 0""", BookPart.Aggregate, "for the first time: KeptMembers should be 1, but is 0")]
    [InlineData("""DELETE FROM "BreadthMonths" WHERE "Rank" = 1""", BookPart.Aggregate, "category 1 of the latest")]
    public async Task What_was_changed_behind_the_ledgers_back_is_found_and_named(string sql, BookPart part, string says)
    {
        Assert.True(await PlantAsync(sql) > 0, "Nothing was planted.");

        var difference = (await VerifyAsync()).Difference;

        Assert.NotNull(difference);
        Assert.Equal(part, difference.Part);
        Assert.Contains(says, difference.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_nobody_has_is_found()
    {
        await PlantAsync("""DELETE FROM "PointsAccounts" WHERE "Id" = {member}""");

        Assert.Equal(("there is no points account", _member), ((await VerifyAsync()).Difference!.What, (await VerifyAsync()).Difference!.MemberId!.Value));
    }

    [Fact]
    public async Task The_books_of_another_merchant_are_not_looked_at()
    {
        var other = await _portal.MerchantAsync(new MerchantSettings { Name = "Other shop" });
        await PlantAsync("""UPDATE "PointsAccounts" SET "Active" = "Active" + 100 WHERE "Id" = {member}""");

        Assert.Null((await new BooksVerification(_portal.Database).VerifyAsync(other.Id)).Difference);
    }

    [Fact]
    public async Task Aggregates_are_put_right_from_the_books()
    {
        foreach (var sql in (string[])
        [
            """UPDATE "MemberFacts" SET "NetSales" = 1, "LastPurchaseAt" = 5 WHERE "MemberId" = {member}""",
            """DELETE FROM "MemberMonths" WHERE "MemberId" = {member}""",
            """UPDATE "MemberDays" SET "Visits" = 9 WHERE "MemberId" = {member}""",
            """DELETE FROM "StoreDays" """,
            """UPDATE "CohortMonths" SET "NetSales" = 0""",
            """DELETE FROM "PointVintages" """,
            """DELETE FROM "DayArrivals" """,
            """DELETE FROM "CategoryMonths" """,
            """UPDATE "CategoryArrivals" SET "KeptMembers" = 5""",
            """DELETE FROM "BreadthMonths" """,
        ])
            Assert.True(await PlantAsync(sql) > 0);

        var counts = await new AggregateRebuild(_portal.Database).RebuildAsync(_shop.Id);

        Assert.InRange(counts.Mended, 8, counts.Figures);
        Assert.Null((await VerifyAsync()).Difference);
        Assert.Equal(0, (await new AggregateRebuild(_portal.Database).RebuildAsync(_shop.Id)).Mended);
        TestMerchant.Ok(await _shop.ReturnAsync(_purchase, new ReturnedLine(2, 1))); // recording goes on from there
        Assert.Null((await VerifyAsync()).Difference);
    }

    [Fact]
    public async Task A_database_from_before_points_were_kept_by_vintage_gets_them_at_a_start_and_once()
    {
        await using var services = new ServiceCollection().AddSingleton(_portal.Database).AddSingleton<AggregateRebuild>().BuildServiceProvider();
        Assert.True(await PlantAsync("""DELETE FROM "PointVintages" """) > 0);
        Assert.True(await PlantAsync("""UPDATE "StoreDays" SET "KeptEnrolments" = 0, "KeptReturns" = 0, "KeptReturnedNet" = 0, "KeptPointsIssued" = 0, "KeptPointsRedeemed" = 0, "KeptPointsReversed" = 0, "KeptPointsExpired" = 0""") > 0);

        await services.PrepareFiguresAsync();

        Assert.Null((await VerifyAsync()).Difference);
        await PlantAsync("""DELETE FROM "PointVintages" """);
        await services.PrepareFiguresAsync(); // nothing is missing beside the days: it does not look
        Assert.NotNull((await VerifyAsync()).Difference);
    }

    [Theory]
    [InlineData("""UPDATE "MemberMonths" SET "KeptDays" = 0""", "DayArrivals")]
    [InlineData("""UPDATE "MemberMonths" SET "KeptCategories" = NULL""", "BreadthMonths")]
    public async Task A_database_from_before_days_and_categories_were_kept_gets_them_at_a_start(string before, string table)
    {
        await using var services = new ServiceCollection().AddSingleton(_portal.Database).AddSingleton<AggregateRebuild>().BuildServiceProvider();
        Assert.True(await PlantAsync($"""DELETE FROM "{table}" """) > 0);
        Assert.True(await PlantAsync(before) > 0);

        await services.PrepareFiguresAsync();

        Assert.Null((await VerifyAsync()).Difference);
    }

    [Fact]
    public async Task Books_that_change_while_they_are_proved_still_prove()
    {
        using var stop = new CancellationTokenSource();
        var selling = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await _shop.BoughtAsync(_member, TestMerchant.Line(3));
        });

        for (var round = 0; round < 10; round++)
            Assert.Null((await VerifyAsync()).Difference);
        await stop.CancelAsync();
        await selling;
        Assert.Null((await VerifyAsync()).Difference);
    }

    [Fact]
    public async Task A_proof_can_be_called_off()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new BooksVerification(_portal.Database).VerifyAsync(_shop.Id, cancellation: stop.Token));
    }

    private Task<BooksResult> VerifyAsync() => new BooksVerification(_portal.Database).VerifyAsync(_shop.Id);

    private Task<int> PlantAsync(string sql) => _portal.Storage.ExecuteAsync(sql
        .Replace("{member}", $"{_member}", StringComparison.Ordinal)
        .Replace("{purchase}", $"{_purchase}", StringComparison.Ordinal)
        .Replace("{return}", $"{_return}", StringComparison.Ordinal)
        .Replace("'{\"points\":1}'", "'{{\"points\":1}}'", StringComparison.Ordinal)); // braces are placeholders to who executes it
}
