using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Merchants;

/// <summary>A merchant's settings, with the version that an editor started from.</summary>
public sealed record SettingsView(MerchantSettings Settings, long Version);

/// <summary>Changing what a merchant decides for itself.</summary>
public sealed class MerchantService(LoyaltyDatabase database, MerchantAccess access, AuditLog audit, IdGenerator ids, TimeProvider clock)
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

    /// <summary>
    /// Saves settings that were edited from a version; refused when somebody else has saved since, whose changes stay. Another time zone moves days: it asks for the figures to be recomputed.
    /// </summary>
    /// <param name="movesDays">Whoever asks knows that another time zone counts the past by other days.</param>
    /// <returns>Or <c>changed_meanwhile</c>, <c>merchant_zone_moves_days</c>, a setting's fault, <c>not_allowed</c>.</returns>
    public async Task<Result<SettingsView>> ChangeAsync(Actor actor, MerchantSettings settings, long version, bool movesDays = false)
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
            if (after.TimeZone != before.TimeZone)
            {
                if (!movesDays)
                    return MerchantErrors.ZoneMovesDays(before.TimeZone, after.TimeZone);
                context.Add(ZoneChanged.Message(ids.Next(), actor.MerchantId, clock.UtcNow()));
            }

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

/// <summary>Says that a merchant's days are others now: figures that are kept by day have to be recomputed.</summary>
public static class ZoneChanged
{
    public const string MessageKind = "zone_changed";

    internal static OutboxMessage Message(long id, int merchantId, DateTime now) => OutboxMessage.Create(id, merchantId, MessageKind, "{}", now);
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
