using System.Text.Json;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Tests.Purchases;

/// <summary>Letters before points lapse: to whom, for which day, once; and what they say. It is noon on 17 June 2026 in London.</summary>
[Trait("HardCase", "13")]
public sealed class ExpiryWarningTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync(new PointsPolicy { Expiry = ExpiryKind.Rolling, ExpiryMonths = 12, WarningDays = 10 }, new MerchantSettings { Name = "Corner Books", PointsName = "stars" });
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task A_member_is_told_once_of_each_day_on_which_points_lapse_and_not_before_its_time()
    {
        var ada = await MemberAsync("Ada");
        await CreditAsync(ada, 40, "2026-06-25"); // the end of 24 June, in the window
        await CreditAsync(ada, 5, "2026-06-25");
        await CreditAsync(ada, 7, "2026-06-27");
        await CreditAsync(ada, 100, "2026-07-05");

        await RunAsync();
        await RunAsync();
        Assert.Equal([(ada, "2026-06-24"), (ada, "2026-06-26")], await AskedAsync());

        _portal.Clock.Advance(TimeSpan.FromDays(8));
        await RunAsync();
        Assert.Equal([(ada, "2026-06-24"), (ada, "2026-06-26"), (ada, "2026-07-04")], await AskedAsync());
    }

    [Fact]
    public async Task Only_who_wants_letters_and_has_an_address_is_written_to()
    {
        foreach (var member in new[] { await MemberAsync("Silent", allowsEmail: false), await MemberAsync("No address", hasEmail: false) })
            await CreditAsync(member, 40, "2026-06-25");
        var gone = await MemberAsync("Gone");
        await CreditAsync(gone, 40, "2026-06-25");
        var heir = await MemberAsync("Heir");
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _shop.Id, SurvivorId = heir, MergedId = gone, By = _shop.Actor with { UserId = 1 } }));

        await RunAsync();

        Assert.Equal([(heir, "2026-06-24")], await AskedAsync());
    }

    [Fact]
    public async Task A_programme_without_warning_writes_nothing()
    {
        var shop = await _portal.MerchantAsync(new PointsPolicy { WarningDays = 0 }, new MerchantSettings { Name = "Silent shop" });
        var member = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new EnrolMember { MerchantId = shop.Id, EnrolledAt = "till", Enrolment = new Enrolment { Name = "Bo", Email = "bo@example.com", AllowsEmail = true } })).MemberId;
        TestMerchant.Ok(await shop.CreditAsync(member, 40, expiresAt: _portal.Clock.Now.AddDays(3)));

        await RunAsync();

        Assert.Empty(await shop.RowsAsync<ExpiryWarning>());
        Assert.Empty(await AskedAsync());
    }

    [Fact]
    public async Task The_letter_says_how_many_are_good_until_which_day()
    {
        var ada = await MemberAsync("Ada");
        await CreditAsync(ada, 1_040, "2026-06-25");
        await CreditAsync(ada, 7, "2026-06-27");

        var letter = await LetterAsync(ada, "2026-06-24");

        Assert.NotNull(letter);
        Assert.Equal(("ada@example.com", "1,040 stars lapse after Wednesday 24 June 2026"), (letter.To, letter.Subject.Replace("Wednesday, 24", "Wednesday 24", StringComparison.Ordinal)));
        Assert.Contains(letter.Paragraphs, paragraph => paragraph.Contains("1,040 of your stars at Corner Books", StringComparison.Ordinal));
        Assert.Equal($"https://loyal.example/w/{_shop.View.Slug}", letter.Button!.Value.Link);
    }

    [Fact]
    public async Task Who_has_spent_them_or_wants_no_letters_any_more_gets_none()
    {
        var (ada, bob) = (await MemberAsync("Ada"), await MemberAsync("Bob"));
        await CreditAsync(ada, 40, "2026-06-25");
        await CreditAsync(bob, 40, "2026-06-25");
        TestMerchant.Ok(await _shop.DebitAsync(ada, 40));
        await _portal.Storage.ExecuteAsync($"""UPDATE "Members" SET "AllowsEmail" = 0 WHERE "Id" = {bob}""");

        Assert.Null(await LetterAsync(ada, "2026-06-24"));
        Assert.Null(await LetterAsync(bob, "2026-06-24"));
    }

    private async Task<long> MemberAsync(string name, bool allowsEmail = true, bool hasEmail = true) => TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new EnrolMember
    {
        MerchantId = _shop.Id,
        EnrolledAt = "till",
        Enrolment = new Enrolment { Name = name, Email = hasEmail ? $"{name.ToLowerInvariant()}@example.com" : null, Phone = hasEmail ? null : "5550100", AllowsEmail = allowsEmail, StoreId = _shop.Store },
    })).MemberId;

    /// <param name="end">The local day with whose beginning they are gone.</param>
    private async Task CreditAsync(long member, long points, string end) =>
        TestMerchant.Ok(await _shop.CreditAsync(member, points, expiresAt: _shop.View.Zone.StartOf(Tests.Tiers.Ladders.Day(end))));

    private Task RunAsync() => new WarnOfExpiry(_portal.Database, _portal.Queue, _portal.Directory, new ProgrammeService(_portal.Database), _portal.Clock).RunAsync(CancellationToken.None);

    private async Task<List<(long Member, string LastDay)>> AskedAsync()
    {
        await using var context = _portal.Database.ForPlatform();
        var payloads = await context.Set<OutboxMessage>().Where(message => message.Kind == LetterHandler.MessageKind).OrderBy(message => message.Id).Select(message => message.Payload).ToListAsync();
        return [.. payloads.Select(payload => JsonSerializer.Deserialize<JsonElement>(payload)).Where(payload => payload.GetProperty("template").GetString() == ExpiryLetter.TemplateName)
            .Select(payload => (payload.GetProperty("memberId").GetInt64(), payload.GetProperty("lastDay").GetString()!)).Order()];
    }

    private async Task<Letter?> LetterAsync(long member, string lastDay)
    {
        await using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var address = new PortalAddress(new ConfigurationBuilder().AddInMemoryCollection([new("Portal:Address", "https://loyal.example")]).Build(), null!); // it is configured: no server is asked
        return await new ExpiryLetter(_portal.Database, _portal.Directory, _portal.Ledger, address, services.GetRequiredService<IStringLocalizer<LettersText>>())
            .WriteAsync(_shop.Id, JsonSerializer.SerializeToElement(new { memberId = member, lastDay }), CancellationToken.None);
    }
}
