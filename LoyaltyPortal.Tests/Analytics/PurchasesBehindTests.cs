using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using LoyaltyPortal.Analytics;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Purchases;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Analytics;

/// <summary>From a figure of orders or net sales to the purchases that it counts.</summary>
[Collection(WebTests.Name)]
public sealed class PurchasesBehindTests(WebPortal portal)
{
    [Fact]
    public void A_list_is_in_its_address_and_comes_back_from_it()
    {
        var list = new PurchasesBehind("shop", PurchaseFigure.FirstTime, new(2026, 1, 5), new(2026, 2, 6), [2, 3], true, 4) { Limits = new("", 77) };

        Assert.Equal("/m/shop/reports/purchases-behind?figure=firsttime&from=2026-01-05&to=2026-02-06&stores=2,3&tier=-&segment=77&returned=1&page=4", list.Href());
        Assert.Equal(list.Href(), PurchasesBehind.Of("shop", "firsttime", "2026-01-05", "2026-02-06", "3,2,x", "1", 4, "-", "77")!.Href());
        Assert.Equal("/m/shop/reports/purchases-behind/purchases.csv?figure=orders&from=2026-01-05&to=2026-02-06", PurchasesBehind.Of("shop", "orders", "2026-01-05", "2026-02-06", null, null, -3)!.File("csv"));
        Assert.Null(PurchasesBehind.Of("shop", "nonsense", "2026-01-05", "2026-02-06", null, null, null));
        Assert.Null(PurchasesBehind.Of("shop", "orders", "2026-02-06", "2026-01-05", null, null, null));
        Assert.Null(PurchasesBehind.Of("shop", "orders", null, "2026-01-05", null, null, null));
    }

    /// <summary>Every page of every list holds what the figure at its head counts, worked out from the purchases themselves.</summary>
    [Fact]
    public async Task Any_history_has_the_purchases_that_each_figure_counts()
    {
        await using var bench = await ReportBench.StartAsync();
        var random = new Random(20_261_128);
        var members = new List<long>();
        for (var index = 0; index < 14; index++)
            members.Add(await bench.MemberAsync(isTest: index == 13));
        int[] stores = [bench.Shop.Store, bench.Shop.OtherStore, bench.Shop.WebShop];
        for (var index = 0; index < 220; index++)
        {
            // All at noon: many are sold at the same instant.
            var day = new DateOnly(2026, 3, 1).AddDays(random.Next(90)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var bought = await bench.BuyAsync(day, random.Next(4) == 0 ? null : members[random.Next(members.Count)], random.Next(1, 9_000) / 100m, store: stores[random.Next(3)]);
            if (random.Next(6) == 0)
                TestMerchant.Ok(await bench.Shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));
        }

        TestMerchant.Ok(await bench.Portal.Purchases.CountAsTestAsync(bench.Shop.Actor, members[0], true));
        var sold = (await bench.Shop.RowsAsync<Purchase>()).OrderBy(purchase => purchase.OccurredAt).ThenBy(purchase => purchase.Id).ToList();
        ReportWindow[] windows = [ReportBench.Window("2026-03-01", "2026-05-31"), ReportBench.Window("2026-04-03", "2026-04-20"), ReportBench.Window("2026-03-17", "2026-03-17")];
        foreach (var returned in (bool[])[false, true])
        {
            var counted = sold.FindAll(purchase => returned || (purchase.State != PurchaseState.Returned && purchase.MemberId != members[0] && purchase.MemberId != members[13]));
            var first = counted.Where(purchase => purchase.MemberId is not null).GroupBy(purchase => purchase.MemberId).Select(group => group.First().Id).ToHashSet();
            foreach (var window in windows)
            {
                foreach (var store in (int?[])[null, .. stores])
                {
                    foreach (var figure in Enum.GetValues<PurchaseFigure>())
                    {
                        var expected = counted.Where(purchase => purchase.Day >= window.From && purchase.Day <= window.To && (store is null || purchase.StoreId == store) && figure switch
                        {
                            PurchaseFigure.Known => purchase.MemberId is not null,
                            PurchaseFigure.FirstTime => first.Contains(purchase.Id),
                            PurchaseFigure.Returning => purchase.MemberId is not null && !first.Contains(purchase.Id),
                            PurchaseFigure.Unidentified => purchase.MemberId is null,
                            _ => true,
                        }).Reverse().ToList();
                        var list = new PurchasesBehind("shop", figure, window.From, window.To, store is { } one ? [one] : [], returned, 1);
                        var (ids, head) = await AllAsync(bench, list);
                        Assert.Equal((list.Href(), (long)expected.Count, expected.Sum(purchase => purchase.Net)), (list.Href(), head.Orders, head.Net));
                        Assert.Equal(expected.Select(purchase => purchase.Id), ids);
                    }
                }
            }
        }

        // The head is what the report says in the tile and the row that lead there.
        var report = await bench.AskAsync("stores", "2026-03-01", "2026-05-31");
        foreach (var row in report.Table.Rows)
        {
            var (_, head) = await AllAsync(bench, ListOf(row[0].Href!));
            Assert.Equal((row[3].Number, row[1].Number), (head.Orders, head.Net));
        }

        foreach (var row in (await bench.AskAsync("first-time", "2026-03-01", "2026-05-31")).Table.Rows)
        {
            var (_, head) = await AllAsync(bench, ListOf(row[0].Href!));
            Assert.Equal((row[2].Number + row[3].Number, row[6].Number), (head.Orders, head.Net));
        }
    }

    /// <summary>All pages, as they are turned.</summary>
    private static async Task<(List<long> Ids, PurchaseRows Head)> AllAsync(ReportBench bench, PurchasesBehind list)
    {
        var ids = new List<long>();
        for (var page = 1; ; page++)
        {
            var rows = TestMerchant.Ok(await bench.PurchasesBehind.PageAsync(bench.Shop.Actor, list with { Page = page }, bench.Words));
            Assert.Equal(ids.Count, rows.Skip);
            ids.AddRange(rows.Table.Rows.Select(row => long.Parse(row[0].Href!.Split('/')[^1], CultureInfo.InvariantCulture)));
            if (ids.Count >= rows.Orders)
                return (ids, rows);
            Assert.Equal(PurchasesBehind.PageSize, rows.Table.Rows.Count);
        }
    }

    private static PurchasesBehind ListOf(string href)
    {
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri("http://portal" + href).Query);
        string? Part(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;
        return PurchasesBehind.Of("shop", Part("figure"), Part("from"), Part("to"), Part("stores"), Part("returned"), null, Part("tier"), Part("segment"))!;
    }

    [Fact]
    public async Task A_page_after_the_last_is_the_last_and_members_are_named_only_for_whom_may_see_them()
    {
        await using var bench = await ReportBench.StartAsync();
        var ada = await bench.MemberAsync();
        await bench.BuyAsync("2026-06-01", ada, 10);
        var back = await bench.BuyAsync("2026-06-02", ada, 20, store: bench.Shop.OtherStore);
        TestMerchant.Ok(await bench.Shop.ReturnAsync(back.PurchaseId, new ReturnedLine(1, 1)));
        await bench.BuyAsync("2026-06-03", null, 5);
        var list = new PurchasesBehind("shop", PurchaseFigure.Orders, new(2026, 6, 1), new(2026, 6, 30), [], true, 7);

        var rows = TestMerchant.Ok(await bench.PurchasesBehind.PageAsync(bench.Shop.Actor, list, bench.Words));

        Assert.Equal((0, 3, 35m), (rows.Skip, rows.Orders, rows.Net));
        Assert.Equal(["–", "Ada 1", "Ada 1"], rows.Table.Rows.Select(row => row[3].Text));
        Assert.Equal(["Not identified", "Returning", "First-time"], rows.Table.Rows.Select(row => row[4].Text));
        Assert.Equal(["Completed", "Returned", "Completed"], rows.Table.Rows.Select(row => row[5].Text));
        Assert.Equal([5m, 20m, 10m], rows.Table.Rows.Select(row => row[7].Number));
        Assert.Equal([0m, 20m, 0m], rows.Table.Rows.Select(row => row[8].Number));
        Assert.Equal([0m, 0m, 10m], rows.Table.Rows.Select(row => row[9].Number));
        Assert.Equal([null, "/members/" + ada.ToString(CultureInfo.InvariantCulture)], rows.Table.Rows.Take(2).Select(row => row[3].Href?[row[3].Href!.IndexOf("/members/", StringComparison.Ordinal)..]));
        Assert.StartsWith("2026-06-03 ", rows.Table.Rows[0][0].Filed, StringComparison.Ordinal);

        var unnamed = TestMerchant.Ok(await bench.PurchasesBehind.PageAsync(bench.Shop.Actor with { Permissions = [Permission.SeeReports] }, list, bench.Words));
        Assert.Equal((rows.Orders, rows.Table.Columns.Count - 1), (unnamed.Orders, unnamed.Table.Columns.Count));
        Assert.DoesNotContain(unnamed.Table.Rows.SelectMany(row => row), cell => cell.Href is not null || cell.Text.Contains("Ada", StringComparison.Ordinal));
        TestMerchant.Refused("not_allowed", await bench.PurchasesBehind.PageAsync(bench.Shop.Actor with { Permissions = RolePermissions.Of(StaffRole.Support) }, list, bench.Words));
        TestMerchant.Refused("segment_unknown", await bench.PurchasesBehind.PageAsync(bench.Shop.Actor, list with { Limits = new(null, 1) }, bench.Words));
    }

    [Fact]
    public async Task A_stores_page_reads_the_purchases_of_its_days_by_an_index()
    {
        await using var bench = await ReportBench.StartAsync();
        await using var context = bench.Portal.Database.ForMerchant(bench.Shop.Id);
        foreach (var figure in Enum.GetValues<PurchaseFigure>())
        {
            var query = PurchasesBehindService.Of(bench.Question(context, "2026-03-01", "2026-05-31", bench.Shop.Store), figure, ReportBench.Window("2026-05-01", "2026-05-02")).Take(50).ToQueryString();
            var plan = await PlanAsync(context, query);

            Assert.Contains("USING INDEX IX_Purchases_MerchantId_OccurredAt (MerchantId=? AND OccurredAt>? AND OccurredAt<?)", plan, StringComparison.Ordinal);
            Assert.DoesNotMatch("SCAN (?!s|e)", plan); // but for the stores that were asked for
        }
    }

    // The parameters are set above the statement as comments; the plan needs none of their values.
    internal static async Task<string> PlanAsync(LoyaltyDbContext context, string query)
    {
        await context.Database.OpenConnectionAsync();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + string.Join('\n', query.Split('\n').Where(line => !line.StartsWith(".param", StringComparison.Ordinal)));
        foreach (Match match in Regex.Matches(command.CommandText, @"@\w+", RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            if (!command.Parameters.Contains(match.Value))
                command.Parameters.Add(new SqliteParameter(match.Value, 1));
        }

        await using var reader = await command.ExecuteReaderAsync();
        var plan = "";
        while (await reader.ReadAsync())
            plan += reader.GetString(3) + "\n";
        return plan;
    }

    [Fact]
    public async Task The_demo_has_as_many_purchases_behind_each_tile_and_row_as_its_reports_count()
    {
        var shop = (await portal.Get<MerchantDirectory>().FindAsync(WebPortal.Demo))!;
        using var owner = await portal.SignedInAsync("owner@pagewell.example");
        using var scope = portal.Services.CreateScope();
        var (reports, words) = (portal.Get<ReportService>(), scope.ServiceProvider.GetRequiredService<ReportWords>());
        var checkedOnes = 0;

        foreach (var key in (string[])["stores", "first-time", "value", "overview"])
        {
            var answer = TestMerchant.Ok(await reports.AskAsync(Actor.System(shop.Id), reports.Find(key)!, ReportAddress.Of(shop.Slug, key, null, null, null, null, null, null, null), words));
            foreach (var tile in answer.Tiles.Where(tile => tile.Href?.Contains("/purchases-behind?", StringComparison.Ordinal) == true))
            {
                var rows = TestMerchant.Ok(await portal.Get<PurchasesBehindService>().NewestAsync(Actor.System(shop.Id), ListOf(tile.Href!), words));
                Assert.Equal(rows.Orders, rows.Table.Rows.Count);
                Assert.Equal(rows.Net, rows.Table.Rows.Sum(row => row[7].Number));
                string[] said = [words.Formats.Number(rows.Orders), words.Formats.Money(rows.Net), words["first-time.Orders", words.Formats.Number(rows.Orders)], words["value.Purchases", words.Formats.Number(rows.Orders)]];
                Assert.Contains(said, figure => figure == tile.Value || figure == tile.Top || figure == tile.Bottom);
                checkedOnes++;
            }
        }

        Assert.True(checkedOnes >= 12, $"{checkedOnes} tiles lead to purchases");
        var file = await owner.GetAsync($"/m/{shop.Slug}/reports/purchases-behind/purchases.xlsx?figure=known&from=2020-01-01&to=2099-12-31");
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/m/{shop.Slug}/reports/purchases-behind/purchases.csv?figure=known&from=2020-01-01")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/m/{shop.Slug}/reports/purchases-behind/purchases.exe?figure=known&from=2020-01-01&to=2099-12-31")).StatusCode);

        // From the list to one purchase, with the reasons for its points; there is none by another number.
        var list = await owner.GetStringAsync($"/m/{shop.Slug}/reports/purchases-behind?figure=known&from=2020-01-01&to=2099-12-31");
        var link = Regex.Match(list, $"/m/{shop.Slug}/purchases/[0-9]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        Assert.NotEmpty(link);
        Assert.Contains("Why these points?", await owner.GetStringAsync(link), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/m/{shop.Slug}/purchases/1")).StatusCode);
    }
}
