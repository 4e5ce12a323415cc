using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Benchmarks;

/// <summary>
/// Another ladder is in force: every member is assessed from the days of a year, and one in four rises. By the portal's job; against a loop of prepared statements that
/// reads and writes the same rows and knows already who rises.
/// </summary>
internal static class TierBenchmark
{
    private const int Risers = 4;
    private static readonly int[] DaysAgo = [200, 60, 30];

    public static async Task<int> RunAsync(int[] sizes, Func<int, int> roundsOf)
    {
        await MeasureAsync(2_000, 1); // what is compiled on the way is nobody's cost
        var rows = new List<SweepRow>();
        foreach (var size in sizes)
            rows.Add(await MeasureAsync(size, roundsOf(size)));
        await SweepRow.WriteAsync("tiers", "members", rows, $"""
            ## Tier reassessment

            Another ladder is in force and every member is assessed anew from {DaysAgo.Length} days of the rolling year; one in {Risers} rises, which is one more row. Against a loop of prepared statements that reads and
            writes the same rows in transactions of {CommandQueue.GroupSize} members, deciding nothing. Targets as for expiry: loop ÷ ours at least 1, the writer held at most 50 ms, an exponent of at most 1.05.
            """);
        return 0;
    }

    private static async Task<SweepRow> MeasureAsync(int size, int rounds)
    {
        var folder = Bench.Folder("tiers");
        try
        {
            await using var laid = await BenchPortal.StartAsync(Path.Combine(folder.FullName, "laid.db"));
            var members = Fill(laid, size);
            using var figures = new RecordingFigures();
            var costs = await Rounds.MeasuredAsync(rounds, () => OursAsync(laid, size), () => LoopAsync(laid, members));
            return SweepRow.Of(size, costs, figures);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static long[] Fill(BenchPortal portal, int size)
    {
        var members = Books.Fill(portal, size);
        using var floor = new Floor(portal.File);
        floor.Begin();
        floor.Run("DELETE FROM MemberDays");
        foreach (var ago in DaysAgo)
        {
            floor.Fill("MemberDays", size, ("MemberId", $"{Books.FirstId} + i"), ("Day", $"{Books.Day - ago}"), ("MerchantId", "1"),
                ("PurchasePoints", $"CASE WHEN i % {Risers} = 0 THEN 200 ELSE 40 END"), ("OtherPoints", "0"), ("Net", "439800"), ("Visits", "1"));
        }

        floor.Run("UPDATE TierStandings SET Stamp = 1");
        floor.Commit();
        floor.Run("ANALYZE");
        return members;
    }

    private static async Task<Cost> OursAsync(BenchPortal laid, int size)
    {
        await using var portal = await laid.CopyAsync("ours");
        var job = new ReassessTiers(portal.Database, portal.Queue, TimeProvider.System);
        var cost = await Cost.OfAsync(() => job.RunAsync(CancellationToken.None));
        await using var context = portal.Database.ForMerchant(portal.Merchant.Id);
        var stamp = BenchPortal.Ladder.Stamp;
        var (assessed, risen) = (await context.Set<TierStanding>().CountAsync(standing => standing.Stamp == stamp), await context.Set<TierChange>().CountAsync());
        if (assessed != size || risen != (size + Risers - 1) / Risers)
            throw new InvalidOperationException($"Of {size} members {assessed} were assessed and {risen} rose.");
        return cost;
    }

    private static async Task<Cost> LoopAsync(BenchPortal laid, long[] members)
    {
        using var floor = new Floor(laid.CopyFile("loop"));
        return await Cost.OfAsync(() => Task.Run(() => Loop(floor, members)));
    }

    private static void Loop(Floor floor, long[] members)
    {
        var member = floor.Say("SELECT * FROM Members WHERE Id = $p0", 1);
        var standing = floor.Say("SELECT * FROM TierStandings WHERE MemberId = $p0", 1);
        var days = floor.Say($"SELECT * FROM MemberDays WHERE MemberId = $p0 AND Day >= {Books.Day - 364} ORDER BY Day", 1);
        var change = floor.Insert("TierChanges", "MemberId", "Number");
        var same = $"AssessedOn = {Books.Day}, CountedFrom = {Books.Day - 364}, Stamp = {BenchPortal.Ladder.Stamp}, Version = Version + 1 WHERE MemberId = $p0 AND Version = 1";
        var stay = floor.Say($"UPDATE TierStandings SET Counted = 1200000, {same}", 1);
        var rise = floor.Say($"UPDATE TierStandings SET TierKey = '{BenchPortal.Ladder.Tiers[1].Key}', Since = {Books.Day}, Counted = 6000000, NextDueOn = {Books.Day + 165}, Changes = 1, {same}", 1);
        foreach (var group in members.Chunk(CommandQueue.GroupSize))
        {
            floor.Begin();
            foreach (var id in group)
            {
                member.Read(id);
                standing.Read(id);
                days.Read(id);
                if ((id - Books.FirstId) % Risers == 0)
                {
                    rise.Execute(id);
                    change.Execute(id, 1L);
                }
                else
                {
                    stay.Execute(id);
                }
            }

            floor.Commit();
        }
    }
}
