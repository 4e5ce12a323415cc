using LoyaltyPortal.Identity;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Merchants;

[Collection(WebTests.Name)]
public sealed class StaffTests(WebPortal portal)
{
    private StaffService Staff => portal.Get<StaffService>();

    [Fact]
    public async Task The_last_owner_stays()
    {
        var (_, owner, user) = await portal.MerchantAsync();
        var other = await InviteAsync(owner, StaffRole.Owner);
        var asOther = owner with { UserId = other.UserId };

        Assert.True((await Staff.ChangeAsync(asOther, user.Id, StaffRole.Manager, null)).Succeeded);
        Assert.Equal("staff_yourself", (await Staff.DeactivateAsync(asOther, other.UserId)).Failure?.Code);
        Assert.Equal("staff_last_owner", (await Staff.ChangeAsync(Actor.System(owner.MerchantId), other.UserId, StaffRole.Cashier, null)).Failure?.Code);
        Assert.Equal("staff_last_owner", (await Staff.DeactivateAsync(Actor.System(owner.MerchantId), other.UserId)).Failure?.Code);
    }

    [Fact]
    public async Task Two_owners_cannot_take_each_other_out_at_one_moment()
    {
        var (_, owner, user) = await portal.MerchantAsync();
        var other = await InviteAsync(owner, StaffRole.Owner);

        await Task.WhenAll(Staff.DeactivateAsync(owner, other.UserId), Staff.DeactivateAsync(owner with { UserId = other.UserId }, user.Id));

        Assert.Single((await Staff.ListAsync(owner)).Value, person => person is { IsActive: true, Role: StaffRole.Owner });
    }

    [Fact]
    public async Task Nobody_changes_their_own_role()
    {
        var (_, owner, user) = await portal.MerchantAsync();
        await InviteAsync(owner, StaffRole.Owner);
        Assert.Equal("staff_yourself", (await Staff.ChangeAsync(owner, user.Id, StaffRole.Manager, null)).Failure?.Code);
    }

    [Fact]
    public async Task A_manager_may_not_touch_staff()
    {
        var (_, owner, _) = await portal.MerchantAsync();
        var manager = owner with { Permissions = RolePermissions.Of(StaffRole.Manager) };
        Assert.Equal("not_allowed", (await Staff.InviteAsync(manager, new StaffInvitation("Mia", "mia@test.example", StaffRole.Owner))).Failure?.Code);
        Assert.Equal("not_allowed", (await Staff.ListAsync(manager)).Failure?.Code);
    }

    [Fact]
    public async Task Another_tenants_store_is_no_home()
    {
        var (_, owner, _) = await portal.MerchantAsync();
        var (elsewhere, _, _) = await portal.MerchantAsync();
        Assert.Equal("store_unknown", (await Staff.InviteAsync(owner, new StaffInvitation("Mia", $"{Guid.NewGuid():N}@test.example", StaffRole.Cashier, elsewhere.Stores[0].Id))).Failure?.Code);
    }

    [Fact]
    public async Task Who_is_taken_out_is_a_stranger_at_once()
    {
        var (merchant, owner, _) = await portal.MerchantAsync();
        var person = await portal.PersonAsync();
        Assert.True((await Staff.InviteAsync(owner, new StaffInvitation("Grace", person.Email!, StaffRole.Manager))).Succeeded);
        var browser = await portal.SignedInAsync(person.Email!);
        var waiting = Assert.Single((await Staff.ListAsync(owner)).Value, known => known.UserId == person.Id);
        Assert.Equal(("Grace", false), (waiting.Name, waiting.HasSignedUp));
        Assert.Equal(System.Net.HttpStatusCode.OK, (await browser.GetAsync($"/m/{merchant.Slug}")).StatusCode);
        var here = Assert.Single((await Staff.ListAsync(owner)).Value, known => known.UserId == person.Id);
        Assert.Equal((person.DisplayName, true), (here.Name, here.HasSignedUp));

        await Staff.DeactivateAsync(owner, person.Id);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await browser.GetAsync($"/m/{merchant.Slug}")).StatusCode);
    }

    [Fact]
    public async Task An_invitation_opens_nothing_to_a_stranger_who_took_the_address_before_until_the_letters_link_proves_it()
    {
        var (merchant, owner, _) = await portal.MerchantAsync();
        var email = $"{Guid.NewGuid():N}@test.example";
        await using var scope = portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>();
        var squatter = new LoyaltyUser { Id = portal.Get<IdGenerator>().Next(), UserName = email, Email = email, DisplayName = "Squatter" };
        Assert.True((await users.CreateAsync(squatter, WebPortal.Password)).Succeeded);
        var browser = await portal.SignedInAsync(email);

        Assert.True((await Staff.InviteAsync(owner, new StaffInvitation("Mia", email, StaffRole.Manager))).Succeeded);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await browser.GetAsync($"/m/{merchant.Slug}")).StatusCode);
        Assert.Empty(await portal.Get<MerchantAccess>().WorkplacesAsync(squatter.Id));

        var token = await users.GeneratePasswordResetTokenAsync(squatter);
        var encoded = Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(token));
        var reset = await scope.ServiceProvider.GetRequiredService<AccountService>().ResetPasswordAsync(squatter.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), encoded, "another long sentence of mine");
        Assert.True(reset.Succeeded, reset.Failure?.Code);
        Assert.Equal(merchant.Slug, Assert.Single(await portal.Get<MerchantAccess>().WorkplacesAsync(squatter.Id)).Slug);

        // Nor afterwards, by a cookie from before; and what the portal remembers of the stranger is not held against whom it belongs to.
        portal.Get<MerchantAccess>().Forget(merchant.Slug);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await browser.GetAsync($"/m/{merchant.Slug}")).StatusCode);
        var mia = await portal.SignedInAsync(email, "another long sentence of mine");
        Assert.Equal(System.Net.HttpStatusCode.OK, (await mia.GetAsync($"/m/{merchant.Slug}")).StatusCode);
    }

    [Fact]
    public async Task An_invitation_leaves_a_proven_sign_in_as_it_is()
    {
        var (_, owner, _) = await portal.MerchantAsync();
        var person = await portal.PersonAsync();
        Assert.True((await Staff.InviteAsync(owner, new StaffInvitation("Grace", person.Email!, StaffRole.Manager))).Succeeded);
        await portal.SignedInAsync(person.Email!);
    }

    private async Task<StaffView> InviteAsync(Actor owner, StaffRole role)
    {
        var invited = await Staff.InviteAsync(owner, new StaffInvitation("Second Owner", $"{Guid.NewGuid():N}@test.example", role));
        Assert.True(invited.Succeeded, invited.Failure?.Code);
        return invited.Value;
    }
}
