using System.Globalization;
using LoyaltyPortal.Platform.Time;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>Customer lifetime value: what members have brought in to date, and what one may be expected to bring in.</summary>
internal sealed class ValueReport : Report
{
    private const int MostMonths = 36;

    public override string Key => "value";

    public override string NavKey => "CustomerValue";

    public override string Icon => "payments";

    public override int Order => 32;

    public override ReportGroup Group => ReportGroup.Members;

    public override bool HasPeriod => false;

    public override bool HasStores => false;

    public override bool HasReturned => false;

    public override bool HasMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var months = await CustomerValue.HistoricAsync(question, cancellation);
        var all = CustomerValue.Sum(months.Select(month => month.Value));
        var year = CustomerValue.Year(question.Today);
        var habits = await CustomerValue.HabitsAsync(question, year, cancellation);
        var cohorts = months.Count <= MostMonths
            ? months.ConvertAll(month => (Name: ReportWords.Month(month.Cohort), month.Value))
            : [.. months.GroupBy(month => MonthNumber.FirstDay(month.Cohort).Year).Select(group => (Name: group.Key.ToString(CultureInfo.InvariantCulture), Value: CustomerValue.Sum(group.Select(month => month.Value))))];

        string Money(decimal? amount) => amount is { } known ? words.Formats.Money(known) : "–";
        string Number(decimal? number, int decimals = 0) => number is { } known ? words.Formats.Number(known, decimals) : "–";
        var lifespan = habits.Lifespan is { } years ? words["value.Years", Number(years, 1)] : "–";
        ReportTile[] tiles =
        [
            new(words["value.Historic"], Money(all.PerMember), words["value.Historic.Meaning"], Money(all.Net), words["value.Members", Number(all.Members)]),
            new(words["value.Simple"], Money(habits.SimpleValue), words["value.Simple.Meaning"], Why(words, habits) ?? words["value.Simple.Top", Money(habits.Average), Number(habits.Frequency, 2), lifespan]),
            new(words["value.Average"], Money(habits.Average), words["value.Average.Meaning"], Money(habits.Net), words["value.Purchases", Number(habits.Purchases)]) { Href = PurchasesBehind.Of(question with { StoreIds = null }, PurchaseFigure.Known, year) },
            new(words["value.Frequency"], Number(habits.Frequency, 2), words["value.Frequency.Meaning"], words["value.Purchases", Number(habits.Purchases)], words["value.Members", Number(habits.Members)]),
            new(words["value.Lifespan"], lifespan, words["value.Lifespan.Meaning", question.Merchant.Settings.InactivityDays], words["value.Churn", words.Share(habits.Active.Churn)], words["retention.Bottom", Number(habits.Active.AtStart)]),
        ];
        var best = cohorts.Count == 0 ? default : cohorts.MaxBy(cohort => cohort.Value.PerMember);
        var chart = new ReportChart(words["value.Chart"], cohorts.Count == 0 ? "–" : words["value.Sentence", best.Name, Money(best.Value.PerMember), Money(all.PerMember)], [.. cohorts.Select(cohort => cohort.Name)],
            [new(words["value.Historic"], [.. cohorts.Select(cohort => cohort.Value.PerMember ?? 0)])], value => words.Formats.Money(value));
        IReadOnlyList<ReportCell> Row(string name, HistoricValue value) =>
            [new(name), words.NumberCell(value.Members), words.MoneyCell(value.Net), words.MoneyCell(value.PerMember), words.NumberCell(value.Purchases), words.NumberCell(value.PurchasesEach, 2)];
        var table = new ReportTable(words["value.Table"], [words["cohorts.First"], words["cohorts.Members"], words["value.Net"], words["value.Historic"], words["value.Column.Purchases"], words["value.Each"]],
            [.. cohorts.Select(cohort => Row(cohort.Name, cohort.Value))], Row(words["value.All"], all));
        IReadOnlyList<ReportCell> Part(string key, string shown, decimal? number, string how) => [new(words[key]), new(shown, number), new(how)];
        var parts = new ReportTable(words["value.Parts", words.Period(year)], [words["value.Part"], words["overview.Value"], words["value.How"]],
            [
                Part("value.Average", Money(habits.Average), habits.Average, words["value.Average.How", Money(habits.Net), Number(habits.Purchases)]),
                Part("value.Frequency", Number(habits.Frequency, 2), habits.Frequency, words["value.Frequency.How", Number(habits.Purchases), Number(habits.Members)]),
                Part("retention.Churn", words.Share(habits.Active.Churn), habits.Active.Churn, words["value.Churn.How", Number(habits.Active.Lost), Number(habits.Active.AtStart)]),
                Part("value.Lifespan", lifespan, habits.Lifespan, words["value.Lifespan.How"]),
                Part("value.Simple", Money(habits.SimpleValue), habits.SimpleValue, Why(words, habits) ?? words["value.Simple.How"]),
            ]);
        return new ReportAnswer(new ReportWindow(question.Today, question.Today), tiles, chart, table, all.Members == 0) { More = [new ReportSection(Table: parts)] };
    }

    /// <summary>What is missing for an estimate; null: nothing.</summary>
    private static string? Why(ReportWords words, BuyingHabits habits) =>
        habits.Purchases == 0 ? words["value.Why.Purchases"] : habits.Active.AtStart == 0 ? words["value.Why.Start"] : habits.Active.Lost == 0 ? words["value.Why.Churn"] : null;
}
