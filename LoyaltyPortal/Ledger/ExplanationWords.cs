using System.Globalization;
using LoyaltyPortal.Platform.Shell;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Ledger;

/// <summary>Says the steps of explanations in the reader's language, with numbers and money in the reader's formats.</summary>
public sealed class ExplanationWords(IStringLocalizerFactory localizers, Formats formats)
{
    // A factory looks the assembly up each time; a statement has many steps of few rooms.
    private readonly Dictionary<string, IStringLocalizer> _rooms = new(StringComparer.Ordinal);

    /// <summary>The step's sentence; its code where no room has words for it.</summary>
    public string Say(ExplanationStep step)
    {
        if (!_rooms.TryGetValue(step.Room, out var texts))
            _rooms[step.Room] = texts = localizers.Create($"LoyaltyPortal.{step.Room}.{step.Room}Text", "LoyaltyPortal");
        var text = texts[step.Code, [step.Name ?? "", .. Arguments(step)]];
        return text.ResourceNotFound ? step.Code : text.Value;
    }

    /// <summary>Points before rounding: with their sign, and with decimals only where there are some.</summary>
    public static string Exact(decimal points)
    {
        var number = Math.Abs(points).ToString("#,0.####", CultureInfo.CurrentCulture);
        return points switch
        {
            > 0 => "+" + number,
            < 0 => "−" + number,
            _ => number,
        };
    }

    // Arguments are stored without a culture. A number before a currency is money, and the currency then stands for one unit of it.
    private IEnumerable<object> Arguments(ExplanationStep step)
    {
        var given = step.Arguments ?? [];
        for (var index = 0; index < given.Count; index++)
        {
            if (IsCurrency(given[index]) && index > 0 && IsNumber(given[index - 1], out _))
                yield return formats.Money(1, given[index]);
            else if (DateOnly.TryParseExact(given[index], "yyyy-MM-dd", out var day))
                yield return formats.Date(day);
            else if (!IsNumber(given[index], out var number))
                yield return given[index];
            else if (index + 1 < given.Count && IsCurrency(given[index + 1]))
                yield return formats.Money(number, given[index + 1]);
            else
                yield return number.ToString("#,0.####", CultureInfo.CurrentCulture);
        }
    }

    private static bool IsNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static bool IsCurrency(string text) => text.Length == 3 && text.All(char.IsAsciiLetterUpper);
}
