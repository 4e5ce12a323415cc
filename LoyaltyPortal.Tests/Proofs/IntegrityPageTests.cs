using Bunit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Proofs.Pages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Proofs;

/// <summary>The integrity page and the notice on the start page, over real books.</summary>
public sealed class IntegrityPageTests : CounterContext
{
    public IntegrityPageTests() => Services.AddSingleton(_ => new ProofService(Counter.Database, new IdGenerator(Counter.Clock, 7), new ProofBell(), Counter.Clock));

    private ProofService Proofs => Get<ProofService>();

    [Fact]
    public async Task A_proof_is_asked_for_watched_and_its_result_stays()
    {
        var member = await Counter.EnrolAsync("Ada", "ada@example.com");
        await Counter.SellAsync(member.MemberId, ("Fiction", 12));
        var page = Open<IntegrityPage>(with => with.Add(page => page.Merchant, Counter.Workspace.Merchant.Slug));
        page.WaitForAssertion(() => Assert.Contains("Nobody has proved these books yet", page.Markup, StringComparison.Ordinal));

        await page.Find(".page-actions button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Proving the books", page.Markup, StringComparison.Ordinal));

        await RunAsync();
        page.WaitForAssertion(() => Assert.Contains("The books are whole", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Cash", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_difference_says_what_it_is_what_it_means_and_what_to_do()
    {
        var member = await Counter.EnrolAsync("Ada", "ada@example.com");
        await ExecuteAsync("""UPDATE "PointsAccounts" SET "Active" = "Active" + 5""");
        TestMerchant.Ok(await Proofs.AskAsync(Counter.Actor));
        await RunAsync();

        var page = Open<IntegrityPage>(with => with.Add(page => page.Merchant, Counter.Workspace.Merchant.Slug));
        page.WaitForAssertion(() => Assert.Contains("The books do not agree", page.Markup, StringComparison.Ordinal));
        var callout = page.Find(".callout").TextContent;
        Assert.Contains($"account {member.MemberId}", callout, StringComparison.Ordinal);
        Assert.Contains("Do not adjust the points by hand", callout, StringComparison.Ordinal);
        Assert.EndsWith($"/members/{member.MemberId}", page.Find(".callout a").GetAttribute("href"), StringComparison.Ordinal);

        var notice = Open<BooksNotice>();
        notice.WaitForAssertion(() => Assert.Contains("The last proof found a difference", notice.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_start_page_says_nothing_while_all_is_well_and_speaks_up_when_nobody_has_looked_for_two_days()
    {
        TestMerchant.Ok(await Proofs.AskAsync(Counter.Actor));
        await RunAsync();
        Assert.Empty(Open<BooksNotice>().Markup.Trim());

        Counter.Clock.Now += TimeSpan.FromHours(49);
        var notice = Open<BooksNotice>();
        notice.WaitForAssertion(() => Assert.Contains("more than 48 hours", notice.Markup, StringComparison.Ordinal));
    }

    private async Task RunAsync()
    {
        var merchant = Counter.Workspace.Merchant.Id;
        await using var context = Counter.Database.ForMerchant(merchant);
        var id = await context.Set<BooksProof>().Where(proof => proof.State == ProofState.Running).Select(proof => proof.Id).SingleAsync();
        Assert.True(await new ProofRunner(Counter.Database, new BooksVerification(Counter.Database), Counter.Signals, Counter.Clock, NullLogger<ProofRunner>.Instance).RunAsync(merchant, id));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var context = Counter.Database.ForPlatform();
        await context.Database.ExecuteSqlRawAsync(sql);
    }
}
