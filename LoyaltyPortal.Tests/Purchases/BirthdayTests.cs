using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Purchases;

/// <summary>Birthdays come once a year, on their day in the merchant's zone, whenever the job gets round to them.</summary>
public sealed class BirthdayTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync(new FakeClock(new DateTime(2026, 1, 10, 12, 0, 0, DateTimeKind.Utc)));

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private static EarningRule Bonus => EarningRule<ActionBonusSettings>.With<ActionBonus>("Birthday", new ActionBonusSettings(MemberActions.Birthday, 100));

    private Task<TestMerchant> ShopAsync(string zone = "Europe/London") => _portal.MerchantAsync(new MerchantSettings { Name = "Shop", TimeZone = zone }, TestPortal.PerUnit(), Bonus);

    private async Task<long> BornAsync(TestMerchant shop, DateOnly? born, string email = "a@x.example") =>
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new EnrolMember { MerchantId = shop.Id, EnrolledAt = "till", Enrolment = new Enrolment { Name = "A", Email = email, BirthDate = born } })).MemberId;

    private HonourBirthdays Job(LoyaltyPortal.Platform.Commands.CommandQueue? queue = null) =>
        new(_portal.Database, queue ?? _portal.Queue, _portal.Directory, _portal.Clock, NullLogger<HonourBirthdays>.Instance);

    private async Task RunAtAsync(DateTime utc)
    {
        _portal.Clock.Set(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
        await Job().RunAsync(CancellationToken.None);
    }

    private static async Task<List<DateTime>> HonouredAsync(TestMerchant shop, long member) =>
        [.. (await shop.RowsAsync<MemberAction>()).Where(row => row.MemberId == member && row.Action == MemberActions.Birthday).OrderBy(row => row.Id).Select(row => row.OccurredAt)];

    [Theory]
    [InlineData("1990-06-17", "2026-06-17")]
    [InlineData("2004-02-29", "2026-02-28")]
    [InlineData("2004-02-29", "2028-02-29")]
    [InlineData("2000-02-28", "2028-02-28")]
    [InlineData("1999-12-31", "2026-12-31")]
    [InlineData("2000-01-01", "2027-01-01")]
    [Trait("HardCase", "15")]
    public async Task A_birthday_is_honoured_on_its_day_and_a_leap_day_on_the_28th_in_common_years(string born, string day)
    {
        var shop = await ShopAsync();
        var member = await BornAsync(shop, DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture));
        var noon = DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture).AddHours(12);

        await RunAtAsync(noon.AddDays(-1));
        Assert.Empty(await HonouredAsync(shop, member));
        await RunAtAsync(noon);
        await RunAtAsync(noon.AddHours(1));
        await RunAtAsync(noon.AddDays(1));

        Assert.Equal(DateOnly.FromDateTime(noon), Zone.Of("Europe/London").DayOf(Assert.Single(await HonouredAsync(shop, member))));
        Assert.Equal(100, (await shop.AccountAsync(member)).Active);
    }

    [Fact]
    [Trait("HardCase", "15")]
    public async Task The_28th_of_a_leap_year_is_nobodys_29th()
    {
        var shop = await ShopAsync();
        var member = await BornAsync(shop, new DateOnly(2004, 2, 29));

        await RunAtAsync(new DateTime(2028, 2, 28, 12, 0, 0));

        Assert.Empty(await HonouredAsync(shop, member));
    }

    [Fact]
    [Trait("HardCase", "15")]
    public async Task A_birthday_is_paid_once_a_year_even_if_the_date_is_edited()
    {
        var shop = await ShopAsync();
        var member = await BornAsync(shop, new DateOnly(1990, 3, 1));
        var members = new MemberService(_portal.Database, new MemberLookup(_portal.Database), new AuditLog(_portal.Database, _portal.Clock), _portal.Ids, _portal.Clock);

        await RunAtAsync(new DateTime(2026, 2, 28, 12, 0, 0));
        await RunAtAsync(new DateTime(2026, 3, 1, 12, 0, 0));
        var view = TestMerchant.Ok(await members.FindAsync(shop.Actor, member));
        TestMerchant.Ok(await members.ChangeAsync(shop.Actor, member, MemberChange.Of(view) with { BirthDate = new DateOnly(1990, 3, 2) }));
        await RunAtAsync(new DateTime(2026, 3, 2, 12, 0, 0));
        Assert.Single(await HonouredAsync(shop, member));
        await RunAtAsync(new DateTime(2027, 3, 1, 12, 0, 0));
        await RunAtAsync(new DateTime(2027, 3, 2, 12, 0, 0));

        Assert.Equal(2, (await HonouredAsync(shop, member)).Count);
        Assert.Equal(200, (await shop.AccountAsync(member)).Active);
    }

    [Theory]
    [InlineData("America/Santiago", "2026-09-06")] // midnight does not exist that day: the clocks go from 24:00 to 01:00
    [InlineData("Europe/London", "2026-03-29")]
    [InlineData("Europe/London", "2026-10-25")]
    [InlineData("Asia/Kolkata", "2026-05-05")]
    [InlineData("Pacific/Auckland", "2026-04-05")]
    [InlineData("Pacific/Kiritimati", "2026-05-05")]
    public async Task The_day_is_the_merchants_own_from_its_first_minute_to_its_last(string zone, string day)
    {
        var shop = await ShopAsync(zone);
        var date = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        var member = await BornAsync(shop, date.AddYears(-30));
        var merchant = (await _portal.Directory.FindAsync(shop.Id))!;

        await RunAtAsync(merchant.Zone.StartOf(date).AddMinutes(-1));
        Assert.Empty(await HonouredAsync(shop, member));
        await RunAtAsync(merchant.Zone.StartOf(date).AddMinutes(1));
        Assert.Equal(merchant.Zone.StartOf(date), Assert.Single(await HonouredAsync(shop, member)));
        await RunAtAsync(merchant.Zone.EndOf(date).AddMinutes(-1));
        await RunAtAsync(merchant.Zone.EndOf(date).AddMinutes(1));

        Assert.Single(await HonouredAsync(shop, member));
    }

    [Fact]
    public async Task A_late_run_makes_up_for_the_days_since_the_last_one_and_for_no_others()
    {
        var shop = await ShopAsync();
        var before = await BornAsync(shop, new DateOnly(1990, 1, 20), "before@x.example");
        var between = await BornAsync(shop, new DateOnly(1990, 2, 3), "between@x.example");
        var newYear = await BornAsync(shop, new DateOnly(1990, 12, 31), "newyear@x.example");

        await RunAtAsync(new DateTime(2026, 2, 1, 12, 0, 0));
        var joined = default(long);
        _portal.Clock.Set(new DateTime(2026, 2, 4, 9, 0, 0, DateTimeKind.Utc));
        joined = await BornAsync(shop, new DateOnly(1990, 2, 3), "joined@x.example");
        await RunAtAsync(new DateTime(2026, 2, 5, 12, 0, 0));

        Assert.Empty(await HonouredAsync(shop, before)); // it was past when the job ran first
        Assert.Equal(new DateTime(2026, 2, 3, 0, 0, 0), Assert.Single(await HonouredAsync(shop, between)));
        Assert.Empty(await HonouredAsync(shop, joined)); // who joined the day after

        await RunAtAsync(new DateTime(2026, 12, 30, 12, 0, 0));
        await RunAtAsync(new DateTime(2027, 1, 2, 12, 0, 0));
        Assert.Equal(new DateTime(2026, 12, 31, 0, 0, 0), Assert.Single(await HonouredAsync(shop, newYear))); // the old year's, though the new one has begun
        await RunAtAsync(new DateTime(2027, 12, 31, 12, 0, 0));
        Assert.Equal(2, (await HonouredAsync(shop, newYear)).Count);
    }

    [Fact]
    public async Task Two_runs_at_once_from_two_portals_honour_everybody_once()
    {
        var shop = await ShopAsync();
        var members = new List<long>();
        for (var number = 0; number < 30; number++)
            members.Add(await BornAsync(shop, new DateOnly(1970 + number, 2, 1), $"m{number}@x.example"));
        _portal.Clock.Set(new DateTime(2026, 2, 1, 9, 0, 0, DateTimeKind.Utc));
        await using var second = _portal.NewQueue(2);

        await Task.WhenAll(Job().RunAsync(CancellationToken.None), Job(second).RunAsync(CancellationToken.None), Job(second).RunAsync(CancellationToken.None));

        foreach (var member in members)
        {
            Assert.Single(await HonouredAsync(shop, member));
            Assert.Equal(100, (await shop.AccountAsync(member)).Active);
        }
    }

    [Fact]
    public async Task A_rule_that_comes_in_summer_does_not_pay_for_spring_and_without_a_rule_nothing_is_written()
    {
        var shop = await _portal.MerchantAsync(new MerchantSettings { Name = "No rule" }, TestPortal.PerUnit());
        var member = await BornAsync(shop, new DateOnly(1990, 2, 1));

        await RunAtAsync(new DateTime(2026, 2, 1, 12, 0, 0));

        Assert.Empty(await HonouredAsync(shop, member));
        Assert.Equal(new DateOnly(2026, 2, 1), Assert.Single(await shop.RowsAsync<BirthdayRun>()).Day);
    }

    [Theory]
    [InlineData("2000-02-29", "2026-03-01", "2027-02-28")]
    [InlineData("2000-02-29", "2026-02-28", "2026-02-28")]
    [InlineData("2000-02-29", "2028-01-01", "2028-02-29")]
    [InlineData("2000-12-31", "2026-12-31", "2026-12-31")]
    public void The_next_birthday(string born, string from, string next) =>
        Assert.Equal(Day(next), Birthdays.Next(Day(born), Day(from)));

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
