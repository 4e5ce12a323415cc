using System.Security.Claims;
using Bunit;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Members;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Wallet;
using LoyaltyPortal.Wallet.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Wallet;

/// <summary>The wallet's ways to earn: what there is, what is left, and what can be done right there.</summary>
public sealed class EarnTests : CounterContext
{
    private const long UserId = 4_711;

    [Fact]
    public async Task Every_way_says_what_it_gives_and_what_is_left()
    {
        await PublishAsync(Bonus(MemberActions.ProfileCompleted, 20), Bonus(MemberActions.Birthday, 100), Bonus(MemberActions.SocialShare, 5, 4, LimitPeriod.Month), Bonus(MemberActions.EventCheckIn, 30));
        await EnterAsync();

        var page = Open();

        Assert.Equal(["profile_completed", "birthday", "social_share", "event_check_in"], page.FindAll(".way").Select(way => way.GetAttribute("data-action")));
        Assert.Contains("20 points", page.Find("[data-action=profile_completed]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Still missing: Phone, Date of birth", page.Find("[data-action=profile_completed]").TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("1 left today", page.Find("[data-action=social_share]").TextContent, StringComparison.Ordinal);
        Assert.EndsWith("/me", page.Find("[data-action=birthday] a").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_other_rules_the_page_says_so()
    {
        await EnterAsync();

        Assert.Contains("Nothing besides buying yet", Open().Find(".empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_link_earns_once_a_day_and_a_closed_sheet_nothing()
    {
        await PublishAsync(Bonus(MemberActions.SocialShare, 5));
        var ada = await EnterAsync();
        var outcome = JSInterop.SetupModule("/js/wallet.js");
        outcome.Mode = JSRuntimeMode.Loose;
        var share = outcome.Setup<string>("share", _ => true);
        var page = Open();

        var cancelled = page.Find("#earn-share").ClickAsync(new MouseEventArgs());
        share.SetResult("cancelled");
        await cancelled;
        Assert.Empty(await ActionsAsync(ada.MemberId, MemberActions.SocialShare));

        share.SetResult("copied");
        await page.Find("#earn-share").ClickAsync(new MouseEventArgs());

        Assert.Contains("+5", page.Find(".callout").TextContent, StringComparison.Ordinal);
        var row = Assert.Single(await ActionsAsync(ada.MemberId, MemberActions.SocialShare));
        Assert.Equal((ActionSource.Wallet, EvidenceKind.Url, "2026-03-14"), (row.Source, row.EvidenceKind, row.SourceEvent));
        Assert.EndsWith("/join/" + Counter.Workspace.Merchant.Slug, row.Evidence, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#earn-share"));
        Assert.Contains("Done for today", page.Find("[data-action=social_share]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_bought_can_be_reviewed_once_and_nothing_else_can()
    {
        await PublishAsync(Bonus(MemberActions.ProductReview, 15));
        var ada = await EnterAsync();
        Assert.Contains("Nothing to review", Open().Find("[data-action=product_review]").TextContent, StringComparison.Ordinal);
        await Counter.SellAsync(ada.MemberId, ("Maps", 10m), ("Fiction", 5m));
        var page = Open();
        Assert.Equal(2, page.FindAll("#earn-product option").Count);

        await page.Find(".way-form").SubmitAsync();
        Assert.Contains("Write a few words", page.Find(".field-error").TextContent, StringComparison.Ordinal);
        await page.Find("#earn-review").ChangeAsync(new ChangeEventArgs { Value = "They show the way." });
        await page.Find(".way-form").SubmitAsync();

        Assert.Contains("+15", page.Find(".callout").TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll("#earn-product option"));
        var row = Assert.Single(await ActionsAsync(ada.MemberId, MemberActions.ProductReview));
        Assert.Equal(("They show the way.", UserId), (row.Evidence, row.ReportedBy));
        Assert.Equal("action_not_bought", (await Counter.OwnActions.ReviewAsync(Counter.Actor.MerchantId, UserId, "Yachts", "Fine")).Failure?.Code);
        Assert.Equal("member_unknown", (await Counter.OwnActions.ReviewAsync(Counter.Actor.MerchantId, 99, "Maps", "Fine")).Failure?.Code);
    }

    [Fact]
    public async Task An_installed_app_is_recorded_once_and_waits_for_a_rule()
    {
        await EnterAsync();
        Assert.Null(await Counter.OwnActions.InstalledAsync(Counter.Actor.MerchantId, UserId));
        await PublishAsync(Bonus(MemberActions.AppInstall, 25));

        var first = (await Counter.OwnActions.InstalledAsync(Counter.Actor.MerchantId, UserId))!.Value.Value;
        var again = (await Counter.OwnActions.InstalledAsync(Counter.Actor.MerchantId, UserId))!.Value.Value;

        Assert.Equal((25L, false, true), (first.Points, first.WasKnown, again.WasKnown));
    }

    private static EarningRule Bonus(string action, long points, int most = 0, LimitPeriod per = LimitPeriod.Year) =>
        EarningRule<ActionBonusSettings>.With<ActionBonus>("Bonus for " + action, new ActionBonusSettings(action, points, most, per));

    private async Task PublishAsync(params EarningRule[] rules)
    {
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        context.Add(ProgrammeVersion.Publish(Counter.Actor.MerchantId, 2, ProgrammeContent.Of([TestPortal.PerUnit(), .. rules]), "", null, Counter.Clock.Now.UtcDateTime));
        await context.SaveChangesAsync();
    }

    private async Task<List<MemberAction>> ActionsAsync(long memberId, string action)
    {
        await using var context = Counter.Database.ForMerchant(Counter.Actor.MerchantId);
        return await context.Set<MemberAction>().Where(row => row.MemberId == memberId && row.Action == action).ToListAsync();
    }

    private async Task<EnrolledMember> EnterAsync()
    {
        var ada = await Counter.EnrolAsync("Ada Byron", "ada@example.com", userId: UserId);
        Assert.NotNull(await Get<WalletScope>().EnterAsync(Counter.Workspace.Merchant.Slug, new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"{UserId}")], "test"))));
        return ada;
    }

    private IRenderedComponent<WalletEarnPage> Open() => Open<WalletEarnPage>(page => page.Add(wallet => wallet.Merchant, Counter.Workspace.Merchant.Slug));
}
