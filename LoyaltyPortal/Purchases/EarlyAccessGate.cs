using LoyaltyPortal.Events;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

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
        var ids = memberId is { } id ? await PersonIdsAsync(context, id, cancellation) : [];
        var (closed, granted) = await AccessService.ReadAsync(context, ids, now, cancellation);
        var windows = About(closed, lines);
        if (windows.Count == 0)
            return null;
        var tierKey = memberId is { } buyer ? await TierKeyAsync(context, programme, buyer, cancellation) : null;
        return FirstClosed(windows, tierKey, granted, lines, now, merchant.Zone);
    }

    /// <summary>The tier that a member holds as read now; null for none.</summary>
    internal static async Task<string?> TierKeyAsync(LoyaltyDbContext context, Programme programme, long memberId, CancellationToken cancellation)
    {
        var ladder = programme.Ladder;
        if (ladder.Tiers.Count == 0)
            return null;
        var standing = await context.Set<TierStanding>().AsNoTracking().FirstOrDefaultAsync(standing => standing.MemberId == memberId, cancellation);
        return (standing is null ? ladder.At(ladder.ReachedBy(0)) : ladder.Find(standing.TierKey))?.Key;
    }

    /// <summary>A member and all that were merged into it.</summary>
    internal static async Task<IReadOnlyList<long>> PersonIdsAsync(LoyaltyDbContext context, long memberId, CancellationToken cancellation)
    {
        List<long> ids = [memberId];
        for (List<long> step = [memberId]; step.Count > 0;)
        {
            step = await context.Set<Member>().Where(member => member.MergedInto != null && step.Contains(member.MergedInto.Value)).Select(member => member.Id).ToListAsync(cancellation);
            ids.AddRange(step);
        }

        return ids;
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
