using Bunit;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Referrals.Pages;
using Microsoft.EntityFrameworkCore;
using Radzen;

namespace LoyaltyPortal.Tests.Referrals;

/// <summary>What staff see of referrals and do with them.</summary>
public sealed class ReferralPagesTests : CounterContext
{
    private static readonly ReferralTerms Terms = new() { IsOn = true, ReferrerPoints = 200, RefereePoints = 100, MinimumPurchase = 20, WindowDays = 14 };

    private async Task<long> AdaAsync(ReferralTerms? terms = null)
    {
        Assert.True((await Counter.Referrals.PublishAsync(Counter.Actor, 0, terms ?? Terms)).Succeeded);
        return (await Counter.EnrolAsync("Ada Whitfield", "ada@example.com")).MemberId;
    }

    /// <summary>A friend on a device that Ada uses: held as soon as the friend has bought.</summary>
    private async Task<long> HeldAsync(long ada, string name = "Grace Hopper")
    {
        var mark = Guid.NewGuid().ToString("N");
        await Counter.Referrals.SeenAsync(Counter.Actor.MerchantId, ada, mark);
        var code = await Counter.Referrals.CodeAsync(Counter.Actor.MerchantId, ada);
        var friend = (await Counter.Queue.ExecuteAsync(new EnrolMember
        {
            MerchantId = Counter.Actor.MerchantId,
            EnrolledAt = EnrolMember.JoinPage,
            Enrolment = new Enrolment { Name = name, Email = $"{name.Replace(' ', '.')}@example.org" },
            Referral = new ReferralClaim(code, ReferralDevice.Hash(Counter.Actor.MerchantId, mark)),
        })).Value.MemberId;
        await Counter.SellAsync(friend, ("Fiction", 25));
        Assert.Equal(ReferralState.Held, (await OfAsync(friend)).State);
        return friend;
    }

    private async Task<Referral> OfAsync(long friend)
    {
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        return await context.Set<Referral>().AsNoTracking().SingleAsync(referral => referral.RefereeId == friend);
    }

    private string Slug => Counter.Workspace.Merchant.Slug;

    private IRenderedComponent<ReferralReviewPage> Review() => Open<ReferralReviewPage>(page => page.Add(one => one.Merchant, Slug));

    private IRenderedComponent<T> OpenAs<T>(StaffRole role, Action<ComponentParameterCollectionBuilder<T>> parameters)
        where T : Microsoft.AspNetCore.Components.IComponent => Render<T>(builder =>
    {
        builder.AddCascadingValue(Counter.Workspace with { Actor = Counter.Actor with { Permissions = RolePermissions.Of(role) }, Role = role });
        parameters(builder);
    });

    [Fact]
    public async Task A_friend_knows_what_the_invitation_has_promised_until_it_has_come()
    {
        var ada = await AdaAsync();
        var code = await Counter.Referrals.CodeAsync(Counter.Actor.MerchantId, ada);
        var friend = (await Counter.Queue.ExecuteAsync(new EnrolMember
        {
            MerchantId = Counter.Actor.MerchantId,
            EnrolledAt = EnrolMember.JoinPage,
            Enrolment = new Enrolment { Name = "Grace Hopper", Email = "grace@example.org" },
            Referral = new ReferralClaim(code, null),
        })).Value.MemberId;
        Task<FriendPromise?> PromisedAsync() => Counter.Referrals.PromisedAsync(Counter.Actor.MerchantId, friend);

        Assert.Equal(("Ada", ReferralState.Joined, 100L), await PromisedAsync() is { } joined ? (joined.Inviter, joined.State, joined.Terms.RefereePoints) : default);
        Assert.Null(await Counter.Referrals.PromisedAsync(Counter.Actor.MerchantId, ada));
        await Counter.SellAsync(friend, ("Fiction", 25));
        Assert.Equal((ReferralState.Qualified, (DateTime?)(await OfAsync(friend)).DueAt), await PromisedAsync() is { } bought ? (bought.State, bought.DueAt) : default);
        Counter.Clock.Now = Counter.Clock.Now.AddDays(15);
        await Get<ReferralPayments>().PayAsync(Counter.Actor.MerchantId);
        Assert.Null(await PromisedAsync());
    }

    [Fact]
    public async Task A_held_referral_says_why_and_when_it_is_due_and_then_when_it_was()
    {
        await HeldAsync(await AdaAsync());
        var page = Review();
        Assert.Contains("The friend joined on a device that the member uses", page.Find(".held-reasons").TextContent, StringComparison.Ordinal);
        Assert.Contains("due on 28 Mar 2026", page.Find(".held-main").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("was due", page.Find(".held-main").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("paid on", page.Find(".held-main").TextContent, StringComparison.Ordinal);

        Counter.Clock.Now = Counter.Clock.Now.AddDays(15);

        Assert.Contains("was due on 28 Mar 2026", Review().Find(".held-main").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manager_lets_one_through_and_it_is_paid_and_listed_as_decided()
    {
        var ada = await AdaAsync();
        var friend = await HeldAsync(ada);
        Counter.Clock.Now = Counter.Clock.Now.AddDays(15);
        var page = Review();
        await page.Find(".held-side .btn-primary").ClickAsync(new());
        await page.Find("#held-note").ChangeAsync(new() { Value = "sisters" });
        await page.Find(".held-note").SubmitAsync();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".held-row")));
        Assert.Contains("Grace Hopper counts", Assert.Single(Get<NotificationService>().Messages).Summary + Get<NotificationService>().Messages[0].Detail, StringComparison.Ordinal);
        await Get<ReferralPayments>().PayAsync(Counter.Actor.MerchantId);
        Assert.Equal(ReferralState.Paid, (await OfAsync(friend)).State);
        Get<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo($"/m/{Slug}/referrals/review?show=decided");
        var decided = Review().Find(".held-row").TextContent;
        Assert.Contains("“sisters”", decided, StringComparison.Ordinal);
        Assert.Contains("paid on 29 Mar 2026", decided, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusing_asks_for_a_reason_and_nothing_is_paid()
    {
        var friend = await HeldAsync(await AdaAsync());
        var page = Review();
        await page.FindAll(".held-side .btn")[1].ClickAsync(new());
        await page.Find(".held-note").SubmitAsync();
        Assert.Contains("Say why", page.Find(".callout").TextContent, StringComparison.Ordinal);
        Assert.Equal(ReferralState.Held, (await OfAsync(friend)).State);

        await page.Find("#held-note").ChangeAsync(new() { Value = "one and the same" });
        await page.Find(".held-note").SubmitAsync();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".held-row")));
        Assert.Equal((ReferralState.Rejected, "one and the same"), ((await OfAsync(friend)).State, (await OfAsync(friend)).Note));
    }

    [Fact]
    public async Task A_cashier_is_refused_everywhere()
    {
        await HeldAsync(await AdaAsync());
        var review = OpenAs<ReferralReviewPage>(StaffRole.Cashier, page => page.Add(one => one.Merchant, Slug));
        Assert.Empty(review.FindAll(".held-row"));
        Assert.Contains("Your role does not include this", review.Find(".callout").TextContent, StringComparison.Ordinal);
        var report = OpenAs<ReferralsPage>(StaffRole.Cashier, page => page.Add(one => one.Merchant, Slug));
        Assert.Empty(report.FindAll(".grid-kpi"));
        Assert.Contains("Your role does not include this", report.Find(".callout").TextContent, StringComparison.Ordinal);
        var terms = OpenAs<ReferralTermsPage>(StaffRole.Cashier, page => page.Add(one => one.Merchant, Slug));
        Assert.Empty(terms.FindAll("#referrer-points"));
        Assert.Contains("Your role does not include this", terms.Find(".callout").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_counts_and_names_and_a_narrow_screen_has_the_referrer_beside_the_friend()
    {
        var ada = await AdaAsync();
        await HeldAsync(ada);
        var page = Open<ReferralsPage>(one => one.Add(page => page.Merchant, Slug));

        Assert.Contains("1 to review", page.Find(".grid-kpi").TextContent, StringComparison.Ordinal);
        var row = page.Find(".with-aside > :first-child tbody tr");
        Assert.Contains("Ada Whitfield", row.QuerySelector("td:first-child .only-narrow")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("due on 28 Mar 2026", row.TextContent, StringComparison.Ordinal);
        Assert.Equal(3, row.QuerySelectorAll("td:not(.only-wide)").Length);
        Assert.Equal(3, page.FindAll(".with-aside > :first-child th:not(.only-wide)").Count);
    }

    [Fact]
    public async Task A_manager_changes_the_terms_and_a_marketer_may_only_read_them()
    {
        await AdaAsync(Terms with { Milestones = [new(3, 500)] });
        var page = Open<ReferralTermsPage>(one => one.Add(page => page.Merchant, Slug));
        Assert.Equal("Terms for inviting friends", page.Find("h1").TextContent.Trim());
        Assert.Equal("Reached with", page.Find("label[for=rung-friends-0]").TextContent.Trim()); // … 3 friends

        await page.Find("#referrer-points").ChangeAsync(new() { Value = "300" });
        await page.Find(".save-bar .btn-primary").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".save-bar")));
        Assert.Equal((2, 300L), (await Counter.Referrals.TermsAsync(Counter.Actor)).Value is var now ? (now.Number, now.Terms.ReferrerPoints) : default);
        var read = OpenAs<ReferralTermsPage>(StaffRole.Marketer, one => one.Add(terms => terms.Merchant, Slug));
        Assert.True(read.Find("fieldset").HasAttribute("disabled"));
    }
}
