using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Merchants;

/// <summary>A store that a new merchant opens with.</summary>
public sealed record NewStore(string Code, string Name, string City, Channel Channel);

/// <summary>Makes merchants: by the portal's operator, the command line and the demo.</summary>
public sealed class MerchantOpening(LoyaltyDatabase database, MerchantDirectory directory, TimeProvider clock)
{
    private const int Attempts = 10;

    /// <summary>Opens a merchant with its stores.</summary>
    /// <param name="since">When it is said to have started, UTC; null now.</param>
    /// <returns>The merchant; or the setting that is wrong, or <c>changed_meanwhile</c> when the slug is taken.</returns>
    public async Task<Result<MerchantView>> OpenAsync(string slug, MerchantSettings settings, IReadOnlyList<NewStore> stores, bool isDemo = false, DateTime? since = null, CancellationToken cancellation = default)
    {
        if (settings.Check() is { } wrong)
            return wrong;
        for (var attempt = 1; ; attempt++)
        {
            await using (var platform = database.ForPlatform())
            {
                if (await platform.Set<Merchant>().AnyAsync(merchant => merchant.Slug == slug, cancellation))
                    return MerchantErrors.ChangedMeanwhile();
            }

            var id = await database.NextNumberAsync<Merchant>(cancellation: cancellation);
            var firstStore = await database.NextNumberAsync<Store>(stores.Count, cancellation);
            await using var context = database.ForMerchant(id);
            context.Add(Merchant.Create(id, slug, settings, isDemo, since ?? clock.UtcNow()));
            context.AddRange(stores.Select((store, index) => Store.Create(firstStore + index, id, store.Code, store.Name, store.City, store.Channel)));
            try
            {
                await context.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateException lost) when (attempt < Attempts && LoyaltyDatabase.IsDuplicate(lost))
            {
                continue; // somebody else took the number; take the next
            }

            directory.Forget(slug);
            return (await directory.FindAsync(slug, cancellation))!;
        }
    }
}
