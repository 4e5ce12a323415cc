using LoyaltyPortal.Ledger;

namespace LoyaltyPortal.Earning;

/// <summary>
/// Where the rules write what they give, before it is added up and rounded once. One sheet serves many purchases, one after the other, and
/// writes no words for those that nobody will read: what it decides is the same.
/// </summary>
public sealed class EarningSheet
{
    public const string Room = "Earning";

    /// <summary>What all multipliers together may make of a line at the most: a mistake must not stop the till.</summary>
    public const decimal MostTimes = 10_000;

    private Basket _basket = default!;
    private Stacking _stacking;
    private decimal[] _basis = [];
    private decimal[] _points = [];
    private decimal[] _extra = [];
    private decimal[] _times = [];
    private int[] _winner = [];
    private long[] _bonus = [];
    private decimal[] _given = [];
    private string[] _names = [];
    private List<ExplanationStep>? _fired;
    private List<ExplanationStep>? _silent;
    private readonly List<(int Turn, ExplanationStep Step)> _waiting = [];
    private int _turn;
    private decimal _moved;
    private int _tightest;

    /// <summary>Lines of the purchase.</summary>
    public int Lines { get; private set; }

    /// <summary>False where only the points are asked for: then no words are made.</summary>
    public bool Explains => _fired is not null;

    /// <summary>What counts for points, in the currency.</summary>
    public decimal Basis { get; private set; }

    /// <summary>What has been earned when the caps have their turn, unrounded.</summary>
    public decimal Exact { get; private set; }

    /// <summary>No more than this; null without a cap that was reached.</summary>
    public long? Limit { get; private set; }

    internal IReadOnlyList<ExplanationStep> FiredSteps => _fired!;

    internal IReadOnlyList<ExplanationStep> SilentSteps => _silent!;

    /// <summary>The amount of a line that counts for points, in the currency; 0 for what does not count.</summary>
    public decimal BasisOf(int line) => _basis[line];

    /// <summary>Base points of a line, before multipliers.</summary>
    public decimal PointsOf(int line) => _points[line];

    /// <summary>Base points.</summary>
    public void Give(int line, decimal points)
    {
        _points[line] += points;
        _moved += points;
    }

    /// <summary>Multiplies the base points of a line; how it goes together with other multipliers is the programme's affair.</summary>
    public void Multiply(int line, decimal factor)
    {
        switch (_stacking)
        {
            case Stacking.BestOf:
                if (factor > _times[line])
                    (_times[line], _winner[line]) = (factor, _turn);
                return;
            case Stacking.Multiply:
                var times = Math.Min(_times[line] * factor, MostTimes);
                Extra(line, _points[line] * (times - _times[line]));
                _times[line] = times;
                return;
            default:
                Extra(line, _points[line] * (factor - 1));
                return;
        }
    }

    /// <summary>Whole points for the purchase, shared over its lines by what counts of them; the last of those takes what is left.</summary>
    public void Add(long points)
    {
        decimal sum = 0;
        long given = 0;
        var last = -1;
        for (var line = 0; line < Lines; line++)
        {
            if (_basis[line] == 0)
                continue;
            sum += _basis[line];
            var upTo = (long)decimal.Truncate(sum / Basis * points);
            _bonus[line] += upTo - given;
            (given, last) = (upTo, line);
        }

        _bonus[last] += points - given;
        _moved += points;
    }

    /// <summary>The purchase earns no more than so many points; of several limits the lowest counts.</summary>
    public void Cap(long limit)
    {
        if (Limit <= limit)
            return;
        (Limit, _tightest) = (limit, _turn);
    }

    /// <summary>Says what the rule did; how many points that moved the sheet knows.</summary>
    public void Fired(EarningRule rule, string code, params string[] arguments) => Fired(rule.Name, code, arguments);

    /// <summary>Says why the rule did nothing.</summary>
    public void Silence(EarningRule rule, string code, params string[] arguments) => _silent!.Add(Step(rule.Name, code, arguments));

    internal void Fired(string? name, string code, params string[] arguments) => _waiting.Add((_turn, Step(name, code, arguments) with { Points = _moved }));

    internal void LeftOut(string code, decimal amount)
    {
        if (Explains && amount != 0)
            _silent!.Add(new ExplanationStep(Room, code) { Arguments = [Say.Money(amount), _basket.Currency] });
    }

    internal void Begin(Basket basket, Stacking stacking, bool explains, int turns)
    {
        _basket = basket;
        _stacking = stacking;
        Lines = basket.Lines.Count;
        if (_basis.Length < Lines)
        {
            var size = Math.Max(16, Lines);
            (_basis, _points, _extra, _times, _winner, _bonus) = (new decimal[size], new decimal[size], new decimal[size], new decimal[size], new int[size], new long[size]);
        }

        Array.Clear(_basis, 0, Lines);
        Array.Clear(_points, 0, Lines);
        Array.Clear(_extra, 0, Lines);
        Array.Clear(_bonus, 0, Lines);
        Array.Fill(_times, 1m, 0, Lines);
        if (stacking == Stacking.BestOf && _given.Length < turns)
            (_given, _names) = (new decimal[turns], new string[turns]);
        (Basis, Exact, Limit, _tightest, _turn, _moved) = (0, 0, null, -1, -1, 0);
        (_fired, _silent) = (explains ? [] : null, explains ? [] : null);
        _waiting.Clear();
    }

    /// <summary>Lets go of the purchase, so that a sheet at rest holds nobody's.</summary>
    internal void End() => (_basket, _fired, _silent) = (default!, null, null);

    internal void Count(int line, decimal amount)
    {
        _basis[line] = amount;
        Basis += amount;
    }

    internal void Turn(int turn, string? name)
    {
        _turn = turn;
        _moved = 0;
        if (_stacking == Stacking.BestOf && turn >= 0)
            (_given[turn], _names[turn]) = (0, name ?? "");
    }

    internal void EndOfPhase()
    {
        if (_waiting.Count == 0)
            return;
        foreach (var (_, step) in _waiting)
            _fired!.Add(step);
        _waiting.Clear();
    }

    /// <summary>Of several multipliers on a line the best one counts; the others did nothing there.</summary>
    internal void EndOfMultipliers()
    {
        if (_stacking != Stacking.BestOf)
        {
            EndOfPhase();
            return;
        }

        for (var line = 0; line < Lines; line++)
        {
            if (_times[line] == 1)
                continue;
            var extra = _points[line] * (_times[line] - 1);
            _extra[line] += extra;
            _given[_winner[line]] += extra;
        }

        foreach (var (turn, step) in _waiting)
        {
            if (_given[turn] != 0)
                _fired!.Add(step with { Points = _given[turn] });
            else
                _silent!.Add(Step(step.Name, "silent_better", [BetterThan(turn)]));
        }

        _waiting.Clear();
    }

    internal void BeginCaps()
    {
        for (var line = 0; line < Lines; line++)
            Exact += Total(line);
    }

    /// <summary>The lowest limit takes what is above it; the others did nothing.</summary>
    internal void EndOfCaps()
    {
        foreach (var (turn, step) in _waiting)
        {
            if (turn == _tightest)
                _fired!.Add(step with { Points = Limit!.Value - Exact });
            else
                _silent!.Add(Step(step.Name, "silent_cap_lower", []));
        }

        _waiting.Clear();
    }

    internal long Points => Limit ?? (long)decimal.Truncate(Exact);

    /// <summary>
    /// Shares the whole points over the lines in proportion to their exact points, the leftover ones to the largest remainders, earlier lines
    /// first. Under a cap every line is scaled down alike.
    /// </summary>
    internal void Share(Span<long> shares)
    {
        var points = Points;
        var given = 0L;
        for (var line = 0; line < Lines; line++)
        {
            // From here on the line's remainder lies where its points were.
            var exact = Limit is null ? Total(line) : Exact == 0 ? 0 : Total(line) / Exact * points;
            var whole = decimal.Truncate(exact);
            shares[line] = (long)whole;
            _extra[line] = exact - whole;
            given += shares[line];
        }

        for (; given < points; given++)
        {
            var next = 0;
            for (var line = 1; line < Lines; line++)
            {
                if (_extra[line] > _extra[next])
                    next = line;
            }

            shares[next]++;
            _extra[next] = -1;
        }
    }

    private decimal Total(int line) => _points[line] + _extra[line] + _bonus[line];

    private void Extra(int line, decimal points)
    {
        _extra[line] += points;
        _moved += points;
    }

    /// <summary>Who counted on the lines that this rule wanted: the one that gave most.</summary>
    private string BetterThan(int turn)
    {
        var best = -1;
        for (var line = 0; line < Lines; line++)
        {
            if (_times[line] != 1 && _winner[line] != turn && (best < 0 || _given[_winner[line]] > _given[best]))
                best = _winner[line];
        }

        return best < 0 ? "" : _names[best];
    }

    private static ExplanationStep Step(string? name, string code, string[] arguments) =>
        new(Room, code, name) { Arguments = arguments.Length == 0 ? null : arguments };
}
