using FsCheck;
using FsCheck.Fluent;

namespace LoyaltyPortal.Tests.Ledger;

/// <summary>
/// Whatever happens to several members, in whatever order and how often it is said: every account is the sum of its entries, the replay of its entries, and its lots; no
/// point comes from nowhere or gets lost.
/// </summary>
public sealed class LedgerHistoryTests
{
    private const int Steps = 100;

    private static readonly Gen<LedgerStep> Step =
        from what in Gen.Choose(0, 99)
        from who in Gen.Choose(0, LedgerHistory.Members - 1)
        from other in Gen.Choose(1, LedgerHistory.Members - 1)
        from points in Gen.Choose(1, 120)
        from days in Gen.Choose(0, 40)
        from pick in Gen.Choose(0, 9_999)
        select new LedgerStep(what, who, other, points, days, pick);

    private static readonly Config Sequences = Histories.Run(2_000, 40_000);

    [Fact]
    [Trait("HardCase", "4")]
    [Trait("HardCase", "12")]
    public async Task Any_history_of_several_members_leaves_account_sum_replay_and_lots_in_agreement()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var history = await LedgerHistory.OpenAsync(database);
        await Task.Run(() => Prop.ForAll(Arb.From(Gen.ArrayOf(Step, Steps), Shorter), steps => history.Holds(steps)).Check(Sequences));

        Assert.True(history.Lived >= Sequences.MaxTest);
        Assert.True(history.Refusals > 0 && history.Debts > 0 && history.Repeats > 0, "The histories are too tame.");
    }

    /// <summary>Halves, quarters, then one step less: a failure shrinks to the few steps that matter.</summary>
    private static IEnumerable<LedgerStep[]> Shorter(LedgerStep[] steps)
    {
        for (var size = steps.Length / 2; size >= 1; size /= 2)
        {
            for (var start = 0; start + size <= steps.Length; start += size)
                yield return [.. steps[..start], .. steps[(start + size)..]];
        }
    }
}
