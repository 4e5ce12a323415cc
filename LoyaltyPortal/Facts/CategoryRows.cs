using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Facts;

/// <summary>What was sold in a category; nothing (the empty word) where a line names none.</summary>
public readonly record struct CategorySale(string Category, decimal Net);

/// <summary>What members bought of one category in one local month (yyyymm) and is kept, as it was sold. Money in the merchant's currency.</summary>
public sealed class CategoryMonth : IMerchantOwned
{
    internal CategoryMonth()
    {
    }

    public int MerchantId { get; internal set; }

    /// <summary>The empty word: of lines that name none.</summary>
    public string Category { get; internal set; } = "";

    public int Month { get; internal set; }

    public decimal KeptNet { get; internal set; }
}

/// <summary>
/// How many members bought something of a category in a month (yyyymm) that is kept, by the month in which they had done so before: what follows from <see cref="MonthArrival"/> for a
/// window of months follows from this for each category.
/// </summary>
public sealed class CategoryArrival : IMerchantOwned
{
    internal CategoryArrival()
    {
    }

    public int MerchantId { get; internal set; }

    public string Category { get; internal set; } = "";

    public int Month { get; internal set; }

    /// <summary>0: never before.</summary>
    public int Previous { get; internal set; }

    public long KeptMembers { get; internal set; }
}

/// <summary>
/// How the members moved in one month by how lately they had bought in their categories: of each member's categories in the order of the last month in which something of them was bought, the
/// first, the second and so on was last bought then. A member has so many categories in a window of months if that one of them was bought in the window; so how many do are the sum of
/// the moves within it.
/// </summary>
public sealed class BreadthMonth : IMerchantOwned
{
    /// <summary>Who buys in more categories is not told apart any further.</summary>
    public const int Most = 5;

    internal BreadthMonth()
    {
    }

    public int MerchantId { get; internal set; }

    /// <summary>The month of the move (yyyymm).</summary>
    public int Month { get; internal set; }

    /// <summary>The two that follow, in one number.</summary>
    public int Place { get; internal set; }

    /// <summary>1 for the category bought last, to <see cref="Most"/>.</summary>
    public int Rank { get; internal set; }

    /// <summary>The month in which it was last bought.</summary>
    public int Latest { get; internal set; }

    /// <summary>Who came here, less who went.</summary>
    public long KeptMembers { get; internal set; }

    internal static int PlaceOf(int rank, int latest) => (rank * 1_000_000) + latest;

    internal static BreadthMonth Of(int merchantId, int month, int place) => new() { MerchantId = merchantId, Month = month, Place = place, Rank = place / 1_000_000, Latest = place % 1_000_000 };
}

/// <summary>In which categories one member bought, month by month, and what follows for the rows of all. Months are looked at backwards, and no further than it takes.</summary>
/// <param name="months">The months in which something was bought that is kept, in order.</param>
internal sealed class CategoryHistory(IReadOnlyList<(int Month, Lazy<IReadOnlySet<string>> Categories)> months)
{
    /// <param name="of">The categories of a month; none: it is as if there were no such month.</param>
    public static CategoryHistory Of(IEnumerable<MemberMonth> months, Func<MemberMonth, IReadOnlySet<string>> of) =>
        new([.. months.Select(month => (month.Month, new Lazy<IReadOnlySet<string>>(() => of(month))))]);

    /// <summary>For each category of a month, the one before in which it was bought; 0: none.</summary>
    public IEnumerable<(string Category, int Month, int Previous)> Arrivals(int from) =>
        Enumerable.Range(0, months.Count).Where(index => months[index].Month >= from).SelectMany(index => months[index].Categories.Value.Select(category => (category, months[index].Month, Before(index, category))));

    /// <summary>Which places of the member's latest categories were left in a month, and which were taken.</summary>
    public IEnumerable<(int Month, int Place, int Count)> Moves(int from)
    {
        for (var index = 0; index < months.Count; index++)
        {
            if (months[index].Month < from || months[index].Categories.Value.Count == 0)
                continue;
            var (before, after) = (Latest(index - 1), Latest(index));
            for (var rank = 1; rank <= after.Count; rank++)
            {
                if (rank <= before.Count && before[rank - 1] == after[rank - 1])
                    continue;
                if (rank <= before.Count)
                    yield return (months[index].Month, BreadthMonth.PlaceOf(rank, before[rank - 1]), -1);
                yield return (months[index].Month, BreadthMonth.PlaceOf(rank, after[rank - 1]), 1);
            }
        }
    }

    private int Before(int index, string category)
    {
        for (index--; index >= 0; index--)
        {
            if (months[index].Categories.Value.Contains(category))
                return months[index].Month;
        }

        return 0;
    }

    /// <summary>When each of the latest categories was last bought up to a month, latest first.</summary>
    private List<int> Latest(int index)
    {
        var (seen, latest) = (new HashSet<string>(StringComparer.Ordinal), new List<int>());
        for (; index >= 0 && latest.Count < BreadthMonth.Most; index--)
        {
            foreach (var category in months[index].Categories.Value)
            {
                if (category.Length > 0 && latest.Count < BreadthMonth.Most && seen.Add(category))
                    latest.Add(months[index].Month);
            }
        }

        return latest;
    }
}
