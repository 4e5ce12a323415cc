using System.Collections.Frozen;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Members;

public sealed class MemberServiceTests : IAsyncLifetime
{
    private Counter counter = default!;

    public async Task InitializeAsync() => counter = await Counter.OpenAsync();

    public async Task DisposeAsync() => await counter.DisposeAsync();

    [Fact]
    public async Task A_changed_name_is_found_and_the_old_one_no_longer()
    {
        var member = await FindAsync((await counter.EnrolAsync("Ada Byron", "ada@example.com", "+447700900123")).MemberId);

        var changed = await counter.Members.ChangeAsync(counter.Actor, member.Id, MemberChange.Of(member) with { Name = "Ada Lovelace", Phone = "+447700900999" });

        Assert.True(changed.Succeeded);
        Assert.Equal([member.Id], await IdsAsync("lovelace"));
        Assert.Equal([member.Id], await IdsAsync("0999"));
        Assert.Empty(await IdsAsync("byron"));
        Assert.Empty(await IdsAsync("0123"));
    }

    [Fact]
    public async Task A_changed_consent_leaves_a_row_that_proves_it_and_an_unchanged_one_does_not()
    {
        var member = await FindAsync((await counter.EnrolAsync("Ada Byron", "ada@example.com")).MemberId);
        var allowed = (await counter.Members.ChangeAsync(counter.Actor, member.Id, MemberChange.Of(member) with { AllowsEmail = true })).Value;
        counter.Clock.Now += TimeSpan.FromDays(1);
        var renamed = (await counter.Members.ChangeAsync(counter.Actor, member.Id, MemberChange.Of(allowed) with { Name = "Ada B" })).Value;
        await counter.Members.ChangeAsync(counter.Actor, member.Id, MemberChange.Of(renamed) with { AllowsEmail = false });

        await using var context = counter.Database.ForMerchant(counter.Actor.MerchantId);
        Assert.Equal([true, false], await context.Set<Consent>().Where(consent => consent.MemberId == member.Id).OrderBy(consent => consent.ChangedAt).Select(consent => consent.IsGiven).ToListAsync());
    }

    [Fact]
    public async Task What_somebody_else_has_is_refused_and_changes_nothing()
    {
        await counter.EnrolAsync("Berta", "berta@example.com", "+447700900001");
        var ada = await FindAsync((await counter.EnrolAsync("Ada", "ada@example.com")).MemberId);

        var email = await counter.Members.ChangeAsync(counter.Actor, ada.Id, MemberChange.Of(ada) with { Email = "BERTA@example.com" });
        var phone = await counter.Members.ChangeAsync(counter.Actor, ada.Id, MemberChange.Of(ada) with { Phone = "+44 7700 900001" });

        Assert.Equal("member_email_taken", email.Failure?.Code);
        Assert.Equal("member_phone_taken", phone.Failure?.Code);
        Assert.Equal(ada, await FindAsync(ada.Id));
    }

    [Fact]
    public async Task A_change_on_an_old_version_is_refused()
    {
        var ada = await FindAsync((await counter.EnrolAsync("Ada", "ada@example.com")).MemberId);
        await counter.Members.ChangeAsync(counter.Actor, ada.Id, MemberChange.Of(ada) with { Name = "First" });

        var second = await counter.Members.ChangeAsync(counter.Actor, ada.Id, MemberChange.Of(ada) with { Name = "Second" });

        Assert.Equal("member_changed_meanwhile", second.Failure?.Code);
        Assert.Equal("First", (await FindAsync(ada.Id)).Name);
    }

    [Fact]
    public async Task Another_merchants_member_is_not_there()
    {
        var other = await counter.FoundAsync("Other Shop");
        var theirs = (await counter.EnrolAsync("Theirs", "theirs@example.com", actor: other.Actor)).MemberId;

        Assert.Equal("member_unknown", (await counter.Members.FindAsync(counter.Actor, theirs)).Failure?.Code);
        Assert.Equal("member_unknown", (await counter.Members.ChangeAsync(counter.Actor, theirs, new MemberChange { Name = "Mine", Email = "x@example.com", Version = 0 })).Failure?.Code);
        Assert.Equal("Theirs", (await counter.Members.FindAsync(other.Actor, theirs)).Value.Name);
    }

    [Fact]
    public async Task A_cashier_sees_members_but_changes_and_lists_none()
    {
        var ada = await FindAsync((await counter.EnrolAsync("Ada", "ada@example.com")).MemberId);
        var cashier = counter.Actor with { Permissions = new[] { Permission.UseTill }.ToFrozenSet() };

        Assert.True((await counter.Members.FindAsync(cashier, ada.Id)).Succeeded);
        Assert.Equal("not_allowed", (await counter.Members.ChangeAsync(cashier, ada.Id, MemberChange.Of(ada))).Failure?.Code);
        Assert.Equal("not_allowed", (await counter.Members.ListAsync(cashier, null, MemberOrder.Newest, 0, 10)).Failure?.Code);
    }

    [Fact]
    public async Task A_list_is_in_the_asked_order_and_pages_without_gaps()
    {
        foreach (var name in (string[])["Zoe", "ada", "Çağla", "Berta"])
        {
            await counter.EnrolAsync(name, $"{MemberTerm.Fold(name)}@example.com");
            counter.Clock.Now += TimeSpan.FromMinutes(1);
        }

        var byName = (await counter.Members.ListAsync(counter.Actor, null, MemberOrder.Name, 0, 10)).Value;
        var newest = (await counter.Members.ListAsync(counter.Actor, null, MemberOrder.Newest, 1, 2)).Value;

        Assert.Equal(["ada", "Berta", "Çağla", "Zoe"], byName.Rows.Select(row => row.Name));
        Assert.Equal(["Çağla", "ada"], newest.Rows.Select(row => row.Name));
        Assert.Equal((4, true), (newest.Total, newest.IsCounted));
        Assert.Equal(["Çağla"], (await counter.Members.ListAsync(counter.Actor, "cag", MemberOrder.Newest, 0, 10)).Value.Rows.Select(row => row.Name));
    }

    [Fact]
    public async Task A_wallet_opens_with_the_right_code_and_proved_email_once()
    {
        var ada = await counter.EnrolAsync("Ada", "ada@example.com");
        var merchant = counter.Actor.MerchantId;

        Assert.Equal("member_unknown", (await counter.Members.ClaimAsync(merchant, new CardClaim(ada.Code, "mallory@example.com", null), 9)).Failure?.Code);
        Assert.True((await counter.Members.ClaimAsync(merchant, new CardClaim(ada.Code, "Ada@example.com", null), 8)).Succeeded);
        Assert.Equal("member_unknown", (await counter.Members.ClaimAsync(merchant, new CardClaim(ada.Code, "ada@example.com", null), 9)).Failure?.Code);
        Assert.Equal(ada.MemberId, (await counter.Members.FindOwnAsync(merchant, 8))?.Id);
        Assert.Null(await counter.Members.FindOwnAsync(merchant, 9));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("777")]
    [InlineData("0778")]
    public async Task A_card_without_an_email_opens_by_the_end_of_its_phone_number_and_not_by_its_code_alone(string? typed)
    {
        var ada = await counter.EnrolAsync("Ada", phone: "+44 7700 900777");
        var merchant = counter.Actor.MerchantId;
        Assert.Equal(CardProof.PhoneEnd, await counter.Members.CardProofAsync(merchant, ada.Code));

        Assert.Equal("member_unknown", (await counter.Members.ClaimAsync(merchant, new CardClaim(ada.Code, "mallory@example.com", typed), 9)).Failure?.Code);
        Assert.True((await counter.Members.ClaimAsync(merchant, new CardClaim(ada.Code, "ada@example.com", "0777"), 8)).Succeeded);
        Assert.Null(await counter.Members.CardProofAsync(merchant, ada.Code));
    }

    [Fact]
    public async Task The_phone_number_opens_no_card_that_has_an_email()
    {
        var ada = await counter.EnrolAsync("Ada", "ada@example.com", "+44 7700 900777");
        var merchant = counter.Actor.MerchantId;

        Assert.Equal(CardProof.Email, await counter.Members.CardProofAsync(merchant, ada.Code));
        Assert.Equal("member_unknown", (await counter.Members.ClaimAsync(merchant, new CardClaim(ada.Code, "mallory@example.com", "0777"), 9)).Failure?.Code);
    }

    [Fact]
    public async Task A_card_with_neither_opens_once_staff_have_written_an_email_down()
    {
        var ada = await counter.EnrolAsync("Ada", externalId: "SHOP-1");
        var merchant = counter.Actor.MerchantId;
        Assert.Equal(CardProof.Staff, await counter.Members.CardProofAsync(merchant, ada.Code));
        Assert.Equal("member_unknown", (await counter.Members.ClaimAsync(merchant, new CardClaim(ada.Code, "ada@example.com", "0777"), 8)).Failure?.Code);

        var version = (await FindAsync(ada.MemberId)).Version;
        Assert.True((await counter.Members.ChangeAsync(counter.Actor, ada.MemberId, new MemberChange { Name = "Ada", Email = "ada@example.com", Version = version })).Succeeded);

        Assert.True((await counter.Members.ClaimAsync(merchant, new CardClaim(ada.Code, "ada@example.com", null), 8)).Succeeded);
    }

    private async Task<MemberView> FindAsync(long id) => (await counter.Members.FindAsync(counter.Actor, id)).Value;

    private async Task<IEnumerable<long>> IdsAsync(string text) => (await counter.Members.LookUpAsync(counter.Actor, text, 8)).Value.Hits.Select(hit => hit.Member.Id);
}
