using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Rewards;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>
/// What people did to the points of a page's accounts by hand: adjustments, transfers, merges, corrections of purchases. Members who were ever merged are kin: what one of them
/// did may stand in the other's account, whichever page that is on.
/// </summary>
/// <param name="Adjustments">Those of the page's members, and those that its entries name, by id.</param>
/// <param name="OfMember">By member.</param>
/// <param name="Transfers">By id, in either direction.</param>
/// <param name="Merges">By id.</param>
/// <param name="CorrectionsOfAccount">By the account that their entries are in.</param>
/// <param name="CorrectionsOfPurchase">By purchase.</param>
/// <param name="Named">What merges' entries name that is no merge: a return or a redemption whose points went on to whom the person is now.</param>
/// <param name="EntriesOf">Entries of the page and of its kin by what they come from.</param>
internal sealed record CorrectionBooks(
    IReadOnlyDictionary<long, PointsAdjustment> Adjustments, ILookup<long, PointsAdjustment> OfMember, IReadOnlyDictionary<long, PointsTransfer> Transfers, IReadOnlyDictionary<long, MemberMerge> Merges,
    ILookup<long, PurchaseCorrection> CorrectionsOfAccount, ILookup<long, PurchaseCorrection> CorrectionsOfPurchase, IReadOnlySet<long> Named,
    ILookup<(EntrySource Source, long Id), LedgerEntry> EntriesOf)
{
    private Dictionary<long, long> _families = [];

    /// <summary>How many rows people wrote by hand that belong to this page.</summary>
    public long Count { get; private init; }

    public static async Task<CorrectionBooks> ReadAsync(LoyaltyDbContext context, long after, long last, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation)
    {
        var merges = await MergesAsync(context, after, last, cancellation);
        var families = FamiliesOf(merges);
        var kin = families.Keys.Where(id => id <= after || id > last).ToList();
        var all = entries.Concat(kin.Count == 0 ? [] : await context.Set<LedgerEntry>().AsNoTracking()
            .Where(entry => kin.Contains(entry.AccountId) && (entry.Source == EntrySource.Purchase || entry.Source == EntrySource.Return || entry.Source == EntrySource.Adjustment || entry.Source == EntrySource.Merge))
            .ToListAsync(cancellation)).ToList();
        var adjusted = IdsOf(entries, EntrySource.Adjustment);
        var adjustments = await context.Set<PointsAdjustment>().AsNoTracking().Where(row => (row.MemberId > after && row.MemberId <= last) || adjusted.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellation);
        var transfers = await context.Set<PointsTransfer>().AsNoTracking()
            .Where(row => (row.FromMemberId > after && row.FromMemberId <= last) || (row.ToMemberId > after && row.ToMemberId <= last)).ToDictionaryAsync(row => row.Id, cancellation);
        var sold = context.Set<Purchase>().Where(purchase => purchase.MemberId > after && purchase.MemberId <= last);
        var corrections = await context.Set<PurchaseCorrection>().AsNoTracking().Where(row => row.AccountId > after && row.AccountId <= last).ToListAsync(cancellation);
        var ofPurchases = await context.Set<PurchaseCorrection>().AsNoTracking().Join(sold, row => row.PurchaseId, purchase => purchase.Id, (row, _) => row).ToListAsync(cancellation);
        var byId = merges.ToDictionary(merge => merge.Id);
        var named = IdsOf(entries, EntrySource.Merge).Where(id => !byId.ContainsKey(id)).ToList();
        return new CorrectionBooks(
            adjustments, adjustments.Values.OrderBy(row => row.Id).ToLookup(row => row.MemberId), transfers, byId,
            corrections.ToLookup(row => row.AccountId), ofPurchases.ToLookup(row => row.PurchaseId), await NamedAsync(context, named, cancellation),
            all.ToLookup(entry => (entry.Source, entry.SourceId)))
        {
            _families = families,
            Count = adjustments.Values.LongCount(row => row.MemberId > after && row.MemberId <= last) + transfers.Values.LongCount(row => row.FromMemberId > after && row.FromMemberId <= last)
                + merges.LongCount(merge => merge.MergedId > after && merge.MergedId <= last) + corrections.Count,
        };
    }

    /// <summary>Whether what is one's may stand in the other's account.</summary>
    public bool AreKin(long one, long other) => one == other || (_families.TryGetValue(one, out var family) && _families.TryGetValue(other, out var others) && family == others);

    private static List<long> IdsOf(IEnumerable<LedgerEntry> entries, EntrySource source) => [.. entries.Where(entry => entry.Source == source).Select(entry => entry.SourceId).Distinct()];

    /// <summary>The merges of the page's members, and of whoever is kin to one of them.</summary>
    private static async Task<List<MemberMerge>> MergesAsync(LoyaltyDbContext context, long after, long last, CancellationToken cancellation)
    {
        var merges = context.Set<MemberMerge>().AsNoTracking();
        var found = await merges.Where(merge => (merge.SurvivorId > after && merge.SurvivorId <= last) || (merge.MergedId > after && merge.MergedId <= last)).ToDictionaryAsync(merge => merge.Id, cancellation);
        var seen = new HashSet<long>();
        while (found.Values.SelectMany(merge => new[] { merge.SurvivorId, merge.MergedId }).Where(seen.Add).ToList() is { Count: > 0 } step)
        {
            foreach (var merge in await merges.Where(merge => step.Contains(merge.SurvivorId) || step.Contains(merge.MergedId)).ToListAsync(cancellation))
                found.TryAdd(merge.Id, merge);
        }

        return [.. found.Values.OrderBy(merge => merge.Id)];
    }

    private static Dictionary<long, long> FamiliesOf(List<MemberMerge> merges)
    {
        var families = new Dictionary<long, long>();
        foreach (var merge in merges)
        {
            families.TryAdd(merge.SurvivorId, merge.SurvivorId);
            families.TryAdd(merge.MergedId, merge.MergedId);
            var (kept, gone) = (families[merge.SurvivorId], families[merge.MergedId]);
            foreach (var id in families.Where(pair => pair.Value == gone).Select(pair => pair.Key).ToList())
                families[id] = kept;
        }

        return families;
    }

    private static async Task<HashSet<long>> NamedAsync(LoyaltyDbContext context, List<long> ids, CancellationToken cancellation) => ids.Count == 0 ? [] :
    [
        .. await context.Set<PurchaseReturn>().Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToListAsync(cancellation),
        .. await context.Set<Redemption>().Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToListAsync(cancellation),
    ];
}
