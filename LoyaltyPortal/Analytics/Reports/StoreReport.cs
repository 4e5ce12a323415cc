namespace LoyaltyPortal.Analytics.Reports;

/// <summary>The stores beside each other.</summary>
internal sealed class StoreReport : Report
{
    public override string Key => "stores";

    public override string NavKey => "Stores";

    public override string Icon => "store";

    public override int Order => 40;

    public override ReportGroup Group => ReportGroup.Shops;

    public override bool HasMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var rows = await OrderFigures.OfAsync(question, question.Window, cancellation);
        List<OrderFigures>? before = question.Before is { } earlier ? await OrderFigures.OfAsync(question, earlier, cancellation) : null;
        var (orders, net) = (rows.Sum(row => row.Orders), rows.Sum(row => row.Net));
        var (ordersBefore, netBefore) = (before?.Sum(row => row.Orders), before?.Sum(row => row.Net));
        var known = rows.Sum(row => row.FirstOrders + row.ReturningOrders);
        var all = PurchasesBehind.Of(question, PurchaseFigure.Orders);
        ReportTile[] tiles =
        [
            new(words["stores.Net"], words.Formats.Money(net), words["stores.Net.Meaning"], null, null, ReportTile.ChangeOf(net, netBefore)) { Href = all },
            new(words["stores.Orders"], words.Formats.Number(orders), words["stores.Orders.Meaning"], null, null, ReportTile.ChangeOf(orders, ordersBefore)) { Href = all },
            new(words["stores.Average"], orders == 0 ? "–" : words.Formats.Money(net / orders), words["stores.Average.Meaning"], words.Formats.Money(net), words["first-time.Orders", words.Formats.Number(orders)],
                ReportTile.ChangeOf(orders == 0 ? null : net / orders, ordersBefore is null or 0 ? null : netBefore / ordersBefore)) { Href = all },
            new(words["stores.Part"], words.Share(orders == 0 ? null : (decimal)known / orders), words["stores.Part.Meaning"], words["first-time.Orders", words.Formats.Number(known)], words["first-time.Orders", words.Formats.Number(orders)]) { Href = PurchasesBehind.Of(question, PurchaseFigure.Known) },
        ];
        var league = question.Stores.Select(store => (Store: store, Rows: rows.Where(row => row.StoreId == store.Id).ToList())).OrderByDescending(pair => pair.Rows.Sum(row => row.Net)).ThenBy(pair => pair.Store.Name, StringComparer.Ordinal).ToList();
        var chart = new ReportChart(words["stores.Chart"], league.Count == 0 || net == 0 ? "–" : words["stores.Sentence", league[0].Store.Name, words.Share(league[0].Rows.Sum(row => row.Net) / net)], [.. league.Select(pair => pair.Store.Name)],
            [new(words["stores.Net"], [.. league.Select(pair => pair.Rows.Sum(row => row.Net))])], value => words.Formats.Money(value));
        IReadOnlyList<ReportCell> Row(string name, List<OrderFigures> part, string href)
        {
            var (count, amount, members) = (part.Sum(row => row.Orders), part.Sum(row => row.Net), part.Sum(row => row.FirstOrders + row.ReturningOrders));
            return [new(name) { Href = href }, words.MoneyCell(amount), words.ShareCell(net == 0 ? null : amount / net), words.NumberCell(count), new(count == 0 ? "–" : words.Formats.Money(amount / count), count == 0 ? null : amount / count), words.ShareCell(count == 0 ? null : (decimal)members / count)];
        }

        var table = new ReportTable(words["stores.Table"],
            [words["Store"], words["stores.Net"], words["stores.Share"], words["stores.Orders"], words["stores.Average"], words["stores.Part"]],
            [.. league.Select(pair => Row(pair.Store.Name, pair.Rows, PurchasesBehind.Of(question with { StoreIds = [pair.Store.Id] }, PurchaseFigure.Orders)))], Row(words["Whole"], rows, all));
        return new ReportAnswer(question.Window, tiles, chart, table, orders == 0);
    }
}
