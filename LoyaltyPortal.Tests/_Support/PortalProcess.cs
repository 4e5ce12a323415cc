using System.Diagnostics;
using System.Text.Json;

namespace LoyaltyPortal.Tests;

/// <summary>The portal as a process of its own that does one thing and ends in one line of JSON.</summary>
internal static class PortalProcess
{
    /// <param name="database">The SQLite file.</param>
    /// <returns>How it ended, and its line; no line where it was called wrongly (2).</returns>
    public static async Task<(int Code, JsonElement Line)> RunAsync(string database, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(database) };
        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "LoyaltyPortal.dll")))
            start.ArgumentList.Add(argument);
        start.Environment["ConnectionStrings__Loyalty"] = $"Data Source={database}";
        start.Environment["DOTNET_ENVIRONMENT"] = start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        using var process = Process.Start(start)!;
        var trouble = process.StandardError.ReadToEndAsync();
        var output = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        if (process.ExitCode == 2)
            return (2, default);
        Assert.True(output.Length == 1, string.Join('\n', output) + await trouble);
        return (process.ExitCode, JsonSerializer.Deserialize<JsonElement>(output[0]));
    }
}
