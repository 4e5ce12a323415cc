using System.Globalization;
using System.Text;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Programmes;

/// <summary>A first store.</summary>
public sealed record FirstStore(string Code, string Name, string City, Channel Channel);

/// <summary>Opens merchants: with stores and a published programme, so that the first sale can be recorded at once.</summary>
public sealed class Founding(LoyaltyDatabase database, MerchantAccess access, MerchantDirectory directory, AuditLog audit, TimeProvider clock)
{
    /// <summary>Makes the merchant, its stores and version 1 of its programme, all or nothing.</summary>
    /// <param name="programme">The first programme; checked like any other.</param>
    /// <param name="ownerId">The sign-in that becomes the owner; null none.</param>
    /// <param name="ownerName">Who that is, for the audit log.</param>
    /// <param name="slug">Its name in addresses; null makes one of its name. Where it is taken, a number is added.</param>
    /// <param name="since">When it is said to have started, UTC; null now.</param>
    /// <returns>The merchant; or what is wrong with the settings or the rules.</returns>
    public async Task<Result<MerchantView>> FoundAsync(
        MerchantSettings settings, IReadOnlyList<FirstStore> stores, ProgrammeContent programme, long? ownerId = null, bool isDemo = false, string? ownerName = null, string? slug = null, DateTime? since = null,
        CancellationToken cancellation = default)
    {
        if (settings.Check() is { } wrong)
            return wrong;
        if (programme.Check() is { } rule)
            return rule;
        for (var attempt = 1; ; attempt++)
        {
            var now = since ?? clock.UtcNow();
            await using var platform = database.ForPlatform();
            var merchantId = await database.NextNumberAsync<Merchant>(cancellation: cancellation);
            var address = await FreeSlugAsync(platform, slug ?? SlugOf(settings.Name), cancellation);
            await using var context = database.ForMerchant(merchantId);
            var firstStore = await database.NextNumberAsync<Store>(stores.Count, cancellation);
            context.Add(Merchant.Create(merchantId, address, settings, isDemo, now));
            context.AddRange(stores.Select((store, index) => Store.Create(firstStore + index, merchantId, store.Code, store.Name, store.City, store.Channel)));
            context.Add(ProgrammeVersion.Publish(merchantId, 1, programme, "", ownerId, now));
            if (ownerId is { } owner)
                context.Add(StaffMember.Create(merchantId, owner, StaffRole.Owner, null, now));
            var founder = Actor.System(merchantId) is var portal && ownerId is null ? portal : portal with { UserId = ownerId, Name = ownerName ?? "" };
            await audit.WriteAsync(context, founder, AuditKinds.MerchantFounded, settings.Name, null, settings, cancellation);
            try
            {
                await context.SaveChangesAsync(cancellation);
                access.Forget(address);
                return (await directory.FindAsync(address, cancellation))!;
            }
            catch (DbUpdateException lost) when (attempt < 20 && LoyaltyDatabase.IsDuplicate(lost))
            {
                // Somebody opened a merchant at the same moment and took the number or the address: take the next.
            }
        }
    }

    /// <summary>The lower-case letters, digits and hyphens of a name: "Çağla's Café" is cagla-s-cafe.</summary>
    public static string SlugOf(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.Trim().Normalize(NormalizationForm.FormD)) // taken apart first: İ as it is has no lower case of one letter
        {
            if (c == 'ı')
                slug.Append('i');
            else if (char.IsAsciiLetterOrDigit(c))
                slug.Append(char.ToLowerInvariant(c));
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        var text = slug.ToString().Trim('-');
        return text.Length == 0 ? "merchant" : text[..Math.Min(text.Length, 60)].TrimEnd('-');
    }

    private static async Task<string> FreeSlugAsync(LoyaltyDbContext context, string wanted, CancellationToken cancellation)
    {
        var taken = await context.Set<Merchant>().Where(merchant => merchant.Slug.StartsWith(wanted)).Select(merchant => merchant.Slug).ToListAsync(cancellation);
        return Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? wanted : $"{wanted}-{number}").First(slug => !taken.Contains(slug));
    }
}
