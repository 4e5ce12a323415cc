using System.Globalization;
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

/// <summary>What became of a referral whose time had come.</summary>
public sealed record ReferralPayment(long ReferralId, ReferralState State, long ReferrerPoints, long RefereePoints);

/// <summary>
/// Pays both sides of a referral once its return window has passed. It is looked at once more before: what has come up since holds it instead. Asked again, it
/// answers what was done. What had been given before, taken back, and was spent by then is not given twice, not for another friend who reaches the same milestone either. A friend beyond the monthly limit brings no points and is a
/// friend brought all the same: badges count people, the limit is about money.
/// </summary>
public sealed class PayReferral : WriteCommand<ReferralPayment>
{
    public override string Kind => "referral_payment";

    public required long ReferralId { get; init; }

    protected override async ValueTask<Result<ReferralPayment>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (await work.Session.GetAsync<Referral>(new RowKey(ReferralId)) is not { } referral || referral.MerchantId != MerchantId)
            return ReferralErrors.Unknown();
        if (referral.State == ReferralState.Paid)
            return Paid(referral);
        if (referral.State != ReferralState.Qualified || referral.DueAt > work.Now)
            return ReferralErrors.NotDue();

        var referrer = await MemberBook.In(work).FindAsync(MerchantId, referral.ReferrerId);
        var referee = await MemberBook.In(work).FindAsync(MerchantId, referral.RefereeId);
        if (referee is null)
            referral.Void(ReferralEnd.Gone, work.Now);
        else if (referrer?.Id == referee.Id)
            referral.Void(ReferralEnd.Merge, work.Now);
        else if ((referrer is null || !referral.HoldFor(await ReferralBook.In(work).FindAsync(referral, referrer, referee))) && await PayAsync(work, merchant, referral, referrer, referee) is { } failure)
            return failure;
        ReferralCourse.Changed(work, referral);
        if (referral.State == ReferralState.Paid && await ReferralCourse.TellAsync(work, merchant, referral, 1) is { } untold)
            return untold;
        await ReferralCourse.CountedAsync(work, merchant);
        return Paid(referral);
    }

    /// <param name="referrer">Null where the one who invited has gone: the friend keeps what was promised.</param>
    private async ValueTask<Failure?> PayAsync(Work work, Merchant merchant, Referral referral, Member? referrer, Member referee)
    {
        var book = ReferralBook.In(work);
        var terms = await book.TermsOfAsync(referral);
        // The referrer's account first: its version guards the counting below against another portal that pays the same member at this moment.
        foreach (var id in new[] { referrer?.Id ?? referee.Id, referee.Id }.Order())
            await LedgerBook.In(work).AccountAsync(id, MerchantId);
        var dueAt = referral.DecidedAt > referral.DueAt ? referral.DecidedAt.Value : referral.DueAt!.Value;
        var reward = referrer is null ? null : ReferralReward.Of(terms, await OthersAsync(book, referral, referrer.Id), merchant.Zone(), dueAt);

        var left = (await book.EntriesAsync(referral)).ToLookup(entry => entry.Side, entry => entry.Points);
        var sides = new[]
        {
            (AccountId: referrer?.Id ?? 0, Side: ReferralSide.Referrer, Explanation: Less(reward?.Explain() ?? new Explanation(), reward?.Kept(left[ReferralSide.Referrer].Sum()) ?? 0)),
            (AccountId: referee.Id, Side: ReferralSide.Referee, Explanation: Less(new Explanation { Points = terms.RefereePoints, Steps = [new ExplanationStep("Referrals", "step_referee", Points: terms.RefereePoints)] }, left[ReferralSide.Referee].Sum())),
        };
        referral.Pay(sides[0].Explanation.Points, sides[1].Explanation.Points, reward?.Milestone?.Friends, dueAt);
        var programme = await ProgrammeBook.In(work).CurrentAsync(MerchantId);
        var (policy, zone) = (programme.Points, merchant.Zone());
        foreach (var (accountId, side, explanation) in sides.Where(side => side.Explanation.Points > 0).OrderBy(side => side.AccountId))
        {
            var posted = await LedgerBook.In(work).PostAsync(MerchantId, new Posting
            {
                AccountId = accountId,
                Kind = EntryKind.ReferralReward,
                Points = explanation.Points,
                Source = EntrySource.Referral,
                SourceId = referral.Id,
                OccurredAt = dueAt,
                ProgrammeVersion = programme.Version,
                Explanation = explanation,
                ExpiresAt = policy.ExpiryOf(zone, dueAt, work.Now),
                ExtendsTo = policy.ExtensionOf(zone, dueAt, work.Now),
            });
            if (!posted.Try(out var entry, out var failure))
                return failure;
            book.Record(referral, side, isReversal: false, entry);
        }

        return null;
    }

    private static async ValueTask<List<BroughtFriend>> OthersAsync(ReferralBook book, Referral referral, long referrerId)
    {
        var others = new List<BroughtFriend>();
        foreach (var other in (await book.OfReferrerAsync(referrerId)).Where(other => other.Id != referral.Id))
            others.Add(BroughtFriend.Of(other, await book.StandsAsync(other), await book.TermsOfAsync(other)));
        return others;
    }

    /// <param name="kept">What earlier payments gave and their taking back did not find any more.</param>
    private static Explanation Less(Explanation promised, long kept)
    {
        var less = Math.Min(kept, promised.Points);
        return less <= 0 ? promised : promised with { Points = promised.Points - less, Steps = [.. promised.Steps, new ExplanationStep("Referrals", "step_kept", Points: -less)] };
    }

    private static ReferralPayment Paid(Referral referral) => new(referral.Id, referral.State, referral.ReferrerPoints, referral.RefereePoints);
}

/// <summary>Another friend of the same referrer.</summary>
/// <param name="Stands">What the referrer has of it: what was given less what was taken back.</param>
/// <param name="Over">How much of that is a milestone's that it no longer reaches, because taking it back did not find the points; below zero where that was set off here.</param>
internal sealed record BroughtFriend(Referral Referral, long Stands, long Over)
{
    public static BroughtFriend Of(Referral referral, long stands, ReferralTerms terms)
    {
        var reached = referral.State == ReferralState.Paid ? terms.Milestones.FirstOrDefault(rung => rung.Friends == referral.Milestone) : null;
        return new BroughtFriend(referral, stands, reached is null ? Math.Max(0, stands - terms.ReferrerPoints) : stands - terms.ReferrerPoints - reached.Points);
    }
}

/// <summary>What a friend brings the referrer: how many friends it makes, and whether the month's are used up. Pure.</summary>
/// <param name="Over">What the others have left of milestones that they no longer reach.</param>
internal sealed record ReferralReward(ReferralTerms Terms, int Friend, ReferralMilestone? Milestone, bool IsBeyondCap, long Over)
{
    public long Points => IsBeyondCap ? 0 : Terms.ReferrerPoints + (Milestone?.Points ?? 0);

    /// <param name="others">All others whom the referrer has brought; those paid count.</param>
    public static ReferralReward Of(ReferralTerms terms, IReadOnlyList<BroughtFriend> others, Zone zone, DateTime at)
    {
        var paid = others.Where(friend => friend.Referral.State == ReferralState.Paid).ToList();
        var month = MonthNumber.Of(zone.DayOf(at));
        var isBeyond = terms.MonthlyCap > 0 && paid.Count(friend => friend.Stands > 0 && MonthNumber.Of(zone.DayOf(friend.Referral.PaidAt!.Value)) == month) >= terms.MonthlyCap;
        var number = paid.Count + 1;
        // The lowest that is reached and that nobody paid for holds: one missed by a month's limit is made good by the next friend, and none is given twice.
        var milestone = isBeyond ? null : terms.Milestones.FirstOrDefault(rung => rung.Friends <= number && paid.All(friend => friend.Referral.Milestone != rung.Friends));
        return new ReferralReward(terms, number, milestone, isBeyond, others.Sum(friend => friend.Over));
    }

    /// <summary>What the referrer has of it already: what is left of an earlier payment, and, of a milestone, what is left with those who had reached it before.</summary>
    public long Kept(long own) => Math.Max(0, own + Math.Min(Over, Milestone?.Points ?? 0));

    public Explanation Explain()
    {
        var steps = new List<ExplanationStep>();
        if (Terms.ReferrerPoints > 0)
            steps.Add(new ExplanationStep("Referrals", "step_referrer", Points: Terms.ReferrerPoints) { Arguments = [Friend.ToString(CultureInfo.InvariantCulture)] });
        if (Milestone is { } rung)
            steps.Add(new ExplanationStep("Referrals", "step_milestone", Points: rung.Points) { Arguments = [rung.Friends.ToString(CultureInfo.InvariantCulture)] });
        return new Explanation { Points = Points, Steps = Points == 0 ? [] : steps };
    }
}
