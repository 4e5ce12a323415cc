using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Proofs;

/// <summary>A merchant whose days become others: the figures follow, and the books prove.</summary>
public sealed class ZoneChangeTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private MerchantService _merchants = null!;
    private ProofService _proofs = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync(ProgrammeContent.Of(
            [TestPortal.PerUnit(), EarningRule<ActionBonusSettings>.With<ActionBonus>("Review", new ActionBonusSettings(MemberActions.ProductReview, 20))],
            new PointsPolicy { Expiry = ExpiryKind.Rolling, ExpiryMonths = 1 }) with
        { Ladder = Ladders.Metals });
        _merchants = new MerchantService(_portal.Database, new MerchantAccess(_portal.Database, _portal.Directory, _portal.Clock), new AuditLog(_portal.Database, _portal.Clock), _portal.Ids, _portal.Clock);
        _proofs = new ProofService(_portal.Database, _portal.Ids, new ProofBell(), _portal.Clock);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private Actor Owner => new(7, "Olga", _shop.Id, RolePermissions.Of(StaffRole.Owner));

    [Fact]
    public async Task Another_time_zone_is_confirmed_the_figures_are_recomputed_and_the_books_prove()
    {
        var member = await LivedAsync();
        var start = TestMerchant.Ok(await _merchants.SettingsAsync(Owner));
        var tokyo = start.Settings with { TimeZone = "Asia/Tokyo" };
        TestMerchant.Refused("merchant_zone_moves_days", await _merchants.ChangeAsync(Owner, tokyo, start.Version));
        TestMerchant.Refused("merchant_time_zone", await _merchants.ChangeAsync(Owner, start.Settings with { TimeZone = "Europe/Nowhere" }, start.Version, movesDays: true));
        Assert.Empty(await MessagesAsync());

        TestMerchant.Ok(await _merchants.ChangeAsync(Owner, tokyo, start.Version, movesDays: true));

        Assert.Equal(BookPart.Aggregate, (await VerifyAsync())?.Part); // until the message is handled
        await new RebuildForZone(new AggregateRebuild(_portal.Database), _proofs).HandleAsync(Assert.Single(await MessagesAsync()), CancellationToken.None);
        Assert.Null(await VerifyAsync());
        Assert.Equal(ProofState.Running, Assert.Single(TestMerchant.Ok(await _proofs.ListAsync(Owner))).State);

        await _shop.BoughtAsync(member, TestMerchant.Line(30)); // and life goes on by the new days
        await TierBookTests.Job(_portal).RunAsync(CancellationToken.None);
        _portal.Clock.Advance(TimeSpan.FromDays(40));
        TestMerchant.Ok(await _shop.SettleAsync(member));
        Assert.Null(await VerifyAsync());
    }

    [Fact]
    public async Task Other_settings_ask_for_nothing_of_the_kind()
    {
        var start = TestMerchant.Ok(await _merchants.SettingsAsync(Owner));
        TestMerchant.Ok(await _merchants.ChangeAsync(Owner, start.Settings with { PointsName = "stars" }, start.Version));
        Assert.Empty(await MessagesAsync());
    }

    [Fact]
    public void Every_zone_that_can_be_chosen_is_one_and_says_how_far_it_is_from_UTC()
    {
        var zones = ZoneChoice.All("GB", new DateTimeOffset(2026, 6, 17, 11, 0, 0, TimeSpan.Zero));

        Assert.All(zones, zone => Assert.Null((new MerchantSettings { Name = "Shop", TimeZone = zone.Id }).Check()));
        Assert.Contains(new ZoneChoice("Europe/London", "Europe/London (UTC+01:00)"), zones);
        Assert.Contains(new ZoneChoice("America/St_Johns", "America/St Johns (UTC−02:30)"), zones);
        Assert.Contains(zones, zone => zone.Id == "GB");
    }

    /// <summary>Joined, bought, reviewed and let points lapse in the evening in London, which is the next day in Tokyo.</summary>
    private async Task<long> LivedAsync()
    {
        _portal.Clock.Set(new DateTime(2026, 6, 17, 19, 30, 0, DateTimeKind.Utc));
        var member = await _shop.MemberAsync();
        await _shop.BoughtAsync(member, TestMerchant.Line(150));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new RecordAction
        {
            MerchantId = _shop.Id,
            MemberId = member,
            Report = new ActionReport { Action = MemberActions.ProductReview, SourceEvent = "lamp", Source = ActionSource.Till },
        }));
        TestMerchant.Ok(await _shop.DebitAsync(member, 10));
        _portal.Clock.Advance(TimeSpan.FromDays(40));
        TestMerchant.Ok(await _shop.SettleAsync(member));
        return member;
    }

    private async Task<List<OutboxMessage>> MessagesAsync()
    {
        await using var context = _portal.Database.ForPlatform();
        return await context.Set<OutboxMessage>().AsNoTracking().Where(message => message.Kind == ZoneChanged.MessageKind).ToListAsync();
    }

    private async Task<BookDifference?> VerifyAsync() => (await new BooksVerification(_portal.Database).VerifyAsync(_shop.Id)).Difference;
}
