using System.Threading.Channels;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;

namespace LoyaltyPortal.Trials.Replay;

/// <summary>
/// Replays a merchant's history through a programme: one thread reads, another one computes, and between them lie a few pages. What it keeps
/// grows with the number of members and of purchases that came back, not with the number of purchases.
/// </summary>
internal sealed class Trial(LoyaltyDatabase database, MerchantView merchant, Programme draft, PointsPolicy then, TrialWindow window)
{
    private const int BatchSize = 1_024;
    private const int BatchesAhead = 8;
    private readonly Dictionary<long, MemberReplay> _members = [];
    private long _done;

    /// <summary>Purchases replayed so far.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Is told of every step in the window.</summary>
    public Action<HistoryEvent, ReplayStep>? OnStep { get; init; }

    /// <summary>Is told what a purchase in the window gave and what its returns took back, then and under the draft, and for how much money, whenever that changes.</summary>
    public Action<PurchaseEvent, long, long, decimal>? OnPurchase { get; init; }

    /// <summary>Only purchases are tried: actions count for what they were given.</summary>
    public bool OnlyPurchases { get; init; }

    /// <summary>One member only; null all.</summary>
    public long? MemberId { get; init; }

    public IReadOnlyCollection<MemberReplay> Members => _members.Values;

    public HistoryReader Reader => new(database, merchant, window) { MemberId = MemberId, WithSegments = draft.Rules.Needs.HasFlag(EarningNeeds.Segments) };

    public async Task RunAsync(CancellationToken cancellation)
    {
        var reader = Reader;
        var basics = await reader.MembersAsync(cancellation);
        var ground = new ReplayGround(merchant, draft, then, window) { OnPurchase = OnPurchase, OnlyPurchases = OnlyPurchases };
        var batches = System.Threading.Channels.Channel.CreateBounded<List<HistoryEvent>>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = Task.Run(() => ReadAsync(reader, batches.Writer, either.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellation))
            {
                foreach (var happened in batch)
                    Apply(ground, basics, happened);
            }
        }
        finally
        {
            await either.CancelAsync();
            await reading.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        await reading;
    }

    private void Apply(ReplayGround ground, Dictionary<long, MemberBasics> basics, HistoryEvent happened)
    {
        if (!_members.TryGetValue(happened.MemberId, out var member))
        {
            if (!basics.TryGetValue(happened.MemberId, out var known))
                return; // enrolled since the replay began
            _members.Add(happened.MemberId, member = new MemberReplay(ground, happened.MemberId, known));
        }

        var step = member.Apply(happened);
        if (happened is PurchaseEvent)
            Interlocked.Increment(ref _done);
        if (happened.OccurredAt >= ground.From)
            OnStep?.Invoke(happened, step);
    }

    private static async Task ReadAsync(HistoryReader reader, ChannelWriter<List<HistoryEvent>> batches, CancellationToken cancellation)
    {
        Exception? fault = null;
        try
        {
            var batch = new List<HistoryEvent>(BatchSize);
            await foreach (var happened in reader.EventsAsync(cancellation))
            {
                batch.Add(happened);
                if (batch.Count < BatchSize)
                    continue;
                await batches.WriteAsync(batch, cancellation);
                batch = new List<HistoryEvent>(BatchSize);
            }

            await batches.WriteAsync(batch, cancellation);
        }
        catch (Exception exception)
        {
            fault = exception; // the computing side throws it on
        }

        batches.Complete(fault);
    }
}
