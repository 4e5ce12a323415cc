using System.Collections.Concurrent;

namespace LoyaltyPortal.Platform.Data.Writing;

/// <summary>A question that a recording room asks again and again, made once: conditions on properties, an order, a bound.</summary>
public sealed class RowQuery<T> where T : class
{
    private readonly List<(string Property, string Operator)> _conditions = [];
    private readonly List<string> _order = [];
    private readonly ConcurrentDictionary<object, (string Sql, ColumnKind[] Kinds)> _prepared = new();
    private int? _limit;

    public RowQuery<T> Where(string property) => Condition(property, "=");

    public RowQuery<T> Above(string property) => Condition(property, ">");

    public RowQuery<T> AtMost(string property) => Condition(property, "<=");

    public RowQuery<T> AtLeast(string property) => Condition(property, ">=");

    public RowQuery<T> Below(string property) => Condition(property, "<");

    public RowQuery<T> OrderBy(string property)
    {
        _order.Add($"\"{property}\"");
        return this;
    }

    public RowQuery<T> OrderByDescending(string property)
    {
        _order.Add($"\"{property}\" DESC");
        return this;
    }

    /// <summary>At the most so many rows; needs an order.</summary>
    public RowQuery<T> Take(int rows)
    {
        _limit = rows;
        return this;
    }

    private RowQuery<T> Condition(string property, string comparison)
    {
        _conditions.Add((property, comparison));
        return this;
    }

    internal (string Sql, ColumnKind[] Kinds) Prepare(IStoreLane lane, RowShape<T> shape) => _prepared.GetOrAdd(lane.GetType(), _ =>
    {
        var sql = shape.Select + " WHERE " + string.Join(" AND ", _conditions.Select((condition, index) => $"\"{condition.Property}\" {condition.Operator} @p{index}"));
        if (_order.Count > 0)
            sql += " ORDER BY " + string.Join(", ", _order);
        if (_limit is { } rows)
            sql = lane.Limit(sql, rows);
        return (sql, _conditions.Select(condition => shape.KindOf(condition.Property)).ToArray());
    });
}
