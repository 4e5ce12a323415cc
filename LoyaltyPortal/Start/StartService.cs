using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Start;

/// <summary>Somewhere that a signed-in person may go from the front page.</summary>
public sealed record Place(string Name, string Colour, string Href, StaffRole? Role);

/// <summary>A step of the launch checklist.</summary>
public sealed record LaunchStep(string Key, bool IsDone, string Href, Permission Permission);

/// <summary>The launch checklist; without steps once it was put away.</summary>
public sealed record LaunchChecklist(bool IsShown, IReadOnlyList<LaunchStep> Steps);

/// <summary>One local day over all stores.</summary>
public sealed record DayFigures(DateOnly Day, long Orders, decimal NetSales, long Enrolments, long PointsIssued);

/// <summary>What the first pages show.</summary>
public sealed class StartService(LoyaltyDatabase database, MerchantDirectory directory, MerchantAccess access, TimeProvider clock)
{
    /// <summary>How many days the first page's small charts reach back, today included.</summary>
    public const int Days = 14;

    /// <summary>Where a person works, then where they have a wallet.</summary>
    public async Task<IReadOnlyList<Place>> PlacesAsync(long userId, CancellationToken cancellation = default)
    {
        var places = new List<Place>();
        foreach (var work in await access.WorkplacesAsync(userId, cancellation))
        {
            var colour = (await directory.FindAsync(work.Slug, cancellation))?.Settings.BrandColour ?? "";
            places.Add(new Place(work.Name, colour, work.Role == StaffRole.Cashier ? $"/m/{work.Slug}/till" : $"/m/{work.Slug}", work.Role));
        }

        foreach (var merchantId in await database.MerchantsWithAsync<Member>(member => member.UserId == userId && (member.Status == MemberStatus.Active || member.MergedInto != null), cancellation))
        {
            if (await directory.FindAsync(merchantId, cancellation) is { } merchant)
                places.Add(new Place(merchant.Name, merchant.Settings.BrandColour, $"/w/{merchant.Slug}", null));
        }

        return places;
    }

    /// <summary>The last <see cref="Days"/> local days, oldest first, today last; days without anything are zero.</summary>
    public async Task<Result<IReadOnlyList<DayFigures>>> FiguresAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeDashboard) is { } refusal)
            return refusal;
        if (await directory.FindAsync(actor.MerchantId, cancellation) is not { } merchant)
            return MerchantErrors.Unknown();
        var today = merchant.Zone.DayOf(clock.UtcNow());
        var first = today.AddDays(1 - Days);
        await using var context = database.ForMerchant(actor.MerchantId);
        var rows = await context.Set<StoreDay>().Where(day => day.Day >= first && day.Day <= today).AsNoTracking().ToListAsync(cancellation);
        return Enumerable.Range(0, Days).Select(first.AddDays).Select(day =>
        {
            var stores = rows.Where(row => row.Day == day).ToList();
            return new DayFigures(
                day,
                stores.Sum(row => row.FirstTimeOrders + row.ReturningOrders + row.UnidentifiedOrders),
                stores.Sum(row => row.FirstTimeNet + row.ReturningNet + row.UnidentifiedNet - row.ReturnedNet),
                stores.Sum(row => row.Enrolments),
                stores.Sum(row => row.PointsIssued));
        }).ToList();
    }

    /// <summary>The launch checklist from what is there.</summary>
    public async Task<Result<LaunchChecklist>> ChecklistAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeDashboard) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var merchant = await context.Set<Merchant>().AsNoTracking().FirstAsync(merchant => merchant.Id == actor.MerchantId, cancellation);
        if (merchant.ChecklistDismissedAt is not null)
            return new LaunchChecklist(false, []);
        var root = $"/m/{merchant.Slug}";
        List<LaunchStep> steps =
        [
            new("programme", await context.Set<ProgrammeVersion>().AnyAsync(cancellation), root + "/programme", Permission.SeeProgramme),
            new("stores", await context.Set<Store>().AnyAsync(store => store.City != "", cancellation), root + "/settings/stores", Permission.ChangeSettings),
            new("member", await context.Set<Member>().AnyAsync(member => member.Status == MemberStatus.Active, cancellation), root + "/till", Permission.UseTill),
            new("purchase", await context.Set<Purchase>().AnyAsync(cancellation), root + "/till", Permission.UseTill),
            new("staff", await context.Set<StaffMember>().CountAsync(staff => staff.MerchantId == merchant.Id && staff.IsActive, cancellation) > 1, root + "/settings/staff", Permission.ChangeStaff),
            new("import", await context.Set<Purchase>().AnyAsync(purchase => purchase.Source == PurchaseSource.Import, cancellation), root + "/imports", Permission.ImportPurchases),
        ];
        return new LaunchChecklist(true, steps);
    }

    /// <summary>Puts the launch checklist away, or brings it back.</summary>
    public async Task<Result<Done>> ShowChecklistAsync(Actor actor, bool shown)
    {
        if (actor.Lacks(Permission.ChangeSettings) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            var merchant = await context.Set<Merchant>().FirstAsync(merchant => merchant.Id == actor.MerchantId);
            merchant.ShowChecklist(shown, clock.UtcNow());
            await context.SaveChangesAsync();
            return Done.Instance;
        });
    }
}
