using LoyaltyPortal.Facts;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Members;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <summary>The main figures of loyalty over the last twelve months, each as its own report has it by default.</summary>
internal static class LoyaltyFigures
{
    public static ReportWindow Window(DateOnly today) => ReportAddress.Of("", "", null, null, null, null, null, null, null).Window(today, today);

    public static async Task<IReadOnlyList<BaselineFigure>> OfAsync(ReportQuestion asked, CancellationToken cancellation)
    {
        var window = Window(asked.Today);
        var question = asked with { Window = window, Before = null, StoreIds = null, Members = null, Counting = Counting.Kept };
        var (context, zone) = (question.Context, question.Zone);
        var feedback = new FeedbackWindow(window.From, window.To);
        var nps = await FeedbackReports.NpsOfAsync(context, zone, SurveyKind.RelationalNps, feedback, cancellation);
        var index = await FeedbackReports.IndexOfAsync(context, zone, feedback, cancellation);
        var buyers = await new BuyerCounts(context, zone, Counting.Kept).OfAsync(window.From, window.To, null, cancellation);
        var habits = await CustomerValue.HabitsAsync(question, window, cancellation);
        var engaged = (await new Engagement(context, zone, null).OfAsync([window], cancellation))[0];
        var value = CustomerValue.Sum((await CustomerValue.HistoricAsync(question, cancellation)).Select(month => month.Value));
        var points = await context.Set<StoreDay>().Where(row => row.Day >= window.From && row.Day <= window.To).GroupBy(_ => 1)
            .Select(all => new { Issued = all.Sum(row => row.KeptPointsIssued), Redeemed = all.Sum(row => row.KeptPointsRedeemed) }).FirstOrDefaultAsync(cancellation);
        return
        [
            new(LoyaltyFigure.Nps, (decimal?)nps.Score, nps.Promoters - nps.Detractors, nps.Answers, (decimal?)nps.Margin),
            new(LoyaltyFigure.Index, (decimal?)index.Value, (decimal?)(index.Value * index.Answers), index.Answers, (decimal?)index.Margin),
            Share(LoyaltyFigure.Repeat, buyers.Repeat, buyers.Members),
            Share(LoyaltyFigure.Returning, buyers.Returning, buyers.Members),
            Share(LoyaltyFigure.Retention, habits.Active.Kept, habits.Active.AtStart),
            Share(LoyaltyFigure.Engagement, engaged.Engaged, engaged.Members),
            Share(LoyaltyFigure.MemberRedemption, engaged.Redeemed, engaged.Members),
            Share(LoyaltyFigure.Redemption, points?.Redeemed ?? 0, points?.Issued ?? 0),
            Share(LoyaltyFigure.Frequency, habits.Purchases, habits.Members),
            Share(LoyaltyFigure.Average, habits.Net, habits.Purchases),
            Share(LoyaltyFigure.Value, value.Net, value.Members),
            new(LoyaltyFigure.Members, engaged.Members, engaged.Members),
        ];
    }

    private static BaselineFigure Share(LoyaltyFigure figure, decimal top, decimal bottom) => new(figure, bottom == 0 ? null : top / bottom, top, bottom);
}
