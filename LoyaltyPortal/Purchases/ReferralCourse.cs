using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Referrals;

namespace LoyaltyPortal.Purchases;

/// <summary>What purchases, their returns and merges do to referrals: every command that changes a purchase asks here once, after all else.</summary>
internal static class ReferralCourse
{
    private static readonly RowQuery<Purchase> PurchasesOf = new RowQuery<Purchase>().Where(nameof(Purchase.MemberId)).OrderBy(nameof(Purchase.OccurredAt)).OrderBy(nameof(Purchase.Id));

    /// <summary>A purchase was made, partly or wholly returned or undone, or a return of it was taken back: the referral of its buyer follows.</summary>
    public static async ValueTask<Failure?> FollowAsync(Work work, Merchant merchant, Purchase purchase)
    {
        var book = ReferralBook.In(work);
        if (purchase.MemberId is not { } buyer || await book.TermsAsync(merchant.Id) is null || await book.OfRefereeAsync(buyer) is not { } referral)
            return null;
        var terms = await book.TermsOfAsync(referral);
        var counts = Counts(merchant.Zone(), terms, referral, purchase);
        var isIts = referral.PurchaseId == purchase.Id;
        switch (referral.State)
        {
            case ReferralState.Joined when counts:
            case ReferralState.ClawedBack when counts && isIts && referral.EndedBecause == ReferralEnd.Refund:
                await QualifyAsync(work, merchant, terms, referral, purchase);
                return null;
            case ReferralState.Qualified or ReferralState.Held when isIts && !counts:
                referral.Unqualify(work.Now);
                if (referral.State == ReferralState.Joined && await FirstAsync(work, merchant, terms, referral) is { } next)
                    await QualifyAsync(work, merchant, terms, referral, next);
                Changed(work, referral);
                return null;
            case ReferralState.Paid when isIts && !counts:
                return await ClawBackAsync(work, merchant, referral, ReferralEnd.Refund);
            default:
                return null;
        }
    }

    /// <summary>Two members become one, before anything of theirs moves: what ties them to each other ends, what ties them to others goes over.</summary>
    public static async ValueTask<Failure?> MergeAsync(Work work, Merchant merchant, MemberMerge merge, Member survivor, Member merged)
    {
        var book = ReferralBook.In(work);
        if (await book.TermsAsync(merchant.Id) is null)
            return null;
        await book.CopyDevicesAsync(merged, survivor);
        foreach (var referral in await book.OfReferrerAsync(merged.Id))
        {
            if (referral.RefereeId == survivor.Id)
            {
                if (await EndAsync(work, merchant, merge, referral) is { } failure)
                    return failure;
                continue;
            }

            work.Session.Insert(MergedRow.Of(merge, MergedRowKind.Referrer, referral.Id));
            referral.BelongTo(survivor.Id, referral.RefereeId);
            book.Update(referral);
        }

        if (await book.OfRefereeAsync(merged.Id) is not { } brought)
            return null;
        if (brought.ReferrerId == survivor.Id)
            return await EndAsync(work, merchant, merge, brought);
        if (await book.OfRefereeAsync(survivor.Id) is not null)
            return await EndAsync(work, merchant, merge, brought); // one person is brought once
        work.Session.Insert(MergedRow.Of(merge, MergedRowKind.Referee, brought.Id));
        brought.BelongTo(brought.ReferrerId, survivor.Id);
        book.Update(brought);
        return null;
    }

    /// <summary>Two members are two again: referrals that had come over go back. See <see cref="ReviveAsync"/> for those that the merge ended.</summary>
    public static async ValueTask UnmergeAsync(Work work, MemberMerge merge, ILookup<MergedRowKind, MergedRow> rows)
    {
        foreach (var row in rows[MergedRowKind.Referrer].Concat(rows[MergedRowKind.Referee]))
        {
            var referral = (await work.Session.GetAsync<Referral>(new RowKey(row.RowId)))!;
            var (referrer, referee) = row.Kind == MergedRowKind.Referrer ? (merge.MergedId, referral.RefereeId) : (referral.ReferrerId, merge.MergedId);
            referral.BelongTo(referrer, referee);
            ReferralBook.In(work).Update(referral);
        }
    }

    /// <summary>
    /// What the merge ended goes on, once the two, their contacts and their purchases are two again: by the purchases that are the friend's now. What was taken back is
    /// paid again when it is due, after the same look as ever.
    /// </summary>
    public static async ValueTask ReviveAsync(Work work, Merchant merchant, ILookup<MergedRowKind, MergedRow> rows)
    {
        foreach (var row in rows[MergedRowKind.EndedReferral])
        {
            var referral = (await work.Session.GetAsync<Referral>(new RowKey(row.RowId)))!;
            referral.Revive();
            Changed(work, referral);
            var terms = await ReferralBook.In(work).TermsOfAsync(referral);
            if (await FirstAsync(work, merchant, terms, referral, only: referral.State == ReferralState.ClawedBack ? referral.PurchaseId : null) is { } purchase)
                await QualifyAsync(work, merchant, terms, referral, purchase);
        }
    }

    /// <summary>A merge ends a referral whatever its state: takes back what was paid, lets go of what was not.</summary>
    private static async ValueTask<Failure?> EndAsync(Work work, Merchant merchant, MemberMerge merge, Referral referral)
    {
        if (referral.State != ReferralState.Paid && !ReferralMoves.Allows(referral.State, ReferralState.Void))
            return null;
        work.Session.Insert(MergedRow.Of(merge, MergedRowKind.EndedReferral, referral.Id));
        if (referral.State == ReferralState.Paid)
            return await ClawBackAsync(work, merchant, referral, ReferralEnd.Merge);
        referral.Void(ReferralEnd.Merge, work.Now);
        Changed(work, referral);
        return null;
    }

    /// <summary>Tells who brought the friend that the referral was paid, or with -1 that it was taken back. Merges move referrals: the row names who the person is now.</summary>
    public static ValueTask<Failure?> TellAsync(Work work, Merchant merchant, Referral referral, int count) =>
        Happened.TellAsync(work, merchant, referral.ReferrerId, Happening.Referral(merchant.Zone().DayOf(referral.PaidAt!.Value), count));

    /// <summary>Wakes the wallet of whoever brought the friend.</summary>
    public static void Changed(Work work, Referral referral)
    {
        ReferralBook.In(work).Update(referral);
        ChangedWallets.In(work).Add(referral.ReferrerId);
    }

    /// <summary>Takes from both what they were given, by the programme's policy on debts.</summary>
    private static async ValueTask<Failure?> ClawBackAsync(Work work, Merchant merchant, Referral referral, ReferralEnd because)
    {
        var allowDebt = (await ProgrammeBook.In(work).CurrentAsync(merchant.Id)).Points.Debt == DebtKind.Allow;
        var given = (await ReferralBook.In(work).EntriesAsync(referral)).Where(entry => !entry.IsReversal).ToLookup(entry => entry.Side);
        var sides = new List<(long AccountId, ReferralSide Side, ReferralEntry Gift)>();
        foreach (var (side, memberId, points) in new[] { (ReferralSide.Referrer, referral.ReferrerId, referral.ReferrerPoints), (ReferralSide.Referee, referral.RefereeId, referral.RefereePoints) })
        {
            if (points == 0)
                continue;
            var gift = given[side].MaxBy(entry => entry.Number)!;
            // A person who has been merged goes on as another; one who has gone has left the account.
            sides.Add(((await MemberBook.In(work).FindAsync(merchant.Id, memberId))?.Id ?? gift.AccountId, side, gift));
        }

        referral.ClawBack(because, work.Now);
        foreach (var (accountId, side, gift) in sides.OrderBy(side => side.AccountId))
        {
            var posted = await LedgerBook.In(work).PostAsync(merchant.Id, new Posting
            {
                AccountId = accountId,
                Kind = EntryKind.EarnReversal,
                Points = gift.Points,
                Source = EntrySource.Referral,
                SourceId = referral.Id,
                OccurredAt = work.Now,
                Explanation = new Explanation { Points = -gift.Points, Steps = [new ExplanationStep("Referrals", "step_back_" + because switch { ReferralEnd.Merge => "merge", _ => side == ReferralSide.Referrer ? "referrer" : "referee" }, Points: -gift.Points)] },
                FromLot = accountId == gift.AccountId ? gift.Sequence : null,
                Clamp = true,
                AllowDebt = allowDebt,
            });
            if (!posted.Try(out var entry, out var failure))
                return failure;
            ReferralBook.In(work).Record(referral, side, isReversal: true, entry);
        }

        Changed(work, referral);
        if (await TellAsync(work, merchant, referral, -1) is { } untold)
            return untold;
        await CountedAsync(work, merchant);
        return null;
    }

    /// <summary>Counts the entries that were just posted: a referral's points belong to no store.</summary>
    public static ValueTask CountedAsync(Work work, Merchant merchant) => Aftermath.OfAsync(work, merchant.Id, StoreDay.NoStore, merchant.Zone().DayOf(work.Now), merchant.Zone());

    private static async ValueTask QualifyAsync(Work work, Merchant merchant, ReferralTerms terms, Referral referral, Purchase purchase)
    {
        var referrer = await MemberBook.In(work).FindAsync(merchant.Id, referral.ReferrerId);
        var referee = await MemberBook.In(work).FindAsync(merchant.Id, referral.RefereeId);
        var days = terms.WindowDays ?? (await ProgrammeBook.In(work).CurrentAsync(merchant.Id)).Points.ReturnWindowDays;
        var found = referrer is null || referee is null ? [] : await ReferralBook.In(work).FindAsync(referral, referrer, referee);
        referral.Qualify(purchase.Id, purchase.OccurredAt, purchase.OccurredAt.AddDays(days), found);
        Changed(work, referral);
    }

    /// <summary>The friend's first purchase that counts.</summary>
    /// <param name="only">The one that may; null for any.</param>
    private static async ValueTask<Purchase?> FirstAsync(Work work, Merchant merchant, ReferralTerms terms, Referral referral, long? only = null) =>
        (await work.Session.ListAsync(PurchasesOf, referral.RefereeId)).FirstOrDefault(purchase => (only is null || purchase.Id == only) && Counts(merchant.Zone(), terms, referral, purchase));

    private static bool Counts(Zone zone, ReferralTerms terms, Referral referral, Purchase purchase) =>
        purchase.State is PurchaseState.Completed or PurchaseState.PartlyReturned
        && purchase.Net - purchase.ReturnedNet >= terms.MinimumPurchase
        && purchase.Day >= zone.DayOf(referral.JoinedAt);
}
