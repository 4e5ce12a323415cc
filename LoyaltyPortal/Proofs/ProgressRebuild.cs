using LoyaltyPortal.Badges;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Proofs;

/// <summary>
/// Puts the progress of members right from the books. What was awarded stays; what is due now and was not awarded is left to be counted anew on the recording road, which
/// awards it.
/// </summary>
internal static class ProgressRebuild
{
    public static async Task<long> MendAsync(LoyaltyDbContext context, Zone zone, CancellationToken cancellation)
    {
        var mended = 0;
        var comparison = await ProgressComparison.StartAsync(context, zone, cancellation);
        await foreach (var page in BooksPage.AllAsync(context, cancellation))
        {
            foreach (var member in (await comparison.FindAsync(context, page, cancellation)).GroupBy(wrong => wrong.MemberId))
            {
                if (await context.Set<MemberProgress>().FirstOrDefaultAsync(row => row.MemberId == member.Key, cancellation) is not { } row)
                    context.Add(row = MemberProgress.Of(member.Key, context.MerchantId));
                foreach (var wrong in member)
                    row.Open().Put(wrong.Goal.Id, wrong.Expected);
                row.Keep();
                mended += member.Count();
            }

            await context.SaveChangesAsync(cancellation);
            context.ChangeTracker.Clear();
        }

        return mended + await TalliesAsync(context, zone, cancellation);
    }

    /// <summary>Once progress is right.</summary>
    private static async Task<int> TalliesAsync(LoyaltyDbContext context, Zone zone, CancellationToken cancellation)
    {
        var comparison = await ProgressComparison.StartAsync(context, zone, cancellation);
        await foreach (var page in BooksPage.AllAsync(context, cancellation))
            await comparison.FindAsync(context, page, cancellation);
        var wrong = await comparison.TalliesAsync(context, cancellation);
        foreach (var (goal, expected, _) in wrong)
        {
            if (await context.Set<GoalTally>().FirstOrDefaultAsync(row => row.GoalId == goal.Id && row.Stamp == goal.Stamp, cancellation) is not { } row)
                context.Add(row = new GoalTally { GoalId = goal.Id, Stamp = goal.Stamp, MerchantId = context.MerchantId });
            row.Started = expected;
        }

        if (await context.Set<GoalSweep>().FirstOrDefaultAsync(cancellation) is { } sweep)
            sweep.Restart(sweep.Stamp);
        await context.SaveChangesAsync(cancellation);
        return wrong.Count;
    }
}
