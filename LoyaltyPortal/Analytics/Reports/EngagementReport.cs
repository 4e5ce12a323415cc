namespace LoyaltyPortal.Analytics.Reports;

/// <summary>How many members use the programme: engagement, member redemption and participation.</summary>
internal sealed class EngagementReport : Report
{
    public override string Key => "engagement";

    public override string NavKey => "Engagement";

    public override string Icon => "bolt";

    public override int Order => 27;

    public override ReportGroup Group => ReportGroup.Return;

    public override bool HasStores => false;

    public override bool HasReturned => false;

    public override string NoneKey => "engagement.None";

    public override bool HasMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var months = question.Window.Months().Where(month => month.From <= question.Today).ToList();
        var counts = await new Engagement(question.Context, question.Zone, question.Members).OfAsync([question.Window, .. months, .. question.Before is { } earlier ? [earlier] : Array.Empty<ReportWindow>()], cancellation);
        var (all, before) = (counts[0], question.Before is null ? default : counts[^1]);
        var orders = await OrdersAsync(question, question.Window, cancellation);
        var (part, partBefore) = (Orders.Of(orders), question.Before is { } past ? Orders.Of(await OrdersAsync(question, past, cancellation)) : default);

        string Number(long number) => words.Formats.Number(number);
        var members = words["engagement.Members", Number(all.Members)];
        ReportTile[] tiles =
        [
            new(words["engagement.Rate"], words.Share(all.Rate), words["engagement.Rate.Meaning"], words["engagement.Rate.Top", Number(all.Engaged)], members, ReportTile.ChangeOf(all.Rate, before.Rate)),
            new(words["engagement.Redemption"], words.Share(all.RedemptionRate), words["engagement.Redemption.Meaning"], words["engagement.Redemption.Top", Number(all.Redeemed)], members, ReportTile.ChangeOf(all.RedemptionRate, before.RedemptionRate)),
            new(words["engagement.Part"], words.Share(part.Rate), words["engagement.Part.Meaning"], words["engagement.Part.Top", Number(part.Members)], words["engagement.Part.Bottom", Number(part.All)], ReportTile.ChangeOf(part.Rate, partBefore.Rate)) { Href = MembersBehind.Of(question, BehindFigure.Buyers) },
        ];
        var monthly = months.Zip(counts.Skip(1), (month, count) => (Month: month, Count: count, Orders: Orders.Of(orders.Where(row => row.Day >= month.From && row.Day <= month.To)))).ToList();
        IReadOnlyList<string> labels = [.. monthly.Select(month => words.Period(month.Month))];
        ReportTrend Trend(string key, string sentence, IEnumerable<decimal?> rates)
        {
            var points = rates.Select(rate => rate is { } known ? new ReportEstimate(known) : null).ToList();
            var top = points.Max(point => point?.Value) ?? 0;
            return new(words[key], sentence, labels, points, 0, top <= 0.1m ? 0.1m : top <= 0.25m ? 0.25m : top <= 0.5m ? 0.5m : 1, value => words.Formats.Percent(value, 0));
        }

        IReadOnlyList<ReportCell> Row(string name, EngagementCounts count, Orders order) =>
            [new(name), words.NumberCell(count.Members), words.NumberCell(count.Engaged), words.ShareCell(count.Rate), words.NumberCell(count.Redeemed), words.ShareCell(count.RedemptionRate), words.NumberCell(order.Members), words.NumberCell(order.All), words.ShareCell(order.Rate)];
        var table = new ReportTable(words["engagement.Table"],
            [words["Interval"], words["engagement.Column.Members"], words["engagement.Column.Engaged"], words["engagement.Rate"], words["engagement.Column.Redeemed"], words["engagement.Redemption"], words["engagement.Column.Part"], words["engagement.Column.All"], words["engagement.Part"]],
            [.. monthly.Select(month => Row(words.Period(month.Month), month.Count, month.Orders))], Row(words["Whole"], all, part));
        return new ReportAnswer(question.Window, tiles, null, table, all.Members == 0 && part.All == 0)
        {
            Lead =
            [
                Trend("engagement.Trend", words["engagement.Sentence", Number(all.Engaged), Number(all.Members), Number(all.Redeemed)], monthly.Select(month => month.Count.Rate)),
                Trend("engagement.Part.Trend", words["engagement.Part.Sentence", Number(part.Members), Number(part.All)], monthly.Select(month => month.Orders.Rate)),
            ],
        };
    }

    /// <summary>Of some members only, the others' purchases are still among all: as if nobody knew who they were.</summary>
    private static async Task<List<OrderFigures>> OrdersAsync(ReportQuestion question, ReportWindow window, CancellationToken cancellation)
    {
        var orders = await OrderFigures.OfAsync(question, window, cancellation);
        if (question.Members is null)
            return orders;
        var all = await OrderFigures.OfAsync(question with { Members = null }, window, cancellation);
        var known = orders.ToDictionary(row => (row.Day, row.StoreId), row => row.Orders);
        return [.. orders, .. all.Select(row => row with { FirstOrders = 0, ReturningOrders = 0, UnknownOrders = row.Orders - known.GetValueOrDefault((row.Day, row.StoreId)) })];
    }

    /// <summary>Purchases, and how many of them were members'.</summary>
    private readonly record struct Orders(long Members, long All)
    {
        public decimal? Rate => All == 0 ? null : (decimal)Members / All;

        public static Orders Of(IEnumerable<OrderFigures> rows)
        {
            var (members, all) = (0L, 0L);
            foreach (var row in rows)
                (members, all) = (members + row.FirstOrders + row.ReturningOrders, all + row.Orders);
            return new Orders(members, all);
        }
    }
}
