using LoyaltyPortal.Events;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;

namespace LoyaltyPortal.Purchases;

/// <summary>
/// Whether every line of a basket may be sold to its buyer now. It goes by when it is recorded, not by when it is said to have happened: a date cannot be used to
/// buy early, and what an offline till has sold too soon is taken in as soon as it is open.
/// </summary>
internal static class EarlyAccessGate
{
    /// <summary>Files bring what has long been sold: nothing in them is refused.</summary>
    public static bool Guards(PurchaseSource source) => source is not (PurchaseSource.Import or PurchaseSource.Demo);

    /// <returns>Null, or <c>early_access_only</c> for the first line that is not open to the buyer.</returns>
    public static async ValueTask<Failure?> CheckAsync(Work work, Merchant merchant, Member? member, IReadOnlyList<LineInput> lines)
    {
        var windows = About(await AccessBook.In(work).ClosedAsync(merchant.Id), lines);
        if (windows.Count == 0)
            return null;
        var zone = merchant.Zone();
        string? tierKey = null;
        IReadOnlySet<long> granted = new HashSet<long>();
        if (member is not null)
        {
            tierKey = (await Standings.HeldAsync(work, merchant, await ProgrammeBook.In(work).CurrentAsync(merchant.Id), member, zone.DayOf(work.Now)))?.Key;
            granted = await AccessBook.In(work).GrantedAsync(windows, [member.Id, .. (await Family.MergedAsync(work, member.Id)).Select(merged => merged.Id)]);
        }

        return FirstClosed(windows, tierKey, granted, lines, work.Now, zone);
    }

    /// <summary>The same as read now, to say it beforehand.</summary>
    public static async Task<Failure?> ReadAsync(LoyaltyDbContext context, MerchantView merchant, long? memberId, Programme programme, IReadOnlyList<LineInput> lines, DateTime now, CancellationToken cancellation)
    {
        IReadOnlyList<long> ids = memberId is { } id ? await MergedMembers.FamilyAsync(context, id, cancellation) : [];
        var (closed, granted) = await AccessService.ReadAsync(context, ids, now, cancellation);
        var windows = About(closed, lines);
        if (windows.Count == 0)
            return null;
        var tierKey = (await BasketMembers.ReadAsync(context, memberId, programme, merchant.Zone, merchant.Zone.DayOf(now), cancellation)).TierKey;
        return FirstClosed(windows, tierKey, granted, lines, now, merchant.Zone);
    }

    private static List<AccessRule> About(IReadOnlyList<AccessRule> windows, IReadOnlyList<LineInput> lines) =>
        windows.Count == 0 ? [] : [.. windows.Where(window => lines.Any(line => window.NamesSku(line.Sku) || window.NamesCategory(line.Category)))];

    private static Failure? FirstClosed(List<AccessRule> windows, string? tierKey, IReadOnlySet<long> granted, IReadOnlyList<LineInput> lines, DateTime now, Zone zone)
    {
        foreach (var line in lines)
        {
            if (EarlyAccess.May(windows, tierKey, granted, line.Sku, line.Category, now) is { May: false, OpensAt: { } opens })
                return EarlyAccessErrors.Only(line.Name ?? line.Sku ?? line.Category ?? "", zone.ToLocal(opens));
        }

        return null;
    }
}
