using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>A real portal (Kestrel on a free port) and a browser for all tests of a collection; each test opens its own page.</summary>
public sealed class PortalBrowser : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private PortalHost? host;
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Where the portal listens, without a trailing slash.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The running portal's services, to arrange data without clicking.</summary>
    public IServiceProvider Services => host!.Services;

    public async Task InitializeAsync()
    {
        if (Chromium.WhyNot is not null)
            return;

        host = new PortalHost();
        host.UseKestrel(0);
        host.StartServer();
        Address = host.ClientOptions.BaseAddress.ToString().TrimEnd('/');

        // Much runs beside it on few cores; what must be quick says so itself.
        Assertions.SetDefaultExpectTimeout(20_000);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, Args = Arguments });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.CloseAsync();
        playwright?.Dispose();
        if (host is not null)
            await host.DisposeAsync();
    }

    /// <summary>A page in a context of its own (own cookies): 1440 px wide unless told, in the light theme unless told.</summary>
    public Task<PortalPage> OpenAsync(string path, int width = 1440, int height = 900, bool dark = false, string locale = "en-GB") => OpenAsync(browser!, path, width, height, dark, locale);

    /// <summary>A browser of its own that has a camera, which shows a film.</summary>
    /// <param name="film">A file as <see cref="QrFilm"/> writes it.</param>
    /// <param name="allowed">What the reader answers when a page asks for the camera.</param>
    public async Task<CameraBrowser> OpenCameraAsync(string film, bool allowed) => new(this, await playwright!.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Chromium.Path,
        Args = [.. Arguments, "--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={film}", "--use-fake-ui-for-media-stream" + (allowed ? "" : "=deny")],
    }));

    internal async Task<PortalPage> OpenAsync(IBrowser browser, string path, int width = 1440, int height = 900, bool dark = false, string locale = "en-GB")
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = Address,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale,
            ReducedMotion = ReducedMotion.Reduce,
            HasTouch = width < 600,
        });
        var page = new PortalPage(context, await context.NewPageAsync());
        await page.GoAsync(path);
        return page;
    }

    /// <summary>The portal in Development with a database of its own, gone afterwards.</summary>
    private sealed class PortalHost : WebApplicationFactory<Program>
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("loyalty-browser-");

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("ConnectionStrings:Loyalty", $"Data Source={Path.Combine(folder.FullName, "loyalty.db")}");
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>A browser with a camera.</summary>
public sealed class CameraBrowser(PortalBrowser portal, IBrowser browser) : IAsyncDisposable
{
    public async Task<PortalPage> OpenAsAsync(string person, string path) => await SignIns.SignInAsync(await portal.OpenAsync(browser, SignIns.Address(path)), person, path);

    public async ValueTask DisposeAsync() => await browser.CloseAsync();
}

[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<PortalBrowser>
{
    public const string Name = "Browser";
}

/// <summary>Portals of their own, so that looking at every page goes on beside the stories.</summary>
public static class LookingTests
{
    public const string Wide = "Looking at a desk";
    public const string Narrow = "Looking at a phone";
}

[CollectionDefinition(LookingTests.Wide)]
public sealed class LookingWide : ICollectionFixture<PortalBrowser>;

[CollectionDefinition(LookingTests.Narrow)]
public sealed class LookingNarrow : ICollectionFixture<PortalBrowser>;
