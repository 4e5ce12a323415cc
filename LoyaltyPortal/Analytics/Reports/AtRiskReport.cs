using System.Globalization;
using LoyaltyPortal.Members;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>Members who came back and have stayed away since, longer than the merchant calls inactive: whom to care for first.</summary>
internal sealed class AtRiskReport : Report
{
    private const int Most = 200;

    public override string Key => "at-risk";

    public override string NavKey => "AtRisk";

    public override string Icon => "heart_broken";

    public override int Order => 36;

    public override ReportGroup Group => ReportGroup.Members;

    public override bool IsMain => true;

    public override bool HasPeriod => false;

    public override IReadOnlyList<string> SegmentKinds => ["at-risk"];

    public override bool HasReturned => false;

    public override string NoneKey => "at-risk.None";

    public override bool HasMembers => true;

    public override bool NamesMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var days = question.Merchant.Settings.InactivityDays;
        var (returning, away) = AtRisk.Of(question.Context, question.Merchant, question.Today, question.StoreIds, question.Members);
        var (all, count, net) = (await returning.CountAsync(cancellation), await away.CountAsync(cancellation), await away.SumAsync(row => row.KeptNetSales, cancellation));
        var rows = await away.Join(question.Context.Set<Member>().AsNoTracking(), row => row.MemberId, member => member.Id, (row, member) => new { row.MemberId, member.Name, row.KeptPurchases, row.KeptNetSales, row.KeptLastPurchaseAt })
            .OrderByDescending(row => row.KeptNetSales).ThenBy(row => row.MemberId).Take(Most).ToListAsync(cancellation);

        var href = MembersBehind.Of(question, BehindFigure.AtRisk);
        decimal? share = all == 0 ? null : (decimal)count / all;
        ReportTile[] tiles =
        [
            new(words["at-risk.Members"], words.Formats.Number(count), words["at-risk.Members.Meaning", days]) { Href = href },
            new(words["at-risk.Share"], words.Share(share), words["at-risk.Share.Meaning"], words["at-risk.Of", words.Formats.Number(count)], words["at-risk.Returning", words.Formats.Number(all)]) { Href = href },
            new(words["at-risk.Net"], words.Formats.Money(net), words["at-risk.Net.Meaning"]),
        ];
        var table = new ReportTable(count > Most ? words["at-risk.Table.First", Most] : words["at-risk.Table"], [words["at-risk.Name"], words["at-risk.Last"], words["at-risk.Days"], words["at-risk.Purchases"], words["at-risk.Spent"]],
            [.. rows.Select(row =>
            {
                var last = question.Zone.DayOf(row.KeptLastPurchaseAt!.Value);
                return (IReadOnlyList<ReportCell>)
                [
                    new ReportCell(row.Name) { Href = $"/m/{question.Merchant.Slug}/members/{row.MemberId.ToString(CultureInfo.InvariantCulture)}" },
                    new(words.Formats.Date(last)),
                    words.NumberCell(question.Today.DayNumber - last.DayNumber),
                    words.NumberCell(row.KeptPurchases),
                    words.MoneyCell(row.KeptNetSales),
                ];
            })]);
        return new ReportAnswer(new ReportWindow(question.Today, question.Today), tiles, null, table, count == 0);
    }
}
