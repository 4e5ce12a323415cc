using LoyaltyPortal.Badges;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Purchases;

/// <summary>What a merge does to badges and challenges: the survivor has what either had; a prize that both had won stays once.</summary>
internal static class MergedAwards
{
    /// <param name="lots">Where the lots that came are now.</param>
    /// <returns>Points of prizes that both had.</returns>
    public static async ValueTask<Result<long>> BringAsync(Work work, MemberMerge merge, IReadOnlyDictionary<long, long> lots)
    {
        long doubled = 0;
        foreach (var award in (await BadgeBook.In(work).AwardsAsync(merge.MergedId)).Where(award => award.State == AwardState.Held))
        {
            long? lot = award.LotSequence is { } sequence && lots.TryGetValue(sequence, out var to) ? to : null;
            if (await work.Session.GetAsync<GoalAward>(new RowKey(merge.SurvivorId, award.GoalId, award.Level)) is not { } own)
            {
                work.Session.Insert(award.ComeTo(work.Ids.Next(), merge.SurvivorId, merge.Id, lot));
                continue;
            }

            if (own.State != AwardState.Held)
            {
                own.WinAgain(lot);
                work.Session.Update(own);
                continue;
            }

            var once = Math.Min(award.Points, own.Points);
            if (once == 0)
                continue;
            var posted = await LedgerBook.In(work).PostAsync(merge.MerchantId, new Posting
            {
                AccountId = merge.SurvivorId,
                Kind = EntryKind.AdjustmentDebit,
                Points = once,
                Source = EntrySource.Merge,
                SourceId = merge.Id,
                OccurredAt = work.Now,
                Explanation = new Explanation { Points = -once, Steps = [new ExplanationStep("Purchases", "step_prize_once", Points: -once)] },
                FromLot = lot,
                Clamp = true,
            });
            if (!posted.Try(out var entry, out var failure))
                return failure;
            work.Session.Insert(MergedRow.Of(merge, MergedRowKind.Duplicate, entry.Sequence));
            doubled -= entry.Points;
        }

        await BadgeBook.In(work).ForgetAsync(merge.MergedId);
        return doubled;
    }

    /// <summary>What came goes back, with what became of it.</summary>
    public static async ValueTask TakeBackAsync(Work work, MemberMerge merge)
    {
        var awards = await BadgeBook.In(work).AwardsAsync(merge.SurvivorId);
        foreach (var copy in awards.Where(award => award.MergeId == merge.Id))
        {
            var own = (await work.Session.GetAsync<GoalAward>(new RowKey(merge.MergedId, copy.GoalId, copy.Level)))!;
            own.Follow(copy);
            work.Session.Update(own);
            if (awards.Any(award => award.GoalId == copy.GoalId && award.Level > copy.Level && award.State == AwardState.Held && award.MergeId != merge.Id))
                continue; // who holds the second level of a badge holds the first
            copy.GoBack();
            work.Session.Update(copy);
        }
    }
}
