using System.Linq.Expressions;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Segments;

/// <summary>Finds who belongs to a segment, as of any local day, as one query.</summary>
public static class SegmentMembers
{
    /// <param name="day">As of the end of this day, as the books know it now; null today.</param>
    public static async Task<SegmentScope> ScopeAsync(LoyaltyDbContext context, MerchantView merchant, DateTime now, DateOnly? day, CancellationToken cancellation)
    {
        var programme = await CompiledProgrammes.InForceAsync(context, cancellation);
        var today = merchant.Zone.DayOf(now);
        return new SegmentScope(context, merchant.Zone, day is { } asked && asked < today ? asked : today, today, merchant.Settings.InactivityDays, programme.Ladder);
    }

    /// <summary>Active members, tests left out, who had joined by then and of whom the conditions are true.</summary>
    /// <param name="definition">One that <see cref="SegmentDefinition.Check"/> found good.</param>
    public static IQueryable<Member> Of(SegmentDefinition definition, SegmentScope scope)
    {
        var end = scope.End;
        return scope.Context.Set<Member>().AsNoTracking().Where(member => member.Status == MemberStatus.Active && !member.IsTest && (scope.IsToday || member.EnrolledAt < end)).Where(Holds(definition, scope));
    }

    private static Expression<Func<Member, bool>> Holds(SegmentDefinition definition, SegmentScope scope) => definition.Conditions
        .Select(condition => (condition.IsNot, Holds: ConditionKinds.Find(condition.Kind)!.Holds(condition, scope))).Select(one => one.IsNot ? one.Holds.Not() : one.Holds)
        .Aggregate((one, other) => definition.IsAny ? one.Or(other) : one.And(other));
}
