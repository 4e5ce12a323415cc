using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Live;
using LoyaltyPortal.Platform.Results;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Ledger;

/// <summary>One thing that happens; the numbers choose what it happens to.</summary>
public sealed record LedgerStep(int What, int Who, int Other, int Points, int Days, int Pick);

/// <summary>Lives histories on the real ledger and the real statements, each in one transaction that is given up at the end: fast, and every history starts from nothing.</summary>
internal sealed class LedgerHistory : IAsyncDisposable
{
    public const int Members = 4;
    private const int Merchant = 1;

    private static readonly RowQuery<LedgerEntry> EntriesOf = new RowQuery<LedgerEntry>().Where(nameof(LedgerEntry.AccountId)).OrderBy(nameof(LedgerEntry.Sequence));
    private static readonly RowQuery<Lot> LotsOf = new RowQuery<Lot>().Where(nameof(Lot.AccountId)).OrderBy(nameof(Lot.Sequence));
    private static readonly RowQuery<Allocation> AllocationsOf = new RowQuery<Allocation>().Where(nameof(Allocation.AccountId)).OrderBy(nameof(Allocation.Sequence));
    private static readonly RowQuery<Hold> HoldsOf = new RowQuery<Hold>().Where(nameof(Hold.AccountId)).OrderBy(nameof(Hold.Id));

    private readonly WriteSession _session;
    private readonly FakeClock _clock = new();
    private readonly IdGenerator _ids;
    private readonly LiveSignals _signals = new(NullLogger<LiveSignals>.Instance);
    private readonly long[] _members = new long[Members];
    private readonly List<(int Who, long Sequence)> _credits = [];
    private readonly List<(int Who, long Sequence)> _debits = [];
    private readonly List<(int Who, long Hold)> _holds = [];
    private (Func<Work, ValueTask<Result<long>>> Act, string Key, Result<long> Answer)? _last;
    private long _issued;
    private int _key;

    private LedgerHistory(WriteSession session)
    {
        _session = session;
        _ids = new IdGenerator(_clock, 1);
    }

    public int Lived { get; private set; }

    public int Refusals { get; private set; }

    public int Debts { get; private set; }

    public int Repeats { get; private set; }

    public static async Task<LedgerHistory> OpenAsync(TestDatabase database) => new(await database.Database.OpenSessionAsync());

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    public bool Holds(LedgerStep[] steps)
    {
        LiveAsync(steps).GetAwaiter().GetResult();
        Lived++;
        return true;
    }

    private async Task LiveAsync(LedgerStep[] steps)
    {
        (_issued, _last) = (0, null);
        _clock.Set(new FakeClock().Now);
        _credits.Clear();
        _debits.Clear();
        _holds.Clear();
        await _session.BeginAsync();
        try
        {
            var work = NewWork();
            for (var member = 0; member < Members; member++)
                _members[member] = LedgerBook.In(work).Open(_ids.Next(), Merchant).Id;
            foreach (var step in steps)
                await TakeAsync(step);
            await CheckAsync();
        }
        finally
        {
            await _session.RollbackAsync();
        }
    }

    private Work NewWork() => new(_session, _clock.Now, _ids, _signals);

    private Task TakeAsync(LedgerStep step) => step.What switch
    {
        < 14 => CreditAsync(step, EntryKind.EarnPurchase, pending: false),
        < 24 => CreditAsync(step, EntryKind.EarnPurchase, pending: true),
        < 28 => CreditAsync(step, EntryKind.AdjustmentCredit, pending: false),
        < 44 => DebitAsync(step, EntryKind.Redeem, null),
        < 47 => DebitAsync(step, EntryKind.AdjustmentDebit, null),
        < 60 => ReverseAsync(step),
        < 68 => RestoreAsync(step),
        < 74 => HoldAsync(step),
        < 80 => EndHoldAsync(step),
        < 89 => WaitAsync(step),
        < 92 => MoveAsync(step, step.Points),
        < 94 => MoveAsync(step, null),
        _ => AgainAsync(),
    };

    private async Task<Result<long>> DoAsync(Func<Work, ValueTask<Result<long>>> act)
    {
        var key = $"{Lived}-{_key++}";
        var answer = await RunAsync(act, key);
        if (!answer.Succeeded)
            Refusals++;
        _last = (act, key, answer);
        return answer;
    }

    private async Task<Result<long>> RunAsync(Func<Work, ValueTask<Result<long>>> act, string key)
    {
        var command = new TestCommand(act) { MerchantId = Merchant, IdempotencyKey = key };
        await command.RunAsync(NewWork());
        command.Complete();
        return await command.Answer;
    }

    /// <summary>Says the last thing once more under its key: the same answer, and nothing happens.</summary>
    private async Task AgainAsync()
    {
        if (_last is not var (act, key, before) || !before.Succeeded)
            return;
        var touches = _session.Touches;
        var after = await RunAsync(act, key);
        Assert.Equal(before.Value, after.Value);
        Assert.Equal(touches, _session.Touches);
        Repeats++;
    }

    private async Task CreditAsync(LedgerStep step, EntryKind kind, bool pending)
    {
        var done = await DoAsync(async work => (await LedgerBook.In(work).PostAsync(Merchant, Posting(step, kind) with
        {
            AvailableFrom = pending ? _clock.Now.AddDays(1 + step.Days % 14) : null,
            ExpiresAt = step.Pick % 3 == 0 ? null : _clock.Now.AddDays(1 + step.Pick % 45),
            ExtendsTo = step.Pick % 7 == 0 ? _clock.Now.AddDays(30) : null,
        })).Then(entry => entry.Sequence));
        _issued += step.Points;
        _credits.Add((step.Who, done.Value));
    }

    private async Task DebitAsync(LedgerStep step, EntryKind kind, long? lot)
    {
        var order = Posting(step, kind) with
        {
            FromLot = lot,
            Clamp = step.Pick % 5 == 0,
            AllowDebt = kind == EntryKind.EarnReversal && step.Pick % 2 == 0,
            ExtendsTo = kind == EntryKind.Redeem && step.Pick % 11 == 0 ? _clock.Now.AddDays(30) : null,
        };
        var before = await ActiveAsync(step.Who);
        if ((await DoAsync(async work => (await LedgerBook.In(work).PostAsync(Merchant, order)).Then(entry => entry.Sequence))).Try(out var sequence, out _))
        {
            _issued += (await EntryAsync(step.Who, sequence)).Points;
            _debits.Add((step.Who, sequence));
        }

        var after = await ActiveAsync(step.Who);
        Assert.True(after >= Math.Min(before, 0) || order.AllowDebt, $"A {kind} left {after} points.");
        Debts += after < 0 && before >= 0 ? 1 : 0;
    }

    private Task ReverseAsync(LedgerStep step)
    {
        if (_credits.Count == 0)
            return Task.CompletedTask;
        var (who, sequence) = _credits[step.Pick % _credits.Count];
        return DebitAsync(step with { Who = who }, EntryKind.EarnReversal, sequence);
    }

    private async Task RestoreAsync(LedgerStep step)
    {
        if (_debits.Count == 0)
            return;
        var (who, sequence) = _debits[step.Pick % _debits.Count];
        var order = Posting(step with { Who = who }, EntryKind.RedemptionReversal) with
        {
            RestoresSequence = sequence,
            GraceUntil = step.Pick % 2 == 0 ? _clock.Now.AddDays(10) : null,
            ExpiresAt = step.Pick % 3 == 0 ? _clock.Now.AddDays(20) : null,
        };
        if ((await DoAsync(async work => (await LedgerBook.In(work).PostAsync(Merchant, order)).Then(entry => entry.Sequence))).Succeeded)
            _issued += step.Points;
    }

    private async Task HoldAsync(LedgerStep step)
    {
        var placed = await DoAsync(async work => (await LedgerBook.In(work).PlaceHoldAsync(Merchant, _members[step.Who], step.Points, EntrySource.Redemption, step.Pick, _clock.Now.AddDays(step.Days % 9 + 1)))
            .Then(hold => hold.Id));
        if (placed.Try(out var hold, out _))
            _holds.Add((step.Who, hold));
    }

    private async Task EndHoldAsync(LedgerStep step)
    {
        if (_holds.Count == 0)
            return;
        var (who, hold) = _holds[step.Pick % _holds.Count];
        var spends = step.Points % 2 == 0;
        var ended = await DoAsync(async work => (spends
            ? await LedgerBook.In(work).CommitHoldAsync(Merchant, hold, new Explanation(), step.Pick % 5 == 0 ? _clock.Now.AddDays(30) : null)
            : await LedgerBook.In(work).ReleaseHoldAsync(Merchant, hold)).Then(entry => entry.Sequence));
        if (!ended.Try(out var sequence, out _) || !spends)
            return;
        _issued += (await EntryAsync(who, sequence)).Points;
        _debits.Add((who, sequence));
    }

    private async Task WaitAsync(LedgerStep step)
    {
        _clock.Advance(TimeSpan.FromHours(step.Days * 7 + 1));
        _last = null; // said again later, it would still be known; but what it does by then is another story
        if (step.Pick % 2 == 0)
            Assert.NotNull(await LedgerBook.In(NewWork()).AccountAsync(_members[step.Who], Merchant));
    }

    private Task MoveAsync(LedgerStep step, long? points) => DoAsync(async work => (await LedgerBook.In(work).MoveAsync(Merchant, new Move
    {
        FromAccountId = _members[step.Who],
        ToAccountId = _members[(step.Who + step.Other) % Members],
        Points = points,
        OutKind = points is null ? EntryKind.MergeOut : EntryKind.TransferOut,
        InKind = points is null ? EntryKind.MergeIn : EntryKind.TransferIn,
        Source = points is null ? EntrySource.Merge : EntrySource.Transfer,
        SourceId = step.Pick,
        OccurredAt = _clock.Now,
        Explain = change => new Explanation { Points = change },
    })).Then(moved => moved.Points));

    private Posting Posting(LedgerStep step, EntryKind kind) => new()
    {
        AccountId = _members[step.Who],
        Kind = kind,
        Points = step.Points,
        Source = EntrySource.Adjustment,
        SourceId = step.Pick,
        OccurredAt = _clock.Now.AddHours(-step.Days),
        Explanation = new Explanation { Points = kind.IsDebit() ? -step.Points : step.Points },
    };

    private async Task<long> ActiveAsync(int who) => (await _session.GetAsync<PointsAccount>(new RowKey(_members[who])))!.Active;

    private async Task<LedgerEntry> EntryAsync(int who, long sequence) => (await _session.GetAsync<LedgerEntry>(new RowKey(_members[who], sequence)))!;

    /// <summary>Both paths agree for everybody, and all that was ever given out is held by somebody, was taken by somebody, or has lapsed.</summary>
    private async Task CheckAsync()
    {
        long held = 0, lapsed = 0;
        foreach (var member in _members)
        {
            var account = (await _session.GetAsync<PointsAccount>(new RowKey(member)))!;
            var entries = await _session.ListAsync(EntriesOf, member);
            var lots = await _session.ListAsync(LotsOf, member);
            var difference = LedgerReplay.FirstDifference(account, entries, lots, await _session.ListAsync(AllocationsOf, member), await _session.ListAsync(HoldsOf, member));
            Assert.True(difference is null, difference);
            Assert.Equal((account.Active, account.Pending, account.Held), (entries.Sum(entry => entry.ActiveChange), entries.Sum(entry => entry.PendingChange), entries.Sum(entry => entry.HeldChange)));
            Assert.True(account.Pending >= 0 && account.Held >= 0);
            Assert.All(lots, lot => Assert.True(lot.Remaining >= 0 && lot.Held >= 0 && lot.Remaining + lot.Held <= lot.Points));
            held += account.Active + account.Pending + account.Held;
            lapsed -= entries.Where(entry => entry.Kind == EntryKind.Expire).Sum(entry => entry.Points);
        }

        Assert.Equal(_issued, held + lapsed);
    }
}
