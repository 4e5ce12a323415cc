using System.Linq.Expressions;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Kinds;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Segments.Kinds;

/// <summary>They stand on one of some tiers; the empty word is no tier.</summary>
[Kind("tier", "stairs")]
public sealed class OnTier : ConditionKind
{
    public override ConditionParts Parts => ConditionParts.Tiers;

    public override Expression<Func<Member, bool>> Holds(SegmentCondition condition, SegmentScope scope) =>
        condition.Words.Select(word => word.Length == 0 ? null : word).Select(key => scope.IsToday ? Now(key, scope) : Then(key, scope)).Aggregate((one, other) => one.Or(other));

    private static Expression<Func<Member, bool>> Now(string? key, SegmentScope scope)
    {
        var ids = TierService.On(scope.Ladder, key)(scope.Context, scope.Context.Set<Member>()).Select(member => member.Id);
        return member => ids.Contains(member.Id);
    }

    /// <summary>By the last step until then; whoever had taken none stood where somebody new does.</summary>
    private static Expression<Func<Member, bool>> Then(string? key, SegmentScope scope)
    {
        var (day, keys) = (scope.Day, scope.Ladder.Tiers.Select(tier => tier.Key).ToList());
        var (isFresh, steps) = (scope.Ladder.At(scope.Ladder.ReachedBy(0))?.Key == key, scope.Context.Set<TierChange>().Where(step => step.Day <= day));
        return member => steps.Any(step => step.MemberId == member.Id && (key == null ? step.ToKey == null || !keys.Contains(step.ToKey) : step.ToKey == key)
                && !steps.Any(later => later.MemberId == member.Id && later.Number > step.Number))
            || (isFresh && !steps.Any(step => step.MemberId == member.Id));
    }
}

/// <summary>Active points: what can be spent.</summary>
[Kind("points", "toll")]
public sealed class ActivePoints : ConditionKind
{
    public override ConditionParts Parts => ConditionParts.Range;

    public override ConditionUnit Unit => ConditionUnit.Points;

    public override SegmentCondition Start => new(Key) { Least = 500 };

    public override Expression<Func<Member, bool>> Holds(SegmentCondition condition, SegmentScope scope)
    {
        var (least, most, isZero) = ((long)(condition.Least ?? long.MinValue), (long)(condition.Most ?? long.MaxValue), condition.Least is null or <= 0 && condition.Most is null or >= 0);
        if (scope.IsToday)
        {
            var accounts = scope.Context.Set<PointsAccount>();
            return member => accounts.Any(account => account.Id == member.Id && account.Active >= least && account.Active <= most) || (isZero && !accounts.Any(account => account.Id == member.Id));
        }

        var end = scope.End;
        var entries = scope.Context.Set<LedgerEntry>().Where(entry => entry.RecordedAt < end);
        return member => entries.Any(entry => entry.AccountId == member.Id && entry.ActiveAfter >= least && entry.ActiveAfter <= most && !entries.Any(later => later.AccountId == member.Id && later.Sequence > entry.Sequence))
            || (isZero && !entries.Any(entry => entry.AccountId == member.Id));
    }
}

/// <summary>The last score that they gave in one kind of survey, 0 to 10.</summary>
public abstract class LastScore(SurveyKind kind) : ConditionKind
{
    public override ConditionParts Parts => ConditionParts.Range;

    public override ConditionUnit Unit => ConditionUnit.Score;

    public override SegmentCondition Start => new(Key) { Most = 6 };

    protected override (decimal Least, decimal Most) Bounds => (0, 10);

    public override Expression<Func<Member, bool>> Holds(SegmentCondition condition, SegmentScope scope)
    {
        var (least, most, end) = ((int)(condition.Least ?? 0), (int)(condition.Most ?? 10), scope.End);
        var answers = scope.Context.Set<SurveyResponse>().Where(answer => answer.Kind == kind && answer.Score != null && answer.AnsweredAt < end);
        return member => answers.Any(answer => answer.MemberId == member.Id && answer.Score >= least && answer.Score <= most
            && !answers.Any(later => later.MemberId == member.Id && (later.AnsweredAt > answer.AnsweredAt || (later.AnsweredAt == answer.AnsweredAt && later.Id > answer.Id))));
    }
}

/// <summary>Of the shop as a whole.</summary>
[Kind("nps", "sentiment_satisfied")]
public sealed class ShopScore() : LastScore(SurveyKind.RelationalNps);

/// <summary>After a purchase.</summary>
[Kind("nps-purchase", "reviews")]
public sealed class VisitScore() : LastScore(SurveyKind.TransactionalNps);
