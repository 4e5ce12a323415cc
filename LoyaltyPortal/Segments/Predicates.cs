using System.Linq.Expressions;
using LoyaltyPortal.Members;

namespace LoyaltyPortal.Segments;

/// <summary>Puts together what is asked of members, so that it stays one query.</summary>
internal static class Predicates
{
    public static Expression<Func<Member, bool>> And(this Expression<Func<Member, bool>> one, Expression<Func<Member, bool>> other) => Join(one, other, Expression.AndAlso);

    public static Expression<Func<Member, bool>> Or(this Expression<Func<Member, bool>> one, Expression<Func<Member, bool>> other) => Join(one, other, Expression.OrElse);

    public static Expression<Func<Member, bool>> Not(this Expression<Func<Member, bool>> one) => Expression.Lambda<Func<Member, bool>>(Expression.Not(one.Body), one.Parameters);

    private static Expression<Func<Member, bool>> Join(Expression<Func<Member, bool>> one, Expression<Func<Member, bool>> other, Func<Expression, Expression, BinaryExpression> how) =>
        Expression.Lambda<Func<Member, bool>>(how(one.Body, new Rename(other.Parameters[0], one.Parameters[0]).Visit(other.Body)), one.Parameters);

    private sealed class Rename(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : base.VisitParameter(node);
    }
}
