using System.Globalization;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LoyaltyPortal.Tests.Browser;

/// <summary>A survey from the builder to a phone and back.</summary>
[Collection(BrowserTests.Name)]
public sealed class SurveyStoryTests(PortalBrowser portal)
{
    private T Get<T>() where T : notnull => portal.Services.GetRequiredService<T>();

    [BrowserFact]
    public async Task A_letters_link_is_answered_on_a_phone_and_shows_in_the_surveys_results()
    {
        var shop = (await Get<MerchantDirectory>().FindAsync("pagewell"))!;
        await using var office = await portal.OpenAsAsync("owner", "/m/pagewell/surveys/new");
        await office.Page.GetByLabel("NPS of the shop as a whole").CheckAsync();
        await office.Page.FillAsync("#survey-title", "Story survey");
        await office.Page.ClickAsync("#survey-open");
        await office.Page.WaitForURLAsync("**/m/pagewell/surveys/*");
        await office.Page.ClickAsync("#survey-send");
        await office.Page.ClickAsync("#survey-send-now");
        await office.Page.GetByText("Being sent").Or(office.Page.GetByText("Last sent")).WaitForAsync();
        var survey = long.Parse(new Uri(office.Page.Url).Segments[^1], CultureInfo.InvariantCulture);
        var code = await CodeAsync(shop.Id, survey);

        // By keyboard alone, as whoever holds no mouse.
        await using var phone = await portal.OpenAsync($"/s/pagewell/{code}", 390, 844);
        await phone.AssertAccessibleAsync();
        await phone.Page.Locator("input[value='9']").FocusAsync();
        await phone.Page.Keyboard.PressAsync("Space");
        await phone.Page.GetByLabel("What did you like most?").FillAsync("The story on the phone");
        await phone.Page.Keyboard.PressAsync("Tab");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send answer" }).PressAsync("Enter");
        await phone.Page.GetByText("Thank you!").WaitForAsync();
        await phone.AssertAccessibleAsync();
        Assert.True(await phone.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"));

        // Changed within the day.
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Change answer" }).ClickAsync();
        await Assertions.Expect(phone.Page.Locator("input[value='9']")).ToBeCheckedAsync();
        await phone.Page.Locator("label.mark:has(input[value='10'])").ClickAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send answer" }).ClickAsync();
        await phone.Page.GetByText("Thank you!").WaitForAsync();
        phone.AssertQuiet();

        await office.GoAsync(new Uri(office.Page.Url).AbsolutePath);
        await office.Page.GetByText("The story on the phone").WaitForAsync();
        Assert.Equal("100", await office.Page.Locator(".kpi-value").First.InnerTextAsync());
        await office.AssertAccessibleAsync();
        office.AssertQuiet();
    }

    [BrowserFact]
    public async Task A_form_works_without_a_script_and_a_guessed_link_is_not_found()
    {
        await using var phone = await portal.OpenAsync("/s/pagewell/0000000000000000", 390, 844);
        await phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Page not found" }).WaitForAsync();
        await phone.AssertAccessibleAsync();

        var answer = await phone.Page.APIRequest.GetAsync($"{portal.Address}/s/pagewell/0000000000000000");
        Assert.Equal(404, answer.Status);
        await phone.Page.Context.RouteAsync("**/*.js", route => route.AbortAsync());
        await phone.Page.GotoAsync("/s/pagewell/at/york");
        await phone.Page.Locator("label.mark:has(input[value='3'])").ClickAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send answer" }).ClickAsync();
        await phone.Page.GetByText("Thank you!").WaitForAsync();
    }

    private async Task<string> CodeAsync(int merchantId, long survey)
    {
        await Get<IEnumerable<IJob>>().Single(job => job.Name == "send-surveys").RunAsync(CancellationToken.None); // not only when the clock says so
        await using var context = Get<LoyaltyDatabase>().ForMerchant(merchantId);
        return await context.Set<SurveyInvitation>().Where(invitation => invitation.SurveyId == survey).OrderBy(invitation => invitation.Id).Select(invitation => invitation.Code).FirstAsync();
    }
}
