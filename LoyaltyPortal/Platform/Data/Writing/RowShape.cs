using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace LoyaltyPortal.Platform.Data.Writing;

/// <summary>The statements and accessors of every row type, derived once from EF Core's model, which owns the schema.</summary>
internal sealed class RowShapes
{
    private static readonly ConcurrentDictionary<DatabaseProvider, RowShapes> Known = new();
    private readonly IModel _model;
    private readonly ConcurrentDictionary<Type, RowShape> _shapes = new();

    private RowShapes(IModel model) => _model = model;

    public static RowShapes Of(LoyaltyDatabase database) => Known.GetOrAdd(database.Provider, _ =>
    {
        using var context = database.ForPlatform();
        return new RowShapes(context.Model);
    });

    public RowShape<T> For<T>() where T : class =>
        (RowShape<T>)_shapes.GetOrAdd(typeof(T), type => new RowShape<T>(_model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} is not mapped.")));
}

internal abstract class RowShape;

/// <summary>One row type: its SQL, and compiled code that binds, reads, keys and adds up its rows.</summary>
internal sealed class RowShape<T> : RowShape where T : class
{
    private readonly Column[] _columns;
    private readonly Column[] _keys;
    private readonly Column[] _changing;

    public RowShape(IEntityType type)
    {
        Table = type.GetTableName()!;
        _columns = type.GetProperties().Select((property, index) => new Column(property, index)).ToArray();
        var key = type.FindPrimaryKey()!.Properties;
        _keys = key.Select(property => _columns.Single(column => column.Name == property.Name)).ToArray();
        _changing = _columns.Where(column => !_keys.Contains(column) && !column.Fixed).ToArray();
        var version = _columns.FirstOrDefault(column => column.IsVersion);
        IsVersioned = version is not null;

        var names = string.Join(", ", _columns.Select(column => $"\"{column.Name}\""));
        Select = $"SELECT {names} FROM \"{Table}\"";
        Insert = $"INSERT INTO \"{Table}\" ({names}) VALUES ({string.Join(", ", _columns.Select((_, index) => "@p" + index))})";
        InsertKinds = _columns.Select(column => column.Kind).ToArray();
        BindInsert = Binder(_columns);

        var where = string.Join(" AND ", _keys.Select((column, index) => $"\"{column.Name}\" = @p{_changing.Length + index}"));
        Update = _changing.Length == 0 ? "" : $"UPDATE \"{Table}\" SET {string.Join(", ", _changing.Select((column, index) => $"\"{column.Name}\" = @p{index}"))} WHERE {where}"
            + (IsVersioned ? $" AND \"{version!.Name}\" = @p{_changing.Length + _keys.Length}" : "");
        UpdateKinds = [.. _changing.Select(column => column.Kind), .. _keys.Select(column => column.Kind), .. IsVersioned ? [ColumnKind.Whole] : Array.Empty<ColumnKind>()];
        BindUpdate = Binder([.. _changing, .. _keys]);
        UpdateGuardIndex = _changing.Length + _keys.Length;

        IsAdditive = _changing.Length > 0 && _changing.All(column => column.IsSum);
        Add = !IsAdditive ? "" : $"UPDATE \"{Table}\" SET {string.Join(", ", _changing.Select((column, index) => $"\"{column.Name}\" = \"{column.Name}\" + @p{index}"))} WHERE "
            + string.Join(" AND ", _keys.Select((column, index) => $"\"{column.Name}\" = @p{_changing.Length + index}"));
        AddKinds = [.. _changing.Select(column => column.Kind), .. _keys.Select(column => column.Kind)];
        BindAdd = BindUpdate;
        AddInto = IsAdditive ? Adder(_changing) : (_, _) => throw new InvalidOperationException($"{Table} has columns that cannot be added up.");

        Read = Reader();
        KeyOf = KeyReader();
        VersionOf = version is null ? static _ => 0 : VersionReader(version);
    }

    public string Table { get; }

    public string Select { get; }

    public string Insert { get; }

    public IReadOnlyList<ColumnKind> InsertKinds { get; }

    public Action<IRowSink, T> BindInsert { get; }

    /// <summary>Empty when the row never changes.</summary>
    public string Update { get; }

    public IReadOnlyList<ColumnKind> UpdateKinds { get; }

    public Action<IRowSink, T> BindUpdate { get; }

    public int UpdateGuardIndex { get; }

    /// <summary>Whether all but the key are plain numbers, so that rows can be added up.</summary>
    public bool IsAdditive { get; }

    /// <summary>Adds a row's numbers to the stored ones; empty when the row is not additive.</summary>
    public string Add { get; }

    public IReadOnlyList<ColumnKind> AddKinds { get; }

    public Action<IRowSink, T> BindAdd { get; }

    /// <summary>Adds the second row's sums to the first.</summary>
    public Action<T, T> AddInto { get; }

    public Func<IRowSource, T> Read { get; }

    public Func<T, RowKey> KeyOf { get; }

    public Func<T, long> VersionOf { get; }

    public bool IsVersioned { get; }

    public IReadOnlyList<(string Name, ColumnKind Kind)> Keys => _keys.Select(column => (column.Name, column.Kind)).ToArray();

    public ColumnKind KindOf(string property) => _columns.Single(column => column.Name == property).Kind;

    private static Action<IRowSink, T> Binder(Column[] columns)
    {
        var sink = Expression.Parameter(typeof(IRowSink), "sink");
        var row = Expression.Parameter(typeof(T), "row");
        var body = columns.Select((column, index) => column.Bind(sink, row, index));
        return Expression.Lambda<Action<IRowSink, T>>(Expression.Block(body.Append(Expression.Empty())), sink, row).Compile();
    }

    private Func<IRowSource, T> Reader()
    {
        var source = Expression.Parameter(typeof(IRowSource), "source");
        var constructor = typeof(T).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, [])
            ?? throw new InvalidOperationException($"{typeof(T).Name} needs a constructor without parameters.");
        var row = Expression.Variable(typeof(T), "row");
        var steps = new List<Expression> { Expression.Assign(row, Expression.New(constructor)) };
        steps.AddRange(_columns.Select((column, index) => column.Assign(source, row, index)));
        steps.Add(row);
        return Expression.Lambda<Func<IRowSource, T>>(Expression.Block([row], steps), source).Compile();
    }

    private Func<T, RowKey> KeyReader()
    {
        var row = Expression.Parameter(typeof(T), "row");
        var numbers = new List<Expression>();
        Expression text = Expression.Constant(null, typeof(string));
        foreach (var column in _keys)
        {
            if (column.Kind == ColumnKind.Text)
                text = Expression.Property(row, column.Property);
            else
                numbers.Add(column.AsKeyNumber(row));
        }

        while (numbers.Count < 3)
            numbers.Add(Expression.Constant(0L));
        var constructor = typeof(RowKey).GetConstructor([typeof(long), typeof(long), typeof(long), typeof(string)])!;
        return Expression.Lambda<Func<T, RowKey>>(Expression.New(constructor, [.. numbers, text]), row).Compile();
    }

    private static Action<T, T> Adder(Column[] sums)
    {
        var into = Expression.Parameter(typeof(T), "into");
        var delta = Expression.Parameter(typeof(T), "delta");
        var body = sums.Select(column => (Expression)Expression.Assign(
            Expression.Property(into, column.Property),
            Expression.AddChecked(Expression.Property(into, column.Property), Expression.Property(delta, column.Property))));
        return Expression.Lambda<Action<T, T>>(Expression.Block(body.Append(Expression.Empty())), into, delta).Compile();
    }

    private static Func<T, long> VersionReader(Column version)
    {
        var row = Expression.Parameter(typeof(T), "row");
        return Expression.Lambda<Func<T, long>>(Expression.Convert(Expression.Property(row, version.Property), typeof(long)), row).Compile();
    }

    private sealed class Column
    {
        private readonly Type _type;
        private readonly bool _nullable;

        public Column(IProperty property, int index)
        {
            Index = index;
            Name = property.GetColumnName();
            Property = property.PropertyInfo ?? throw new InvalidOperationException($"{property.DeclaringType.Name}.{property.Name} has no property of its own.");
            _type = Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;
            _nullable = property.IsNullable;
            Fixed = property.GetAfterSaveBehavior() != PropertySaveBehavior.Save;
            IsVersion = property.IsConcurrencyToken && _type == typeof(long);
            IsSum = !_nullable && !Fixed && (_type == typeof(long) || _type == typeof(int) || _type == typeof(decimal));
            Kind = _type switch
            {
                { IsEnum: true } => ColumnKind.Whole,
                var type when type == typeof(long) || type == typeof(int) || type == typeof(short) || type == typeof(byte) => ColumnKind.Whole,
                var type when type == typeof(bool) => ColumnKind.Flag,
                var type when type == typeof(string) => ColumnKind.Text,
                var type when type == typeof(byte[]) => ColumnKind.Bytes,
                var type when type == typeof(decimal) => ColumnKind.Money,
                var type when type == typeof(DateTime) => ColumnKind.Instant,
                var type when type == typeof(DateOnly) => ColumnKind.Day,
                var type when type == typeof(double) => ColumnKind.Real,
                _ => throw new NotSupportedException($"{property.DeclaringType.Name}.{property.Name}: {_type} cannot be written by a session."),
            };
        }

        public int Index { get; }

        public string Name { get; }

        public PropertyInfo Property { get; }

        public ColumnKind Kind { get; }

        public bool Fixed { get; }

        public bool IsVersion { get; }

        public bool IsSum { get; }

        private Type SinkType => Kind switch
        {
            ColumnKind.Whole => typeof(long),
            _ => _type,
        };

        public Expression Bind(Expression sink, Expression row, int index)
        {
            Expression value = Expression.Property(row, Property);
            var at = Expression.Constant(index);
            var set = typeof(IRowSink).GetMethod(Kind.ToString())!;
            var isValueNullable = Nullable.GetUnderlyingType(Property.PropertyType) is not null;
            Expression plain = isValueNullable ? Expression.Property(value, "Value") : value;
            if (plain.Type != SinkType)
                plain = Expression.Convert(plain, SinkType);
            Expression call = Expression.Call(sink, set, at, plain);
            if (!_nullable)
                return call;
            Expression present = isValueNullable ? Expression.Property(value, "HasValue") : Expression.NotEqual(value, Expression.Constant(null, Property.PropertyType));
            return Expression.IfThenElse(present, call, Expression.Call(sink, typeof(IRowSink).GetMethod(nameof(IRowSink.Null))!, at));
        }

        public Expression Assign(Expression source, Expression row, int index)
        {
            var at = Expression.Constant(index);
            Expression value = Expression.Call(source, typeof(IRowSource).GetMethod(Kind.ToString())!, at);
            if (value.Type != Property.PropertyType)
                value = value.Type == _type ? Expression.Convert(value, Property.PropertyType) : Expression.Convert(Expression.Convert(value, _type), Property.PropertyType);
            var target = Expression.Property(row, Property);
            Expression assign = Expression.Assign(target, value);
            return _nullable
                ? Expression.IfThen(Expression.Not(Expression.Call(source, typeof(IRowSource).GetMethod(nameof(IRowSource.IsNull))!, at)), assign)
                : assign;
        }

        public Expression AsKeyNumber(Expression row)
        {
            Expression value = Expression.Property(row, Property);
            return Kind switch
            {
                ColumnKind.Instant => Expression.Call(typeof(StoredValues).GetMethod(nameof(StoredValues.OfInstant))!, value),
                ColumnKind.Day => Expression.Convert(Expression.Property(value, nameof(DateOnly.DayNumber)), typeof(long)),
                _ => Expression.Convert(value, typeof(long)),
            };
        }
    }
}
