using System.Globalization;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Demo;

/// <summary>Somebody joins.</summary>
internal sealed record DemoJoin(int Person, int Store, DateTime At);

/// <summary>Something is sold; <see cref="Person"/> is null for somebody unknown.</summary>
internal sealed record DemoSale(int Number, int? Person, int Store, DateTime At, string Reference, IReadOnlyList<LineInput> Lines);

/// <summary>One line of a sale comes back.</summary>
internal sealed record DemoReturn(int Sale, int Line, DateTime At);

/// <summary>
/// A year of a bookshop, from a fixed seed, ending now: Saturdays and Decembers are busy, lunch breaks too, the web shop sells in the evening;
/// a few members come every other week, most every month or two, some once, some no more; as many buyers again stay unknown.
/// Pure: the same seed, members and moment give the same year.
/// </summary>
internal sealed class DemoHistory
{
    private const int Seed = 20_240_229;
    private const int Web = 3;
    private const int Days = 365;

    private static readonly double[] MonthFactor = [0.80, 0.82, 0.95, 0.95, 0.92, 0.90, 1.00, 1.05, 0.98, 1.05, 1.35, 1.95];
    private static readonly double[] WeekdayFactor = [0.85, 0.80, 0.85, 0.90, 0.95, 1.15, 1.70];
    private static readonly double[] StoreShare = [0.42, 0.34, 0.24];

    private readonly Random _random = new(Seed);
    private readonly Zone _zone;
    private readonly DateTime _now;
    private readonly DateOnly _today;
    private readonly List<DemoJoin> _joins = [];
    private readonly List<DemoSale> _sales = [];
    private readonly List<DemoReturn> _returns = [];
    private readonly int[] _receipts = [10_400, 20_150, 30_080, 70_000];

    private DemoHistory(Zone zone, DateTime now)
    {
        _zone = zone;
        _now = now;
        _today = zone.DayOf(now);
        People = DemoPeople.All(_random);
    }

    public IReadOnlyList<DemoPerson> People { get; }

    public IReadOnlyList<DemoJoin> Joins => _joins;

    public IReadOnlyList<DemoSale> Sales => _sales;

    public IReadOnlyList<DemoReturn> Returns => _returns;

    public static DateTime StartOf(Zone zone, DateTime now) => zone.StartOf(zone.DayOf(now).AddDays(-Days));

    public static DemoHistory Make(Zone zone, DateTime now)
    {
        var history = new DemoHistory(zone, now);
        history.Live();
        return history;
    }

    private void Live()
    {
        var members = People.Select((person, index) => Habit.Of(index, _random)).ToList();
        for (var age = Days; age >= 0; age--)
        {
            var day = _today.AddDays(-age);
            var sales = new List<(DateTime At, int? Person, int Store)>();
            foreach (var member in members)
            {
                if (member.JoinsAge == age && TimeOn(day, member.Home) is { } joined)
                {
                    _joins.Add(new DemoJoin(member.Person, member.Home, joined));
                    sales.Add((joined.AddMinutes(3), member.Person, member.Home)); // people join when they pay
                }
                else if (member.JoinsAge > age && age >= member.LeavesAge && _random.NextDouble() < member.VisitsPerDay * FactorOf(day))
                {
                    var store = _random.NextDouble() < member.OnlineShare ? Web : member.Home;
                    if (TimeOn(day, store) is { } at)
                        sales.Add((at, member.Person, store));
                }

                // The one whose wallet is shown has something that is still pending, whatever the dice say.
                if (member.Person == 0 && age is 2 or 9 && TimeOn(day, 0) is { } visit)
                    sales.Add((visit, 0, 0));
            }

            for (var store = 0; store <= Web; store++)
            {
                var expected = (store == Web ? 1.2 : 5.2 * StoreShare[store]) * FactorOf(day);
                for (var made = Poisson(expected); made > 0; made--)
                {
                    if (TimeOn(day, store) is { } at)
                        sales.Add((at, null, store));
                }
            }

            foreach (var (at, person, store) in sales.Where(sale => sale.At < _now).OrderBy(sale => sale.At))
                Sell(at, person, store, person is { } known ? members[known].Favourite : null);
        }

        _joins.RemoveAll(join => join.At >= _now);
        _returns.Sort((left, right) => left.At.CompareTo(right.At));
    }

    private void Sell(DateTime at, int? person, int store, int? favourite)
    {
        var lines = DemoShelf.Basket(_random, favourite, store == Web, _zone.DayOf(at).Month == 12);
        var reference = string.Create(CultureInfo.InvariantCulture, $"{DemoMerchant.Stores[store].Code}-{++_receipts[store]}");
        var sale = new DemoSale(_sales.Count, person, store, at, reference, lines);
        _sales.Add(sale);
        if (_random.NextDouble() > (store == Web ? 0.06 : 0.025))
            return;
        var line = _random.Next(lines.Count);
        var back = at.AddDays(1 + _random.Next(12)).AddMinutes(_random.Next(90));
        if (lines[line].Kind == LineKind.Goods && back < _now)
            _returns.Add(new DemoReturn(sale.Number, line + 1, back));
    }

    private static double FactorOf(DateOnly day) =>
        (day.Month, day.Day) is (12, 25 or 26) or (1, 1) ? 0 : MonthFactor[day.Month - 1] * WeekdayFactor[(int)day.DayOfWeek];

    /// <summary>A moment of that day when the store is open, or null when that moment is still to come.</summary>
    private DateTime? TimeOn(DateOnly day, int store)
    {
        // The sum of three dice is a hill: shops peak after lunch, the web shop in the evening.
        var hill = (_random.NextDouble() + _random.NextDouble() + _random.NextDouble()) / 3;
        var (from, hours) = store == Web ? (8.0, 16.0) : day.DayOfWeek == DayOfWeek.Sunday ? (11.0, 6.0) : (9.0, 9.0);
        var minutes = store == Web && _random.NextDouble() < 0.6 ? 60 * (18.5 + 4.5 * _random.NextDouble()) : 60 * (from + hours * hill);
        var at = _zone.ToUtc(day.ToDateTime(TimeOnly.MinValue).AddMinutes((int)minutes).AddSeconds(_random.Next(60)));
        return at < _now.AddMinutes(-10) ? at : null;
    }

    private int Poisson(double expected)
    {
        var limit = Math.Exp(-expected);
        var product = _random.NextDouble();
        var count = 0;
        for (; product > limit; count++)
            product *= _random.NextDouble();
        return count;
    }

    /// <summary>How one member buys. Ages are days before today.</summary>
    private sealed record Habit(int Person, int Home, double VisitsPerDay, double OnlineShare, int Favourite, int JoinsAge, int LeavesAge)
    {
        public static Habit Of(int person, Random random)
        {
            if (person == 0)
                return new Habit(0, 0, 1 / 11.0, 0.3, DemoShelf.FictionIndex, Days - 20, 0);
            var kind = random.NextDouble();
            var (visits, leaves) = kind switch
            {
                < 0.14 => (1 / 9.0, 0),
                < 0.44 => (1 / 24.0, 0),
                < 0.76 => (1 / 70.0, 0),
                < 0.88 => (1 / 20.0, 100 + random.Next(140)),
                _ => (1 / 400.0, 0),
            };
            var home = random.NextDouble() is var place && place < StoreShare[0] ? 0 : place < StoreShare[0] + StoreShare[1] ? 1 : 2;
            var joins = random.NextDouble() < 0.4 ? Days - random.Next(45) : 1 + random.Next(Days - 1);
            return new Habit(person, home, visits, random.NextDouble() * random.NextDouble() * 0.8, DemoShelf.Category(random), Math.Max(joins, leaves), leaves);
        }
    }
}
