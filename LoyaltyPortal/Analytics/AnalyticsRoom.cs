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
        services.AddSingleton<ReportService>().AddSingleton<EstimateService>().AddScoped<ReportWords>();
        foreach (var report in All())
        {
            services.AddSingleton(report)
                .AddSingleton(new NavItem(report.NavKey, "Reports", report.Icon, slug => $"/m/{slug}/reports/{report.Key}", nameof(Permission.SeeReports), report.Order));
        }

        return services;
    }

    private static Report[] All()
    {
        var (nps, visits, index) = (new NpsReport(SurveyKind.RelationalNps), new NpsReport(SurveyKind.TransactionalNps), new LoyaltyIndexReport());
        var (repeat, first, cohorts, stores, points) = (new RepeatReport(), new FirstTimeReport(), new CohortReport(), new StoreReport(), new PointsReport());
        var overview = new OverviewReport([(stores, 2), (repeat, 2), (first, 2), (cohorts, 1), (nps, 1), (visits, 1), (index, 1), (points, 3)]);
        return [overview, nps, visits, index, repeat, first, cohorts, new RfmReport(), new AtRiskReport(), new TierReport(), stores, points, new LiabilityReport(), new BreakageReport()];
    }

    public static void MapAnalytics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/m/{" + MerchantRoute.Parameter + "}/reports/{report}/figures.{kind}", ReportFile.WriteAsync).RequireAuthorization(nameof(Permission.SeeReports)).ExcludeFromDescription();
}
