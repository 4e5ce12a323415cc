using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Merchants;

/// <summary>A merchant's settings, with the version that an editor started from.</summary>
public sealed record SettingsView(MerchantSettings Settings, long Version);

/// <summary>Changing what a merchant decides for itself.</summary>
public sealed class MerchantService(LoyaltyDatabase database, MerchantAccess access, AuditLog audit)
{
    /// <summary>The settings as they are now, for an editor.</summary>
    public async Task<Result<SettingsView>> SettingsAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeSettings) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var merchant = await context.Set<Merchant>().AsNoTracking().FirstOrDefaultAsync(merchant => merchant.Id == actor.MerchantId, cancellation);
        return merchant is null ? MerchantErrors.Unknown() : new SettingsView(merchant.Settings(), merchant.Version);
    }

    /// <summary>Saves settings that were edited from a version; refused when somebody else has saved since, whose changes stay.</summary>
    public async Task<Result<SettingsView>> ChangeAsync(Actor actor, MerchantSettings settings, long version)
    {
        if ((actor.Lacks(Permission.ChangeSettings) ?? settings.Check()) is { } refusal)
            return refusal;
        var changed = await database.ChangeAsync<Result<(SettingsView View, string Slug)>>(actor.MerchantId, async context =>
        {
            if (await context.Set<Merchant>().FirstOrDefaultAsync(merchant => merchant.Id == actor.MerchantId) is not { } merchant)
                return MerchantErrors.Unknown();
            if (merchant.Version != version)
                return MerchantErrors.ChangedMeanwhile();
            var before = merchant.Settings();
            merchant.Change(settings);
            var after = merchant.Settings();
            if (after == before)
                return (new SettingsView(before, version), merchant.Slug);
            await audit.WriteAsync(context, actor, AuditKinds.SettingsChanged, merchant.Name, before, after);
            await context.SaveChangesAsync();
            return (new SettingsView(after, merchant.Version), merchant.Slug);
        });
        if (!changed.Try(out var saved, out var failure))
            return failure;
        access.Forget(saved.Slug);
        return saved.View;
    }
}

/// <summary>What the audit log calls the changes of this room.</summary>
public static class AuditKinds
{
    public const string MerchantFounded = "merchant_founded";
    public const string SettingsChanged = "settings_changed";
    public const string StoreAdded = "store_added";
    public const string StoreChanged = "store_changed";
    public const string StoreClosed = "store_closed";
    public const string StoreReopened = "store_reopened";
    public const string StaffInvited = "staff_invited";
    public const string StaffChanged = "staff_changed";
    public const string StaffLeft = "staff_left";
    public const string StaffReturned = "staff_returned";
}
