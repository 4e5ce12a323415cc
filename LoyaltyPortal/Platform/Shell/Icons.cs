using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>The names in the icon sprite; the sprite is embedded as well, so that page and code cannot disagree.</summary>
public static partial class Icons
{
    private static readonly FrozenSet<string> Known = Read();

    public static bool InSprite(string name) => Known.Contains(name);

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(Icons).Assembly.GetManifestResourceStream("LoyaltyPortal.Icons.svg")
            ?? throw new InvalidOperationException("The icon sprite is not embedded.");
        using var reader = new StreamReader(stream);
        return SymbolIds().Matches(reader.ReadToEnd()).Select(match => match.Groups[1].Value).ToFrozenSet(StringComparer.Ordinal);
    }

    [GeneratedRegex("<symbol id=\"([a-z0-9_]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SymbolIds();
}
