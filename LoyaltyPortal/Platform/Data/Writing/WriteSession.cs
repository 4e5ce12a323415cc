namespace LoyaltyPortal.Platform.Data.Writing;

/// <summary>
/// One connection's unit of work on the recording road. A row is read once and then is one object; changes, new rows and
/// additions are collected and written together, guarded changes first, each table in key order so that two portals lock
/// alike. Prepared statements live as long as the session. Not for use by two threads at once.
/// </summary>
public sealed class WriteSession : IAsyncDisposable
{
    private readonly IStoreLane _lane;
    private readonly RowShapes _shapes;
    private readonly Dictionary<Type, RowSet> _sets = [];
    private readonly List<RowSet> _order = [];

    internal WriteSession(IStoreLane lane, RowShapes shapes)
    {
        _lane = lane;
        _shapes = shapes;
    }

    /// <summary>How many changes have been asked for since the transaction began: tells whether a command touched anything.</summary>
    public long Touches { get; private set; }

    /// <summary>How many rows have been read from the store since the session was opened.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Statements run since the transaction began; a row that is written is one, however many travel together.</summary>
    public long Statements { get; private set; }

    public ValueTask BeginAsync(CancellationToken cancellation = default) => _lane.BeginAsync(cancellation);

    public async ValueTask CommitAsync(CancellationToken cancellation = default)
    {
        await FlushAsync(cancellation);
        await _lane.CommitAsync(cancellation);
        Forget();
    }

    public async ValueTask RollbackAsync()
    {
        Forget();
        await _lane.RollbackAsync();
    }

    private void Forget()
    {
        (Touches, Statements) = (0, 0);
        foreach (var set in _order)
            set.Forget();
    }

    /// <summary>The row of that key, or null. Read once; later calls give the same object.</summary>
    public ValueTask<T?> GetAsync<T>(RowKey key) where T : class => Set<T>().GetAsync(key);

    /// <summary>The rows of a query, in its order. Rows already read are the same objects; what is still unwritten is written first.</summary>
    public ValueTask<List<T>> ListAsync<T>(RowQuery<T> query, params object[] values) where T : class => Set<T>().ListAsync(query, values);

    /// <summary>A new row.</summary>
    public void Insert<T>(T row) where T : class
    {
        Touches++;
        Set<T>().Insert(row);
    }

    /// <summary>A row that was read here and has been changed. If it is versioned, its version must have grown, and the update is guarded by the one that was read.</summary>
    public void Update<T>(T row) where T : class
    {
        Touches++;
        Set<T>().Update(row);
    }

    /// <summary>Adds the row's numbers to the stored row of its key, or makes that row.</summary>
    public void Add<T>(T delta) where T : class
    {
        Touches++;
        Set<T>().Add(delta);
    }

    /// <summary>Writes what has been collected.</summary>
    /// <exception cref="StaleRowException">A guarded row is no longer as it was read.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellation = default)
    {
        foreach (var set in _order)
            await set.FlushUpdatesAsync(cancellation);
        foreach (var set in _order)
            await set.FlushRestAsync(cancellation);
    }

    public ValueTask DisposeAsync() => _lane.DisposeAsync();

    private RowSet<T> Set<T>() where T : class
    {
        if (_sets.TryGetValue(typeof(T), out var known))
            return (RowSet<T>)known;
        var set = new RowSet<T>(this, _lane, _shapes.For<T>());
        _sets.Add(typeof(T), set);
        _order.Add(set);
        _order.Sort(static (left, right) => string.CompareOrdinal(left.Table, right.Table));
        return set;
    }

    private abstract class RowSet
    {
        public abstract string Table { get; }

        public abstract ValueTask FlushUpdatesAsync(CancellationToken cancellation);

        public abstract ValueTask FlushRestAsync(CancellationToken cancellation);

        public abstract void Forget();
    }

    private sealed class RowSet<T>(WriteSession session, IStoreLane lane, RowShape<T> shape) : RowSet where T : class
    {
        private readonly Dictionary<RowKey, Tracked> _known = [];
        private readonly List<T> _new = [];
        private readonly Dictionary<RowKey, Tracked> _changed = [];
        private readonly Dictionary<RowKey, T> _additions = [];
        private readonly string _byKey = shape.Select + " WHERE " + string.Join(" AND ", shape.Keys.Select((key, index) => $"\"{key.Name}\" = @p{index}"));
        private readonly ColumnKind[] _byKeyKinds = shape.Keys.Select(key => key.Kind).ToArray();

        // A lane finds a statement by its text, which is long: here it is found once.
        private readonly Dictionary<RowQuery<T>, (IStoreStatement Statement, ColumnKind[] Kinds)> _queries = [];
        private IStoreStatement? _get;
        private IStoreStatement? _insert;
        private IStoreStatement? _update;
        private IStoreStatement? _add;

        private IStoreStatement InsertStatement => _insert ??= lane.Prepare(shape.Insert, shape.InsertKinds);

        public override string Table => shape.Table;

        public async ValueTask<T?> GetAsync(RowKey key)
        {
            if (_known.TryGetValue(key, out var tracked))
                return tracked.Row;
            if (_additions.Count > 0)
                await FlushRestAsync(CancellationToken.None);
            var statement = _get ??= lane.Prepare(_byKey, _byKeyKinds);
            var number = 0;
            for (var index = 0; index < _byKeyKinds.Length; index++)
            {
                if (_byKeyKinds[index] == ColumnKind.Text)
                {
                    statement.Text(index, key.Text ?? "");
                    continue;
                }

                var part = number++ switch { 0 => key.A, 1 => key.B, _ => key.C };
                switch (_byKeyKinds[index])
                {
                    case ColumnKind.Day:
                        statement.Day(index, DateOnly.FromDayNumber((int)part));
                        break;
                    case ColumnKind.Instant:
                        statement.Instant(index, StoredValues.ToInstant(part));
                        break;
                    default:
                        statement.Whole(index, part);
                        break;
                }
            }

            session.Statements++;
            await statement.OpenAsync(CancellationToken.None);
            T? row = null;
            try
            {
                if (await statement.NextAsync(CancellationToken.None))
                {
                    row = shape.Read(statement);
                    session.RowsRead++;
                }
            }
            finally
            {
                await statement.CloseAsync();
            }

            if (row is not null)
                _known.Add(key, new Tracked(row, shape.VersionOf(row)));
            return row;
        }

        public async ValueTask<List<T>> ListAsync(RowQuery<T> query, object[] values)
        {
            if (_new.Count + _changed.Count + _additions.Count > 0)
            {
                await FlushUpdatesAsync(CancellationToken.None);
                await FlushRestAsync(CancellationToken.None);
            }

            if (!_queries.TryGetValue(query, out var prepared))
            {
                var (sql, columns) = query.Prepare(lane, shape);
                _queries.Add(query, prepared = (lane.Prepare(sql, columns), columns));
            }

            var (statement, kinds) = prepared;
            for (var index = 0; index < kinds.Length; index++)
                Bind(statement, index, kinds[index], values[index]);
            var rows = new List<T>();
            session.Statements++;
            await statement.OpenAsync(CancellationToken.None);
            try
            {
                while (await statement.NextAsync(CancellationToken.None))
                {
                    var row = shape.Read(statement);
                    session.RowsRead++;
                    var key = shape.KeyOf(row);
                    if (_known.TryGetValue(key, out var tracked))
                        row = tracked.Row;
                    else
                        _known.Add(key, new Tracked(row, shape.VersionOf(row)));
                    rows.Add(row);
                }
            }
            finally
            {
                await statement.CloseAsync();
            }

            return rows;
        }

        private static void Bind(IRowSink sink, int index, ColumnKind kind, object value)
        {
            switch (kind)
            {
                case ColumnKind.Whole:
                    sink.Whole(index, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                    break;
                case ColumnKind.Flag:
                    sink.Flag(index, (bool)value);
                    break;
                case ColumnKind.Text:
                    sink.Text(index, (string)value);
                    break;
                case ColumnKind.Instant:
                    sink.Instant(index, (DateTime)value);
                    break;
                case ColumnKind.Day:
                    sink.Day(index, (DateOnly)value);
                    break;
                case ColumnKind.Money:
                    sink.Money(index, (decimal)value);
                    break;
                default:
                    throw new NotSupportedException($"A query cannot compare {kind}.");
            }
        }

        public void Insert(T row)
        {
            _new.Add(row);
            _known.Add(shape.KeyOf(row), new Tracked(row, shape.VersionOf(row)) { IsNew = true });
        }

        public void Update(T row)
        {
            if (shape.Update.Length == 0)
                throw new InvalidOperationException($"{shape.Table} is append-only.");
            var key = shape.KeyOf(row);
            if (!_known.TryGetValue(key, out var tracked) || !ReferenceEquals(tracked.Row, row))
                throw new InvalidOperationException($"{shape.Table} {key} was not read in this session.");
            if (!tracked.IsNew)
                _changed.TryAdd(key, tracked);
        }

        public void Add(T delta)
        {
            if (!shape.IsAdditive)
                throw new InvalidOperationException($"{shape.Table} has columns that cannot be added up.");
            var key = shape.KeyOf(delta);
            _known.Remove(key); // what was read before is no longer what will be stored
            if (_additions.TryGetValue(key, out var sum))
                shape.AddInto(sum, delta);
            else
                _additions.Add(key, delta);
        }

        public override async ValueTask FlushUpdatesAsync(CancellationToken cancellation)
        {
            if (_changed.Count == 0)
                return;
            var statement = _update ??= lane.Prepare(shape.Update, shape.UpdateKinds);
            foreach (var (key, tracked) in _changed.OrderBy(pair => pair.Key))
            {
                shape.BindUpdate(statement, tracked.Row);
                if (shape.IsVersioned)
                    statement.Whole(shape.UpdateGuardIndex, tracked.ReadVersion);
                session.Statements++;
                if (await statement.ExecuteAsync(cancellation) != 1)
                    throw new StaleRowException(shape.Table, key);
                tracked.ReadVersion = shape.VersionOf(tracked.Row);
            }

            _changed.Clear();
        }

        public override async ValueTask FlushRestAsync(CancellationToken cancellation)
        {
            if (_new.Count > 0)
            {
                session.Statements += _new.Count;
                await lane.ExecuteManyAsync(InsertStatement, _new, shape.BindInsert, cancellation);
                foreach (var row in _new)
                {
                    var tracked = _known[shape.KeyOf(row)];
                    tracked.IsNew = false;
                    tracked.ReadVersion = shape.VersionOf(row);
                }

                _new.Clear();
            }

            if (_additions.Count == 0)
                return;
            var add = _add ??= lane.Prepare(shape.Add, shape.AddKinds);
            List<T>? missing = null;
            foreach (var (_, delta) in _additions.OrderBy(pair => pair.Key))
            {
                shape.BindAdd(add, delta);
                session.Statements++;
                if (await add.ExecuteAsync(cancellation) == 0)
                    (missing ??= []).Add(delta);
            }

            if (missing is not null)
                await lane.ExecuteManyAsync(InsertStatement, missing, shape.BindInsert, cancellation);
            _additions.Clear();
        }

        public override void Forget()
        {
            _known.Clear();
            _new.Clear();
            _changed.Clear();
            _additions.Clear();
        }

        private sealed class Tracked(T row, long readVersion)
        {
            public T Row { get; } = row;

            public long ReadVersion { get; set; } = readVersion;

            public bool IsNew { get; set; }
        }
    }
}
