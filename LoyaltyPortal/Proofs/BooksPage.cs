using System.Runtime.CompilerServices;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>
/// Everything in the books about some accounts that follow each other: the accounts and members with ids above <see cref="After"/> up to and with
/// <see cref="Last"/>. The first page begins and the last page ends beyond every id, so that a row that belongs to nobody is in one too.
/// </summary>
internal sealed class BooksPage
{
    /// <summary>How many accounts are in memory at a time.</summary>
    public const int Size = 200;

    private BooksPage(long after, long last) => (After, Last) = (after, last);

    public long After { get; }

    public long Last { get; }

    public required IReadOnlyList<PointsAccount> Accounts { get; init; }

    public required IReadOnlyDictionary<long, Member> Members { get; init; }

    public required ILookup<long, LedgerEntry> Entries { get; init; }

    public required ILookup<long, Lot> Lots { get; init; }

    public required ILookup<long, Allocation> Allocations { get; init; }

    public required ILookup<long, Hold> Holds { get; init; }

    /// <summary>By member, in the order in which they were sold.</summary>
    public required ILookup<long, Purchase> Purchases { get; init; }

    /// <summary>By purchase.</summary>
    public required ILookup<long, PurchaseLine> Lines { get; init; }

    /// <summary>By member.</summary>
    public required ILookup<long, PurchaseReturn> Returns { get; init; }

    /// <summary>By return.</summary>
    public required ILookup<long, PurchaseReturnLine> ReturnLines { get; init; }

    public required IReadOnlyDictionary<long, MemberAction> Actions { get; init; }

    public required IReadOnlyDictionary<long, TierStanding> Standings { get; init; }

    /// <summary>By member, in order.</summary>
    public required ILookup<long, TierChange> TierChanges { get; init; }
    /// <summary>By the account that their entries are in.</summary>
    public required ILookup<long, Redemption> Redemptions { get; init; }

    /// <summary>What is in another member's hands since a merge.</summary>
    public required MergedBooks Merged { get; init; }

    public required ReferralBooks Referrals { get; init; }

    public required CorrectionBooks Corrections { get; init; }

    public BooksCounts Counts => new()
    {
        Accounts = Accounts.Count,
        Entries = Entries.Sum(group => group.LongCount()),
        Lots = Lots.Sum(group => group.LongCount()),
        Allocations = Allocations.Sum(group => group.LongCount()),
        Purchases = Purchases.Sum(group => group.LongCount()),
        Returns = Returns.Sum(group => group.LongCount()),
        Redemptions = Redemptions.Sum(group => group.LongCount()),
        Corrections = Corrections.Count,
    };

    /// <summary>All pages of the context's merchant, in one state of the database when the context is in a transaction.</summary>
    public static async IAsyncEnumerable<BooksPage> AllAsync(LoyaltyDbContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = long.MinValue;
        while (true)
        {
            var ids = await context.Set<PointsAccount>().Where(account => account.Id > after).OrderBy(account => account.Id).Take(Size).Select(account => account.Id).ToListAsync(cancellation);
            var last = ids.Count < Size ? long.MaxValue : ids[^1];
            yield return await ReadAsync(context, after, last, cancellation);
            if (last == long.MaxValue)
                yield break;
            after = last;
        }
    }

    private static async Task<BooksPage> ReadAsync(LoyaltyDbContext context, long after, long last, CancellationToken cancellation)
    {
        var sold = context.Set<Purchase>().AsNoTracking().Where(purchase => purchase.MemberId > after && purchase.MemberId <= last);
        var back = context.Set<PurchaseReturn>().AsNoTracking().Where(row => row.MemberId > after && row.MemberId <= last);
        var entries = await context.Set<LedgerEntry>().AsNoTracking().Where(row => row.AccountId > after && row.AccountId <= last)
            .OrderBy(row => row.AccountId).ThenBy(row => row.Sequence).ToListAsync(cancellation);
        return new BooksPage(after, last)
        {
            Referrals = await ReferralBooks.ReadAsync(context, after, last, cancellation),
            Corrections = await CorrectionBooks.ReadAsync(context, after, last, entries, cancellation),
            Merged = await MergedBooks.OfAsync(context, after, last, entries, cancellation),
            Accounts = await context.Set<PointsAccount>().AsNoTracking().Where(row => row.Id > after && row.Id <= last).OrderBy(row => row.Id).ToListAsync(cancellation),
            Members = await context.Set<Member>().AsNoTracking().Where(row => row.Id > after && row.Id <= last).ToDictionaryAsync(row => row.Id, cancellation),
            Entries = entries.ToLookup(row => row.AccountId),
            Lots = (await context.Set<Lot>().AsNoTracking().Where(row => row.AccountId > after && row.AccountId <= last)
                .OrderBy(row => row.AccountId).ThenBy(row => row.Sequence).ToListAsync(cancellation)).ToLookup(row => row.AccountId),
            Allocations = (await context.Set<Allocation>().AsNoTracking().Where(row => row.AccountId > after && row.AccountId <= last)
                .OrderBy(row => row.AccountId).ThenBy(row => row.Sequence).ThenBy(row => row.LotSequence).ToListAsync(cancellation)).ToLookup(row => row.AccountId),
            Holds = (await context.Set<Hold>().AsNoTracking().Where(row => row.AccountId > after && row.AccountId <= last)
                .OrderBy(row => row.AccountId).ThenBy(row => row.Id).ToListAsync(cancellation)).ToLookup(row => row.AccountId),
            Purchases = (await sold.OrderBy(row => row.MemberId).ThenBy(row => row.OccurredAt).ThenBy(row => row.Id).ToListAsync(cancellation)).ToLookup(row => row.MemberId!.Value),
            Lines = (await sold.Join(context.Set<PurchaseLine>().AsNoTracking(), purchase => purchase.Id, line => line.PurchaseId, (_, line) => line).ToListAsync(cancellation)).ToLookup(line => line.PurchaseId),
            Returns = (await back.OrderBy(row => row.MemberId).ThenBy(row => row.Id).ToListAsync(cancellation)).ToLookup(row => row.MemberId!.Value),
            ReturnLines = (await back.Join(context.Set<PurchaseReturnLine>().AsNoTracking(), row => row.Id, line => line.ReturnId, (_, line) => line).ToListAsync(cancellation)).ToLookup(line => line.ReturnId),
            Standings = await context.Set<TierStanding>().AsNoTracking().Where(row => row.MemberId > after && row.MemberId <= last).ToDictionaryAsync(row => row.MemberId, cancellation),
            TierChanges = (await context.Set<TierChange>().AsNoTracking().Where(row => row.MemberId > after && row.MemberId <= last)
                .OrderBy(row => row.MemberId).ThenBy(row => row.Number).ToListAsync(cancellation)).ToLookup(row => row.MemberId),
            Redemptions = (await context.Set<Redemption>().AsNoTracking().Where(row => row.AccountId > after && row.AccountId <= last).OrderBy(row => row.AccountId).ThenBy(row => row.Id).ToListAsync(cancellation)).ToLookup(row => row.AccountId),
            Actions = await context.Set<MemberAction>().AsNoTracking().Where(row => row.MemberId > after && row.MemberId <= last).ToDictionaryAsync(row => row.Id, cancellation),
        };
    }
}
