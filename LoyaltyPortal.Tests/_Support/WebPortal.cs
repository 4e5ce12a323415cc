using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Identity;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Programmes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests;

/// <summary>The whole portal in process, in Development with the demo, on a database of its own; one for all tests that only ask over HTTP or through services.</summary>
public sealed partial class WebPortal : WebApplicationFactory<Program>
{
    public const string Password = "Pagewell-demo-2026";
    public const string Demo = "pagewell";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("loyalty-web-");
    private int people;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:Loyalty", $"Data Source={Path.Combine(folder.FullName, "loyalty.db")}");
        builder.UseSetting("Mail:Folder", Path.Combine(folder.FullName, "mail"));
    }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A browser without a cookie that does not follow redirects.</summary>
    public HttpClient Browser() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    public async Task<HttpClient> SignedInAsync(string email, string password = Password)
    {
        var browser = Browser();
        var answer = await PostAsync(browser, "/account/sign-in", "sign-in", ("Posted.Email", email), ("Posted.Password", password));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return browser;
    }

    /// <summary>Fills in a form as a browser does: with the hidden fields that the page gave it.</summary>
    /// <param name="form">The form's name; or, with a slash in front, where its script posts it.</param>
    public static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string address, string form, params (string Name, string Value)[] fields)
    {
        var page = await browser.GetStringAsync(address);
        var token = Token().Match(page).Groups[1].Value;
        var all = fields.Append(("__RequestVerificationToken", WebUtility.HtmlDecode(token))).Append(("_handler", form)).Select(field => KeyValuePair.Create(field.Item1, field.Item2));
        return await browser.PostAsync(form[0] == '/' ? form : address, new FormUrlEncodedContent(all));
    }

    /// <summary>The six digits of a letter to somebody, as if it had come just now.</summary>
    public async Task<string> CodeAsync(long userId)
    {
        await using var scope = Services.CreateAsyncScope();
        var template = scope.ServiceProvider.GetServices<ILetterTemplate>().Single(template => template.Name == SignInCodeLetter.Template);
        var letter = await template.WriteAsync(0, JsonSerializer.SerializeToElement(new { userId, locale = "en-GB" }), CancellationToken.None);
        return SixDigits().Match(letter!.Subject).Value;
    }

    /// <summary>A sign-in of its own, confirmed, with <see cref="Password"/>.</summary>
    public async Task<LoyaltyUser> PersonAsync(string name = "Grace Hopper", bool isOperator = false)
    {
        await using var scope = Services.CreateAsyncScope();
        var email = $"person{Interlocked.Increment(ref people)}@test.example";
        var user = new LoyaltyUser { Id = Get<IdGenerator>().Next(), UserName = email, Email = email, DisplayName = name, EmailConfirmed = true, IsOperator = isOperator };
        Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>().CreateAsync(user, Password)).Succeeded);
        return user;
    }

    /// <summary>A merchant of its own with an owner, and the owner as an actor.</summary>
    public async Task<(MerchantView Merchant, Actor Owner, LoyaltyUser User)> MerchantAsync()
    {
        var owner = await PersonAsync("Olga Owner");
        var founded = await Get<Founding>().FoundAsync(
            new MerchantSettings { Name = "Corner shop" },
            [new("1", "High Street", "Bath", Channel.InStore)],
            ProgrammeContent.Of([EarningRule<PointsPerAmountSettings>.With<PointsPerAmount>("Base", new PointsPerAmountSettings(1))]),
            owner.Id,
            ownerName: owner.DisplayName);
        Assert.True(founded.Succeeded, founded.Failure?.Code);
        return (founded.Value, new Actor(owner.Id, owner.DisplayName, founded.Value.Id, RolePermissions.Of(StaffRole.Owner)), owner);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [GeneratedRegex("[0-9]{6}", RegexOptions.None, 1_000)]
    private static partial Regex SixDigits();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"", RegexOptions.None, 1_000)]
    private static partial Regex Token();
}

[CollectionDefinition(Name)]
public sealed class WebTests : ICollectionFixture<WebPortal>
{
    public const string Name = "Web";
}
