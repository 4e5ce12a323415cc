using System.Globalization;
using LoyaltyPortal.Members;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>Members who come often, were here lately and have a reward in reach: the ones that a word would bring back.</summary>
internal sealed class ConvertibleReport : Report
{
    private const int Most = 200;

    public override string Key => "convertible";

    public override string NavKey => "Convertible";

    public override string Icon => "target";

    public override int Order => 37;

    public override ReportGroup Group => ReportGroup.Members;

    public override bool HasPeriod => false;

    public override bool HasStores => false;

    public override bool HasReturned => false;

    public override string NoneKey => "convertible.None";

    public override bool HasMembers => true;

    public override bool NamesMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        var (days, near) = (question.Merchant.Settings.ConvertibleDays, question.Merchant.Settings.ConvertiblePercent);
        var found = await Convertible.OfAsync(question.Context, question.Merchant, question.Today, question.Members, cancellation);
        var shown = found.Members.Take(Most).ToList();
        var ids = shown.ConvertAll(member => member.MemberId);
        var names = await question.Context.Set<Member>().Where(member => ids.Contains(member.Id)).ToDictionaryAsync(member => member.Id, member => member.Name, cancellation);
        var (count, ready) = (found.Members.Count, found.Members.Count(member => member.Missing == 0));

        string Number(long number) => words.Formats.Number(number);
        ReportTile[] tiles =
        [
            new(words["convertible.Members"], Number(count), words["convertible.Members.Meaning", days, near], words["convertible.Top", Number(count)], words["convertible.Recent", Number(found.Recent)]) { Href = MembersBehind.Of(question, BehindFigure.Convertible) },
            new(words["convertible.Ready"], Number(ready), words["convertible.Ready.Meaning"], words["convertible.Ready.Top", Number(ready)], words["convertible.Top", Number(count)]),
            new(words["convertible.Near"], Number(count - ready), words["convertible.Near.Meaning", near], words["convertible.Near.Top", Number(count - ready)], words["convertible.Top", Number(count)]),
        ];
        var rewards = found.Members.GroupBy(member => member.Reward).OrderByDescending(group => group.Count()).ThenBy(group => group.Key.Points).ToList();
        var chart = rewards.Count == 0 ? null : new ReportChart(words["convertible.Chart"], words["convertible.Sentence", rewards[0].Key.Name, Number(rewards[0].Count())], [.. rewards.Select(group => group.Key.Name)],
            [
                new(words["convertible.Ready"], [.. rewards.Select(group => (decimal)group.Count(member => member.Missing == 0))]),
                new(words["convertible.Near"], [.. rewards.Select(group => (decimal)group.Count(member => member.Missing > 0))]),
            ], value => words.Formats.Number(value));
        var table = new ReportTable(count > Most ? words["convertible.Table.First", Most] : words["convertible.Table"],
            [words["at-risk.Name"], words["convertible.Points"], words["convertible.Reward"], words["convertible.Cost"], words["convertible.Missing"], words["at-risk.Last"], words["at-risk.Purchases"], words["at-risk.Spent"]],
            [.. shown.Select(member => (IReadOnlyList<ReportCell>)
            [
                new ReportCell(names.GetValueOrDefault(member.MemberId, Member.Nobody)) { Href = $"/m/{question.Merchant.Slug}/members/{member.MemberId.ToString(CultureInfo.InvariantCulture)}" },
                words.NumberCell(member.Points),
                new(member.Reward.Name),
                words.NumberCell(member.Reward.Points),
                words.NumberCell(member.Missing),
                new(words.Formats.Date(question.Zone.DayOf(member.LastAt))),
                words.NumberCell(member.Purchases),
                words.MoneyCell(member.Net),
            ])]);
        return new ReportAnswer(new ReportWindow(question.Today, question.Today), tiles, chart, table, count == 0);
    }
}
