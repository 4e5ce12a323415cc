using System.Net;
using LoyaltyPortal.Analytics;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Feedback;

namespace LoyaltyPortal.Tests.Analytics;

/// <summary>From a figure to the members that it counts.</summary>
[Collection(WebTests.Name)]
public sealed class MembersBehindTests(WebPortal portal)
{
    [Fact]
    public void A_list_is_in_its_address_and_comes_back_from_it()
    {
        var list = new MembersBehind("shop", BehindFigure.FirstTime, new(2026, 1, 5), new(2026, 2, 6), [2, 3], true, 4);

        Assert.Equal("/m/shop/reports/members-behind?figure=firsttime&from=2026-01-05&to=2026-02-06&stores=2,3&returned=1&page=4", list.Href());
        Assert.Equal(list.Href(), MembersBehind.Of("shop", "firsttime", "2026-01-05", "2026-02-06", "3,2,x", "1", 4)!.Href());
        Assert.Equal("/m/shop/reports/members-behind?figure=atrisk&stores=1", MembersBehind.Of("shop", "atrisk", "2026-01-05", null, "1", "1", null)!.Href());
        Assert.Equal([0], MembersBehind.Of("shop", "repeat", "2026-01-05", "2026-02-06", "0", null, null)!.Stores);
        Assert.Null(MembersBehind.Of("shop", "nonsense", "2026-01-05", "2026-02-06", null, null, null));
        Assert.Null(MembersBehind.Of("shop", "repeat", "2026-02-06", "2026-01-05", null, null, null));
    }

    [Fact]
    public async Task A_store_and_what_was_returned_are_filters_of_the_list_too()
    {
        await using var bench = await ReportBench.StartAsync();
        var (here, there) = (await bench.MemberAsync(), await bench.MemberAsync());
        await bench.BuyAsync("2026-06-01", here, 10);
        var back = await bench.BuyAsync("2026-06-02", there, 20, store: bench.Shop.OtherStore);
        TestMerchant.Ok(await bench.Shop.ReturnAsync(back.PurchaseId, new ReturnedLine(1, 1)));
        var all = new MembersBehind("shop", BehindFigure.Buyers, new(2026, 6, 1), new(2026, 6, 30), [], true, 1);

        async Task<int> CountAsync(MembersBehind list) => TestMerchant.Ok(await bench.Behind.ListAsync(bench.Shop.Actor, list, 0, 50, bench.Words)).Total;

        int[] counts = [await CountAsync(all), await CountAsync(all with { Returned = false }), await CountAsync(all with { Stores = [bench.Shop.OtherStore] }), await CountAsync(all with { Returned = false, Stores = [bench.Shop.OtherStore] })];
        Assert.Equal([2, 1, 1, 0], counts);
        await using var context = bench.Portal.Database.ForMerchant(bench.Shop.Id);
        Assert.EndsWith("&stores=0", MembersBehind.Of(bench.Question(context, "2026-06-01", "2026-06-30") with { StoreIds = [] }, BehindFigure.Buyers), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(all with { Stores = [0] }));
        var page = TestMerchant.Ok(await bench.Behind.ListAsync(bench.Shop.Actor, all, 1, 1, bench.Words));
        Assert.Equal((2, 10m), (page.Total, Assert.Single(page.Table.Rows)[3].Number)); // 20 first, then 10
    }

    [Fact]
    public async Task It_names_members_only_for_whom_may_see_them()
    {
        await using var bench = await ReportBench.StartAsync();
        var list = new MembersBehind("shop", BehindFigure.AtRisk, default, default, [], false, 1);

        TestMerchant.Refused("not_allowed", await bench.Behind.ListAsync(bench.Shop.Actor with { Permissions = [Permission.SeeReports] }, list, 0, 50, bench.Words));
        TestMerchant.Refused("not_allowed", await bench.Behind.ListAsync(bench.Shop.Actor with { Permissions = RolePermissions.Of(StaffRole.Support) }, list, 0, 50, bench.Words));
    }

    [Fact]
    public async Task The_demo_has_as_many_behind_each_figure_as_its_reports_count()
    {
        var shop = (await portal.Get<MerchantDirectory>().FindAsync(WebPortal.Demo))!;
        using var owner = await portal.SignedInAsync("owner@pagewell.example");

        var repeat = await FileAsync("repeat", "figures.csv");
        var whole = repeat[^2].Split(','); // the current month: the file has no line of sums
        var month = $"{DateOnly.FromDateTime(shop.Zone.ToLocal(portal.Get<TimeProvider>().GetUtcNow().UtcDateTime)):yyyy-MM}-01";
        var last = DateOnly.Parse(month, System.Globalization.CultureInfo.InvariantCulture).AddMonths(1).AddDays(-1);

        Assert.Equal(whole[1].Trim('"'), (await ListedAsync("buyers") - 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(whole[2].Trim('"'), (await ListedAsync("repeat") - 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((await FileAsync("at-risk", "figures.csv")).Length, await ListedAsync("atrisk") + 1);
        Assert.Equal((await FileAsync("convertible", "figures.csv")).Length, await ListedAsync("convertible") + 1);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/m/{shop.Slug}/reports/members-behind/members.csv?figure=nothing")).StatusCode);
        Assert.Contains("members-behind?figure=repeat", await owner.GetStringAsync($"/m/{shop.Slug}/reports/repeat"), StringComparison.Ordinal);

        async Task<string[]> FileAsync(string report, string file) => (await owner.GetStringAsync($"/m/{shop.Slug}/reports/{report}/{file}")).Split("\r\n");

        async Task<int> ListedAsync(string figure) => (await owner.GetStringAsync($"/m/{shop.Slug}/reports/members-behind/members.csv?figure={figure}&from={month}&to={last:yyyy-MM-dd}")).Split("\r\n").Length - 1;
    }

    [Fact]
    public async Task Comments_say_what_was_written_and_not_by_whom()
    {
        await using var bench = await ReportBench.StartAsync();
        var surveys = new SurveyService(bench.Portal.Database, bench.Portal.Directory, new LoyaltyPortal.Platform.Audit.AuditLog(bench.Portal.Database, bench.Portal.Clock), bench.Portal.Ids, bench.Portal.Clock);
        var survey = TestMerchant.Ok(await surveys.SaveAsync(bench.Shop.Actor, surveys.NewId(), null, 0, SurveyBench.Input())).Id;
        TestMerchant.Ok(await surveys.OpenAsync(bench.Shop.Actor, survey));
        await bench.MemberAsync();
        TestMerchant.Ok(await new AnswerImport(bench.Portal.Database, bench.Portal.Directory, bench.Portal.Queue, bench.Portal.Clock)
            .ImportAsync(bench.Shop.Actor, survey, "date,score,comment,email\n2026-06-10,10,Lovely,ada1@example.com\n2026-06-11,3,Slow,\n"));

        var answer = await bench.AskAsync("nps", "2026-06-01", "2026-06-30");

        var comments = answer.More[^1].Table!;
        Assert.Equal(["Slow", "Lovely"], comments.Rows.Select(row => row[2].Text));
        Assert.Equal([3m, 10m], comments.Rows.Select(row => row[1].Number));
        Assert.DoesNotContain(answer.Tables.SelectMany(table => table.Rows).SelectMany(row => row), cell => cell.Text.Contains("Ada", StringComparison.Ordinal));

        // One promoter, one detractor: 0, ± 196 · √(1 / 2) = 138.6.
        var gauge = Assert.IsType<ReportGauge>(answer.Lead[0]);
        Assert.Equal((0m, 138.6m), (gauge.Point.Value, decimal.Round(gauge.Point.Margin!.Value, 1)));
        Assert.Equal([1, 1], new[] { 3, 10 }.Select(score => (int)answer.More[0].Table!.Rows[score][1].Number!.Value));
    }
}
