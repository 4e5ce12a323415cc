using LoyaltyPortal.Facts;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <summary>An estimate as somebody wants it.</summary>
/// <param name="RedemptionRate">A share of one.</param>
/// <param name="FromMonth">yyyymm; what is no month is 0.</param>
public sealed record EstimateInput(decimal RedemptionRate, decimal PointValue, int FromMonth)
{
    /// <summary>Everything that is wrong, in the order of the form.</summary>
    /// <param name="isFirst">Nothing was estimated before: the past may be, from any month on. Later ones leave the months that are over as they are.</param>
    public IEnumerable<Failure> Problems(bool isFirst, int thisMonth)
    {
        if (RedemptionRate is < 0.0001m or > 1 || decimal.Round(RedemptionRate, 4) != RedemptionRate)
            yield return EstimateErrors.Of("estimate_rate");
        if (PointValue is < 0.0001m or > 1_000 || decimal.Round(PointValue, 4) != PointValue)
            yield return EstimateErrors.Of("estimate_value");
        if (FromMonth % 100 is < 1 or > 12 || FromMonth < 200_001 || FromMonth > MonthNumber.Add(thisMonth, isFirst ? 0 : 12))
            yield return EstimateErrors.Of("estimate_month");
        else if (!isFirst && FromMonth < thisMonth)
            yield return EstimateErrors.Of("estimate_month_over");
    }
}

public static class EstimateErrors
{
    internal static Failure Of(string code) => new(code, FailureKind.Invalid, typeof(AnalyticsText));
}

public sealed record EstimateView(int FromMonth, decimal RedemptionRate, decimal PointValue, string SetBy, DateTime SetAt);

/// <param name="Estimates">The newest month first; of one month, what was said last.</param>
/// <param name="FirstMonth">The month in which the first points were earned; null where there are none.</param>
/// <param name="Realised">Of vintages that are closed.</param>
public sealed record EstimateHistory(IReadOnlyList<EstimateView> Estimates, int ThisMonth, int? FirstMonth, RealisedRate Realised)
{
    public bool IsFirst => Estimates.Count == 0;
}

/// <summary>What became of points of which nothing is left.</summary>
/// <param name="Vintages">How many months of them.</param>
/// <param name="Reversed">Taken back: never to be redeemed, and no breakage either.</param>
public sealed record RealisedRate(int Vintages, long Issued, long Redeemed, long Expired, long Reversed)
{
    /// <summary>Of the points that were not taken back, those that were redeemed; null where there are none.</summary>
    public decimal? Redemption => Issued - Reversed <= 0 ? null : Math.Clamp((decimal)Redeemed / (Issued - Reversed), 0, 1);

    public decimal? Breakage => Issued <= 0 ? null : (decimal)Expired / Issued;

    public static RealisedRate Of(IEnumerable<VintageBalance> closed) => closed.Aggregate(new RealisedRate(0, 0, 0, 0, 0), (sum, vintage) =>
        new RealisedRate(sum.Vintages + 1, sum.Issued + vintage.Issued, sum.Redeemed + vintage.Redeemed, sum.Expired + vintage.Expired, sum.Reversed + vintage.Reversed));
}

/// <summary>What a merchant expects of its points, and who said so when.</summary>
public sealed class EstimateService(LoyaltyDatabase database, MerchantDirectory directory, AuditLog audit, IdGenerator ids, TimeProvider clock)
{
    public async Task<Result<EstimateHistory>> HistoryAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeReports) is { } refusal)
            return refusal;
        if (await directory.FindAsync(actor.MerchantId, cancellation) is not { } merchant)
            return MerchantErrors.Unknown();
        await using var context = database.ForMerchant(actor.MerchantId);
        var estimates = await context.Set<PointEstimate>().OrderByDescending(row => row.FromMonth).ThenByDescending(row => row.Id)
            .Select(row => new EstimateView(row.FromMonth, row.RedemptionRate, row.PointValue, row.SetByName, row.SetAt)).ToListAsync(cancellation);
        var thisMonth = MonthNumber.Of(merchant.Zone.DayOf(clock.UtcNow()));
        var vintages = await VintageRows.OfAsync(context, cancellation);
        return new EstimateHistory(estimates, thisMonth, vintages.Count == 0 ? null : vintages.Min(row => row.Earned), RealisedRate.Of(VintageRows.Closed(vintages, thisMonth)));
    }

    /// <returns>The history with it; or <c>estimate_rate</c>, <c>estimate_value</c>, <c>estimate_month</c>, <c>estimate_month_over</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<EstimateHistory>> SetAsync(Actor actor, EstimateInput input)
    {
        if (actor.Lacks(Permission.ChangeSettings) is { } refusal)
            return refusal;
        if (await directory.FindAsync(actor.MerchantId) is not { } merchant)
            return MerchantErrors.Unknown();
        var wrong = await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            var now = clock.UtcNow();
            var thisMonth = MonthNumber.Of(merchant.Zone.DayOf(now));
            var before = await context.Set<PointEstimate>().AsNoTracking().OrderByDescending(row => row.FromMonth).ThenByDescending(row => row.Id).FirstOrDefaultAsync();
            if (input.Problems(before is null, thisMonth).FirstOrDefault() is { } problem)
                return problem;
            context.Add(PointEstimate.Of(ids.Next(), actor, input, now));
            await audit.WriteAsync(context, actor, AnalyticsAudit.PointsEstimated, input.FromMonth.ToString(System.Globalization.CultureInfo.InvariantCulture), before is null ? null : FactsOf(before.FromMonth, before.RedemptionRate, before.PointValue), FactsOf(input.FromMonth, input.RedemptionRate, input.PointValue));
            await context.SaveChangesAsync();
            return Done.Instance;
        });
        return wrong.Failure is { } failure ? failure : await HistoryAsync(actor);
    }

    private static object FactsOf(int fromMonth, decimal redemptionRate, decimal pointValue) => new { FromMonth = fromMonth, RedemptionRate = redemptionRate, PointValue = pointValue };
}
