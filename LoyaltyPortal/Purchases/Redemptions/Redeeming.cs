using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Rewards;

namespace LoyaltyPortal.Purchases.Redemptions;

/// <summary>
/// What redeeming is, whichever command does it: points by the ledger, stock and voucher by the rewards' book, all in one transaction. Points that a redemption
/// moves count for no store, on the day on which they move.
/// </summary>
internal static class Redeeming
{
    /// <summary>How long points and stock are kept for somebody who is being served.</summary>
    public static readonly TimeSpan HoldTime = TimeSpan.FromMinutes(HoldPoints.Minutes);

    /// <summary>Redeems a reward, or keeps it for a while.</summary>
    /// <param name="isHold">Points and stock are kept until <see cref="CommitAsync"/> or <see cref="CancelAsync"/>, and free themselves after <see cref="HoldTime"/>.</param>
    public static async ValueTask<Result<Redemption>> RedeemAsync(Work work, Merchant merchant, Member member, long rewardId, RedemptionOrder order, bool isHold)
    {
        var book = RewardBook.In(work);
        if (await book.OnOfferAsync(merchant.Id, rewardId) is not { } offer)
            return RewardErrors.Unknown();
        if (await SettleAsync(work, merchant, member.Id, rewardId) is { } unsettled)
            return unsettled;
        var day = merchant.Zone().DayOf(work.Now);
        var programme = await ProgrammeBook.In(work).CurrentAsync(merchant.Id);
        var tier = offer.Content.TierKeys.Count == 0 ? null : await Standings.HeldAsync(work, merchant, programme, member, day);
        if (await book.WhyNotAsync(offer, member.Id, tier?.Key, order.StoreId, day) is { } refused)
            return refused;
        var account = (await LedgerBook.In(work).AccountAsync(member.Id, merchant.Id))!;
        await CountAsync(work, merchant); // what time had brought is not this redemption's
        if (account.Active < offer.Content.Points)
            return LedgerErrors.NotEnough(offer.Content.Points, account.Active);
        var id = work.Ids.Next();
        if (await Fulfilment.BeginAsync(work, merchant, member, offer.Content, id) is { } unfulfilled)
            return unfulfilled;
        if (isHold)
        {
            var until = work.Now + HoldTime;
            var held = await LedgerBook.In(work).PlaceHoldAsync(merchant.Id, member.Id, offer.Content.Points, EntrySource.Redemption, id, until);
            if (!held.Try(out var hold, out var unheld))
                return unheld;
            await CountAsync(work, merchant);
            return await book.OpenAsync(id, offer, order, hold.Id, until, day);
        }

        var spent = await LedgerBook.In(work).PostAsync(merchant.Id, Spending(merchant, programme, member.Id, id, offer.Content, work.Now));
        if (!spent.Try(out var entry, out var failure))
            return failure;
        await CountAsync(work, merchant);
        var redemption = await book.OpenAsync(id, offer, order, null, null, day);
        book.Issue(redemption, offer.Content, entry.Sequence, offer.Content.EndOf(merchant.Zone(), work.Now));
        await Announcements.In(work).TellAsync(merchant.Id, EventNames.RedemptionCommitted, () => Announced.Of(redemption, offer.Content));
        return redemption;
    }

    /// <summary>Spends what was kept: the voucher is issued.</summary>
    /// <returns>Null when it is done; or <c>hold_ended</c>, <c>event_cancelled</c>.</returns>
    public static async ValueTask<Failure?> CommitAsync(Work work, Merchant merchant, Redemption redemption)
    {
        if (redemption.StateAt(work.Now) != RedemptionState.Held)
            return LedgerErrors.HoldEnded();
        var book = RewardBook.In(work);
        var content = await book.ContentOfAsync(redemption);
        if (await Fulfilment.WhyNotPaidAsync(work, merchant, content) is { } calledOff)
            return calledOff;
        var policy = (await ProgrammeBook.In(work).CurrentAsync(merchant.Id)).Points;
        await CountAsync(work, merchant);
        var spent = await LedgerBook.In(work).CommitHoldAsync(merchant.Id, redemption.HoldId!.Value, Explain("step_redeemed", content, -redemption.Points), policy.ExtensionOf(merchant.Zone(), work.Now, work.Now));
        if (!spent.Try(out var entry, out var failure))
            return failure;
        await CountAsync(work, merchant);
        book.Issue(redemption, content, entry.Sequence, content.EndOf(merchant.Zone(), work.Now));
        await Announcements.In(work).TellAsync(merchant.Id, EventNames.RedemptionCommitted, () => Announced.Of(redemption, content));
        ChangedWallets.In(work).Add(redemption.MemberId);
        return null;
    }

    /// <summary>Lets go of what was kept, or gives an unused voucher back: points to their lots, the piece to the stock.</summary>
    /// <returns>Null when it is done; or why it cannot be.</returns>
    public static async ValueTask<Failure?> CancelAsync(Work work, Merchant merchant, Redemption redemption)
    {
        switch (redemption.StateAt(work.Now))
        {
            case RedemptionState.Fulfilled:
                return RewardErrors.VoucherUsed();
            case RedemptionState.Cancelled:
                return RewardErrors.VoucherCancelled();
            case RedemptionState.Expired:
                return RewardErrors.VoucherExpired();
        }

        if (await Fulfilment.EndAsync(work, merchant, redemption, await RewardBook.In(work).ContentOfAsync(redemption)) is { } undone)
            return undone;
        if (redemption.State == RedemptionState.Held)
        {
            await CountAsync(work, merchant);
            if ((await LedgerBook.In(work).ReleaseHoldAsync(merchant.Id, redemption.HoldId!.Value)).Failure is { } stuck && stuck != LedgerErrors.HoldEnded())
                return stuck; // a hold that a return has ended has given its points back already
            await CountAsync(work, merchant);
            await RewardBook.In(work).CancelAsync(redemption, 0);
            return null;
        }

        if (await RestoreAsync(work, merchant, redemption, "step_redemption_cancelled") is { } unrestored)
            return unrestored;
        await RewardBook.In(work).CancelAsync(redemption, redemption.Points);
        return null;
    }

    /// <summary>What it is for was called off: what was paid for it comes back, handed over or not; what was only kept is let go.</summary>
    /// <returns>Null when it is done, or has ended otherwise.</returns>
    public static async ValueTask<Failure?> CallOffAsync(Work work, Merchant merchant, Redemption redemption)
    {
        switch (redemption.State)
        {
            case RedemptionState.Held:
                return redemption.StateAt(work.Now) == RedemptionState.Expired ? await ExpireAsync(work, merchant, redemption) : await CancelAsync(work, merchant, redemption);
            case RedemptionState.Issued or RedemptionState.Fulfilled:
                if (await RestoreAsync(work, merchant, redemption, "step_ticket_called_off") is { } unrestored)
                    return unrestored;
                await RewardBook.In(work).CallOffAsync(redemption);
                ChangedWallets.In(work).Add(redemption.MemberId);
                return null;
            default:
                return null;
        }
    }

    /// <summary>
    /// Does what time has done to the member's redemptions, and to some of a reward's, so that nobody counts what has ended. One that cannot be ended is left to
    /// <see cref="SettleRedemptions"/>, which says so: it is in nobody's way.
    /// </summary>
    /// <returns>Null; or why one was ended by half, of which nothing may be written.</returns>
    public static async ValueTask<Failure?> SettleAsync(Work work, Merchant merchant, long memberId, long? rewardId = null)
    {
        foreach (var due in await RewardBook.In(work).DueAsync(memberId, rewardId))
        {
            await LedgerBook.In(work).AccountAsync(due.AccountId, merchant.Id); // what time brought to the account stands, whatever comes of the redemption
            await CountAsync(work, merchant);
            var touches = work.Session.Touches;
            if (await ExpireAsync(work, merchant, due) is { } failure && work.Session.Touches != touches)
                return failure;
        }

        return null;
    }

    /// <summary>Ends a redemption whose time is over. A hold that lapsed was given back by the ledger; a voucher's points go back or are lost, as its reward says.</summary>
    public static async ValueTask<Failure?> ExpireAsync(Work work, Merchant merchant, Redemption redemption)
    {
        var book = RewardBook.In(work);
        if (redemption.StateAt(work.Now) != RedemptionState.Expired || redemption.State == RedemptionState.Expired)
            return null;
        if (redemption.State == RedemptionState.Held)
        {
            // The points are free whatever has become of the place: one that cannot be given back stays as it is.
            _ = await Fulfilment.EndAsync(work, merchant, redemption, await book.ContentOfAsync(redemption));
            await LedgerBook.In(work).AccountAsync(redemption.AccountId, merchant.Id); // settles: the hold ends by itself
            await CountAsync(work, merchant);
            await book.ExpireAsync(redemption, 0);
        }
        else
        {
            return await EndUnusedAsync(work, merchant, redemption);
        }

        ChangedWallets.In(work).Add(redemption.MemberId);
        return null;
    }

    /// <summary>Ends what was issued and not used in time: its points go back or are lost, as its reward says.</summary>
    public static async ValueTask<Failure?> EndUnusedAsync(Work work, Merchant merchant, Redemption redemption)
    {
        var book = RewardBook.In(work);
        var comesBack = (await book.ContentOfAsync(redemption)).Unused == UnusedPoints.Back;
        if (comesBack && await RestoreAsync(work, merchant, redemption, "step_voucher_unused") is { } failure)
            return failure;
        await book.ExpireAsync(redemption, comesBack ? redemption.Points : 0);
        ChangedWallets.In(work).Add(redemption.MemberId);
        return null;
    }

    /// <summary>Ends all that waits to be used, as its member is forgotten: what was kept is let go, and what was paid for is lost with the other points.</summary>
    public static async ValueTask<Failure?> ForgetAsync(Work work, Merchant merchant, long memberId)
    {
        var book = RewardBook.In(work);
        if (await SettleAsync(work, merchant, memberId) is { } unsettled)
            return unsettled;
        foreach (var redemption in (await book.OfMemberAsync(memberId)).Where(redemption => redemption.State is RedemptionState.Held or RedemptionState.Issued))
        {
            if (redemption.State == RedemptionState.Held)
            {
                if (await CancelAsync(work, merchant, redemption) is { } stuck)
                    return stuck;
                continue;
            }

            // A seat at what is over cannot be given back, and need not be.
            _ = await Fulfilment.EndAsync(work, merchant, redemption, await book.ContentOfAsync(redemption));
            await book.ExpireAsync(redemption, 0);
        }

        return null;
    }

    /// <summary>The points of a redemption, to the lots that they came from; what has lapsed meanwhile lives on for the programme's days of grace.</summary>
    private static async ValueTask<Failure?> RestoreAsync(Work work, Merchant merchant, Redemption redemption, string code)
    {
        var content = await RewardBook.In(work).ContentOfAsync(redemption);
        var policy = (await ProgrammeBook.In(work).CurrentAsync(merchant.Id)).Points;
        var zone = merchant.Zone();
        await CountAsync(work, merchant);
        var restored = await LedgerBook.In(work).PostAsync(merchant.Id, new Posting
        {
            AccountId = redemption.AccountId,
            Kind = EntryKind.RedemptionReversal,
            Points = redemption.Points,
            Source = EntrySource.Redemption,
            SourceId = redemption.Id,
            OccurredAt = work.Now,
            Explanation = Explain(code, content, redemption.Points),
            RestoresSequence = redemption.EntrySequence,
            GraceUntil = policy.GraceUntil(zone, work.Now),
            ExpiresAt = policy.ExpiryOf(zone, work.Now, work.Now),
        });
        if (restored.Failure is { } failure)
            return failure;
        await CountAsync(work, merchant);
        var stayed = await Merging.FollowAsync(work, merchant.Id, redemption.AccountId, redemption.MemberId, redemption.Id);
        await CountAsync(work, merchant);
        return stayed;
    }

    /// <summary>What a redemption came to, with what the member has now.</summary>
    public static async ValueTask<RedemptionReceipt> ReceiptAsync(Work work, Merchant merchant, Redemption redemption)
    {
        var account = await LedgerBook.In(work).AccountAsync(redemption.MemberId, merchant.Id);
        await CountAsync(work, merchant); // what time had brought to an account that nothing else looked at
        return RedemptionReceipt.Of(redemption, account);
    }

    private static Posting Spending(Merchant merchant, Programme programme, long accountId, long redemptionId, RewardContent content, DateTime now) => new()
    {
        AccountId = accountId,
        Kind = EntryKind.Redeem,
        Points = content.Points,
        Source = EntrySource.Redemption,
        SourceId = redemptionId,
        OccurredAt = now,
        Explanation = Explain("step_redeemed", content, -content.Points),
        ExtendsTo = programme.Points.ExtensionOf(merchant.Zone(), now, now),
    };

    private static Explanation Explain(string code, RewardContent content, long points) => new() { Points = points, Steps = [new ExplanationStep("Rewards", code, content.Name, points)] };

    private static async ValueTask CountAsync(Work work, Merchant merchant)
    {
        var zone = merchant.Zone();
        await Aftermath.OfAsync(work, merchant.Id, StoreDay.NoStore, zone.DayOf(work.Now), zone);
    }
}
