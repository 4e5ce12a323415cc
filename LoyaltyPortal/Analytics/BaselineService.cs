using LoyaltyPortal.Facts;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

public sealed record BaselineRow(long Id, string Name, DateTime FrozenAt, string FrozenBy);

/// <summary>What the audit log calls the changes of this room.</summary>
public static class AnalyticsAudit
{
    public const string BaselineFrozen = "baseline_frozen";
    public const string PointsEstimated = "points_estimated";
}

public static class BaselineErrors
{
    public static Failure Name(int most) => new("baseline_name", FailureKind.Invalid, typeof(AnalyticsText), most);
}

/// <summary>Keeps where loyalty stands, to be compared with later.</summary>
public sealed class BaselineService(LoyaltyDatabase database, MerchantDirectory directory, AuditLog audit, IdGenerator ids, TimeProvider clock)
{
    /// <summary>The id of one that is about to be frozen.</summary>
    public long NewId() => ids.Next();

    /// <summary>All that were frozen, newest first; nothing for whom they are not meant.</summary>
    public async Task<IReadOnlyList<BaselineRow>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.SeeReports))
            return [];
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<Baseline>().AsNoTracking().OrderByDescending(baseline => baseline.FrozenAt).ThenByDescending(baseline => baseline.Id)
            .Select(baseline => new BaselineRow(baseline.Id, baseline.Name, baseline.FrozenAt, baseline.FrozenBy)).ToListAsync(cancellation);
    }

    /// <summary>Freezes today's figures. The same id again changes nothing.</summary>
    /// <param name="id">Made with <see cref="NewId"/>.</param>
    /// <returns>Or <c>baseline_name</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<BaselineRow>> FreezeAsync(Actor actor, long id, string name)
    {
        if ((actor.Lacks(Permission.SeeReports) ?? actor.Lacks(Permission.ChangeSettings)) is { } refusal)
            return refusal;
        if (name.Trim().Length is 0 or > Baseline.NameLength)
            return BaselineErrors.Name(Baseline.NameLength);
        if (await directory.FindAsync(actor.MerchantId) is not { } merchant)
            return MerchantErrors.Unknown();
        return await database.ChangeAsync<Result<BaselineRow>>(actor.MerchantId, async context =>
        {
            if (await context.Set<Baseline>().AsNoTracking().FirstOrDefaultAsync(baseline => baseline.Id == id) is { } known)
                return new BaselineRow(known.Id, known.Name, known.FrozenAt, known.FrozenBy);
            var now = clock.UtcNow();
            var today = merchant.Zone.DayOf(now);
            var window = LoyaltyFigures.Window(today);
            var figures = await LoyaltyFigures.OfAsync(new ReportQuestion(context, merchant, window, null, merchant.Stores, null, Counting.Kept, today), default);
            var baseline = Baseline.Freeze(id, actor.MerchantId, name, ActiveMembers.Until(window, today), figures, actor.Name, now);
            context.Add(baseline);
            await audit.WriteAsync(context, actor, AnalyticsAudit.BaselineFrozen, baseline.Name, null, new { baseline.Name });
            await context.SaveChangesAsync();
            return new BaselineRow(id, baseline.Name, now, baseline.FrozenBy);
        });
    }
}
