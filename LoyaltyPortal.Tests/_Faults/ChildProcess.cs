using System.Diagnostics;
using System.Globalization;

namespace LoyaltyPortal.Tests.Faults;

/// <summary>A <see cref="FaultChild"/> at work, as its parent sees it.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Starts one; it is ready when this returns, and waits for <see cref="Go"/>.</summary>
    public static async Task<ChildProcess> StartAsync(string mode, string file, TestMerchant shop, long member, int node, int count, int parallel)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(FaultChild).Assembly.Location);
        start.ArgumentList.Add(mode);
        start.ArgumentList.Add(file);
        foreach (var number in (long[])[shop.Id, shop.Store, member, node, count, parallel])
            start.ArgumentList.Add(number.ToString(CultureInfo.InvariantCulture));
        start.Environment["DOTNET_TieredPGO"] = "0"; // it lives too briefly for it
        var child = new ChildProcess(Process.Start(start)!);
        var said = await child.LineAsync();
        Assert.True(said == "ready", said ?? await child._process.StandardError.ReadToEndAsync());
        return child;
    }

    public void Go() => _process.StandardInput.WriteLine("go");

    /// <summary>What it says next; null once it has ended.</summary>
    public async Task<string?> LineAsync() => await _process.StandardOutput.ReadLineAsync();

    /// <summary>As the power fails: nothing in the process gets to say or do anything more.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for it to end of itself.</summary>
    public async Task EndAsync()
    {
        var trouble = _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        Assert.True(_process.ExitCode == 0, await trouble);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
