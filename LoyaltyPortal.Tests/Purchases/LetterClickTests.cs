using System.Net;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Purchases;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Purchases;

/// <summary>Links in letters, and profiles that become complete: what a whole portal does with them.</summary>
[Collection(WebTests.Name)]
public sealed class LetterClickTests(WebPortal portal)
{
    [Fact]
    public async Task A_letters_link_is_counted_once_and_leads_into_the_portal()
    {
        var (merchant, owner, _) = await portal.MerchantAsync();
        var member = (await portal.Get<PurchaseService>().EnrolAsync(owner, Guid.NewGuid().ToString(), new Enrolment { Name = "Ada", Email = "ada@click.example" }, "till")).Value.MemberId;
        var link = portal.Get<ClickLinks>().To(merchant.Id, member, "welcome", $"/w/{merchant.Slug}");
        using var browser = portal.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

        using var first = await browser.GetAsync(link);
        using var again = await browser.GetAsync(link);
        using var forged = await browser.GetAsync(link[..^2] + "AA");

        Assert.Equal((HttpStatusCode.Redirect, $"/w/{merchant.Slug}"), (first.StatusCode, first.Headers.Location!.OriginalString));
        Assert.Equal($"/w/{merchant.Slug}", again.Headers.Location!.OriginalString);
        Assert.Equal("/", forged.Headers.Location!.OriginalString);
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchant.Id);
        var row = await context.Set<MemberAction>().SingleAsync(row => row.MemberId == member && row.Action == MemberActions.EmailClick);
        Assert.Equal(("welcome", ActionSource.Letter), (row.SourceEvent, row.Source));
    }

    [Fact]
    public void A_link_counts_for_its_time_and_cannot_lead_elsewhere()
    {
        var clock = new FakeClock();
        var links = new ClickLinks(portal.Get<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>(), clock);
        var token = links.To(1, 2, "welcome", "/w/shop")["/c/".Length..];

        Assert.True(links.Read(token)!.Value.Counts);
        clock.Advance(TimeSpan.FromDays(ClickLinks.Days));
        Assert.False(links.Read(token)!.Value.Counts);
        Assert.Null(links.Read("nonsense"));
        Assert.Throws<ArgumentException>(() => links.To(1, 2, "welcome", "//elsewhere.example"));
        Assert.Throws<ArgumentException>(() => links.To(1, 2, "welcome", "https://elsewhere.example"));
    }

    [Fact]
    public async Task A_profile_that_becomes_complete_is_recorded_once_whoever_completes_it()
    {
        var (merchant, owner, _) = await portal.MerchantAsync();
        var members = portal.Get<MemberService>();
        var id = (await portal.Get<PurchaseService>().EnrolAsync(owner, Guid.NewGuid().ToString(), new Enrolment { Name = "Ada", Email = "ada@profile.example" }, "till")).Value.MemberId;

        await ChangeAsync(change => change with { Phone = "+44 1225 999111" });
        await portal.Get<OutboxDispatcher>().RunOnceAsync();
        Assert.Equal(0, await CountAsync());
        await ChangeAsync(change => change with { BirthDate = new DateOnly(1990, 5, 5) });
        for (var turn = 0; turn < 100 && await CountAsync() == 0; turn++)
        {
            await portal.Get<OutboxDispatcher>().RunOnceAsync();
            await Task.Delay(20); // the portal's own dispatcher may have taken the message first
        }

        await ChangeAsync(change => change with { Name = "Ada Byron" });
        await portal.Get<OutboxDispatcher>().RunOnceAsync();

        Assert.Equal(1, await CountAsync());

        async Task ChangeAsync(Func<MemberChange, MemberChange> how)
        {
            var view = (await members.FindAsync(owner, id)).Value;
            Assert.True((await members.ChangeAsync(owner, id, how(MemberChange.Of(view)))).Succeeded);
        }

        async Task<int> CountAsync()
        {
            await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchant.Id);
            return await context.Set<MemberAction>().CountAsync(row => row.MemberId == id && row.Action == MemberActions.ProfileCompleted);
        }
    }
}
