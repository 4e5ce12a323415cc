using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LoyaltyPortal.Platform.Drawing;

/// <summary>Reads the shapes of our icon sprite: lines and curves, absolute and relative; no arcs, which it does not use.</summary>
public static partial class SvgPath
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>An icon of the sprite within a box of one by one; null where the sprite has none of that name.</summary>
    public static Outline? Icon(string name)
    {
        using var stream = typeof(SvgPath).Assembly.GetManifestResourceStream("LoyaltyPortal.Icons.svg")!;
        var symbol = XDocument.Load(stream).Descendants(Svg + "symbol").FirstOrDefault(symbol => symbol.Attribute("id")?.Value == name);
        if (symbol is null)
            return null;
        var box = symbol.Attribute("viewBox")!.Value.Split(' ').Select(number => float.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var icon = new Outline();
        foreach (var path in symbol.Descendants(Svg + "path"))
            icon.Add(Parse(path.Attribute("d")!.Value), Matrix3x2.CreateTranslation(-box[0], -box[1]) * Matrix3x2.CreateScale(1 / box[2], 1 / box[3]));
        return icon;
    }

    /// <exception cref="FormatException">The path has something that this cannot read.</exception>
    public static Outline Parse(string path)
    {
        var shape = new Outline();
        var (at, start, control) = (Vector2.Zero, Vector2.Zero, Vector2.Zero);
        var previous = ' ';
        foreach (Match match in Commands().Matches(path))
        {
            var command = match.Groups[1].Value[0];
            var numbers = Numbers().Matches(match.Groups[2].Value).Select(number => float.Parse(number.Value, CultureInfo.InvariantCulture)).ToArray();
            var origin = char.IsLower(command);
            var (kind, index) = (char.ToUpperInvariant(command), 0);
            do
            {
                Vector2 Next() => new Vector2(numbers[index++], numbers[index++]) + (origin ? at : Vector2.Zero);
                var from = at;
                switch (kind)
                {
                    case 'M':
                        at = start = Next();
                        shape.MoveTo(at);
                        kind = 'L'; // further pairs are lines
                        break;
                    case 'L':
                        shape.LineTo(at = Next());
                        break;
                    case 'H':
                        shape.LineTo(at = new Vector2(numbers[index++] + (origin ? at.X : 0), at.Y));
                        break;
                    case 'V':
                        shape.LineTo(at = new Vector2(at.X, numbers[index++] + (origin ? at.Y : 0)));
                        break;
                    case 'Q':
                        control = Next();
                        shape.QuadTo(control, at = Next());
                        break;
                    case 'T':
                        control = previous is 'Q' or 'T' ? 2 * from - control : from;
                        shape.QuadTo(control, at = Next());
                        break;
                    case 'C':
                        var first = Next();
                        control = Next();
                        shape.CubicTo(first, control, at = Next());
                        break;
                    case 'S':
                        var mirrored = previous is 'C' or 'S' ? 2 * from - control : from;
                        control = Next();
                        shape.CubicTo(mirrored, control, at = Next());
                        break;
                    case 'Z':
                        at = start;
                        break;
                    default:
                        throw new FormatException($"A path with {command} cannot be drawn.");
                }

                previous = char.ToUpperInvariant(kind);
            }
            while (index < numbers.Length);
        }

        return shape;
    }

    [GeneratedRegex(@"([A-Za-z])([^A-Za-z]*)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Commands();

    [GeneratedRegex(@"-?(?:\d+\.?\d*|\.\d+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}
