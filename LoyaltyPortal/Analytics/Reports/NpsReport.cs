using LoyaltyPortal.Feedback;

namespace LoyaltyPortal.Analytics.Reports;

/// <summary>The Net Promoter Score of one kind of survey: what people think of the shop, or of a visit. The two are never mixed.</summary>
internal sealed class NpsReport(SurveyKind kind) : Report
{
    private bool IsAfterPurchase => kind == SurveyKind.TransactionalNps;

    public override string Key => IsAfterPurchase ? "nps-purchase" : "nps";

    public override string NavKey => IsAfterPurchase ? "NpsPurchase" : "Nps";

    public override string Icon => IsAfterPurchase ? "reviews" : "sentiment_satisfied";

    public override int Order => IsAfterPurchase ? 6 : 5;

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
            new(score.Score is { } points ? words.Signed((decimal)points) : "–", (decimal?)score.Score),
            new(score.Margin is { } margin ? words.Formats.Number((decimal)margin, 1) : "–", (decimal?)score.Margin),
        ];
        var table = new ReportTable(words["nps.Table"], [words["Interval"], words["nps.Answers"], words["nps.Promoters"], words["nps.Passives"], words["nps.Detractors"], words["nps.Score"], words["nps.Margin"]],
            [.. months.Select(month => Row(words.Period(month.Window), month.Score))], Row(words["Whole"], all));
        return new ReportAnswer(question.Window, tiles, chart, table, all.Answers == 0);
    }

    /// <summary>With its margin: the score of so few is an estimate.</summary>
    private static string Score(ReportWords words, NetPromoterScore score) => score.Score is { } points ? $"{words.Signed((decimal)points)} ± {words.Formats.Number((decimal)score.Margin!.Value, 1)}" : "–";
}
