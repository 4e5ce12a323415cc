using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Trials.Replay;

/// <summary>What both sides give for one event. Points are whole; what a return takes back is negative.</summary>
/// <param name="Earned">How the tried programme came to it; null for returns and actions.</param>
internal readonly record struct ReplayStep(long Then, long Draft, Earned? Earned);

/// <summary>What a replay needs to know besides the member.</summary>
internal sealed record ReplayGround(MerchantView Merchant, Programme Draft, PointsPolicy Then, TrialWindow Window)
{
    /// <summary>Only purchases are tried: actions count for what they were given.</summary>
    public bool OnlyPurchases { get; init; }

    /// <summary>Is told what a purchase in the window gave and what its returns took back, on both sides, whenever that changes.</summary>
    public Action<PurchaseEvent, long, long, decimal>? OnPurchase { get; init; }

    private readonly Dictionary<int, StoreView> _stores = Merchant.Stores.ToDictionary(store => store.Id);

    public DateTime From => Window.From ?? DateTime.MinValue;

    public StoreView Store(int id) => _stores[id];
}

/// <summary>
/// One member's history through another programme, event by event, with the code that records purchases. What lies before the window is taken as it
/// was: the member enters the window with what they really had bought and earned.
/// </summary>
internal sealed class MemberReplay(ReplayGround ground, long memberId, MemberBasics basics)
{
    private readonly TierProgress _tiers = new(ground.Draft.Ladder, ground.Merchant.Zone.DayOf(basics.EnrolledAt));
    private readonly OutstandingPoints _thenLeft = new(ground.Then, ground.Merchant.Zone);
    private readonly OutstandingPoints _draftLeft = new(ground.Draft.Points, ground.Merchant.Zone);
    private readonly List<(DateOnly Day, long Points)> _earned = [];
    private Dictionary<long, TouchedPurchase>? _touched;
    private Dictionary<long, List<(ReturnedPiece Piece, ReturnEvent Return)>>? _early;
    private List<(string Action, DateOnly Day)>? _rewarded;
    private bool _isInWindow;
    private long _purchases;
    private decimal _net;
    private DateTime? _lastPurchaseAt;

    public long MemberId => memberId;

    /// <summary>Purchases in the window.</summary>
    public long Purchases { get; private set; }

    /// <summary>What the member was really given in the window, less what returns took back.</summary>
    public long Then { get; private set; }

    /// <summary>The same under the tried programme.</summary>
    public long Draft { get; private set; }

    public long Change => Draft - Then;

    /// <summary>The member was seen in the window at all.</summary>
    public bool IsInWindow => _isInWindow;

    /// <summary>The draft's tier at the end of the window.</summary>
    public string? TierAtEnd(DateOnly lastDay)
    {
        _tiers.BringTo(lastDay);
        return _tiers.TierKey;
    }

    public long ThenOutstanding(DateTime now) => _thenLeft.At(now);

    public long DraftOutstanding(DateTime now) => _draftLeft.At(now);

    public ReplayStep Apply(HistoryEvent happened)
    {
        var inWindow = happened.OccurredAt >= ground.From;
        if (inWindow && !_isInWindow)
            Enter();
        var step = happened switch
        {
            PurchaseEvent purchase => Buy(purchase, inWindow),
            ReturnEvent back => Return(back),
            ActionEvent action => Act(action, inWindow),
            _ => throw new ArgumentOutOfRangeException(nameof(happened)),
        };
        if (!inWindow)
            return default;
        Then += step.Then;
        Draft += step.Draft;
        return step;
    }

    private void Enter()
    {
        _isInWindow = true;
        if (ground.Window.From is { } from)
            _tiers.BringTo(ground.Merchant.Zone.DayOf(from));
    }

    private ReplayStep Buy(PurchaseEvent purchase, bool inWindow)
    {
        if (inWindow)
        {
            Purchases++;
            _tiers.BringTo(purchase.Day);
        }

        var earned = inWindow ? ground.Draft.Rules.OnPurchase(BasketOf(purchase)) : null;
        var points = earned?.Points ?? purchase.Points;
        _purchases++;
        _net += purchase.Net;
        if (_lastPurchaseAt is null || purchase.OccurredAt > _lastPurchaseAt)
            _lastPurchaseAt = purchase.OccurredAt;
        Count(purchase.Day, new QualifyingFact(1, purchase.Net, points), TierCause.Earned);
        if (inWindow)
        {
            _thenLeft.Credit(purchase.Id, purchase.Points, purchase.OccurredAt, purchase.RecordedAt, purchase.IsTouched);
            _draftLeft.Credit(purchase.Id, points, purchase.OccurredAt, purchase.RecordedAt, purchase.IsTouched);
        }

        var step = new ReplayStep(purchase.Points, points, earned);
        if (inWindow)
            ground.OnPurchase?.Invoke(purchase, step.Then, step.Draft, purchase.Net);
        if (!purchase.IsTouched)
            return step;
        (_touched ??= []).Add(purchase.Id, new TouchedPurchase(purchase, earned));
        if (_early?.Remove(purchase.Id, out var waiting) == true)
        {
            foreach (var (piece, back) in waiting)
            {
                var taken = TakeBack(_touched[purchase.Id], [piece], back);
                step = step with { Then = step.Then + taken.Then, Draft = step.Draft + taken.Draft };
            }
        }

        return step;
    }

    private ReplayStep Return(ReturnEvent back)
    {
        var step = default(ReplayStep);
        foreach (var group in back.Pieces.GroupBy(piece => piece.PurchaseId))
        {
            if (_touched?.TryGetValue(group.Key, out var purchase) == true)
            {
                var taken = TakeBack(purchase, [.. group], back);
                step = new ReplayStep(step.Then + taken.Then, step.Draft + taken.Draft, null);
            }
            else
            {
                // It came back before it was sold, says a till with a wrong clock: it counts with the purchase.
                _early ??= [];
                if (!_early.TryGetValue(group.Key, out var waiting))
                    _early.Add(group.Key, waiting = []);
                waiting.AddRange(group.Select(piece => (piece, back)));
            }
        }

        _net -= back.Net;
        return step;
    }

    private ReplayStep TakeBack(TouchedPurchase purchase, IReadOnlyList<ReturnedPiece> pieces, ReturnEvent back)
    {
        var then = pieces.Sum(piece => piece.Points);
        var draft = purchase.TakeBack(pieces);
        if (_isInWindow)
            _tiers.BringTo(back.Day > purchase.Day ? back.Day : purchase.Day);
        Count(purchase.Day, new QualifyingFact(purchase.IsGone ? -1 : 0, -pieces.Sum(piece => piece.Net), -draft), TierCause.Returned);
        _thenLeft.TakeBack(purchase.Id, then);
        _draftLeft.TakeBack(purchase.Id, draft);
        if (purchase.IsInWindow)
            ground.OnPurchase?.Invoke(purchase.Purchase, -then, -draft, -pieces.Sum(piece => piece.Net));
        return new ReplayStep(-then, -draft, null);
    }

    private ReplayStep Act(ActionEvent action, bool inWindow)
    {
        var points = inWindow && !ground.OnlyPurchases ? ground.Draft.Rules.OnAction(FactOf(action)).Points + action.OwnPoints : action.Points;
        if (inWindow)
        {
            _tiers.BringTo(action.Day);
            _thenLeft.Credit(action.Id, action.Points, action.OccurredAt, action.OccurredAt, isTouched: false);
            _draftLeft.Credit(action.Id, points, action.OccurredAt, action.OccurredAt, isTouched: false);
        }

        if (points > 0)
        {
            _tiers.Count(action.Day, new QualifyingFact(OtherPoints: points));
            (_rewarded ??= []).Add((action.Action, action.Day));
        }

        return new ReplayStep(action.Points, points, null);
    }

    private void Count(DateOnly day, QualifyingFact fact, TierCause cause)
    {
        _tiers.Count(day, fact, cause);
        if (!ground.Draft.Rules.Needs.HasFlag(EarningNeeds.EarnedSoFar) || fact.PurchasePoints == 0)
            return;
        var index = _earned.Count;
        while (index > 0 && _earned[index - 1].Day > day)
            index--;
        if (index > 0 && _earned[index - 1].Day == day)
            _earned[index - 1] = (day, _earned[index - 1].Points + fact.PurchasePoints);
        else
            _earned.Insert(index, (day, fact.PurchasePoints));
    }

    private EarnedSoFar EarnedSoFar(DateOnly day)
    {
        long onDay = 0, month = 0, year = 0, ever = 0;
        foreach (var (earnedOn, points) in _earned)
        {
            ever += points;
            if (earnedOn.Year != day.Year)
                continue;
            year += points;
            if (earnedOn.Month == day.Month)
                month += points;
            if (earnedOn == day)
                onDay += points;
        }

        return new EarnedSoFar(onDay, month, year, ever);
    }

    private Basket BasketOf(PurchaseEvent purchase)
    {
        var store = ground.Store(purchase.StoreId);
        return new Basket
        {
            OccurredAt = purchase.OccurredAt,
            LocalTime = ground.Merchant.Zone.ToLocal(purchase.OccurredAt),
            StoreId = store.Id,
            StoreName = store.Name,
            Channel = store.Channel,
            Currency = ground.Merchant.Settings.Currency,
            Lines = purchase.Lines,
            PaidWithPoints = purchase.PaidWithPoints,
            Member = Self(purchase.Day, purchase.OccurredAt),
        };
    }

    private ActionFact FactOf(ActionEvent action) => new()
    {
        Action = action.Action,
        Amount = action.Amount,
        Before = ActionCounts.Of((_rewarded ?? []).Where(rewarded => rewarded.Action == action.Action).Select(rewarded => rewarded.Day), action.Day),
        Currency = ground.Merchant.Settings.Currency,
        LocalTime = ground.Merchant.Zone.ToLocal(action.OccurredAt),
        Member = Self(action.Day, action.OccurredAt),
    };

    /// <summary>The member as the rules would have seen them at this moment.</summary>
    private BasketMember Self(DateOnly day, DateTime moment)
    {
        var tier = _tiers.Tier;
        return new BasketMember
        {
            EnrolledAt = basics.EnrolledAt,
            BirthDate = basics.BirthDate,
            Purchases = _purchases,
            NetSales = _net,
            LastPurchaseAt = _lastPurchaseAt,
            TierKey = tier?.Key,
            TierName = tier?.Name,
            TierMultiplier = tier?.Multiplier ?? 1,
            Earned = ground.Draft.Rules.Needs.HasFlag(EarningNeeds.EarnedSoFar) ? EarnedSoFar(day) : default,
            Segments = [.. (basics.Segments ?? []).Where(row => row.IsAt(moment)).Select(row => row.SegmentId)],
        };
    }

    /// <summary>A purchase of which goods come back: its lines with what the tried programme gave them.</summary>
    private sealed class TouchedPurchase(PurchaseEvent purchase, Earned? earned)
    {
        private readonly (decimal Returned, long Reversed)[] _lines = new (decimal, long)[purchase.Lines.Count];

        public PurchaseEvent Purchase => purchase;

        /// <summary>The tried programme had its say.</summary>
        public bool IsInWindow => earned is not null;

        public long Id => purchase.Id;

        public DateOnly Day => purchase.Day;

        /// <summary>All of it came back.</summary>
        public bool IsGone { get; private set; }

        /// <returns>The points that the tried programme takes back: by the same arithmetic as the books.</returns>
        public long TakeBack(IReadOnlyList<ReturnedPiece> pieces)
        {
            long taken = 0;
            foreach (var piece in pieces)
            {
                var index = piece.Line - 1;
                var (returned, reversed) = _lines[index];
                var points = earned is null
                    ? piece.Points // before the window: as it was
                    : PurchaseLine.PointsFor(earned.LinePoints[index], reversed, purchase.Lines[index].Quantity, returned, piece.Quantity);
                _lines[index] = (returned + piece.Quantity, reversed + points);
                taken += points;
            }

            IsGone = Enumerable.Range(0, _lines.Length).All(index => _lines[index].Returned >= purchase.Lines[index].Quantity);
            return taken;
        }
    }
}
