using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Referrals;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>The referrals that a page's accounts have to do with.</summary>
/// <param name="ByAccount">What referrals say that they have posted, by account.</param>
/// <param name="Brought">By referrer.</param>
/// <param name="ByReferral">All that each of <see cref="Brought"/> has posted, on both sides.</param>
internal sealed record ReferralBooks(ILookup<long, ReferralEntry> ByAccount, ILookup<long, Referral> Brought, ILookup<long, ReferralEntry> ByReferral)
{
    public static async Task<ReferralBooks> ReadAsync(LoyaltyDbContext context, long after, long last, CancellationToken cancellation)
    {
        var brought = context.Set<Referral>().AsNoTracking().Where(referral => referral.ReferrerId > after && referral.ReferrerId <= last);
        return new ReferralBooks(
            (await context.Set<ReferralEntry>().AsNoTracking().Where(row => row.AccountId > after && row.AccountId <= last).ToListAsync(cancellation)).ToLookup(row => row.AccountId),
            (await brought.OrderBy(referral => referral.Id).ToListAsync(cancellation)).ToLookup(referral => referral.ReferrerId),
            (await brought.Join(context.Set<ReferralEntry>().AsNoTracking(), referral => referral.Id, row => row.ReferralId, (_, row) => row).ToListAsync(cancellation)).ToLookup(row => row.ReferralId));
    }
}

/// <summary>Whether every entry of a referral in the ledger is one that the referral knows of, and the other way round, and whether what stands is what was promised.</summary>
internal static class ReferralChecks
{
    /// <summary>The first difference in one member's books, or null.</summary>
    public static BookDifference? First(BooksPage page, long memberId)
    {
        var known = page.Referrals.ByAccount[memberId].ToDictionary(row => row.Sequence);
        foreach (var entry in page.Entries[memberId].Where(entry => entry.Source == EntrySource.Referral || entry.Kind == EntryKind.ReferralReward))
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"account {memberId}, entry {entry.Sequence}");
            if (!known.Remove(entry.Sequence, out var row) || entry.Source != EntrySource.Referral || row.ReferralId != entry.SourceId || row.IsReversal != (entry.Kind == EntryKind.EarnReversal))
                return new BookDifference(BookPart.Source, "LedgerEntries", key, string.Create(CultureInfo.InvariantCulture, $"it comes from referral {entry.SourceId}, which knows nothing of it"), MemberId: memberId);
            if (row.Points != entry.Points)
                return new BookDifference(BookPart.Source, "ReferralEntries", key, "Points", Text(entry.Points), Text(row.Points), memberId);
        }

        if (known.Values.MinBy(row => row.Sequence) is { } lone)
            return new BookDifference(BookPart.Source, "ReferralEntries", string.Create(CultureInfo.InvariantCulture, $"referral {lone.ReferralId}"), string.Create(CultureInfo.InvariantCulture, $"the ledger has no entry {lone.Sequence} for it"), MemberId: memberId);
        return page.Referrals.Brought[memberId].Select(referral => Referral(page, referral)).FirstOrDefault(difference => difference is not null);
    }

    private static BookDifference? Referral(BooksPage page, Referral referral)
    {
        var rows = page.Referrals.ByReferral[referral.Id].ToList();
        var key = string.Create(CultureInfo.InvariantCulture, $"referral {referral.Id}");
        if (rows.Count != referral.Entries)
            return new BookDifference(BookPart.Source, "Referrals", key, nameof(referral.Entries), Text(rows.Count), Text(referral.Entries), referral.ReferrerId);
        foreach (var (side, points) in new[] { (ReferralSide.Referrer, referral.ReferrerPoints), (ReferralSide.Referee, referral.RefereePoints) })
        {
            var own = rows.Where(row => row.Side == side).OrderBy(row => row.Number).ToList();
            var standing = own.Count(row => !row.IsReversal) - own.Count(row => row.IsReversal);
            var expected = referral.State == ReferralState.Paid && points > 0 ? 1 : 0;
            if (standing != expected)
                return new BookDifference(BookPart.Source, "Referrals", key, $"rewards of the {side} that stand", Text(expected), Text(standing), referral.ReferrerId);
            if (expected == 1 && own[^1].Points != points)
                return new BookDifference(BookPart.Source, "Referrals", key, $"points of the {side}", Text(own[^1].Points), Text(points), referral.ReferrerId);
        }

        return null;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
