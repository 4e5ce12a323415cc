namespace LoyaltyPortal.Platform.Audit;

/// <summary>The audit log.</summary>
public static class AuditRoom
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services.AddSingleton<AuditLog>();
}
