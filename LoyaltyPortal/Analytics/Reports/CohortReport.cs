using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>Who comes back, by the month of the first purchase.</summary>
internal sealed class CohortReport : Report
{
    private const int MostColumns = 24;

    public override string Key => "cohorts";

    public override string NavKey => "Cohorts";

    public override string Icon => "grid_view";

    public override int Order => 30;

    public override ReportGroup Group => ReportGroup.Return;

    public override bool IsMain => true;

    public override bool HasStores => false;

    public override bool HasComparison => false;

    public override bool HasMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var (from, to) = (MonthNumber.Of(question.Window.From), MonthNumber.Of(question.Window.To));
        var isKept = question.Counting == Counting.Kept;
        var kept = question.Context.Set<CohortMonth>().Where(row => row.Cohort >= from && row.Cohort <= to).Select(row => new CohortCount(row.Cohort, row.Month, isKept ? row.KeptMembers : row.Members));
        var rows = await (question.Members is { } members ? Among(members, question) : kept).ToListAsync(cancellation);
        var cohorts = CohortTable.Of(rows.Where(row => row.Members > 0 && row.Cohort >= from && row.Cohort <= to).Select(row => (row.Cohort, row.Month, row.Members)), from, to, MostColumns, question.Today);
        var columns = cohorts.Columns;

        ReportTile Back(int after)
        {
            var (active, members) = cohorts.Total(after);
            return new(words["cohorts.Back", after], words.Share(members == 0 ? null : (decimal)active / members), words["cohorts.Back.Meaning", after],
                words["cohorts.Back.Top", words.Formats.Number(active)], words["cohorts.Back.Bottom", words.Formats.Number(members)]);
        }

        IReadOnlyList<ReportCell> Row(Cohort cohort) =>
        [
            new(ReportWords.Month(cohort.Month)),
            words.NumberCell(cohort.Members),
            .. Enumerable.Range(1, columns).Select(after => cohort.Retention(after) is { } share
                ? new ReportCell(words.Share(share), share, share, words["cohorts.Cell", words.Formats.Number(cohort.Cells[after - 1].Active!.Value), words.Formats.Number(cohort.Members), ReportWords.Month(cohort.Cells[after - 1].Month)])
                : new ReportCell("")),
        ];
        IReadOnlyList<ReportCell> foot =
        [
            new(words["Whole"]),
            words.NumberCell(cohorts.Cohorts.Sum(cohort => cohort.Members)),
            .. Enumerable.Range(1, columns).Select(after => cohorts.Total(after) is { Members: > 0 } total ? words.ShareCell((decimal)total.Active / total.Members) : new ReportCell("")),
        ];
        var table = new ReportTable(words["cohorts.Table"], [words["cohorts.First"], words["cohorts.Members"], .. Enumerable.Range(1, columns).Select(after => words["cohorts.After", after])], [.. cohorts.Cohorts.Select(Row)], foot);
        return new ReportAnswer(question.Window, [Back(1), Back(3), Back(6)], null, table, cohorts.Cohorts.Count == 0);
    }

    /// <summary>The same of some members, from a row for each of their months.</summary>
    private static IQueryable<CohortCount> Among(IQueryable<long> members, ReportQuestion question)
    {
        var isKept = question.Counting == Counting.Kept;
        var months = question.Context.Set<MemberMonth>().Where(row => (isKept ? row.KeptPurchases > 0 : row.Purchases > 0) && members.Contains(row.MemberId));
        var first = months.GroupBy(row => row.MemberId).Select(member => new { Id = member.Key, Cohort = member.Min(row => row.Month) });
        return months.Join(first, row => row.MemberId, member => member.Id, (row, member) => new { member.Cohort, row.Month })
            .GroupBy(row => new { row.Cohort, row.Month }).Select(cell => new CohortCount(cell.Key.Cohort, cell.Key.Month, cell.LongCount()));
    }

    private sealed record CohortCount(int Cohort, int Month, long Members);
}
