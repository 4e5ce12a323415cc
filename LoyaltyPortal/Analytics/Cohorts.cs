using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Analytics;

/// <summary>How many of a cohort bought in one month.</summary>
/// <param name="Month">yyyymm.</param>
/// <param name="Active">Null while the month is not over: what is not known yet is not nothing.</param>
public readonly record struct CohortCell(int Month, long? Active);

/// <summary>The members whose first purchase was in one local month.</summary>
/// <param name="Month">yyyymm.</param>
/// <param name="Cells">The months after it, the next one first.</param>
public sealed record Cohort(int Month, long Members, IReadOnlyList<CohortCell> Cells)
{
    /// <summary>The share of the cohort that bought so many months after the first purchase; null while that month is not over, or beyond what is shown.</summary>
    public decimal? Retention(int after) => after > Cells.Count || Members == 0 ? null : (decimal?)Cells[after - 1].Active / Members;
}

/// <summary>Cohorts by the month of the first purchase: cell k is the share of the cohort with a purchase k months later.</summary>
/// <param name="From">The first cohort's month, yyyymm.</param>
/// <param name="To">The last cohort's month, yyyymm.</param>
public sealed record CohortTable(int From, int To, IReadOnlyList<Cohort> Cohorts)
{
    /// <summary>The months after the first purchase that have anything to show.</summary>
    public int Columns => Cohorts.Count == 0 ? 0 : Cohorts.Max(cohort => cohort.Cells.Count(cell => cell.Active is not null));

    /// <summary>All cohorts together: who bought so many months later, out of the members of those cohorts of which that is known.</summary>
    public (long Active, long Members) Total(int after)
    {
        var known = Cohorts.Where(cohort => after <= cohort.Cells.Count && cohort.Cells[after - 1].Active is not null).ToList();
        return (known.Sum(cohort => cohort.Cells[after - 1].Active!.Value), known.Sum(cohort => cohort.Members));
    }

    /// <param name="rows">Cohort, month, and the cohort's members who bought in that month; the cohort's own month tells its size.</param>
    /// <param name="today">The merchant's day: its month is not over.</param>
    public static CohortTable Of(IEnumerable<(int Cohort, int Month, long Members)> rows, int from, int to, int columns, DateOnly today)
    {
        var active = rows.ToDictionary(row => (row.Cohort, row.Month), row => row.Members);
        var current = MonthNumber.Of(today);
        var cohorts = new List<Cohort>();
        for (var month = from; month <= to; month = MonthNumber.Add(month, 1))
        {
            if (!active.TryGetValue((month, month), out var members) || members == 0)
                continue;
            var cells = Enumerable.Range(1, columns).Select(after => MonthNumber.Add(month, after)).Select(at => new CohortCell(at, at >= current ? null : active.GetValueOrDefault((month, at))));
            cohorts.Add(new Cohort(month, members, [.. cells]));
        }

        return new CohortTable(from, to, cohorts);
    }
}
