using LoyaltyPortal.Members;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>How members stand on the ladder now, and who climbed and came down in the period.</summary>
internal sealed class TierReport : Report
{
    public override string Key => "tiers";

    public override string NavKey => "TierFlow";

    public override string Icon => "stairs";

    public override int Order => 38;

    public override ReportGroup Group => ReportGroup.Members;

    public override bool HasStores => false;

    public override bool HasReturned => false;

    public override bool HasMembers => true;

    public override string NoneKey => "tiers.None";

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var programme = await CompiledProgrammes.InForceAsync(question.Context, cancellation);
        var ladder = programme.Ladder;
        IReadOnlyList<TierCount> counts = ladder.Tiers.Count == 0 ? [] : await TierService.CountsOfAsync(question.Context, ladder, cancellation, question.Members);
        var merged = question.Members is { } limited ? await MergedMembers.IntoAsync(question.Context, limited, cancellation) : [];
        var steps = await StepsAsync(question, question.Window, merged, cancellation);
        var before = question.Before is { } earlier ? await StepsAsync(question, earlier, merged, cancellation) : null;
        var members = counts.Sum(count => count.Members);

        long Sum(IEnumerable<Steps>? of, bool isUp) => of?.Where(step => step.IsUp == isUp).Sum(step => step.Count) ?? 0;
        var (up, down) = (Sum(steps, true), Sum(steps, false));
        var onTier = counts.Where(count => count.Tier is not null).Sum(count => count.Members);
        ReportTile[] tiles =
        [
            new(words["tiers.On"], words.Formats.Number(onTier), words["tiers.On.Meaning"], words["tiers.On.Top", words.Formats.Number(onTier)], words["tiers.Members", words.Formats.Number(members)]),
            new(words["tiers.Up"], words.Formats.Number(up), words["tiers.Up.Meaning"], null, null, ReportTile.ChangeOf(up, before is null ? null : Sum(before, true))),
            new(words["tiers.Down"], words.Formats.Number(down), words["tiers.Down.Meaning"], null, null, ReportTile.ChangeOf(down, before is null ? null : Sum(before, false))),
        ];
        string Name(TierCount count) => count.Tier?.Name ?? words["tiers.NoTier"];
        var largest = counts.MaxBy(count => count.Members);
        var chart = new ReportChart(words["tiers.Chart"], largest is null || members == 0 ? "–" : words["tiers.Sentence", Name(largest), words.Share((decimal)largest.Members / members)], [.. counts.Select(Name)],
            [new(words["tiers.Now"], [.. counts.Select(count => (decimal)count.Members)])], value => words.Formats.Number(value));
        long Count(Func<Steps, bool> which) => steps.Where(which).Sum(step => step.Count);
        var table = new ReportTable(words["tiers.Table"], [words["tiers.Tier"], words["tiers.Now"], words["tiers.Share"], words["tiers.CameUp"], words["tiers.CameDown"], words["tiers.LeftUp"], words["tiers.LeftDown"]],
            [.. counts.Select(count => (IReadOnlyList<ReportCell>)
            [
                new(Name(count)),
                words.NumberCell(count.Members),
                words.ShareCell(members == 0 ? null : (decimal)count.Members / members),
                words.NumberCell(Count(step => step.ToKey == count.Tier?.Key && step.IsUp)),
                words.NumberCell(Count(step => step.ToKey == count.Tier?.Key && !step.IsUp)),
                words.NumberCell(Count(step => step.FromKey == count.Tier?.Key && step.IsUp)),
                words.NumberCell(Count(step => step.FromKey == count.Tier?.Key && !step.IsUp)),
            ])]);
        return new ReportAnswer(question.Window, tiles, chart, table, counts.Count == 0);
    }

    /// <param name="merged">Who were merged into the members that are asked for: their steps are of the same people.</param>
    private static Task<List<Steps>> StepsAsync(ReportQuestion question, ReportWindow window, List<long> merged, CancellationToken cancellation)
    {
        var changes = question.Context.Set<TierChange>().Where(change => change.Day >= window.From && change.Day <= window.To);
        if (question.Members is { } members)
            changes = changes.Where(change => members.Contains(change.MemberId) || merged.Contains(change.MemberId));
        return changes.GroupBy(change => new { change.FromKey, change.ToKey, change.IsUp }).Select(group => new Steps(group.Key.FromKey, group.Key.ToKey, group.Key.IsUp, group.Count())).ToListAsync(cancellation);
    }

    /// <summary>How often one step was taken; null is no tier.</summary>
    private sealed record Steps(string? FromKey, string? ToKey, bool IsUp, int Count);
}
