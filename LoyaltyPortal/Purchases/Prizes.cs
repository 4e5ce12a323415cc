using LoyaltyPortal.Badges;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;

namespace LoyaltyPortal.Purchases;

/// <summary>
/// The points of challenges. They follow the programme's rules for returns: pending as long as what a purchase earns, taken back when a return un-wins the challenge, given
/// again when the return is taken back. What was earned by badges is never taken back.
/// </summary>
internal static class Prizes
{
    public static async ValueTask<Failure?> SettleAsync(Work work, Merchant merchant, Member member, IReadOnlyList<AwardMove> moves, bool isCelebrated)
    {
        foreach (var move in moves)
        {
            var failure = move.Change switch
            {
                AwardChange.Won => await GiveAsync(work, merchant, member, move),
                AwardChange.TakenBack => await TakeBackAsync(work, merchant, member, move),
                _ => await GiveAgainAsync(work, merchant, member, move),
            };
            if (failure is not null)
                return failure;
            ChangedWallets.In(work).Add(member.Id);
        }

        if (isCelebrated)
            Celebrate(work, moves);
        return null;
    }

    /// <summary>Once for each goal, at the highest level that it came to.</summary>
    private static void Celebrate(Work work, IReadOnlyList<AwardMove> moves)
    {
        foreach (var best in moves.Where(move => move.Change == AwardChange.Won).GroupBy(move => move.Goal.Id).Select(group => group.MaxBy(move => move.Award.Level)!))
            BadgeBook.In(work).Celebrate(best);
    }

    private static async ValueTask<Failure?> GiveAsync(Work work, Merchant merchant, Member member, AwardMove move)
    {
        if (move.Goal.Prize == 0)
            return null;
        var posted = await LedgerBook.In(work).PostAsync(merchant.Id, await CreditAsync(work, merchant, member, move, move.Goal.Prize, "step_challenge"));
        if (!posted.Try(out var entry, out var failure))
            return failure;
        move.Award.Paid(entry);
        work.Session.Update(move.Award);
        return null;
    }

    private static async ValueTask<Failure?> TakeBackAsync(Work work, Merchant merchant, Member member, AwardMove move)
    {
        long taken = 0;
        if (move.Award.Points > 0)
        {
            var posted = await LedgerBook.In(work).PostAsync(merchant.Id, new Posting
            {
                AccountId = member.Id,
                Kind = EntryKind.EarnReversal,
                Points = move.Award.Points,
                Source = EntrySource.Challenge,
                SourceId = move.Award.Id,
                OccurredAt = work.Now,
                Explanation = Explain(move, -move.Award.Points, "step_challenge_lost"),
                FromLot = move.Award.LotSequence,
                Clamp = true,
                AllowDebt = (await ProgrammeBook.In(work).CurrentAsync(merchant.Id)).Points.Debt == DebtKind.Allow,
            });
            if (!posted.Try(out var entry, out var failure))
                return failure;
            taken = -entry.Points;
        }

        move.Award.TakeBack(taken);
        work.Session.Update(move.Award);
        return null;
    }

    private static async ValueTask<Failure?> GiveAgainAsync(Work work, Merchant merchant, Member member, AwardMove move)
    {
        var lot = move.Award.LotSequence;
        if (move.Award.PointsTaken > 0)
        {
            var posted = await LedgerBook.In(work).PostAsync(merchant.Id, await CreditAsync(work, merchant, member, move, move.Award.PointsTaken, "step_challenge_again"));
            if (!posted.Try(out var entry, out var failure))
                return failure;
            lot = entry.Sequence;
        }

        move.Award.WinAgain(lot);
        work.Session.Update(move.Award);
        return null;
    }

    private static async ValueTask<Posting> CreditAsync(Work work, Merchant merchant, Member member, AwardMove move, long points, string code)
    {
        var (programme, zone) = (await ProgrammeBook.In(work).CurrentAsync(merchant.Id), merchant.Zone());
        return new Posting
        {
            AccountId = member.Id,
            Kind = EntryKind.EarnBonus,
            Points = points,
            Source = EntrySource.Challenge,
            SourceId = move.Award.Id,
            OccurredAt = work.Now,
            ProgrammeVersion = programme.Version,
            Explanation = Explain(move, points, code),
            AvailableFrom = programme.Points.AvailableFrom(zone, work.Now),
            ExpiresAt = programme.Points.ExpiryOf(zone, work.Now, work.Now),
            ExtendsTo = programme.Points.ExtensionOf(zone, work.Now, work.Now),
        };
    }

    private static Explanation Explain(AwardMove move, long points, string code) => new() { Points = points, Steps = [new ExplanationStep("Purchases", code, move.Goal.Name, points)] };
}
