using System.Globalization;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Programmes;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>The Net Promoter Score of one kind of survey: what people think of the shop, or of a visit. The two are never mixed.</summary>
internal sealed class NpsReport(SurveyKind kind) : Report
{
    private const int Comments = 20;

    private bool IsAfterPurchase => kind == SurveyKind.TransactionalNps;

    public override string Key => IsAfterPurchase ? "nps-purchase" : "nps";

    public override string NavKey => IsAfterPurchase ? "NpsPurchase" : "Nps";

    public override string Icon => IsAfterPurchase ? "reviews" : "sentiment_satisfied";

    public override int Order => IsAfterPurchase ? 6 : 5;

    public override ReportGroup Group => ReportGroup.Feedback;

    public override bool IsMain => !IsAfterPurchase;

    public override bool HasStores => IsAfterPurchase;

    public override bool HasReturned => false;

    public override string NoneKey => "nps.None";

    public override bool HasMembers => true;

    public override async Task<ReportAnswer> AskAsync(ReportQuestion question, ReportWords words, CancellationToken cancellation)
    {
        Task<NetPromoterScore> OfAsync(ReportWindow window) => FeedbackReports.NpsOfAsync(question.Context, question.Zone, kind, new FeedbackWindow(window.From, window.To), cancellation, question.StoreIds, question.Members);
        var all = await OfAsync(question.Window);
        var before = question.Before is { } earlier ? await OfAsync(earlier) : NetPromoterScore.None;
        var months = new List<(ReportWindow Window, NetPromoterScore Score)>();
        foreach (var month in question.Window.Months())
            months.Add((month, await OfAsync(month)));

        string Count(int people) => words.Formats.Number(people);
        decimal? Share(int people, NetPromoterScore of) => of.Answers == 0 ? null : (decimal)people / of.Answers;
        ReportTile[] tiles =
        [
            new(words["nps.Score"], Score(words, all), words["nps.Score.Meaning"], words["nps.Score.Top", Count(all.Promoters), Count(all.Detractors)], words["nps.Answers.Of", Count(all.Answers)]),
            new(words["nps.Promoters"], words.Share(Share(all.Promoters, all)), words["nps.Promoters.Meaning"], Count(all.Promoters), words["nps.Answers.Of", Count(all.Answers)]),
            new(words["nps.Detractors"], words.Share(Share(all.Detractors, all)), words["nps.Detractors.Meaning"], Count(all.Detractors), words["nps.Answers.Of", Count(all.Answers)]),
        ];
        if (before.Answers > 0)
            tiles = [.. tiles, new(words["nps.Before"], Score(words, before), words["nps.Before.Meaning"], words[all.DiffersFrom(before) ? "nps.Differs" : "nps.Same"])];
        var chart = new ReportChart(words["nps.Chart"], all.Answers == 0 ? "–" : words["nps.Sentence", words.Share(Share(all.Promoters, all)), words.Share(Share(all.Detractors, all))], [.. months.Select(month => words.Period(month.Window))],
            [
                new(words["nps.Promoters"], [.. months.Select(month => (decimal)month.Score.Promoters)]),
                new(words["nps.Passives"], [.. months.Select(month => (decimal)month.Score.Passives)]),
                new(words["nps.Detractors"], [.. months.Select(month => (decimal)month.Score.Detractors)]),
            ], value => words.Formats.Number(value));
        IReadOnlyList<ReportCell> Row(string name, NetPromoterScore score) =>
        [
            new(name),
            words.NumberCell(score.Answers),
            words.NumberCell(score.Promoters),
            words.NumberCell(score.Passives),
            words.NumberCell(score.Detractors),
            Points(words, score),
            MarginOf(words, score),
        ];
        var table = new ReportTable(words["nps.Table"], [words["Interval"], words["nps.Answers"], words["nps.Promoters"], words["nps.Passives"], words["nps.Detractors"], words["nps.Score"], words["nps.Margin"]],
            [.. months.Select(month => Row(words.Period(month.Window), month.Score))], Row(words["Whole"], all));
        return new ReportAnswer(question.Window, tiles, chart, table, all.Answers == 0) { Lead = Lead(words, all, months), More = all.Answers == 0 ? [] : await MoreAsync(question, words, all, cancellation) };
    }

    private static IReadOnlyList<ReportPicture> Lead(ReportWords words, NetPromoterScore all, List<(ReportWindow Window, NetPromoterScore Score)> months)
    {
        if (Estimate(all) is not { } point)
            return [];
        string Say(decimal points) => words.Formats.Number(points) is var whole && points > 0 ? "+" + whole : points < 0 ? "−" + words.Formats.Number(-points) : whole;
        var known = months.FindAll(month => month.Score.Answers > 0);
        return
        [
            new ReportGauge(words["nps.Gauge"], words["nps.Gauge.Sentence", words.Signed(Math.Max(-100, point.Value - point.Margin!.Value)), words.Signed(Math.Min(100, point.Value + point.Margin.Value)), words.Formats.Number(all.Answers)], point, 100, Say),
            new ReportTrend(words["nps.Trend"], known.Count < 2 ? words["nps.Trend.One"] : words[known[^1].Score.DiffersFrom(known[0].Score) ? "nps.Trend.Moved" : "nps.Trend.Same", words.Period(known[0].Window), words.Signed((decimal)known[0].Score.Score!.Value), words.Period(known[^1].Window), words.Signed((decimal)known[^1].Score.Score!.Value)],
                [.. months.Select(month => words.Period(month.Window))], [.. months.Select(month => Estimate(month.Score))], -100, 100, Say),
        ];
    }

    private async Task<IReadOnlyList<ReportSection>> MoreAsync(ReportQuestion question, ReportWords words, NetPromoterScore all, CancellationToken cancellation)
    {
        var window = new FeedbackWindow(question.Window.From, question.Window.To);
        var scores = await FeedbackReports.ScoresOfAsync(question.Context, question.Zone, kind, window, cancellation, question.StoreIds, question.Members);
        var stores = await FeedbackReports.NpsByStoreOfAsync(question.Context, question.Zone, kind, window, cancellation, question.StoreIds, question.Members);
        var tiers = await FeedbackReports.NpsByTierOfAsync(question.Context, question.Zone, kind, window, cancellation, question.StoreIds, question.Members);
        var comments = await FeedbackReports.CommentsOfAsync(question.Context, question.Zone, kind, window, Comments, cancellation, question.StoreIds, question.Members);
        var ladder = (await CompiledProgrammes.InForceAsync(question.Context, cancellation)).Ladder;
        string Store(int? id) => question.Merchant.Stores.FirstOrDefault(store => store.Id == id)?.Name ?? words["nps.NoStore"];

        string Answers(int count) => words.Formats.Number(count);
        var labels = Enumerable.Range(0, scores.Count).Select(score => words.Formats.Number(score)).ToList();
        var most = scores.Index().MaxBy(score => score.Item).Index;
        decimal Band(int score, ScoreBand band) => NetPromoterScore.BandOf(score) == band ? scores[score] : 0;
        var distribution = new ReportChart(words["nps.Distribution"], words["nps.Distribution.Sentence", most, Answers(scores[most])], labels,
            [
                new(words["nps.Promoters"], [.. scores.Select((_, score) => Band(score, ScoreBand.Promoter))]),
                new(words["nps.Passives"], [.. scores.Select((_, score) => Band(score, ScoreBand.Passive))]),
                new(words["nps.Detractors"], [.. scores.Select((_, score) => Band(score, ScoreBand.Detractor))]),
            ], value => words.Formats.Number(value));
        var given = new ReportTable(words["nps.Distribution.Table"], [words["nps.Given"], words["nps.Answers"], words["nps.Share"]],
            [.. scores.Select((count, score) => (IReadOnlyList<ReportCell>)[new(labels[score]), words.NumberCell(count), words.ShareCell((decimal)count / all.Answers)])]);
        var sections = new List<ReportSection> { new(distribution, given) };
        if (stores.Count > 1 || stores.Any(row => row.StoreId is not null))
            sections.Add(new(Table: Drivers("nps.ByStore", "Store", stores.Select(row => (Store(row.StoreId), row.Score)))));
        if (tiers.Count > 1 || tiers.Any(row => row.TierKey is not null))
            sections.Add(new(Table: Drivers("nps.ByTier", "tiers.Tier", tiers.Select(row => (row.TierKey is null ? words["tiers.NoTier"] : ladder.Find(row.TierKey)?.Name ?? row.TierKey, row.Score)))));
        if (comments.Count > 0)
        {
            sections.Add(new(Table: new ReportTable(words["nps.Comments"], [words["nps.Comments.On"], words["nps.Given"], words["nps.Comments.Said"], words["Store"]],
                [.. comments.Select(comment => (IReadOnlyList<ReportCell>)
                [
                    new(words.Formats.Date(comment.AnsweredAt)) { Href = $"/m/{question.Merchant.Slug}/surveys/{comment.SurveyId.ToString(CultureInfo.InvariantCulture)}" },
                    words.NumberCell(comment.Score),
                    new(string.Join(" · ", new[] { comment.FollowUp, comment.Comment }.Where(text => text is not null))),
                    new(comment.StoreId is null ? "–" : Store(comment.StoreId)),
                ])])));
        }

        return sections;

        // A part is held against the other parts together: against the whole it would be held against itself.
        ReportTable Drivers(string key, string column, IEnumerable<(string Name, NetPromoterScore Score)> parts) => new(words[key], [words[column], words["nps.Answers"], words["nps.Score"], words["nps.Margin"], words["nps.Others"]],
            [.. parts.Select(part =>
            {
                var others = new NetPromoterScore(all.Promoters - part.Score.Promoters, all.Passives - part.Score.Passives, all.Detractors - part.Score.Detractors);
                var against = others.Score is not { } rest ? "–" : words[part.Score.DiffersFrom(others) ? part.Score.Score > rest ? "nps.Better" : "nps.Worse" : "nps.Chance", words.Signed((decimal)(part.Score.Score!.Value - rest))];
                return (IReadOnlyList<ReportCell>)[new(part.Name), words.NumberCell(part.Score.Answers), Points(words, part.Score), MarginOf(words, part.Score), new(against)];
            })]);
    }

    private static ReportEstimate? Estimate(NetPromoterScore score) => score.Score is { } points ? new ReportEstimate((decimal)points, (decimal)score.Margin!.Value) : null;

    private static ReportCell Points(ReportWords words, NetPromoterScore score) => new(score.Score is { } points ? words.Signed((decimal)points) : "–", (decimal?)score.Score);

    private static ReportCell MarginOf(ReportWords words, NetPromoterScore score) => new(score.Margin is { } margin ? words.Formats.Number((decimal)margin, 1) : "–", (decimal?)score.Margin);

    /// <summary>With its margin: the score of so few is an estimate.</summary>
    private static string Score(ReportWords words, NetPromoterScore score) => score.Score is { } points ? $"{words.Signed((decimal)points)} ± {words.Formats.Number((decimal)score.Margin!.Value, 1)}" : "–";
}
