using System.Linq.Expressions;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Kinds;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Segments.Kinds;

/// <summary>Whole local days since they joined.</summary>
[Kind("joined", "how_to_reg")]
public sealed class Joined : ConditionKind
{
    public override ConditionParts Parts => ConditionParts.Range;

    public override ConditionUnit Unit => ConditionUnit.Days;

    public override SegmentCondition Start => new(Key) { Most = 30 };

    protected override (decimal Least, decimal Most) Bounds => (0, 36_500);

    public override Expression<Func<Member, bool>> Holds(SegmentCondition condition, SegmentScope scope)
    {
        var before = condition.Least is { } least ? scope.Zone.EndOf(scope.Day.AddDays(-(int)least)) : (DateTime?)null;
        var from = condition.Most is { } most ? scope.Zone.StartOf(scope.Day.AddDays(-(int)most)) : (DateTime?)null;
        return member => (before == null || member.EnrolledAt < before) && (from == null || member.EnrolledAt >= from);
    }
}

/// <summary>They have their birthday within the next days, the day of asking among them; 29 February is 28 February in other years.</summary>
[Kind("birthday", "cake")]
public sealed class Birthday : ConditionKind
{
    public override ConditionParts Parts => ConditionParts.NextDays;

    public override SegmentCondition Start => new(Key) { Days = 30 };

    public override Expression<Func<Member, bool>> Holds(SegmentCondition condition, SegmentScope scope)
    {
        // Days lie in the store as numbers that know no month: every day on which somebody alive may have been born is asked for.
        DateOnly?[] born = [.. Enumerable.Range(0, condition.Days!.Value).SelectMany(ahead => Birthdays.BirthDatesOn(scope.Day.AddDays(ahead)))];
        return member => EF.Parameter(born).Contains(member.BirthDate);
    }
}

/// <summary>They may be written to by e-mail.</summary>
[Kind("consent", "mark_email_read")]
public sealed class MayBeWritten : ConditionKind
{
    public override ConditionParts Parts => ConditionParts.None;

    public override Expression<Func<Member, bool>> Holds(SegmentCondition condition, SegmentScope scope)
    {
        if (scope.IsToday)
            return member => member.AllowsEmail && member.NormalizedEmail != null;
        var end = scope.End;
        var said = scope.Context.Set<Consent>().Where(consent => consent.Purpose == Consent.Email && consent.ChangedAt < end);
        return member => member.NormalizedEmail != null && said.Any(consent => consent.MemberId == member.Id && consent.IsGiven && !said.Any(later => later.MemberId == member.Id && later.ChangedAt > consent.ChangedAt));
    }
}
