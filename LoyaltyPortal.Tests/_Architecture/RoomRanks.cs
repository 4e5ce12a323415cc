using System.Text.RegularExpressions;

namespace LoyaltyPortal.Tests.Architecture;

/// <summary>Reads sources and finds where a room refers to one of its own rank or above, by a using directive or by a full name.</summary>
internal static partial class RoomRanks
{
    private static readonly (int Rank, string[] Rooms)[] Ranks =
    [
        (0, ["Platform"]),
        (1, ["Identity", "Merchants", "Members"]),
        (2, ["Ledger", "Facts"]),
        (3, ["Earning", "Tiers", "Rewards", "Badges", "Referrals", "Contests", "Partners", "Memberships", "Events", "Feedback", "Service", "Campaigns"]),
        (4, ["Programmes"]),
        (5, ["Purchases"]),
        (6, ["Segments"]),
        (7, ["Imports", "Till", "Wallet", "Start", "Trials", "Proofs", "Corrections", "Analytics", "Statements", "Billing"]),
        (8, ["Api"]),
        (9, ["Demo"]),
    ];

    private static readonly Dictionary<string, int> RankOf = Ranks.SelectMany(rank => rank.Rooms.Select(room => (room, rank.Rank))).ToDictionary();

    /// <param name="sources">Path below the portal's folder, with forward slashes, and text.</param>
    public static IEnumerable<string> Violations(IEnumerable<(string Path, string Text)> sources)
    {
        foreach (var (path, text) in sources)
        {
            var room = path.Split('/')[0];
            if (!path.Contains('/', StringComparison.Ordinal))
                continue; // composition: the program itself knows every room
            if (!RankOf.TryGetValue(room, out var own))
            {
                yield return $"{path}: {room} has no rank";
                continue;
            }

            foreach (var other in References().Matches(WithoutComments(text)).Select(match => match.Groups[1].Value).Distinct())
            {
                if (other != room && RankOf.TryGetValue(other, out var rank) && rank >= own)
                    yield return $"{path}: {room} (rank {own}) refers to {other} (rank {rank})";
            }
        }
    }

    public static IEnumerable<(string Path, string Text)> Sources()
    {
        var root = Path.Combine(Checkout.Root, "LoyaltyPortal");
        return Directory.EnumerateFiles(root, "*.*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".cs" or ".razor")
            .Select(path => (Path: Path.GetRelativePath(root, path).Replace('\\', '/'), Full: path))
            .Where(file => !file.Path.StartsWith("bin/", StringComparison.Ordinal) && !file.Path.StartsWith("obj/", StringComparison.Ordinal) && !file.Path.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(file => (file.Path, File.ReadAllText(file.Full)));
    }

    /// <summary>Names in comments and documents are no references.</summary>
    private static string WithoutComments(string text) => Comments().Replace(text, "");

    [GeneratedRegex(@"(?<![\w.])(?:global::)?LoyaltyPortal\.([A-Z]\w*)", RegexOptions.None, 1_000)]
    private static partial Regex References();

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|@\*.*?\*@", RegexOptions.Singleline, 1_000)]
    private static partial Regex Comments();
}
