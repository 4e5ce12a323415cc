using System.Diagnostics;

namespace LoyaltyPortal.Tests.Platform.Pdf;

/// <summary>A test that asks programs which read PDF files; skipped with the reason where they are missing.</summary>
public sealed class PdfToolsFactAttribute : FactAttribute
{
    public PdfToolsFactAttribute()
    {
        var missing = new[] { "qpdf", "pdftotext" }.Where(tool => !PdfTools.IsHere(tool)).ToList();
        if (missing.Count > 0)
            Skip = $"{string.Join(" and ", missing)} not found";
    }
}

internal static class PdfTools
{
    public static bool IsHere(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));

    /// <summary>What qpdf finds wrong; null for nothing.</summary>
    public static async Task<string?> FaultAsync(string file)
    {
        var (code, said) = await RunAsync("qpdf", "--check", file);
        return code == 0 ? null : said;
    }

    public static async Task<string> TextAsync(string file) => (await RunAsync("pdftotext", "-raw", "-enc", "UTF-8", file, "-")).Said;

    private static async Task<(int Code, string Said)> RunAsync(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = System.Text.Encoding.UTF8 };
        using var process = Process.Start(start)!;
        var trouble = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? said : said + await trouble);
    }

    /// <summary>Text without its white space: where lines and words end is the reader's guess.</summary>
    public static string Dense(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
