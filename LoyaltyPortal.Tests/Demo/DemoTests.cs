using LoyaltyPortal.Badges;
using LoyaltyPortal.Demo;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Events;
using LoyaltyPortal.Identity;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Demo;

public sealed class DemoTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        var services = new ServiceCollection();
        services.AddLogging().AddLocalization();
        services.AddIdentityCore<LoyaltyUser>(options => options.User.RequireUniqueEmail = true).AddEntityFrameworkStores<LoyaltyDbContext>();
        services.AddScoped<LoyaltyDbContext>(_ => _portal.Database.ForPlatform());
        services.AddSingleton(_portal.Database).AddSingleton(_portal.Queue).AddSingleton(_portal.Ids).AddSingleton(_portal.Directory).AddSingleton<TimeProvider>(_portal.Clock);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Demo:Password", "Pagewell-demo-2026")]).Build());
        services.AddSingleton<MerchantAccess>().AddSingleton<AuditLog>().AddSingleton<Founding>().AddSingleton<DemoSignIns>().AddSingleton<DemoAccounts>().AddSingleton<EventService>().AddSingleton<AccessService>().AddSingleton<DemoEvents>().AddSingleton<LoyaltyPortal.Rewards.RewardService>().AddSingleton<GoalService>().AddSingleton<Celebrations>().AddSingleton<LoyaltyPortal.Feedback.SurveyService>().AddSingleton<LoyaltyPortal.Segments.SegmentService>().AddSingleton<LoyaltyPortal.Analytics.EstimateService>().AddSingleton<DemoSeeder>().AddSingleton<DemoService>();
        services.AddSingleton<Attempts>().AddSingleton<ReferralService>().AddSingleton<ReferralPayments>();
        _services = services.BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _portal.DisposeAsync();
    }

    private DemoSeeder Seeder => _services.GetRequiredService<DemoSeeder>();

    private async Task<TestMerchant> DemoAsync() => new(_portal, (await _portal.Directory.FindAsync(DemoMerchant.Slug))!);

    [Fact]
    public async Task The_demo_is_a_year_of_a_bookshop_whose_books_agree()
    {
        Assert.True(await Seeder.SeedAsync());
        var shop = await DemoAsync();

        var purchases = await shop.RowsAsync<Purchase>();
        var members = await shop.RowsAsync<Member>();
        Assert.True(shop.View.IsDemo);
        Assert.Equal(4, shop.View.Stores.Count);
        Assert.Equal(200, members.Count);
        Assert.InRange(purchases.Count, 4_000, 6_000);
        Assert.InRange(purchases.Count(purchase => purchase.MemberId is null), 1_500, 3_500);
        Assert.InRange((await shop.RowsAsync<PurchaseReturn>()).Count, 50, 250);
        Assert.All(purchases, purchase => Assert.InRange(purchase.OccurredAt, _portal.Clock.Now.AddDays(-367), _portal.Clock.Now));
        Assert.Contains(members, member => member.Name.Any(c => "çğışöüÇĞİŞÖÜ".Contains(c, StringComparison.Ordinal)));
        Assert.Contains(members, member => member.Name.Any(c => "łńśźżąęŁŚ".Contains(c, StringComparison.Ordinal)));

        var accounts = await shop.RowsAsync<PointsAccount>();
        Assert.Contains(accounts, account => account.Pending > 0);
        Assert.Contains(accounts, account => account.NextDueAt is not null);
        foreach (var member in members.Take(20))
            await _portal.AssertProvenAsync(shop.Id, member.Id);
    }

    [Fact]
    public async Task Friends_have_brought_friends_and_some_of_them_stand_in_every_state()
    {
        await Seeder.SeedAsync();
        var shop = await DemoAsync();

        var referrals = await shop.RowsAsync<Referral>();
        var states = referrals.CountBy(referral => referral.State).ToDictionary();
        Assert.True(new[] { ReferralState.Joined, ReferralState.Held, ReferralState.Paid, ReferralState.Rejected, ReferralState.ClawedBack }.All(states.ContainsKey), string.Join(", ", states));
        Assert.Contains(referrals, referral => referral.Milestone is not null);
        Assert.Null((await new BooksVerification(_portal.Database).VerifyAsync(shop.Id)).Difference?.Sentence);
    }

    [Fact]
    public void The_same_moment_gives_the_same_year()
    {
        var zone = Zone.Of("Europe/London");
        var one = DemoHistory.Make(zone, _portal.Clock.Now);
        var two = DemoHistory.Make(zone, _portal.Clock.Now);

        Assert.Equal(one.Sales.Select(sale => (sale.At, sale.Reference, sale.Person, sale.Lines.Sum(line => line.Net))), two.Sales.Select(sale => (sale.At, sale.Reference, sale.Person, sale.Lines.Sum(line => line.Net))));
        Assert.All(one.People.Where(person => person.Email is not null), person => Assert.True(EnrolmentCheck.IsEmail(person.Email!), person.Email));
    }

    [Fact]
    public async Task It_is_made_once_and_only_for_an_empty_portal()
    {
        await _portal.MerchantAsync();

        Assert.False(await Seeder.SeedAsync());
        Assert.Null(await _portal.Directory.FindAsync(DemoMerchant.Slug));
    }

    [Fact]
    public async Task An_interrupted_seeding_starts_over()
    {
        using var interruption = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Seeder.SeedAsync(share =>
        {
            if (share > 0.3)
                interruption.Cancel();
        }, interruption.Token));
        _portal.Clock.Advance(TimeSpan.FromDays(2)); // the year of that day is another one

        Assert.True(await Seeder.SeedAsync());

        var shop = await DemoAsync();
        Assert.Equal(200, (await shop.RowsAsync<Member>()).Count);
        Assert.Equal((await shop.RowsAsync<Purchase>()).Count, (await shop.RowsAsync<Purchase>()).Select(purchase => purchase.Reference).Distinct().Count());
        Assert.False(await Seeder.SeedAsync());
    }

    [Fact]
    public async Task Everybody_of_the_demo_can_sign_in_and_Ada_owns_her_wallet()
    {
        await Seeder.SeedAsync();
        var shop = await DemoAsync();
        await using var scope = _services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>();
        await using var platform = _portal.Database.ForPlatform();
        foreach (var staff in DemoMerchant.Staff)
        {
            var user = (await users.FindByEmailAsync(staff.Email))!;
            Assert.True(await users.CheckPasswordAsync(user, "Pagewell-demo-2026"));
            Assert.Equal(staff.Role, (await platform.Set<StaffMember>().SingleAsync(row => row.UserId == user.Id && row.MerchantId == shop.Id)).Role);
        }

        var ada = (await users.FindByEmailAsync("ada@pagewell.example"))!;
        var wallet = Assert.Single(await shop.RowsAsync<Member>(), member => member.UserId == ada.Id);
        Assert.True((await shop.AccountAsync(wallet.Id)).Pending > 0);
    }

    [Fact]
    public async Task Removing_the_demo_leaves_nothing_of_it_and_it_does_not_come_back()
    {
        await Seeder.SeedAsync();
        var shop = await DemoAsync();
        var demo = _services.GetRequiredService<DemoService>();
        TestMerchant.Refused("not_allowed", await demo.RemoveAsync(new Actor(1, "Cashier", shop.Id, RolePermissions.Of(StaffRole.Cashier)), "Pagewell Books"));
        TestMerchant.Refused("demo_name_differs", await demo.RemoveAsync(shop.Actor, "Pagewell"));

        TestMerchant.Ok(await demo.RemoveAsync(shop.Actor, " pagewell books "));

        Assert.Null(await _portal.Directory.FindAsync(DemoMerchant.Slug));
        Assert.Empty(await shop.RowsAsync<Purchase>());
        await using var platform = _portal.Database.ForPlatform();
        Assert.Equal(0, await platform.Set<StaffMember>().CountAsync());
        Assert.Equal(0, await platform.Users.CountAsync());
        Assert.False(await Seeder.SeedAsync());
    }

    [Fact]
    public async Task A_real_merchant_cannot_be_removed()
    {
        var shop = await _portal.MerchantAsync();
        await shop.BoughtAsync(null, TestMerchant.Line(5));

        TestMerchant.Refused("demo_only", await _services.GetRequiredService<DemoService>().RemoveAsync(shop.Actor, shop.View.Name));

        Assert.Single(await shop.RowsAsync<Purchase>());
    }
}
