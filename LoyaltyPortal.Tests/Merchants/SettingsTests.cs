using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Merchants;

[Collection(WebTests.Name)]
public sealed class SettingsTests(WebPortal portal)
{
    private MerchantService Merchants => portal.Get<MerchantService>();

    [Fact]
    public async Task The_second_editor_is_refused_and_nothing_is_overwritten()
    {
        var (_, owner, _) = await portal.MerchantAsync();
        var start = (await Merchants.SettingsAsync(owner)).Value;
        Assert.True((await Merchants.ChangeAsync(owner, start.Settings with { PointsName = "stars" }, start.Version)).Succeeded);

        var second = await Merchants.ChangeAsync(owner, start.Settings with { Name = "Corner shop and café" }, start.Version);

        Assert.Equal("changed_meanwhile", second.Failure?.Code);
        var now = (await Merchants.SettingsAsync(owner)).Value.Settings;
        Assert.Equal(("Corner shop", "stars"), (now.Name, now.PointsName));
    }

    [Fact]
    public async Task What_counts_as_lately_and_as_near_is_kept_and_has_bounds()
    {
        var (_, owner, _) = await portal.MerchantAsync();
        var start = (await Merchants.SettingsAsync(owner)).Value;
        Assert.Equal((30, 20), (start.Settings.ConvertibleDays, start.Settings.ConvertiblePercent));

        Assert.True((await Merchants.ChangeAsync(owner, start.Settings with { ConvertibleDays = 45, ConvertiblePercent = 0 }, start.Version)).Succeeded);

        var saved = (await Merchants.SettingsAsync(owner)).Value.Settings;
        Assert.Equal((45, 0), (saved.ConvertibleDays, saved.ConvertiblePercent));
        Assert.Equal([nameof(MerchantSettings.ConvertibleDays), nameof(MerchantSettings.ConvertiblePercent)], saved.DifferencesFrom(start.Settings));
        Assert.Equal((45, 0), (start.Settings.Over(start.Settings, saved).ConvertibleDays, start.Settings.Over(start.Settings, saved).ConvertiblePercent));
        Assert.Equal(["merchant_convertible_days", "merchant_convertible_percent"], (saved with { ConvertibleDays = 0, ConvertiblePercent = 91 }).Problems().Select(problem => problem.Code));
    }

    [Fact]
    public void What_one_typed_is_kept_over_what_the_other_saved()
    {
        var start = new MerchantSettings { Name = "Shop" };
        var merged = (start with { Name = "My shop" }).Over(start, start with { PointsName = "stars", Name = "Their shop" });
        Assert.Equal(("My shop", "stars"), (merged.Name, merged.PointsName));
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_log_and_a_changed_line_shows()
    {
        var (merchant, owner, _) = await portal.MerchantAsync();
        var start = (await Merchants.SettingsAsync(owner)).Value;
        await Merchants.ChangeAsync(owner, start.Settings with { PointsName = "stars" }, start.Version);
        await portal.Get<StoreService>().AddAsync(owner, new StoreInput("2", "Market Square"));
        var log = portal.Get<AuditLog>();

        var lines = await log.ListAsync(owner);

        Assert.Equal([AuditKinds.StoreAdded, AuditKinds.SettingsChanged, AuditKinds.MerchantFounded], lines.Select(line => line.What));
        Assert.Equal(new AuditChange("pointsName", "points", "stars"), Assert.Single(lines[1].Changes));
        Assert.Null((await log.ProveAsync(owner)).Value.FirstBroken);
        Assert.Equal("not_allowed", (await log.ProveAsync(owner with { Permissions = RolePermissions.Of(StaffRole.Cashier) })).Failure?.Code);

        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchant.Id);
        await context.Database.ExecuteSqlAsync($"UPDATE AuditEvents SET Who = 'Nobody' WHERE MerchantId = {merchant.Id} AND Sequence = 2");
        Assert.Equal(2, (await log.ProveAsync(owner)).Value.FirstBroken);
    }

    [Fact]
    public async Task The_last_open_store_cannot_be_closed()
    {
        var (merchant, owner, _) = await portal.MerchantAsync();
        var stores = portal.Get<StoreService>();
        Assert.Equal("store_last", (await stores.CloseAsync(owner, merchant.Stores[0].Id)).Failure?.Code);
        Assert.Equal("store_code_taken", (await stores.AddAsync(owner, new StoreInput("1", "Another"))).Failure?.Code);
    }

    [Fact]
    public async Task Another_tenants_store_is_not_there()
    {
        var (_, owner, _) = await portal.MerchantAsync();
        var (elsewhere, _, _) = await portal.MerchantAsync();
        Assert.Equal("store_unknown", (await portal.Get<StoreService>().ChangeAsync(owner, elsewhere.Stores[0].Id, new StoreInput("9", "Mine now"))).Failure?.Code);
    }
}
