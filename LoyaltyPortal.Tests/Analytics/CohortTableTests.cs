using LoyaltyPortal.Analytics;

namespace LoyaltyPortal.Tests.Analytics;

public sealed class CohortTableTests
{
    private static readonly (int, int, long)[] Rows =
    [
        (202_601, 202_601, 4), (202_601, 202_602, 2), (202_601, 202_603, 1),
        (202_602, 202_602, 6), (202_602, 202_603, 3),
        (202_603, 202_603, 5),
    ];

    [Fact]
    public void A_cell_is_the_share_of_the_cohort_that_bought_so_many_months_later()
    {
        var table = CohortTable.Of(Rows, 202_601, 202_603, 12, new DateOnly(2026, 4, 10));

        Assert.Equal([4, 6, 5], table.Cohorts.Select(cohort => cohort.Members));
        Assert.Equal([0.5m, 0.25m], [table.Cohorts[0].Retention(1), table.Cohorts[0].Retention(2)]);
        Assert.Equal(0.5m, table.Cohorts[1].Retention(1));
        Assert.Equal((5L, 10L), table.Total(1));
    }

    [Fact]
    public void A_month_that_is_not_over_is_blank_and_one_in_which_nobody_came_is_none()
    {
        var table = CohortTable.Of(Rows, 202_601, 202_603, 12, new DateOnly(2026, 3, 31));

        Assert.Null(table.Cohorts[0].Retention(2));
        Assert.Null(table.Cohorts[2].Retention(1));
        Assert.Equal(1, table.Columns);
        Assert.Equal(0, CohortTable.Of([(202_601, 202_601, 3)], 202_601, 202_601, 3, new DateOnly(2026, 4, 1)).Cohorts[0].Retention(1));
    }
}
