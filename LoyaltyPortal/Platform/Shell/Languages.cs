using System.Globalization;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>A language of the portal's texts.</summary>
/// <param name="Code">The texts' culture.</param>
/// <param name="Name">In the language itself.</param>
/// <param name="Culture">How numbers and dates look to readers who name no region.</param>
public sealed record Language(string Code, string Name, string Culture)
{
    public bool IsCurrent => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == Code;
}

/// <summary>The languages on offer, and the cultures in which numbers and dates may look.</summary>
public static class Languages
{
    public static IReadOnlyList<Language> All { get; } = [new("en", "English", "en-GB"), new("tr", "Türkçe", "tr-TR")];

    // Regions whose words are ours: a German reader gets English words, so German dates would only puzzle.
    public static string[] Cultures { get; } = ["en-GB", "en-US", "en-IE", "en-AU", "en-NZ", "en-CA", "en-ZA", "en-IN", "tr-TR"];

    public static string[] UICultures { get; } = [.. All.Select(language => language.Code)];

    /// <summary>The address that changes the language and comes back to <paramref name="path"/>.</summary>
    public static string SwitchTo(string code, string path) => $"/culture/set?culture={code}&returnUrl={Uri.EscapeDataString(path)}";
}
