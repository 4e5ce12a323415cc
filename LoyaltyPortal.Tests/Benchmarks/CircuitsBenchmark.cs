using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;

namespace LoyaltyPortal.Benchmarks;

/// <summary>What a connected wallet that does nothing costs the server in memory: a portal in a process of its own, and so many circuits opened against it.</summary>
internal static partial class CircuitsBenchmark
{
    /// <summary>Opened and left open before anything is measured, so that what a first visitor costs is not counted.</summary>
    private const int WarmUp = 50;

    private const int AtOnce = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(int circuits)
    {
        circuits = Math.Clamp(circuits, 1, 2_000);
        using var deadline = new CancellationTokenSource(Longest);
        var folder = Bench.Folder("circuits");
        using var portal = Start(folder.FullName, out var address);
        try
        {
            var cookies = new CookieContainer();
            using var http = new HttpClient(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = address };
            await ReadyAsync(http, deadline.Token);
            await SignInAsync(http);
            var open = new List<WalletCircuit>();
            try
            {
                await OpenAsync(open, WarmUp, address, cookies, http, deadline.Token);
                var before = await SettledAsync(portal, open, deadline.Token);
                var watch = Stopwatch.StartNew();
                await OpenAsync(open, circuits, address, cookies, http, deadline.Token);
                var took = watch.Elapsed;
                var after = await SettledAsync(portal, open, deadline.Token);
                var each = (after - before) / 1024d / circuits;
                await Bench.WriteAsync("circuits", new { circuits, warmUp = WarmUp, megabytesBefore = before / 1_048_576d, megabytesAfter = after / 1_048_576d, kilobytesEach = each, secondsToOpen = took.TotalSeconds }, $"""
                    ## Idle wallets

                    Memory of the portal's process (resident, as the system counts it; workstation collector, collected and settled for {Settling.TotalSeconds:0} s) with {WarmUp} open wallets and with {circuits} more, each a
                    circuit over a WebSocket on the card page with its live signal, from a client of our own in another process.

                    | open wallets | MB | KB each |
                    |---:|---:|---:|
                    | {WarmUp} | {Bench.Text(before / 1_048_576d)} | |
                    | {WarmUp + circuits} | {Bench.Text(after / 1_048_576d)} | **{Bench.Text(each)}** |
                    """);
                return 0;
            }
            finally
            {
                foreach (var circuit in open)
                    await circuit.DisposeAsync();
            }
        }
        finally
        {
            portal.Kill(entireProcessTree: true);
            await portal.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    private static async Task OpenAsync(List<WalletCircuit> open, int more, Uri address, CookieContainer cookies, HttpClient http, CancellationToken cancellation)
    {
        for (var opened = 0; opened < more; opened += AtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            open.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, more - opened)).Select(_ => WalletCircuit.OpenAsync(address, cookies, http, "/w/pagewell"))));
            if (open.Count % 100 < AtOnce)
                await PingAsync(open);
        }
    }

    /// <summary>The process's resident bytes once it has had time to collect; the wallets stay alive meanwhile.</summary>
    private static async Task<long> SettledAsync(Process portal, List<WalletCircuit> open, CancellationToken cancellation)
    {
        for (var until = Stopwatch.StartNew(); until.Elapsed < Settling;)
        {
            await Task.Delay(TimeSpan.FromSeconds(10), cancellation);
            await PingAsync(open);
        }

        portal.Refresh();
        return portal.WorkingSet64;
    }

    private static Task PingAsync(List<WalletCircuit> open) => Task.WhenAll(open.Select(circuit => circuit.PingAsync()));

    private static Process Start(string folder, out Uri address)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/"));
        }

        // The portal's own output, of the same configuration: beside it lie the files that it serves.
        var configuration = typeof(CircuitsBenchmark).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Bench.Root(), "LoyaltyPortal", "bin", configuration, "net10.0", "LoyaltyPortal.dll")])
        {
            WorkingDirectory = Path.Combine(Bench.Root(), "LoyaltyPortal"),
            RedirectStandardOutput = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ConnectionStrings__Loyalty"] = $"Data Source={Path.Combine(folder, "portal.db")}";
        start.Environment["Mail__Folder"] = Path.Combine(folder, "mail");
        start.Environment["Logging__LogLevel__Default"] = "Error";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_GCConserveMemory"] = "5"; // so that free pages go back to the system and are not counted
        var portal = Process.Start(start)!;
        portal.OutputDataReceived += static (_, _) => { }; // read, or it would stop writing
        portal.BeginOutputReadLine();
        return portal;
    }

    private static async Task ReadyAsync(HttpClient http, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if ((await http.GetAsync("healthz/ready", cancellation)).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It has not begun to listen.
            }

            await Task.Delay(500, cancellation);
        }
    }

    private static async Task SignInAsync(HttpClient http)
    {
        var page = await http.GetStringAsync("account/sign-in");
        var token = WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value);
        var answer = await http.PostAsync("account/demo", new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token), KeyValuePair.Create("Email", "ada@pagewell.example"), KeyValuePair.Create("ReturnUrl", "/w/pagewell")]));
        answer.EnsureSuccessStatusCode();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"", RegexOptions.None, 5_000)]
    private static partial Regex Token();
}
