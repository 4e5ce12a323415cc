using System.Diagnostics;
using LoyaltyPortal.Tests.Imports;
using Microsoft.Data.Sqlite;

namespace LoyaltyPortal.Tests.Faults;

/// <summary>The whole portal as a process, killed again and again while it imports; what is left proves, and the import comes to its end.</summary>
public sealed class PortalKillTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loyalty-kill-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_portal_killed_in_the_middle_of_an_import_leaves_books_that_prove()
    {
        var file = Path.Combine(_folder, "slice.csv");
        await File.WriteAllTextAsync(file, ImportSlice.Of(6_000, 3, members: 400).Text);
        string[] import = ["--import", file, "--preset", "online-retail", "--merchant", "Slice shop"];
        for (var round = 0; round < Histories.Of(1, 5); round++)
        {
            using var portal = Start(import);
            while (await portal.StandardError.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("Running:", StringComparison.Ordinal) && !line.StartsWith("Running: 0 ", StringComparison.Ordinal))
                    break;
            }

            portal.Kill();
            await portal.WaitForExitAsync();
            await EndsWellAsync("--verify");
        }

        await EndsWellAsync(import);
        await EndsWellAsync("--verify");
    }

    private async Task EndsWellAsync(params string[] arguments)
    {
        using var portal = Start(arguments);
        var trouble = portal.StandardError.ReadToEndAsync();
        var said = await portal.StandardOutput.ReadToEndAsync();
        await portal.WaitForExitAsync();
        Assert.True(portal.ExitCode == 0, said + await trouble);
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "LoyaltyPortal.dll")))
            start.ArgumentList.Add(argument);
        start.Environment["ConnectionStrings__Loyalty"] = $"Data Source={Path.Combine(_folder, "books.db")}";
        start.Environment["DOTNET_ENVIRONMENT"] = start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return Process.Start(start)!;
    }
}
