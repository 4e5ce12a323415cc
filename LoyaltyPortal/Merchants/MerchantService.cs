using System.Text;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Merchants;

/// <summary>A merchant's settings, with the version that an editor started from.</summary>
public sealed record SettingsView(MerchantSettings Settings, long Version);

/// <summary>Making merchants and changing what they decide for themselves.</summary>
public sealed class MerchantService(LoyaltyDatabase database, MerchantAccess access, AuditLog audit, TimeProvider clock)
{
    private const int SlugLength = 40;

    /// <summary>Makes a merchant with its first store.</summary>
    /// <param name="owner">The sign-in that owns it; null for a merchant that only the portal works for (an import from the command line).</param>
    /// <param name="rows">Rows of higher rooms that belong to the same transaction, such as the programme's first version.</param>
    public async Task<Result<MerchantView>> CreateAsync(
        MerchantSettings settings, StoreInput store, (long UserId, string Name)? owner, bool isDemo = false, Func<Merchant, DateTime, IEnumerable<object>>? rows = null)
    {
        if ((settings.Check() ?? store.Check()) is { } failure)
            return failure;
        for (var attempt = 1; ; attempt++)
        {
            var (id, slug) = await NextAsync(settings.Name);
            try
            {
                await SaveNewAsync(id, slug, settings, store, owner, isDemo, rows);
            }
            catch (DbUpdateException taken) when (attempt < 20 && LoyaltyDatabase.IsDuplicate(taken))
            {
                continue; // somebody else founded a merchant at the same moment
            }

            access.Forget(slug);
            return new MerchantView(id, slug, isDemo, settings, [new StoreView(StoreNumber.First(id), store.Code, store.Name, store.City, store.Channel, true)]);
        }
    }

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

    private async Task SaveNewAsync(
        int id, string slug, MerchantSettings settings, StoreInput store, (long UserId, string Name)? owner, bool isDemo, Func<Merchant, DateTime, IEnumerable<object>>? rows)
    {
        var now = clock.UtcNow();
        await using var context = database.ForMerchant(id);
        var merchant = Merchant.Create(id, slug, settings, isDemo, now);
        context.Add(merchant);
        context.Add(Store.Create(StoreNumber.First(id), id, store.Code, store.Name, store.City, store.Channel));
        if (owner is { } person)
            context.Add(StaffMember.Create(id, person.UserId, StaffRole.Owner, null, now));
        foreach (var row in rows?.Invoke(merchant, now) ?? [])
            context.Add(row);
        var actor = owner is { } who ? Actor.System(id) with { UserId = who.UserId, Name = who.Name } : Actor.System(id);
        await audit.WriteAsync(context, actor, AuditKinds.MerchantFounded, merchant.Name, null, settings);
        await context.SaveChangesAsync();
    }

    private async Task<(int Id, string Slug)> NextAsync(string name)
    {
        await using var platform = database.ForPlatform();
        var highest = await platform.Set<Merchant>().MaxAsync(merchant => (int?)merchant.Id) ?? 0;
        var wanted = SlugOf(name);
        var taken = (await platform.Set<Merchant>().Where(merchant => merchant.Slug.StartsWith(wanted)).Select(merchant => merchant.Slug).ToListAsync()).ToHashSet(StringComparer.Ordinal);
        var slug = wanted;
        for (var number = 2; taken.Contains(slug); number++)
            slug = $"{wanted}-{number}";
        return (highest + 1, slug);
    }

    /// <summary>A name as an address: ASCII letters and digits with single hyphens; "shop" when nothing is left.</summary>
    internal static string SlugOf(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.ToLowerInvariant().Replace('ı', 'i').Replace("ß", "ss", StringComparison.Ordinal).Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(c);
            else if (!char.IsLetter(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark && c is not '\'' and not '’' && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        var text = slug.Length > SlugLength ? slug.ToString(0, SlugLength) : slug.ToString();
        return text.Trim('-') is { Length: > 0 } found ? found : "shop";
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

/// <summary>Stores are numbered within their merchant: merchant 3's are 30,001, 30,002 … So they never collide, and nobody need look at another tenant's.</summary>
public static class StoreNumber
{
    private const int PerMerchant = 10_000;

    public static int First(int merchantId) => checked(merchantId * PerMerchant) + 1;

    /// <summary>The last number that a merchant can give.</summary>
    public static int Last(int merchantId) => checked(merchantId * PerMerchant) + PerMerchant - 1;
}

/// <summary>What somebody says of a store.</summary>
public sealed record StoreInput(string Code, string Name, string City = "", Channel Channel = Channel.InStore)
{
    /// <summary>The first thing that is wrong, or null.</summary>
    public Failure? Check()
    {
        if (Code.Trim().Length is < 1 or > 20)
            return MerchantErrors.StoreCode();
        if (Name.Trim().Length is < 1 or > 80)
            return MerchantErrors.StoreName();
        return City.Trim().Length > 80 ? MerchantErrors.StoreCity() : null;
    }
}
