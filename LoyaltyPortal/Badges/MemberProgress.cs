using System.Globalization;
using System.Text;
using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Badges;

/// <summary>
/// How far one member is with every goal, in one row: a purchase moves most of them at once, and one row costs one read and one write however many there are.
/// It says nothing that the books do not say: it can be counted again from them at any time.
/// </summary>
public sealed class MemberProgress : IMerchantOwned, IVersioned
{
    private ProgressSheet? _sheet;

    private MemberProgress()
    {
    }

    public long MemberId { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>A <see cref="ProgressSheet"/> as text.</summary>
    public string Sheet { get; private set; } = "";

    public long Version { get; private set; }

    internal static MemberProgress Of(long memberId, int merchantId) => new() { MemberId = memberId, MerchantId = merchantId };

    /// <summary>The sheet; it is changed in place, and kept with <see cref="Keep"/>.</summary>
    public ProgressSheet Open() => _sheet ??= ProgressSheet.Parse(Sheet);

    internal void Keep()
    {
        Sheet = Open().ToText();
        Version++;
    }

    internal void Replace(ProgressSheet sheet)
    {
        _sheet = sheet;
        Keep();
    }
}

/// <summary>One member's way to one goal.</summary>
public sealed class GoalProgress(long stamp)
{
    /// <summary>What the goal's stamp was when this was counted: another one, and it must be counted anew.</summary>
    public long Stamp { get; } = stamp;

    /// <summary>How many levels have been awarded; of a challenge 1 while it is won.</summary>
    public int Level { get; set; }

    /// <summary>Takes part in a challenge that asks for it.</summary>
    public bool HasJoined { get; set; }

    /// <summary>Sums by mark; sums of nothing are left out.</summary>
    public Dictionary<string, decimal> Marks { get; } = new(StringComparer.OrdinalIgnoreCase);

    public void Add(Mark mark)
    {
        // What parts a sheet's text cannot be in a name; a file's category may have it.
        var name = mark.Name.AsSpan().IndexOfAny('\t', '\n') < 0 ? mark.Name : mark.Name.Replace('\t', ' ').Replace('\n', ' ');
        var sum = Marks.GetValueOrDefault(name) + mark.Amount;
        if (sum == 0)
            Marks.Remove(name);
        else
            Marks[name] = sum;
    }

    public bool SameMarks(GoalProgress other) => Marks.Count == other.Marks.Count && Marks.All(mark => other.Marks.GetValueOrDefault(mark.Key) == mark.Value);
}

/// <summary>Progress by goal. As text: a line per goal "id stamp level joined", then its marks "name=amount" between tabs.</summary>
public sealed class ProgressSheet
{
    private readonly SortedDictionary<long, GoalProgress> _goals = [];

    public IReadOnlyDictionary<long, GoalProgress> Goals => _goals;

    /// <summary>The progress as counted for the goal as it is now; null where it has not been counted so yet.</summary>
    public GoalProgress? Find(GoalInForce goal) => _goals.TryGetValue(goal.Id, out var progress) && progress.Stamp == goal.Stamp ? progress : null;

    public void Put(long goalId, GoalProgress progress) => _goals[goalId] = progress;

    /// <summary>Drops goals that are in force no more.</summary>
    public void KeepOnly(IReadOnlySet<long> goals)
    {
        foreach (var gone in _goals.Keys.Where(id => !goals.Contains(id)).ToList())
            _goals.Remove(gone);
    }

    public static ProgressSheet Parse(string text)
    {
        var sheet = new ProgressSheet();
        Span<Range> head = stackalloc Range[4];
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range];
            if (line.IsEmpty)
                continue;
            GoalProgress? progress = null;
            foreach (var part in line.Split('\t'))
            {
                var piece = line[part];
                if (progress is null)
                {
                    piece.Split(head, ' ');
                    progress = new GoalProgress(Whole(piece[head[1]])) { Level = (int)Whole(piece[head[2]]), HasJoined = piece[head[3]] is "1" };
                    sheet._goals.Add(Whole(piece[head[0]]), progress);
                    continue;
                }

                var equals = piece.LastIndexOf('=');
                progress.Marks.Add(piece[..equals].ToString(), decimal.Parse(piece[(equals + 1)..], NumberStyles.Number, CultureInfo.InvariantCulture));
            }
        }

        return sheet;
    }

    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var (id, progress) in _goals)
        {
            if (text.Length > 0)
                text.Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"{id} {progress.Stamp} {progress.Level} {(progress.HasJoined ? 1 : 0)}");
            foreach (var (mark, amount) in progress.Marks)
                text.Append('\t').Append(mark.AsSpan()).Append('=').Append(CultureInfo.InvariantCulture, $"{amount:0.####}");
        }

        return text.ToString();
    }

    private static long Whole(ReadOnlySpan<char> text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
