using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Platform.Commands;

/// <summary>Where every statement sees what others have committed by then, two reads may disagree. That is a race, not a broken ledger.</summary>
public sealed class DisagreeingReadsTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync();

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    /// <summary>No transaction around the reads, and somebody else commits between two of them.</summary>
    [Fact]
    public async Task Another_portals_commit_between_two_reads_is_only_a_lost_race()
    {
        var shop = await _portal.MerchantAsync();
        var member = await shop.MemberWithAsync(100);
        var armed = true;
        var database = new LoyaltyDatabase(DatabaseProvider.Sqlite, _portal.Database.ForPlatform().Database.GetConnectionString()!)
        {
            LaneThrough = lane => new CommittedReads(lane, async sql =>
            {
                if (!armed || !sql.Contains("FROM \"Lots\"", StringComparison.Ordinal))
                    return;
                armed = false;
                TestMerchant.Ok(await shop.CreditAsync(member, 7));
            }),
        };
        await using var queue = new CommandQueue(database, _portal.Ids, _portal.Clock, _portal.Signals, NullLogger<CommandQueue>.Instance);
        var answer = await queue.ExecuteAsync(new HoldPoints { MerchantId = shop.Id, IdempotencyKey = "x", MemberId = member, Points = 10 });
        TestMerchant.Ok(answer);
    }

    private sealed class CommittedReads(IStoreLane inner, Func<string, Task> beforeRead) : IStoreLane
    {
        private bool _writing;

        public ValueTask BeginAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public async ValueTask CommitAsync(CancellationToken cancellation)
        {
            if (_writing)
                await inner.CommitAsync(cancellation);
            _writing = false;
        }

        public async ValueTask RollbackAsync()
        {
            if (_writing)
                await inner.RollbackAsync();
            _writing = false;
        }

        private async ValueTask WriteAsync()
        {
            if (!_writing)
                await inner.BeginAsync(default);
            _writing = true;
        }

        public IStoreStatement Prepare(string sql, IReadOnlyList<ColumnKind> parameters) => new Statement(this, inner.Prepare(sql, parameters), sql);

        public async ValueTask ExecuteManyAsync<T>(IStoreStatement statement, IReadOnlyList<T> rows, Action<IRowSink, T> bind, CancellationToken cancellation)
        {
            foreach (var row in rows)
            {
                bind(statement, row);
                await statement.ExecuteAsync(cancellation);
            }
        }

        public string Limit(string select, int rows) => inner.Limit(select, rows);

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private sealed class Statement(CommittedReads lane, IStoreStatement inner, string sql) : IStoreStatement
        {
            public async ValueTask<int> ExecuteAsync(CancellationToken cancellation)
            {
                await lane.WriteAsync();
                return await inner.ExecuteAsync(cancellation);
            }

            public async ValueTask OpenAsync(CancellationToken cancellation)
            {
                await lane.Before(sql);
                await inner.OpenAsync(cancellation);
            }

            public ValueTask<bool> NextAsync(CancellationToken cancellation) => inner.NextAsync(cancellation);

            public ValueTask CloseAsync() => inner.CloseAsync();

            public void Whole(int index, long value) => inner.Whole(index, value);

            public void Flag(int index, bool value) => inner.Flag(index, value);

            public void Text(int index, string value) => inner.Text(index, value);

            public void Bytes(int index, byte[] value) => inner.Bytes(index, value);

            public void Money(int index, decimal value) => inner.Money(index, value);

            public void Instant(int index, DateTime value) => inner.Instant(index, value);

            public void Day(int index, DateOnly value) => inner.Day(index, value);

            public void Real(int index, double value) => inner.Real(index, value);

            public void Null(int index) => inner.Null(index);

            public bool IsNull(int index) => inner.IsNull(index);

            public long Whole(int index) => inner.Whole(index);

            public bool Flag(int index) => inner.Flag(index);

            public string Text(int index) => inner.Text(index);

            public byte[] Bytes(int index) => inner.Bytes(index);

            public decimal Money(int index) => inner.Money(index);

            public DateTime Instant(int index) => inner.Instant(index);

            public DateOnly Day(int index) => inner.Day(index);

            public double Real(int index) => inner.Real(index);
        }

        private async ValueTask Before(string sql)
        {
            if (!_writing)
                await beforeRead(sql);
        }
    }
}
