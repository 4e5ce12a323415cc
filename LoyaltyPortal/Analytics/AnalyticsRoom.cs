using LoyaltyPortal.Analytics.Reports;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Analytics;

/// <summary>Texts of the analytics room.</summary>
public sealed class AnalyticsText;

/// <summary>Whether loyalty grows: reports from what is kept with each purchase. A report is a class that is registered here.</summary>
public static class AnalyticsRoom
{
    public static IServiceCollection AddAnalytics(this IServiceCollection services)
    {
        services.AddSingleton<ReportService>().AddSingleton<MembersBehindService>().AddSingleton<PurchasesBehindService>().AddSingleton<BaselineService>().AddSingleton<EstimateService>().AddScoped<ReportWords>()
            .AddSingleton(new StartPanel(typeof(Pages.LoyaltyPanel), Permission.SeeReports, 50) { IsBelow = true });
        foreach (var report in All())
        {
            services.AddSingleton(report)
                .AddSingleton(new NavItem(report.NavKey, "Reports", report.Icon, slug => $"/m/{slug}/reports/{report.Key}", nameof(Permission.SeeReports), report.Order) { IsInTree = report.IsMain });
        }

        return services.AddSingleton(new NavItem("AllReports", "Reports", "list_alt", static slug => $"/m/{slug}/reports", nameof(Permission.SeeReports), 70) { Exact = true });
    }

    private static Report[] All()
    {
        var (nps, visits, index) = (new NpsReport(SurveyKind.RelationalNps), new NpsReport(SurveyKind.TransactionalNps), new LoyaltyIndexReport());
        var (repeat, first, cohorts, stores, points) = (new RepeatReport(), new FirstTimeReport(), new CohortReport(), new StoreReport(), new PointsReport());
        var (retention, engagement) = (new RetentionReport(), new EngagementReport());
        var overview = new OverviewReport([(stores, 2), (repeat, 2), (first, 2), (cohorts, 1), (retention, 1), (nps, 1), (visits, 1), (index, 1), (points, 3)]);
        return
        [
            overview, new BaselineReport(null), nps, visits, index, repeat, first, retention, engagement, cohorts, new ValueReport(), new RfmReport(), new AtRiskReport(), new ConvertibleReport(), new TierReport(), stores,
            new CategoryReport(), points, new LiabilityReport(), new BreakageReport(),
        ];
    }

    public static void MapAnalytics(this IEndpointRouteBuilder endpoints)
    {
        const string Reports = "/m/{" + MerchantRoute.Parameter + "}/reports";
        endpoints.MapGet(Reports + "/{report}/figures.{kind}", ReportFile.WriteAsync).RequireAuthorization(nameof(Permission.SeeReports)).ExcludeFromDescription();
        endpoints.MapGet(Reports + "/members-behind/members.{kind}", MembersBehindFile.WriteAsync).RequireAuthorization(nameof(Permission.SeeReports)).ExcludeFromDescription();
        endpoints.MapGet(Reports + "/purchases-behind/purchases.{kind}", PurchasesBehindFile.WriteAsync).RequireAuthorization(nameof(Permission.SeeReports)).ExcludeFromDescription();
    }
}
