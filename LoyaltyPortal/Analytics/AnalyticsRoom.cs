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
        services.AddSingleton<ReportService>().AddScoped<ReportWords>();
        foreach (var report in (Report[])[new NpsReport(SurveyKind.RelationalNps), new NpsReport(SurveyKind.TransactionalNps), new LoyaltyIndexReport(), new RepeatReport(), new FirstTimeReport(), new CohortReport(), new StoreReport(), new PointsReport()])
        {
            services.AddSingleton(report)
                .AddSingleton(new NavItem(report.NavKey, "Reports", report.Icon, slug => $"/m/{slug}/reports/{report.Key}", nameof(Permission.SeeReports), report.Order));
        }

        return services;
    }

    public static void MapAnalytics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/m/{" + MerchantRoute.Parameter + "}/reports/{report}/figures.csv", ReportFile.WriteAsync).RequireAuthorization(nameof(Permission.SeeReports)).ExcludeFromDescription();
}
