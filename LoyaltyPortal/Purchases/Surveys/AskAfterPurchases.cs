using LoyaltyPortal.Feedback;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases.Surveys;

/// <summary>
/// Asks about purchases some time after they were recorded: recording one waits for nothing. Each survey has a mark up to which it has looked; a group of purchases and the mark's move are
/// one transaction, so that no purchase is asked about twice, nor is one left out by a crash.
/// </summary>
internal sealed class AskAfterPurchases(LoyaltyDatabase database, CommandQueue queue, TimeProvider clock, ILogger<AskAfterPurchases> log) : IJob
{
    internal const int PageSize = 500;

    /// <summary>What was sold longer ago than this before it was recorded is history from a file: nobody remembers it.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    public string Name => "ask-after-purchases";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var merchantId in await database.MerchantsWithAsync<Survey>(survey => survey.State == SurveyState.Open && survey.Kind == SurveyKind.TransactionalNps, cancellation))
        {
            await using var context = database.ForMerchant(merchantId);
            var surveys = await context.Set<Survey>().AsNoTracking().Where(survey => survey.State == SurveyState.Open && survey.Kind == SurveyKind.TransactionalNps)
                .Join(context.Set<SurveySampling>().AsNoTracking(), survey => survey.Id, sampling => sampling.SurveyId, (survey, sampling) => new { survey, sampling.LastPurchaseId }).ToListAsync(cancellation);
            foreach (var row in surveys)
                await AskAsync(context, row.survey, row.LastPurchaseId, cancellation);
        }
    }

    private async Task AskAsync(LoyaltyDbContext context, Survey survey, long mark, CancellationToken cancellation)
    {
        var due = clock.UtcNow().AddHours(-survey.DelayHours);
        var last = IdGenerator.LowestAt(due);
        while (mark < last)
        {
            var after = mark;
            var page = await context.Set<Purchase>().AsNoTracking().Where(purchase => purchase.Id > after && purchase.Id < last)
                .OrderBy(purchase => purchase.Id).Take(PageSize).Select(purchase => new { purchase.Id, purchase.MemberId, purchase.RecordedAt, purchase.OccurredAt, purchase.State }).ToListAsync(cancellation);
            mark = page.Count < PageSize ? last : page[^1].Id;
            var chosen = page.Where(purchase => purchase.MemberId is not null && IsKept(purchase.State) && purchase.RecordedAt - purchase.OccurredAt <= Memory && SurveySampling.Takes(purchase.Id, survey.SharePercent));
            await queue.ExecuteUnattendedAsync(new AskAboutPurchases { MerchantId = survey.MerchantId, SurveyId = survey.Id, After = after, UpTo = mark, Purchases = [.. chosen.Select(purchase => purchase.Id)] }, survey.Id, log, cancellation);
        }
    }

    internal static bool IsKept(PurchaseState state) => state is PurchaseState.Completed or PurchaseState.PartlyReturned;
}

/// <summary>Asks the members of some purchases, and moves the survey's mark behind them.</summary>
internal sealed class AskAboutPurchases : WriteCommand<Done>
{
    public override string Kind => "ask_about_purchases";

    public required long SurveyId { get; init; }

    /// <summary>Where the mark was when the purchases were looked up; elsewhere now means that another portal has asked about them.</summary>
    public required long After { get; init; }

    public required long UpTo { get; init; }

    public required IReadOnlyList<long> Purchases { get; init; }

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        var book = SurveyBook.In(work);
        if (await book.FindAsync(MerchantId, SurveyId) is not { State: SurveyState.Open } survey || await book.SamplingAsync(SurveyId) is not { } sampling || sampling.LastPurchaseId != After)
            return Done.Instance;
        foreach (var id in Purchases)
        {
            // As it is now: it may have come back meanwhile.
            if (await work.Session.GetAsync<Purchase>(new RowKey(id)) is { MemberId: { } memberId } purchase && purchase.MerchantId == MerchantId && AskAfterPurchases.IsKept(purchase.State))
                await book.InviteAsync(survey, memberId, new AskedAbout(id, purchase.StoreId));
        }

        sampling.Reach(UpTo);
        work.Session.Update(sampling);
        return Done.Instance;
    }
}
