using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>
/// What entries of a page's accounts come from that is in another member's hands since a merge, or its undoing: entries stay where they were posted, purchases and
/// returns go with the person.
/// </summary>
/// <param name="Actions">Entries for actions of members who were merged, under the member whom the person goes on as.</param>
internal sealed record MergedBooks(IReadOnlyDictionary<long, Purchase> Purchases, IReadOnlyDictionary<long, PurchaseReturn> Returns, IReadOnlyList<(long MemberId, LedgerEntry Entry)> Actions)
{
    private static readonly MergedBooks None = new(new Dictionary<long, Purchase>(), new Dictionary<long, PurchaseReturn>(), []);

    public static async Task<MergedBooks> OfAsync(LoyaltyDbContext context, long after, long last, IEnumerable<LedgerEntry> entries, CancellationToken cancellation)
    {
        var merges = await context.Set<MemberMerge>().AsNoTracking().Where(merge => (merge.SurvivorId > after && merge.SurvivorId <= last) || (merge.MergedId > after && merge.MergedId <= last)).ToListAsync(cancellation);
        if (merges.Count == 0)
            return None;
        var touched = merges.SelectMany(merge => new[] { merge.SurvivorId, merge.MergedId }).ToHashSet();
        var sources = entries.Where(entry => touched.Contains(entry.AccountId) && entry.Source is EntrySource.Purchase or EntrySource.Return or EntrySource.ImportUndo).Select(entry => entry.SourceId).Distinct().ToList();
        var leads = await context.Set<Member>().Where(member => member.MergedInto != null).Select(member => new { member.Id, Into = member.MergedInto!.Value }).ToDictionaryAsync(member => member.Id, member => member.Into, cancellation);
        var here = leads.Keys.Where(id => Root(id) > after && Root(id) <= last).ToList();
        var actions = await context.Set<LedgerEntry>().AsNoTracking().Where(entry => here.Contains(entry.AccountId) && entry.Source == EntrySource.Action).ToListAsync(cancellation);
        return new MergedBooks(
            await context.Set<Purchase>().AsNoTracking().Where(purchase => sources.Contains(purchase.Id)).ToDictionaryAsync(purchase => purchase.Id, cancellation),
            await context.Set<PurchaseReturn>().AsNoTracking().Where(row => sources.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellation),
            [.. actions.Select(entry => (Root(entry.AccountId), entry))]);

        long Root(long id)
        {
            while (leads.TryGetValue(id, out var into))
                id = into;
            return id;
        }
    }
}
