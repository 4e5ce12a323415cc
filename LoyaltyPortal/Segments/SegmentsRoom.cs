using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Segments;

/// <summary>Groups of members by what is known of them: drawn up, previewed, kept, and asked for by reports and rules.</summary>
public static class SegmentsRoom
{
    public static IServiceCollection AddSegments(this IServiceCollection services) => services
        .AddSingleton<SegmentService>()
        .AddSingleton<Facts.SegmentNames>()
        .AddSingleton<IJob, KeepSegments>()
        .AddScoped<SegmentWords>()
        .AddScoped<Members.IPersonalData, SegmentsPersonalData>()
        .AddSingleton(new NavItem("Segments", "Reports", "filter_alt", static slug => $"/m/{slug}/segments", nameof(Permission.SeeReports), 60));

    public static void MapSegments(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/m/{" + MerchantRoute.Parameter + "}/segments/{id:long}/members.{kind}", SegmentFile.WriteAsync).RequireAuthorization(nameof(Permission.SeeReports)).ExcludeFromDescription();
}
