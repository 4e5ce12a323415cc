using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Merchants;

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

/// <summary>A merchant's stores: opened, changed, closed; never deleted, because purchases name them.</summary>
public sealed class StoreService(LoyaltyDatabase database, MerchantAccess access, AuditLog audit)
{
    private const int Most = 2_000;

    /// <summary>All stores, open ones first, by name.</summary>
    public async Task<Result<IReadOnlyList<StoreView>>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeSettings) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var stores = await context.Set<Store>().OrderByDescending(store => store.IsOpen).ThenBy(store => store.Name).ThenBy(store => store.Id)
            .Select(store => new StoreView(store.Id, store.Code, store.Name, store.City, store.Channel, store.IsOpen)).ToListAsync(cancellation);
        return stores;
    }

    public Task<Result<StoreView>> AddAsync(Actor actor, StoreInput input) => ChangeAsync(actor, input.Check(), async context =>
    {
        if (await CodeTakenAsync(context, input, 0))
            return MerchantErrors.StoreCodeTaken(input.Code.Trim());
        if (await context.Set<Store>().CountAsync() >= Most)
            return MerchantErrors.TooManyStores();
        var id = await database.NextNumberAsync<Store>();
        var store = Store.Create(id, actor.MerchantId, input.Code, input.Name, input.City, input.Channel);
        context.Add(store);
        await audit.WriteAsync(context, actor, AuditKinds.StoreAdded, store.Name, null, Facts(store));
        return store;
    });

    public Task<Result<StoreView>> ChangeAsync(Actor actor, int storeId, StoreInput input) => ChangeAsync(actor, input.Check(), async context =>
    {
        if (await context.Set<Store>().FirstOrDefaultAsync(store => store.Id == storeId) is not { } store)
            return MerchantErrors.StoreUnknown();
        if (await CodeTakenAsync(context, input, storeId))
            return MerchantErrors.StoreCodeTaken(input.Code.Trim());
        var before = Facts(store);
        store.Change(input.Code, input.Name, input.City, input.Channel, store.IsOpen);
        if (!before.Equals(Facts(store)))
            await audit.WriteAsync(context, actor, AuditKinds.StoreChanged, store.Name, before, Facts(store));
        return store;
    });

    /// <summary>Closes a store: it is kept with all that was recorded in it, and offered nowhere any more.</summary>
    public Task<Result<StoreView>> CloseAsync(Actor actor, int storeId) => SetOpenAsync(actor, storeId, false);

    public Task<Result<StoreView>> ReopenAsync(Actor actor, int storeId) => SetOpenAsync(actor, storeId, true);

    private Task<Result<StoreView>> SetOpenAsync(Actor actor, int storeId, bool open) => ChangeAsync(actor, null, async context =>
    {
        if (await context.Set<Store>().FirstOrDefaultAsync(store => store.Id == storeId) is not { } store)
            return MerchantErrors.StoreUnknown();
        if (store.IsOpen == open)
            return store;
        if (!open && !await context.Set<Store>().AnyAsync(other => other.IsOpen && other.Id != storeId))
            return MerchantErrors.LastStore();
        var before = Facts(store);
        store.Change(store.Code, store.Name, store.City, store.Channel, open);
        await audit.WriteAsync(context, actor, open ? AuditKinds.StoreReopened : AuditKinds.StoreClosed, store.Name, before, Facts(store));
        return store;
    });

    private async Task<Result<StoreView>> ChangeAsync(Actor actor, Failure? wrong, Func<LoyaltyDbContext, Task<Result<Store>>> change)
    {
        if ((actor.Lacks(Permission.ChangeSettings) ?? wrong) is { } refusal)
            return refusal;
        var changed = await database.ChangeAsync<Result<(StoreView Store, string Slug)>>(actor.MerchantId, async context =>
        {
            if (!(await change(context)).Try(out var store, out var failure))
                return failure;
            var slug = await context.Set<Merchant>().Where(merchant => merchant.Id == actor.MerchantId).Select(merchant => merchant.Slug).FirstAsync();
            await context.SaveChangesAsync();
            return (new StoreView(store.Id, store.Code, store.Name, store.City, store.Channel, store.IsOpen), slug);
        });
        if (!changed.Try(out var saved, out var failure))
            return failure;
        access.Forget(saved.Slug);
        return saved.Store;
    }

    private static Task<bool> CodeTakenAsync(LoyaltyDbContext context, StoreInput input, int exceptId)
    {
        var code = input.Code.Trim();
        return context.Set<Store>().AnyAsync(store => store.Code == code && store.Id != exceptId);
    }

    private static StoreFacts Facts(Store store) => new(store.Code, store.Name, store.City, store.Channel, store.IsOpen);

    private sealed record StoreFacts(string Code, string Name, string City, Channel Channel, bool IsOpen);
}
