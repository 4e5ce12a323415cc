namespace LoyaltyPortal.Tests.Browser;

/// <summary>A test in a real browser: skipped with the reason where Chromium is not installed, unless LOYALTY_BROWSER_TESTS=required.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.WhyNot;
}

/// <inheritdoc cref="BrowserFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.WhyNot;
}

internal static class Chromium
{
    private static readonly string[] KnownPlaces =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    public static string? Path { get; } =
        Environment.GetEnvironmentVariable("LOYALTY_CHROMIUM") is { Length: > 0 } configured ? configured : Array.Find(KnownPlaces, File.Exists);

    /// <summary>The reason to skip, or null to run. When the tests are required they run, and fail, without a browser.</summary>
    public static string? WhyNot { get; } =
        Environment.GetEnvironmentVariable("LOYALTY_BROWSER_TESTS") switch
        {
            "required" => null,
            "off" => "Browser tests are switched off (LOYALTY_BROWSER_TESTS=off).",
            _ => Path is null ? "Chromium was not found: install it, or name it in LOYALTY_CHROMIUM." : null,
        };
}
