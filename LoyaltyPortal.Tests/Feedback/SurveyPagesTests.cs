using System.Net;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Identity;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Surveys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Feedback;

/// <summary>The public page and the file, asked over HTTP as a browser without a script asks.</summary>
[Collection(WebTests.Name)]
public sealed class SurveyPagesTests(WebPortal portal)
{
    private async Task<(MerchantView Shop, Actor Owner, string Email, long Survey, string Code)> AskedAsync(SurveyInput? input = null)
    {
        var (shop, owner, user) = await portal.MerchantAsync();
        _ = (await portal.Get<CommandQueue>().ExecuteAsync(new EnrolMember { MerchantId = shop.Id, EnrolledAt = "till", Enrolment = new Enrolment { Name = "Ada", Email = "ada@example.com", AllowsEmail = true } })).Value;
        var surveys = portal.Get<SurveyService>();
        var survey = (await surveys.SaveAsync(owner, surveys.NewId(), null, 0, input ?? SurveyBench.Input())).Value.Id;
        _ = (await surveys.OpenAsync(owner, survey)).Value;
        _ = (await surveys.SendAsync(owner, surveys.NewId(), survey, SurveyAudience.Everybody)).Value;
        await portal.Services.GetServices<IJob>().Single(job => job.Name == "send-surveys").RunAsync(CancellationToken.None);
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(shop.Id);
        return (shop, owner, user.Email!, survey, (await context.Set<SurveyInvitation>().SingleAsync()).Code);
    }

    [Fact]
    public async Task A_form_is_posted_once_and_then_thanked_for_and_the_file_holds_the_answer_harmlessly()
    {
        var (shop, _, email, survey, code) = await AskedAsync();
        using var browser = portal.Browser();
        var address = $"/s/{shop.Slug}/{code}";

        var answered = await WebPortal.PostAsync(browser, address, "survey", ("Posted.Score", "9"), ("Posted.FollowUp", "=1+1 \"quoted\""));
        Assert.Equal((HttpStatusCode.Found, address), (answered.StatusCode, new Uri(new Uri("http://localhost"), answered.Headers.Location!).AbsolutePath));
        var thanks = await browser.GetAsync(address);
        Assert.Equal("noindex", Assert.Single(thanks.Headers.GetValues("X-Robots-Tag")));
        Assert.Contains("Thank you!", await thanks.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var form = await browser.GetStringAsync(address + "?edit=1");
        Assert.Contains(">=1+1 \"quoted\"</textarea>", WebUtility.HtmlDecode(form), StringComparison.Ordinal);

        using var owner = await portal.SignedInAsync(email);
        var file = await owner.GetStringAsync($"/m/{shop.Slug}/surveys/{survey}/answers.csv");
        Assert.Contains("\"Score 0-10\"", file, StringComparison.Ordinal);
        Assert.Contains("\"By letter\",\"9\",,,,\"'=1+1 \"\"quoted\"\"\"", file, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/m/{WebPortal.Demo}/surveys/{survey}/answers.csv")).StatusCode);
    }

    [Fact]
    public async Task Another_merchants_link_and_a_guessed_one_are_not_found_and_an_answer_without_a_score_is_asked_for_again()
    {
        var (shop, _, _, _, code) = await AskedAsync();
        using var browser = portal.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/s/{WebPortal.Demo}/{code}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/s/{shop.Slug}/{SurveyCode.New()}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/s/nobody/{code}")).StatusCode);

        var answer = await WebPortal.PostAsync(browser, $"/s/{shop.Slug}/{code}", "survey", ("Posted.FollowUp", "No score"));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Choose a number from 0 to 10.", page, StringComparison.Ordinal);
        Assert.Contains("No score", page, StringComparison.Ordinal); // what was typed is not lost
        Assert.Equal(AnswerState.Open, (await portal.Get<OwnAnswers>().FindAsync(shop.Id, code))!.State);
    }

    [Fact]
    public async Task A_closed_survey_and_a_store_where_nothing_is_asked_say_so()
    {
        var (shop, owner, _, survey, code) = await AskedAsync();
        _ = (await portal.Get<SurveyService>().CloseAsync(owner, survey)).Value;
        using var browser = portal.Browser();
        Assert.Contains("This survey is closed", await browser.GetStringAsync($"/s/{shop.Slug}/{code}"), StringComparison.Ordinal);
        Assert.Contains("Nothing is being asked here now", await browser.GetStringAsync($"/s/{shop.Slug}/at/1"), StringComparison.Ordinal);
    }
}
