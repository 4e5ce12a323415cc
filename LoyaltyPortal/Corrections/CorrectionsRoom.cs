using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Corrections;

/// <summary>Texts of the corrections room.</summary>
public sealed class CorrectionsText;

/// <summary>What people do to points by hand: adjustments with a second person above the limit, transfers, merging and unmerging members.</summary>
public static class CorrectionsRoom
{
    public static IServiceCollection AddCorrections(this IServiceCollection services) => services
        .AddSingleton<AdjustmentService>()
        .AddSingleton<TransferService>()
        .AddSingleton<MergeService>()
        .AddSingleton(new StartPanel(typeof(Pages.ApprovalsNotice), Permission.ApproveAdjustments, 20))
        .AddSingleton(new NavItem("Approvals", "", "fact_check", static slug => $"/m/{slug}/approvals", nameof(Permission.ApproveAdjustments), 35)
        {
            Count = static services => services.GetRequiredService<WorkspaceScope>().Current is { } workspace
                ? services.GetRequiredService<AdjustmentService>().CountWaitingAsync(workspace.Actor)
                : Task.FromResult(0),
        });
}
