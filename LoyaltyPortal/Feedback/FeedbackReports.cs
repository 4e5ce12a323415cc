using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Feedback;

/// <summary>Local days of a merchant, both inclusive.</summary>
public sealed record FeedbackWindow(DateOnly From, DateOnly To);

/// <summary>The score of one month.</summary>
/// <param name="Month">Its first day.</param>
public sealed record NpsMonth(DateOnly Month, NetPromoterScore Score);

/// <param name="StoreId">Null for answers that belong to no store.</param>
public sealed record NpsStore(int? StoreId, NetPromoterScore Score);

/// <param name="TierKey">The tier held at the time; null for none, or nobody known.</param>
public sealed record NpsTier(string? TierKey, NetPromoterScore Score);

/// <summary>What somebody wrote with a score.</summary>
internal sealed record NpsComment(long SurveyId, DateTime AnsweredAt, int Score, string? FollowUp, string? Comment, int? StoreId);

/// <summary>The loyalty index of one month.</summary>
/// <param name="Month">Its first day.</param>
public sealed record IndexMonth(DateOnly Month, LoyaltyIndex Index);

/// <summary>
/// Scores over time, stores and tiers, from all surveys of a kind together; relational and transactional ones are never added up. Counted where the answers are, alike ones together; those of test
/// members do not count.
/// </summary>
public sealed class FeedbackReports(LoyaltyDatabase database, MerchantDirectory directory)
{
    /// <summary>Months that are read one by one.</summary>
    public const int MostMonths = 60;

    /// <summary>The score of a window as a whole.</summary>
    /// <param name="kind">One of the two kinds of Net Promoter Score.</param>
    /// <returns>Or <c>not_allowed</c>, <c>survey_kind</c>.</returns>
    public Task<Result<NetPromoterScore>> NpsAsync(Actor actor, SurveyKind kind, FeedbackWindow window, CancellationToken cancellation = default) =>
        AskAsync(actor, kind, (context, zone) => NpsOfAsync(context, zone, kind, window, cancellation));

    /// <summary>Month by month, oldest first; the first and the last only as far as they are in the window.</summary>
    /// <returns>As <see cref="NpsAsync"/>.</returns>
    public Task<Result<IReadOnlyList<NpsMonth>>> NpsByMonthAsync(Actor actor, SurveyKind kind, FeedbackWindow window, CancellationToken cancellation = default) =>
        AskAsync<IReadOnlyList<NpsMonth>>(actor, kind, async (context, zone) =>
        {
            var months = new List<NpsMonth>();
            foreach (var month in Months(window))
                months.Add(new NpsMonth(First(month), await NpsOfAsync(context, zone, kind, month, cancellation)));
            return months;
        });

    /// <summary>Store by store, most answers first.</summary>
    /// <returns>As <see cref="NpsAsync"/>.</returns>
    public Task<Result<IReadOnlyList<NpsStore>>> NpsByStoreAsync(Actor actor, SurveyKind kind, FeedbackWindow window, CancellationToken cancellation = default) =>
        AskAsync(actor, kind, (context, zone) => NpsByStoreOfAsync(context, zone, kind, window, cancellation));

    /// <summary>Tier by tier as they were held at the time, most answers first.</summary>
    /// <returns>As <see cref="NpsAsync"/>.</returns>
    public Task<Result<IReadOnlyList<NpsTier>>> NpsByTierAsync(Actor actor, SurveyKind kind, FeedbackWindow window, CancellationToken cancellation = default) =>
        AskAsync(actor, kind, (context, zone) => NpsByTierOfAsync(context, zone, kind, window, cancellation));

    /// <summary>The loyalty index of a window as a whole.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public Task<Result<LoyaltyIndex>> IndexAsync(Actor actor, FeedbackWindow window, CancellationToken cancellation = default) =>
        AskAsync(actor, null, (context, zone) => IndexOfAsync(context, zone, window, cancellation));

    /// <summary>The loyalty index month by month, oldest first.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public Task<Result<IReadOnlyList<IndexMonth>>> IndexByMonthAsync(Actor actor, FeedbackWindow window, CancellationToken cancellation = default) =>
        AskAsync<IReadOnlyList<IndexMonth>>(actor, null, async (context, zone) =>
        {
            var months = new List<IndexMonth>();
            foreach (var month in Months(window))
                months.Add(new IndexMonth(First(month), await IndexOfAsync(context, zone, month, cancellation)));
            return months;
        });

    /// <summary>The score of a window, for reports that have the merchant's books open already.</summary>
    /// <param name="stores">Answers about these only; null all.</param>
    /// <param name="members">Answers of these only; null all.</param>
    internal static async Task<NetPromoterScore> NpsOfAsync(LoyaltyDbContext context, Zone zone, SurveyKind kind, FeedbackWindow window, CancellationToken cancellation, IReadOnlyCollection<int>? stores = null, IQueryable<long>? members = null) =>
        (await SurveyFigures.CountedAsync(Of(Within(context, kind, window, zone), stores, members), cancellation)).Nps();

    /// <summary>As <see cref="NpsByStoreAsync"/>, for reports that have the merchant's books open already.</summary>
    internal static async Task<IReadOnlyList<NpsStore>> NpsByStoreOfAsync(LoyaltyDbContext context, Zone zone, SurveyKind kind, FeedbackWindow window, CancellationToken cancellation, IReadOnlyCollection<int>? stores = null, IQueryable<long>? members = null) =>
        [.. (await Of(Within(context, kind, window, zone), stores, members).GroupBy(response => new { response.StoreId, response.Score }).Select(group => new { group.Key.StoreId, group.Key.Score, Count = group.Count() }).ToListAsync(cancellation))
            .GroupBy(row => row.StoreId).Select(group => new NpsStore(group.Key, NetPromoterScore.Of(group.Select(row => (row.Score!.Value, row.Count))))).OrderByDescending(row => row.Score.Answers).ThenBy(row => row.StoreId)];

    /// <summary>As <see cref="NpsByTierAsync"/>, for reports that have the merchant's books open already.</summary>
    internal static async Task<IReadOnlyList<NpsTier>> NpsByTierOfAsync(LoyaltyDbContext context, Zone zone, SurveyKind kind, FeedbackWindow window, CancellationToken cancellation, IReadOnlyCollection<int>? stores = null, IQueryable<long>? members = null) =>
        [.. (await Of(Within(context, kind, window, zone), stores, members).GroupBy(response => new { response.TierKey, response.Score }).Select(group => new { group.Key.TierKey, group.Key.Score, Count = group.Count() }).ToListAsync(cancellation))
            .GroupBy(row => row.TierKey).Select(group => new NpsTier(group.Key, NetPromoterScore.Of(group.Select(row => (row.Score!.Value, row.Count))))).OrderByDescending(row => row.Score.Answers).ThenBy(row => row.TierKey, StringComparer.Ordinal)];

    /// <summary>How often each score from 0 to 10 was given.</summary>
    internal static async Task<IReadOnlyList<int>> ScoresOfAsync(LoyaltyDbContext context, Zone zone, SurveyKind kind, FeedbackWindow window, CancellationToken cancellation, IReadOnlyCollection<int>? stores = null, IQueryable<long>? members = null)
    {
        var given = await Of(Within(context, kind, window, zone), stores, members).Where(response => response.Score != null).GroupBy(response => response.Score!.Value).ToDictionaryAsync(group => group.Key, group => group.Count(), cancellation);
        return [.. Enumerable.Range(0, NetPromoterScore.Highest + 1).Select(score => given.GetValueOrDefault(score))];
    }

    /// <summary>What was written with a score, newest first. It does not say by whom: that is for whoever may see the survey and its members.</summary>
    internal static async Task<IReadOnlyList<NpsComment>> CommentsOfAsync(LoyaltyDbContext context, Zone zone, SurveyKind kind, FeedbackWindow window, int take, CancellationToken cancellation, IReadOnlyCollection<int>? stores = null, IQueryable<long>? members = null) =>
        await Of(Within(context, kind, window, zone), stores, members).Where(response => response.Score != null && (response.FollowUp != null || response.Comment != null))
            .OrderByDescending(response => response.AnsweredAt).ThenByDescending(response => response.Id).Take(take)
            .Select(response => new NpsComment(response.SurveyId, response.AnsweredAt, response.Score!.Value, response.FollowUp, response.Comment, response.StoreId)).ToListAsync(cancellation);

    /// <summary>As <see cref="NpsOfAsync"/>, of the loyalty index.</summary>
    internal static async Task<LoyaltyIndex> IndexOfAsync(LoyaltyDbContext context, Zone zone, FeedbackWindow window, CancellationToken cancellation, IReadOnlyCollection<int>? stores = null, IQueryable<long>? members = null) =>
        (await SurveyFigures.CountedAsync(Of(Within(context, SurveyKind.LoyaltyIndex, window, zone), stores, members), cancellation)).Index();

    private static IQueryable<SurveyResponse> Of(IQueryable<SurveyResponse> responses, IReadOnlyCollection<int>? stores, IQueryable<long>? members)
    {
        if (stores is not null)
            responses = responses.Where(response => response.StoreId != null && stores.Contains(response.StoreId.Value));
        return members is null ? responses : responses.Where(response => response.MemberId != null && members.Contains(response.MemberId.Value));
    }

    private async Task<Result<T>> AskAsync<T>(Actor actor, SurveyKind? kind, Func<LoyaltyDbContext, Zone, Task<T>> ask)
    {
        if (actor.Lacks(Permission.SeeReports) is { } refusal)
            return refusal;
        if (kind == SurveyKind.LoyaltyIndex)
            return SurveyErrors.Kind();
        if (await directory.FindAsync(actor.MerchantId) is not { } merchant)
            return MerchantErrors.Unknown();
        await using var context = database.ForMerchant(actor.MerchantId);
        return await ask(context, merchant.Zone);
    }

    private static IQueryable<SurveyResponse> Within(LoyaltyDbContext context, SurveyKind kind, FeedbackWindow window, Zone zone)
    {
        var (from, to) = (zone.StartOf(window.From), zone.EndOf(window.To));
        return SurveyFigures.Counting(context).Where(response => response.Kind == kind && response.AnsweredAt >= from && response.AnsweredAt < to);
    }

    private static IEnumerable<FeedbackWindow> Months(FeedbackWindow window)
    {
        for (var (month, left) = (First(window), MostMonths); month <= window.To && left > 0; month = month.AddMonths(1), left--)
        {
            var last = month.AddMonths(1).AddDays(-1);
            yield return new FeedbackWindow(month < window.From ? window.From : month, last > window.To ? window.To : last);
        }
    }

    private static DateOnly First(FeedbackWindow window) => new(window.From.Year, window.From.Month, 1);
}
