using System.Net;
using LoyaltyPortal.Analytics;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Export;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Feedback;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Radzen.Documents.Spreadsheet;

namespace LoyaltyPortal.Tests.Analytics;

/// <summary>What reports answer, against figures worked out by hand or counted from the rows themselves.</summary>
[Collection(WebTests.Name)]
public sealed class ReportTests(WebPortal portal)
{
    private const string January = "period=custom&from=2026-01-01&to=2026-01-31";

    private async Task<(MerchantView Shop, string Email)> ShopAsync(SurveyKind kind, string answers)
    {
        var (shop, owner, user) = await portal.MerchantAsync();
        var surveys = portal.Get<SurveyService>();
        var survey = (await surveys.SaveAsync(owner, surveys.NewId(), null, 0, SurveyBench.Input(kind))).Value.Id;
        _ = (await surveys.OpenAsync(owner, survey)).Value;
        _ = (await portal.Get<AnswerImport>().ImportAsync(owner, survey, answers)).Value;
        return (shop, user.Email!);
    }

    [Fact]
    public async Task The_promoter_score_of_a_month_stands_in_the_file_with_its_margin()
    {
        var (shop, email) = await ShopAsync(SurveyKind.RelationalNps, "date,score\n2026-01-10,10\n2026-01-11,9\n2026-01-12,7\n2026-01-31,6\n2026-02-01,0\n");
        using var owner = await portal.SignedInAsync(email);

        var file = await owner.GetStringAsync($"/m/{shop.Slug}/reports/nps/figures.csv?{January}");

        // p = 2/4, d = 1/4: 25, and 196 * sqrt((0.75 - 0.0625) / 4) = 81.26.
        Assert.Contains("\"4\",\"2\",\"1\",\"1\",\"25\",\"81.25", file, StringComparison.Ordinal);
        Assert.DoesNotContain("\"4\",\"2\"", await owner.GetStringAsync($"/m/{shop.Slug}/reports/nps-purchase/figures.csv?{January}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/m/{WebPortal.Demo}/reports/nps/figures.csv")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/m/{shop.Slug}/reports/nothing/figures.csv")).StatusCode);
    }

    [Fact]
    public async Task A_workbook_holds_the_same_figures_as_numbers_and_no_formula()
    {
        var (shop, email) = await ShopAsync(SurveyKind.RelationalNps, "date,score\n2026-01-10,0\n2026-01-11,9\n2026-01-12,3\n");
        using var owner = await portal.SignedInAsync(email);

        var answer = await owner.GetAsync($"/m/{shop.Slug}/reports/nps/figures.xlsx?{January}");

        Assert.Equal(Xlsx.ContentType, answer.Content.Headers.ContentType!.MediaType);
        var sheets = Workbook.LoadFromStream(await answer.Content.ReadAsStreamAsync()).Sheets;
        Assert.Equal(2, sheets.Count); // by month, and how often each score was given
        var sheet = sheets[0];
        Assert.Equal([3.0, 1.0, 0.0, 2.0], Enumerable.Range(1, 4).Select(column => sheet.Cells[1, column].Data.GetValueOrDefault<double>()));
        Assert.Equal(-33.333333, sheet.Cells[1, 5].Data.GetValueOrDefault<double>(), 5);
        Assert.Contains("\"-33.333333\"", await owner.GetStringAsync($"/m/{shop.Slug}/reports/nps/figures.csv?{January}"), StringComparison.Ordinal);
        Assert.Contains("\"9\",\"1\",\"0.333333\"", await owner.GetStringAsync($"/m/{shop.Slug}/reports/nps/figures.csv?{January}&part=1"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/m/{shop.Slug}/reports/nps/figures.csv?{January}&part=9")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/m/{shop.Slug}/reports/nps/figures.exe?{January}")).StatusCode);
        var harmless = Workbook.LoadFromStream(new MemoryStream(ReportFile.WriteBook(new ReportTable("A/B: it's [all]", ["Name"], [[new ReportCell("=1+1")]])))).Sheets[0];
        Assert.Equal(("=1+1", null), (harmless.Cells[1, 0].Data.ToString(), harmless.Cells[1, 0].Formula));
    }

    [Fact]
    public async Task The_loyalty_index_of_a_month_stands_in_the_file_with_its_components()
    {
        var (shop, email) = await ShopAsync(SurveyKind.LoyaltyIndex, "date,recommend,buy_again,try_other\n2026-01-10,1,1,1\n2026-01-11,6,6,\n2026-02-01,6,6,6\n");
        using var owner = await portal.SignedInAsync(email);

        var file = await owner.GetStringAsync($"/m/{shop.Slug}/reports/loyalty-index/figures.csv?{January}");

        // 100 and 0: 50, and 1.96 * sqrt((50² + 50²) / 1 / 2) = 98; the one who could not say whether to try others is left out there.
        Assert.Contains("\"2\",\"50\",\"98\",\"50\",\"50\",\"100\"", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Points_add_up_to_what_the_days_hold()
    {
        var shop = (await portal.Get<MerchantDirectory>().FindAsync(WebPortal.Demo))!;
        using var scope = portal.Services.CreateScope();
        var reports = portal.Get<ReportService>();
        var address = ReportAddress.Of(shop.Slug, "points", "all", null, null, null, null, null, null);
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(shop.Id);

        var answer = TestMerchant.Ok(await reports.AskAsync(Actor.System(shop.Id), reports.Find("points")!, address, scope.ServiceProvider.GetRequiredService<ReportWords>()));

        var (issued, redeemed) = (await context.Set<StoreDay>().SumAsync(day => day.KeptPointsIssued), await context.Set<StoreDay>().SumAsync(day => day.KeptPointsRedeemed));
        Assert.NotEqual(0, issued);
        Assert.Equal(((decimal)issued, (decimal)redeemed), (answer.Table.Rows.Sum(row => row[1].Number!.Value), answer.Table.Rows.Sum(row => row[2].Number!.Value)));
        Assert.Equal((decimal)redeemed / issued, answer.Table.Foot![3].Number);
        TestMerchant.Refused("not_allowed", await reports.AskAsync(Actor.System(shop.Id) with { Permissions = RolePermissions.Of(StaffRole.Cashier) }, reports.Find("points")!, address, scope.ServiceProvider.GetRequiredService<ReportWords>()));
    }

    [Fact]
    public async Task What_is_owed_for_points_rolls_forward_from_an_estimate_that_stays_on_record()
    {
        var (shop, owner, user) = await portal.MerchantAsync();
        await using (var context = portal.Get<LoyaltyDatabase>().ForMerchant(shop.Id))
        {
            context.AddRange(
                new PointVintage { MerchantId = shop.Id, Earned = 202601, Month = 202601, Issued = 10_000, SoldPoints = 10_000, NetSales = 100_000 },
                new PointVintage { MerchantId = shop.Id, Earned = 202601, Month = 202602, Redeemed = 4_500 });
            await context.SaveChangesAsync();
        }

        var estimates = portal.Get<EstimateService>();
        using var page = await portal.SignedInAsync(user.Email!);
        const string Winter = "period=custom&from=2026-01-01&to=2026-02-28";
        Assert.Contains("\"Feb 2026\",\"–\",\"–\",\"–\",\"–\"", await page.GetStringAsync($"/m/{shop.Slug}/reports/liability/figures.csv?{Winter}"), StringComparison.Ordinal);
        TestMerchant.Refused("not_allowed", await estimates.SetAsync(owner with { Permissions = RolePermissions.Of(StaffRole.Marketer) }, new EstimateInput(0.95m, 1, 202601)));
        TestMerchant.Refused("estimate_rate", await estimates.SetAsync(owner, new EstimateInput(0, 1, 202601)));
        Assert.Equal(202601, TestMerchant.Ok(await estimates.HistoryAsync(owner)).FirstMonth);

        var set = Assert.Single(TestMerchant.Ok(await estimates.SetAsync(owner, new EstimateInput(0.95m, 1, 202601))).Estimates);

        Assert.Equal((202601, 0.95m, 1m, owner.Name), (set.FromMonth, set.RedemptionRate, set.PointValue, set.SetBy));
        TestMerchant.Refused("estimate_month_over", await estimates.SetAsync(owner, new EstimateInput(0.5m, 1, 202601)));
        var file = await page.GetStringAsync($"/m/{shop.Slug}/reports/liability/figures.csv?{Winter}");
        Assert.Contains("\"Jan 2026\",\"0\",\"8675.8\",\"0\",\"8675.8\"", file, StringComparison.Ordinal);
        Assert.Contains("\"Feb 2026\",\"8675.8\",\"0\",\"4109.59\",\"4566.21\"", file, StringComparison.Ordinal);
        Assert.Contains("\"100000\",\"10000\",\"4500\",\"0\",\"0\",\"5500\",\"8675.8\",\"4109.59\",\"4566.21\"", await page.GetStringAsync($"/m/{shop.Slug}/reports/liability/figures.csv?{Winter}&part=1"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await page.GetAsync($"/m/{shop.Slug}/reports/liability/figures.csv?{Winter}&part=2")).StatusCode);
        var breakage = await AskAsync(shop, "breakage");
        Assert.Equal("–", breakage.Tiles[0].Value);
        Assert.StartsWith("5.0", breakage.Tiles[1].Value, StringComparison.Ordinal);
        await using var books = portal.Get<LoyaltyDatabase>().ForMerchant(shop.Id);
        Assert.Contains(await books.Set<LoyaltyPortal.Platform.Audit.AuditEvent>().ToListAsync(), line => line.What == AnalyticsAudit.PointsEstimated && line.UserId == user.Id);
    }

    [Fact]
    public async Task Members_at_risk_and_the_fifths_are_counted_from_what_members_kept()
    {
        var shop = (await portal.Get<MerchantDirectory>().FindAsync(WebPortal.Demo))!;
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(shop.Id);
        var today = shop.Zone.DayOf(portal.Get<TimeProvider>().GetUtcNow().UtcDateTime);
        var buyers = (await context.Set<Purchase>().Where(sale => sale.MemberId != null && (sale.State == PurchaseState.Completed || sale.State == PurchaseState.PartlyReturned)
                && context.Set<Member>().Any(member => member.Id == sale.MemberId && !member.IsTest)).Select(sale => new { sale.MemberId, sale.Day, sale.Net }).ToListAsync())
            .GroupBy(sale => sale.MemberId).Select(sales => (Count: sales.Count(), Last: sales.Max(sale => sale.Day), Net: sales.Sum(sale => sale.Net))).ToList();

        var risk = await AskAsync(shop, "at-risk");
        var away = buyers.Where(buyer => buyer.Count >= 2 && today.DayNumber - buyer.Last.DayNumber > shop.Settings.InactivityDays).ToList();
        Assert.NotEmpty(away);
        Assert.Equal(away.Select(buyer => buyer.Net).OrderDescending(), risk.Table.Rows.Select(row => row[4].Number!.Value));
        Assert.All(risk.Table.Rows, row => Assert.True(row[2].Number > shop.Settings.InactivityDays));

        var fifths = await AskAsync(shop, "rfm");
        Assert.Equal(buyers.Count, fifths.Table.Rows.Sum(row => row.Skip(1).Sum(cell => cell.Number)));
        Assert.Equal(buyers.Count, fifths.Chart!.Series[0].Values.Sum());
    }

    [Fact]
    public async Task The_overview_shows_the_first_figures_of_the_reports_and_leads_to_them()
    {
        var shop = (await portal.Get<MerchantDirectory>().FindAsync(WebPortal.Demo))!;

        var overview = await AskAsync(shop, "overview");

        var repeat = (await AskAsync(shop, "repeat")).Tiles[0];
        Assert.Equal((repeat.Value, repeat.Change), overview.Tiles.Where(tile => tile.Label == repeat.Label).Select(tile => (tile.Value, tile.Change)).Single());
        Assert.All(overview.Tiles, tile => Assert.StartsWith($"/m/{shop.Slug}/reports/", tile.Href, StringComparison.Ordinal));
        Assert.Equal(overview.Tiles.Count, overview.Table.Rows.Count);
    }

    [Fact]
    public async Task Members_on_tiers_add_up_and_whoever_came_up_left_somewhere()
    {
        var shop = (await portal.Get<MerchantDirectory>().FindAsync(WebPortal.Demo))!;
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(shop.Id);

        var tiers = await AskAsync(shop, "tiers");

        Assert.Equal(await context.Set<Member>().CountAsync(member => member.Status == MemberStatus.Active), tiers.Table.Rows.Sum(row => row[1].Number));
        var (cameUp, climbed) = (tiers.Table.Rows.Sum(row => row[3].Number), tiers.Table.Rows.Sum(row => row[5].Number));
        Assert.NotEqual(0, cameUp);
        Assert.Equal(cameUp, climbed);
        Assert.Equal(tiers.Table.Rows.Sum(row => row[4].Number), tiers.Table.Rows.Sum(row => row[6].Number));
    }

    [Fact]
    public async Task What_was_frozen_is_chosen_in_the_address_of_the_page_and_of_its_files()
    {
        var (shop, actor, user) = await portal.MerchantAsync();
        using var owner = await portal.SignedInAsync(user.Email!);
        var baselines = portal.Get<BaselineService>();
        var first = TestMerchant.Ok(await baselines.FreezeAsync(actor, baselines.NewId(), "First one"));
        TestMerchant.Ok(await baselines.FreezeAsync(actor, baselines.NewId(), "Second one"));
        await portal.Get<LoyaltyPortal.Platform.Commands.CommandQueue>().ExecuteAsync(new EnrolMember { MerchantId = shop.Id, EnrolledAt = "till", Enrolment = new Enrolment { Name = "Ada", Email = "ada@test.example", StoreId = shop.Stores[0].Id } });

        var page = await owner.GetStringAsync($"/m/{shop.Slug}/reports/baseline?baseline={first.Id}");
        var file = await owner.GetStringAsync($"/m/{shop.Slug}/reports/baseline/figures.csv?baseline={first.Id}");

        Assert.Contains("Today against “First one”", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("Today against “Second one”", WebUtility.HtmlDecode(await owner.GetStringAsync($"/m/{shop.Slug}/reports/baseline")), StringComparison.Ordinal);
        Assert.Contains($"figures.csv?baseline={first.Id}", page, StringComparison.Ordinal);
        Assert.Contains("\"Members\",\"0\",\"1\"", file, StringComparison.Ordinal);
        Assert.DoesNotContain("First one", await (await portal.SignedInAsync("owner@pagewell.example")).GetStringAsync($"/m/{WebPortal.Demo}/reports/baseline?baseline={first.Id}"), StringComparison.Ordinal);
    }

    private async Task<ReportAnswer> AskAsync(MerchantView shop, string key)
    {
        using var scope = portal.Services.CreateScope();
        var reports = portal.Get<ReportService>();
        return TestMerchant.Ok(await reports.AskAsync(Actor.System(shop.Id), reports.Find(key)!, ReportAddress.Of(shop.Slug, key, null, null, null, null, null, null, null), scope.ServiceProvider.GetRequiredService<ReportWords>()));
    }
}
