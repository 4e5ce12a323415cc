using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>Orders and net sales of members who buy for the first time and of those who come back.</summary>
internal sealed class FirstTimeReport : Report
{
    public override string Key => "first-time";

    public override string NavKey => "NewReturning";

    public override string Icon => "group_add";

    public override int Order => 20;

    public override ReportGroup Group => ReportGroup.Return;

    public override bool IsMain => true;

    public override bool HasMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var online = question.Stores.Where(store => store.Channel == Channel.Online).Select(store => store.Id).ToHashSet();
        var rows = await OrderFigures.OfAsync(question, question.Window, cancellation);
        List<OrderFigures>? before = question.Before is { } earlier ? await OrderFigures.OfAsync(question, earlier, cancellation) : null;
        var intervals = question.Window.Intervals().Select(interval => (Window: interval, Rows: rows.Where(row => row.Day >= interval.From && row.Day <= interval.To).ToList())).ToList();

        var (first, returning, unknown) = (rows.Sum(row => row.FirstNet), rows.Sum(row => row.ReturningNet), rows.Sum(row => row.UnknownNet));
        ReportTile Tile(string key, decimal net, long orders, decimal? was) =>
            new(words["first-time." + key], words.Formats.Money(net), words["first-time." + key + ".Meaning"], words["first-time.Orders", words.Formats.Number(orders)], null, ReportTile.ChangeOf(net, was));
        ReportTile[] tiles =
        [
            Tile("First", first, rows.Sum(row => row.FirstOrders), before?.Sum(row => row.FirstNet)) with { Href = PurchasesBehind.Of(question, PurchaseFigure.FirstTime) },
            Tile("Returning", returning, rows.Sum(row => row.ReturningOrders), before?.Sum(row => row.ReturningNet)) with { Href = PurchasesBehind.Of(question, PurchaseFigure.Returning) },
            Tile("Unknown", unknown, rows.Sum(row => row.UnknownOrders), before?.Sum(row => row.UnknownNet)) with { Href = PurchasesBehind.Of(question, PurchaseFigure.Unidentified) },
        ];
        decimal? share = first + returning == 0 ? null : returning / (first + returning);
        var chart = new ReportChart(words["first-time.Chart"], words["first-time.Sentence", words.Share(share)], [.. intervals.Select(interval => words.Period(interval.Window))],
            [new(words["Returning"], [.. intervals.Select(interval => interval.Rows.Sum(row => row.ReturningNet))]), new(words["FirstTime"], [.. intervals.Select(interval => interval.Rows.Sum(row => row.FirstNet))])],
            value => words.Formats.Money(value));
        IReadOnlyList<ReportCell> Row(ReportWindow window, bool isFirst, List<OrderFigures> part)
        {
            long Orders(bool isOnline) => part.Where(row => online.Contains(row.StoreId) == isOnline).Sum(row => isFirst ? row.FirstOrders : row.ReturningOrders);
            decimal Net(bool isOnline) => part.Where(row => online.Contains(row.StoreId) == isOnline).Sum(row => isFirst ? row.FirstNet : row.ReturningNet);
            return [new(words.Period(window)) { Href = PurchasesBehind.Of(question, isFirst ? PurchaseFigure.FirstTime : PurchaseFigure.Returning, window) }, new(words[isFirst ? "FirstTime" : "Returning"]), words.NumberCell(Orders(false)), words.NumberCell(Orders(true)), words.MoneyCell(Net(false)), words.MoneyCell(Net(true)), words.MoneyCell(Net(false) + Net(true))];
        }

        var table = new ReportTable(words["first-time.Table"],
            [words["Interval"], words["first-time.Who"], words["first-time.OrdersShop"], words["first-time.OrdersOnline"], words["first-time.NetShop"], words["first-time.NetOnline"], words["first-time.Net"]],
            [.. intervals.SelectMany(interval => new[] { Row(interval.Window, true, interval.Rows), Row(interval.Window, false, interval.Rows) })]);
        return new ReportAnswer(question.Window, tiles, chart, table, rows.Sum(row => row.Orders) == 0);
    }
}
