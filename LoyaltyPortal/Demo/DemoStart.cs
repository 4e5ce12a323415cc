using System.Diagnostics;
using System.Globalization;
using LoyaltyPortal.Merchants;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LoyaltyPortal.Demo;

/// <summary>
/// In Development: makes the demo merchant before the first page is served, and tells the console where the portal is and how to sign in.
/// The setting <c>Demo:Seed</c> turns it off.
/// </summary>
internal sealed class DemoStart(DemoSeeder seeder, DemoAccounts accounts, MerchantDirectory directory, IServer server, IHostEnvironment environment, IHostApplicationLifetime lifetime, IConfiguration configuration, ILogger<DemoStart> log)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        // Their password is in a settings file that everybody can read.
        await accounts.LockAsync(!environment.IsDevelopment());
        if (!environment.IsDevelopment() || !configuration.GetValue("Demo:Seed", true))
            return;
        var watch = Stopwatch.StartNew();
        var made = false;
        try
        {
            made = await seeder.SeedAsync(Say, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A portal without its demo is better than none.
            log.LogError(exception, "The demo merchant could not be made; it is started over next time.");
        }

        if (made)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\r{DemoMerchant.Settings.Name}, a demo merchant with a year of purchases, was made in {watch.Elapsed.TotalSeconds:0.0} s."));
        if (await directory.FindAsync(DemoMerchant.Slug, cancellation) is { IsDemo: true } merchant)
        {
            accounts.Show();
            lifetime.ApplicationStarted.Register(() => Tell(merchant));
        }
    }

    private static void Say(double share) => Console.Write(string.Create(CultureInfo.InvariantCulture, $"\rMaking the demo merchant … {100 * share,3:0} %"));

    private void Tell(MerchantView merchant)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        Console.WriteLine($"\nThe portal is at {address}");
        if (accounts.Password is not { } password)
            return;
        Console.WriteLine($"The demo's sign-ins, all with the password {password}:");
        foreach (var staff in DemoMerchant.Staff)
            Console.WriteLine($"  {staff.Email,-26} {staff.Role.ToString().ToLowerInvariant(),-10} {address}/m/{merchant.Slug}");
        Console.WriteLine($"  {DemoMerchant.AdaEmail,-26} {"member",-10} {address}/w/{merchant.Slug}\n");
    }
}
