using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;

namespace LoyaltyPortal.Analytics;

/// <summary>What the start page says of loyalty: a figure of each report that matters most, and whom to care for.</summary>
/// <param name="Tiles">Each leads to its report.</param>
/// <param name="Care">Members at risk, those who spent most first; null: nobody is.</param>
public sealed record LoyaltyBoard(ReportWindow? Window, IReadOnlyList<ReportTile> Tiles, ReportChart? Chart, ReportTable? Care)
{
    private const int CaredFor = 6;

    /// <summary>The reports and which of their tiles.</summary>
    private static readonly (string Report, int Tile)[] Parts = [("repeat", 0), ("repeat", 1), ("nps", 0), ("nps-purchase", 0), ("loyalty-index", 0), ("points", 2)];

    public static async Task<LoyaltyBoard> AskAsync(ReportService reports, Actor actor, MerchantView merchant, ReportWords words, CancellationToken cancellation)
    {
        var answers = new Dictionary<string, ReportAnswer>(StringComparer.Ordinal);
        foreach (var key in Parts.Select(part => part.Report).Append("first-time").Append("at-risk").Distinct())
        {
            if ((await reports.AskAsync(actor, reports.Find(key)!, ReportAddress.Of(merchant.Slug, key, null, null, null, null, null, null, null), words, cancellation)).Try(out var answer, out _) && !answer.IsEmpty)
                answers[key] = answer;
        }

        var care = answers.GetValueOrDefault("at-risk")?.Table;
        return new LoyaltyBoard(
            answers.GetValueOrDefault("repeat")?.Window,
            [.. Parts.Where(part => answers.ContainsKey(part.Report)).Select(part => answers[part.Report].Tiles[part.Tile] with { Href = $"/m/{merchant.Slug}/reports/{part.Report}" })],
            answers.GetValueOrDefault("first-time")?.Chart,
            care is null ? null : care with { Rows = [.. care.Rows.Take(CaredFor)] });
    }
}
