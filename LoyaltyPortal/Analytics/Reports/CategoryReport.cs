using LoyaltyPortal.Facts;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>In how many categories members buy, and in which.</summary>
internal sealed class CategoryReport : Report
{
    public override string Key => "categories";

    public override string NavKey => "Categories";

    public override string Icon => "category";

    public override int Order => 42;

    public override ReportGroup Group => ReportGroup.Shops;

    public override string NoneKey => "categories.None";

    public override bool HasMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var all = await Breadth.OfAsync(question, question.Window, cancellation);
        var before = question.Before is { } earlier ? await Breadth.OfAsync(question, earlier, cancellation) : null;
        var (known, net, one) = (all.Known, all.Categories.Sum(row => row.Net), all.With(1));

        string Number(long number) => words.Formats.Number(number);
        decimal? Share(decimal part, decimal whole) => whole == 0 ? null : part / whole;
        var members = words["value.Members", Number(known)];
        ReportTile[] tiles =
        [
            new(words["categories.Mean"], all.Mean is { } mean ? words.Formats.Number(mean, 2) : "–", words["categories.Mean.Meaning"], words["categories.Mean.Top", Number(all.Pairs)], members, ReportTile.ChangeOf(all.Mean, before?.Mean)),
            new(words["categories.One"], words.Share(Share(one, known)), words["categories.One.Meaning"], words["value.Members", Number(one)], members, before is null ? null : ReportTile.ChangeOf(Share(one, known), Share(before.With(1), before.Known))) { LowerIsBetter = true },
            new(words["categories.Members"], Number(known), words["categories.Members.Meaning"], null, null, ReportTile.ChangeOf(known, before?.Known)),
        ];
        var breadth = Enumerable.Range(1, BreadthMonth.Most).Select(count => (Name: count == BreadthMonth.Most ? words["categories.AndMore", count] : Number(count), Members: all.With(count))).ToList();
        var chart = new ReportChart(words["categories.Chart"], words["categories.Sentence", words.Share(Share(known - one, known)), all.Mean is { } sentence ? words.Formats.Number(sentence, 2) : "–"], [.. breadth.Select(row => row.Name)],
            [new(words["categories.Members"], [.. breadth.Select(row => (decimal)row.Members)])], value => words.Formats.Number(value));
        var distribution = new ReportTable(words["categories.Distribution"], [words["categories.Count"], words["categories.Column.Members"], words["categories.Share"]],
            [.. breadth.Select(row => (IReadOnlyList<ReportCell>)[new(row.Name), words.NumberCell(row.Members), words.ShareCell(Share(row.Members, known))])],
            [new(words["Whole"]), words.NumberCell(known), words.ShareCell(Share(known, known))]);
        var table = new ReportTable(words["categories.Table"], [words["categories.Category"], words["categories.Column.Members"], words["categories.Reach"], words["categories.Net"], words["categories.NetShare"]],
            [.. all.Categories.Select(row => (IReadOnlyList<ReportCell>)[new(row.Category ?? words["categories.Nameless"]), words.NumberCell(row.Members), row.Category is null ? new("–") : words.ShareCell(Share(row.Members, known)), words.MoneyCell(row.Net), words.ShareCell(Share(row.Net, net))])],
            [new(words["Whole"]), new(""), new(""), words.MoneyCell(net), words.ShareCell(Share(net, net))]);
        return new ReportAnswer(question.Window, tiles, chart, table, all.Categories.Count == 0) { More = [new ReportSection(Table: distribution)] };
    }
}
