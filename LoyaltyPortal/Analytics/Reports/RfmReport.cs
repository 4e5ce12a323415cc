using LoyaltyPortal.Facts;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>Members by recency, frequency and money, as they stand today. Read from one row a member: it takes longer with more members, not with more purchases.</summary>
internal sealed class RfmReport : Report
{
    public override string Key => "rfm";

    public override string NavKey => "Rfm";

    public override string Icon => "apps";

    public override int Order => 34;

    public override ReportGroup Group => ReportGroup.Members;

    public override bool HasPeriod => false;

    public override bool HasStores => false;

    public override bool HasReturned => false;

    public override bool HasMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var bought = question.Context.Set<MemberFacts>().Where(row => row.KeptPurchases > 0);
        if (question.Members is { } members)
            bought = bought.Where(row => members.Contains(row.MemberId));
        var facts = await bought
            .Select(row => new { LastAt = row.KeptLastPurchaseAt!.Value, row.KeptPurchases, row.KeptNetSales }).ToListAsync(cancellation);
        var buyers = facts.ConvertAll(row => (LastDay: question.Zone.DayOf(row.LastAt), row.KeptPurchases, row.KeptNetSales));
        var (recency, frequency, monetary) = (Rfm.Scores([.. buyers.Select(row => row.LastDay)]), Rfm.Scores([.. buyers.Select(row => row.KeptPurchases)]), Rfm.Scores([.. buyers.Select(row => row.KeptNetSales)]));
        var scored = buyers.ConvertAll(row => (R: recency[row.LastDay], V: Rfm.Value(frequency[row.KeptPurchases], monetary[row.KeptNetSales]), Net: row.KeptNetSales));
        var segments = Enum.GetValues<RfmSegment>().Select(segment => (Segment: segment, Rows: scored.Where(row => Rfm.SegmentOf(row.R, row.V) == segment).ToList())).ToList();
        var net = scored.Sum(row => row.Net);

        IReadOnlyList<ReportTile> tiles = [.. segments.Select(part => new ReportTile(
            words["rfm." + part.Segment], words.Formats.Number(part.Rows.Count), words[$"rfm.{part.Segment}.Meaning"],
            words["rfm.Part", words.Share(scored.Count == 0 ? null : (decimal)part.Rows.Count / scored.Count), words.Share(net == 0 ? null : part.Rows.Sum(row => row.Net) / net)]))];
        var most = scored.Count == 0 ? 0 : Enumerable.Range(1, Rfm.Best).Max(r => Enumerable.Range(1, Rfm.Best).Max(v => scored.Count(row => row.R == r && row.V == v)));
        IReadOnlyList<ReportCell> Row(int r) =>
        [
            new(words["rfm.Row", r]),
            .. Enumerable.Range(1, Rfm.Best).Select(v =>
            {
                var members = scored.Count(row => row.R == r && row.V == v);
                return new ReportCell(words.Formats.Number(members), members, (decimal)members / Math.Max(1, most) / 2, words["rfm." + Rfm.SegmentOf(r, v)]);
            }),
        ];
        var chart = new ReportChart(words["rfm.Chart"], words["rfm.Sentence", words.Formats.Number(segments[0].Rows.Count), words.Share(net == 0 ? null : segments[0].Rows.Sum(row => row.Net) / net)],
            [.. segments.Select(part => words["rfm." + part.Segment])], [new(words["rfm.Members"], [.. segments.Select(part => (decimal)part.Rows.Count)])], value => words.Formats.Number(value));
        var table = new ReportTable(words["rfm.Table"], [words["rfm.Recency"], .. Enumerable.Range(1, Rfm.Best).Select(v => words["rfm.Column", v])], [.. Enumerable.Range(1, Rfm.Best).Reverse().Select(Row)]);
        return new ReportAnswer(new ReportWindow(question.Today, question.Today), tiles, chart, table, scored.Count == 0);
    }
}
