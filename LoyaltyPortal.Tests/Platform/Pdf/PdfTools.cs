using System.Diagnostics;
using LoyaltyPortal.Platform.Pdf;

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

    /// <summary>The text in the order in which it was drawn.</summary>
    public static async Task<string> TextAsync(string file) => (await RunAsync("pdftotext", "-raw", "-enc", "UTF-8", file, "-")).Said;

    /// <summary>The text as it is read, with what is written from the right in its own order; without the marks that the reader puts around it.</summary>
    public static async Task<string> ReadingAsync(string file) =>
        string.Concat((await RunAsync("pdftotext", "-enc", "UTF-8", file, "-")).Said.Where(c => c is not (>= '\u202a' and <= '\u202e' or '\u200e' or '\u200f')));

    private static async Task<(int Code, string Said)> RunAsync(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = System.Text.Encoding.UTF8 };
        using var process = Process.Start(start)!;
        var trouble = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? said : said + await trouble);
    }

    /// <summary>What was drawn, page by page, without white space.</summary>
    public static string DrawnOn(PdfDocument document) => Dense(string.Concat(document.Pages.SelectMany(page => page.Texts)));

    /// <summary>Text without its white space: where lines and words end is the reader's guess.</summary>
    public static string Dense(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
