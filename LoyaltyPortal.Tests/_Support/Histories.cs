using System.Globalization;
using FsCheck;

namespace LoyaltyPortal.Tests;

/// <summary>
/// How property tests are run: always the same cases, so that a build means the same whenever it is made; with LOYALTY_TEST_LONG=1 many more, and others every time.
/// A failure prints its seed, and LOYALTY_TEST_SEED="seed,gamma,size" plays that one case.
/// </summary>
internal static class Histories
{
    /// <summary>Whether tests may take long.</summary>
    public static readonly bool Long = Environment.GetEnvironmentVariable("LOYALTY_TEST_LONG") == "1";

    /// <summary>How many of something a test takes: usually, and when it may take long.</summary>
    public static int Of(int usual, int many) => Long ? many : usual;

    public static Config Run(int usual, int many)
    {
        var count = Of(usual, many);
        var config = Config.QuickThrowOnFailure.WithMaxTest(count).WithEndSize(count);
        if (Environment.GetEnvironmentVariable("LOYALTY_TEST_SEED") is { Length: > 0 } seed)
        {
            var parts = seed.Trim('(', ')').Split(',');
            return config.WithReplay(Number(parts[0]), Number(parts[1]), int.Parse(parts[2], CultureInfo.InvariantCulture));
        }

        return Long ? config : config.WithReplay(20_261_127, 4_711);
    }

    private static ulong Number(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);
}
