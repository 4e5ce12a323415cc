using System.Diagnostics;
using System.Globalization;
using LoyaltyPortal.Merchants;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LoyaltyPortal.Demo;

/// <summary>
/// In Development: makes the demo merchant in the background, so that the first page does not wait, and tells the console where the
/// portal is and how to sign in. The setting <c>Demo:Seed</c> turns it off.
/// </summary>
internal sealed class DemoStart(DemoSeeder seeder, DemoAccounts accounts, MerchantDirectory directory, IServer server, IHostEnvironment environment, IHostApplicationLifetime lifetime, IConfiguration configuration, ILogger<DemoStart> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!environment.IsDevelopment())
            return;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        var watch = Stopwatch.StartNew();
        var made = false;
        try
        {
            made = configuration.GetValue("Demo:Seed", true) && await seeder.SeedAsync(Say, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // started over next time
        }
        catch (Exception exception)
        {
            log.LogError(exception, "The demo merchant could not be made; it is started over next time.");
        }

        await started.Task.WaitAsync(stoppingToken);
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        if (await directory.FindAsync(DemoMerchant.Slug, stoppingToken) is { IsDemo: true } merchant)
            Tell(address, merchant, made ? watch.Elapsed : null);
    }

    private static void Say(double share) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Making the demo merchant … {share:P0}"));

    private void Tell(string? address, MerchantView merchant, TimeSpan? took)
    {
        Console.WriteLine();
        if (took is { } time)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{merchant.Name}, a demo merchant, was made in {time.TotalSeconds:0.0} s."));
        Console.WriteLine($"The portal is at {address}");
        if (accounts.Password is not { } password)
            return;
        Console.WriteLine($"Sign in at {address}/account/sign-in with the password {password}");
        foreach (var staff in DemoMerchant.Staff)
            Console.WriteLine($"  {staff.Email,-26} {staff.Role.ToString().ToLowerInvariant(),-10} {address}/m/{merchant.Slug}");
        Console.WriteLine($"  {DemoMerchant.AdaEmail,-26} {"member",-10} {address}/w/{merchant.Slug}");
        Console.WriteLine();
    }
}
