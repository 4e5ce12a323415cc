using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Feedback;

/// <summary>An answer from a file, ready to be kept.</summary>
/// <param name="Key">The line, hashed: the same line of the same file again is the same answer.</param>
public sealed record ImportedAnswer(SurveyAnswers Answers, DateTime AnsweredAt, long? MemberId, string Key);

/// <summary>A line of a file as it reads, before its member is looked up.</summary>
/// <param name="Line">As a text editor numbers it, from 1.</param>
public sealed record FileAnswer(int Line, SurveyAnswers Answers, DateTime AnsweredAt, string? Member, string Key);

/// <summary>What is wrong with a line; its text is <c>Fault.&lt;Code&gt;</c>.</summary>
public sealed record AnswerFault(int Line, string Code, string Value);

/// <summary>A file of past answers: a heading, then date, score or the three answers, and, where there are any, comment and member.</summary>
public sealed record AnswerFile(IReadOnlyList<FileAnswer> Rows, IReadOnlyList<AnswerFault> Faults)
{
    public const int MostLines = 5_000;
    public const int MostMegabytes = 2;

    private static readonly Dictionary<string, string> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["date"] = "date",
        ["tarih"] = "date",
        ["answered_at"] = "date",
        ["score"] = "score",
        ["puan"] = "score",
        ["recommend"] = "recommend",
        ["tavsiye"] = "recommend",
        ["buy_again"] = "buy_again",
        ["tekrar"] = "buy_again",
        ["try_other"] = "try_other",
        ["dene"] = "try_other",
        ["comment"] = "comment",
        ["yorum"] = "comment",
        ["member"] = "member",
        ["üye"] = "member",
        ["uye"] = "member",
    };

    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "dd.MM.yyyy", "dd.MM.yyyy HH:mm"];

    /// <summary>Reads a whole file. Lines with faults are left out of <see cref="Rows"/> and listed, each with the first that was found.</summary>
    /// <returns>Or <c>survey_file_empty</c>, <c>survey_file_columns</c>, <c>survey_file_too_long</c>, <c>survey_file_quotes</c>.</returns>
    public static Result<AnswerFile> Read(string text, SurveyKind kind, MerchantView merchant, DateTime now)
    {
        if (!Split(text.TrimStart('\uFEFF')).Try(out var lines, out var broken))
            return broken;
        if (lines.Count == 0)
            return SurveyErrors.FileEmpty();
        if (lines.Count - 1 > MostLines)
            return SurveyErrors.FileTooLong(MostLines);
        var places = lines[0].Cells.Select((name, index) => (Name: Columns.GetValueOrDefault(name.Trim()), index)).Where(column => column.Name is not null)
            .GroupBy(column => column.Name!).ToDictionary(group => group.Key, group => group.First().index, StringComparer.Ordinal);
        string[] needed = kind == SurveyKind.LoyaltyIndex ? ["date", "recommend", "buy_again", "try_other"] : ["date", "score"];
        if (needed.Where(column => !places.ContainsKey(column)).ToList() is { Count: > 0 } missing)
            return SurveyErrors.FileColumns(string.Join(", ", missing));
        if (lines.Count == 1)
            return SurveyErrors.FileEmpty();

        var (rows, faults, seen) = (new List<FileAnswer>(), new List<AnswerFault>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (line, cells) in lines.Skip(1))
        {
            if (cells.Length > lines[0].Cells.Length)
                faults.Add(new AnswerFault(line, "Columns", cells.Length.ToString(CultureInfo.InvariantCulture)));
            else if (Take(line, name => places.TryGetValue(name, out var index) && index < cells.Length ? cells[index].Trim() : "", kind, merchant, now, seen, out var row) is { } fault)
                faults.Add(fault);
            else
                rows.Add(row!);
        }

        return new AnswerFile(rows, faults);
    }

    private static AnswerFault? Take(int line, Func<string, string> cell, SurveyKind kind, MerchantView merchant, DateTime now, Dictionary<string, int> seen, out FileAnswer? row)
    {
        row = null;
        if (DateOf(cell("date"), merchant) is not { } at)
            return new AnswerFault(line, "Date", cell("date"));
        if (at > now || at.Year < 1990)
            return new AnswerFault(line, "When", cell("date"));
        var comment = cell("comment");
        var answers = new SurveyAnswers { Comment = comment.Length == 0 ? null : comment };
        if (kind == SurveyKind.LoyaltyIndex)
        {
            foreach (var column in (string[])["recommend", "buy_again", "try_other"])
            {
                if (cell(column).Length > 0 && Whole(cell(column)) is not (>= LoyaltyAnswers.CannotAnswer and <= LoyaltyAnswers.Most))
                    return new AnswerFault(line, "Answer", cell(column));
            }

            answers = answers with { Recommend = Whole(cell("recommend")) ?? LoyaltyAnswers.CannotAnswer, BuyAgain = Whole(cell("buy_again")) ?? LoyaltyAnswers.CannotAnswer, TryOther = Whole(cell("try_other")) ?? LoyaltyAnswers.CannotAnswer };
            if (answers is { Recommend: 0, BuyAgain: 0, TryOther: 0 })
                return new AnswerFault(line, "Nothing", "");
        }
        else
        {
            answers = answers with { Score = Whole(cell("score")) };
            if (answers.Score is not (>= 0 and <= NetPromoterScore.Highest))
                return new AnswerFault(line, "Score", cell("score"));
        }

        if (answers.Check(kind) is not null)
            return new AnswerFault(line, "Comment", comment[..Math.Min(comment.Length, 40)]);
        var said = string.Create(CultureInfo.InvariantCulture, $"{at:O}|{answers.Score}|{answers.Recommend}|{answers.BuyAgain}|{answers.TryOther}|{cell("member")}|{comment}");
        var time = seen[said] = seen.GetValueOrDefault(said) + 1; // two people may have said the same on one day
        row = new FileAnswer(line, answers, at, cell("member") is { Length: > 0 } member ? member : null, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{said}|{time}"))));
        return null;
    }

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A moment in the merchant's zone; a day alone is taken at noon.</summary>
    private static DateTime? DateOf(string text, MerchantView merchant)
    {
        if (!DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && !DateTime.TryParse(text, CultureInfo.GetCultureInfo(merchant.Settings.Locale), DateTimeStyles.NoCurrentDateDefault, out local))
            return null;
        if (local.Year < 2)
            return null;
        return Platform.Time.Clock.Truncate(merchant.Zone.ToUtc(local.TimeOfDay == TimeSpan.Zero ? local.AddHours(12) : local));
    }

    /// <summary>Cells of lines that are not blank; quotes may hold separators, line breaks and doubled quotes (RFC 4180).</summary>
    private static Result<List<(int Line, string[] Cells)>> Split(string text)
    {
        var head = text.Split('\n', 2)[0];
        var separator = new[] { ',', ';', '\t' }.MaxBy(candidate => head.Count(c => c == candidate));
        var (lines, cells, cell) = (new List<(int, string[])>(), new List<string>(), new StringBuilder());
        var (line, start, quoted, opened) = (1, 1, false, 0);
        for (var index = 0; index <= text.Length; index++)
        {
            var c = index < text.Length ? text[index] : '\n';
            if (quoted && index < text.Length)
            {
                if (c == '\n')
                    line++;
                if (c != '"')
                    cell.Append(c);
                else if (index + 1 < text.Length && text[index + 1] == '"')
                    cell.Append(text[++index]);
                else
                    quoted = false;
            }
            else if (quoted)
            {
                return SurveyErrors.FileQuotes(opened);
            }
            else if (c == '"' && string.IsNullOrWhiteSpace(cell.ToString()))
            {
                (quoted, opened) = (true, line);
                cell.Clear();
            }
            else if (c == separator)
            {
                Next();
            }
            else if (c == '\n')
            {
                Next();
                if (cells.Exists(static one => one.Length > 0))
                    lines.Add((start, [.. cells]));
                cells.Clear();
                start = ++line;
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }

        return lines;

        void Next()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
