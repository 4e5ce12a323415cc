using System.Text.Json;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Surveys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Tests.Feedback;

/// <summary>Whom a survey asks: by hand, and after purchases.</summary>
public sealed class AskingTests : IAsyncLifetime
{
    private SurveyBench _bench = null!;

    public async Task InitializeAsync() => _bench = await SurveyBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Everybody_who_allows_letters_is_asked_once_and_others_are_not()
    {
        var members = new List<long>();
        for (var number = 0; number < SendSurveys.GroupSize + 3; number++)
            members.Add(await _bench.MemberAsync());
        await _bench.MemberAsync(allowsEmail: false);
        var unwilling = await _bench.MemberAsync();
        await using (var context = _bench.Portal.Database.ForMerchant(_bench.Shop.Id))
        {
            var preferences = MemberPreferences.Usual(unwilling, _bench.Shop.Id);
            preferences.Change(false, LetterPurposes.Points, null);
            context.Add(preferences);
            await context.SaveChangesAsync();
        }

        var survey = await _bench.OpenedAsync();
        Assert.Equal(members.Count, TestMerchant.Ok(await _bench.Surveys.CountAsync(_bench.Shop.Actor, survey, SurveyAudience.Everybody)));
        await using var second = _bench.Portal.NewQueue(2);
        TestMerchant.Ok(await _bench.Surveys.SendAsync(_bench.Shop.Actor, _bench.Surveys.NewId(), survey, SurveyAudience.Everybody));
        TestMerchant.Refused("survey_being_sent", await _bench.Surveys.SendAsync(_bench.Shop.Actor, _bench.Surveys.NewId(), survey, SurveyAudience.Everybody));
        await Task.WhenAll(_bench.SendAsync(), _bench.SendAsync(second)); // two portals at once

        var asked = await _bench.InvitationsAsync();
        Assert.Equal(members, asked.Select(invitation => invitation.MemberId!.Value).Order());
        Assert.Equal(members.Count, (await LettersAsync()).Count);
        var round = Assert.Single(await _bench.Shop.RowsAsync<SurveyRound>());
        Assert.Equal((members.Count, (DateTime?)_bench.Now), (round.Asked, round.FinishedAt));
    }

    [Fact]
    public async Task Nobody_is_asked_again_within_the_quiet_days_whatever_the_survey()
    {
        await _bench.MemberAsync();
        var first = await _bench.OpenedAsync();
        await _bench.SentAsync(first);
        var second = await _bench.OpenedAsync(SurveyBench.Input() with { QuietDays = 10 });

        _bench.Portal.Clock.Advance(TimeSpan.FromDays(10) - TimeSpan.FromMicroseconds(1));
        await _bench.SentAsync(second);
        Assert.Single(await _bench.InvitationsAsync());
        _bench.Portal.Clock.Advance(TimeSpan.FromMicroseconds(1));
        await _bench.SentAsync(second);
        Assert.Equal(2, (await _bench.InvitationsAsync()).Count);
        Assert.Equal(0, TestMerchant.Ok(await _bench.Surveys.CountAsync(_bench.Shop.Actor, first, SurveyAudience.Everybody)));
    }

    [Fact]
    public async Task Those_who_bought_lately_can_be_asked_alone()
    {
        var (buyer, _) = (await _bench.MemberAsync(), await _bench.MemberAsync());
        await _bench.Shop.BoughtAsync(buyer, TestMerchant.Line(5));
        await _bench.SentAsync(await _bench.OpenedAsync(), SurveyAudience.Active);
        Assert.Equal([buyer], (await _bench.InvitationsAsync()).Select(invitation => invitation.MemberId!.Value));
    }

    [Fact]
    public async Task A_purchase_is_asked_about_after_its_delay_and_once()
    {
        var survey = await _bench.OpenedAsync(SurveyBench.Input(SurveyKind.TransactionalNps));
        _bench.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        var member = await _bench.MemberAsync();
        var bought = await _bench.Shop.BoughtAsync(member, TestMerchant.Line(5));
        await _bench.Shop.BoughtAsync(null, TestMerchant.Line(5)); // nobody known

        _bench.Portal.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(5));
        await _bench.AskAsync();
        Assert.Empty(await _bench.InvitationsAsync());
        _bench.Portal.Clock.Advance(TimeSpan.FromMilliseconds(10));
        await Task.WhenAll(_bench.AskAsync(), _bench.AskAsync());
        await _bench.AskAsync();

        var asked = Assert.Single(await _bench.InvitationsAsync());
        Assert.Equal((survey, (long?)member, (long?)bought.PurchaseId, (int?)_bench.Shop.Store), (asked.SurveyId, asked.MemberId, asked.PurchaseId, asked.StoreId));
        Assert.Single(await LettersAsync());
        TestMerchant.Refused("survey_sends_itself", await _bench.Surveys.SendAsync(_bench.Shop.Actor, _bench.Surveys.NewId(), survey, SurveyAudience.Everybody));
    }

    [Fact]
    public async Task Who_buys_every_day_is_asked_once_within_the_quiet_days()
    {
        await _bench.OpenedAsync(SurveyBench.Input(SurveyKind.TransactionalNps) with { QuietDays = 7 });
        var member = await _bench.MemberAsync();
        for (var day = 0; day < 10; day++)
        {
            await _bench.Shop.BoughtAsync(member, TestMerchant.Line(5));
            _bench.Portal.Clock.Advance(TimeSpan.FromDays(1));
            await _bench.AskAsync();
        }

        // The purchases of the first and the eighth day, each asked about as its delay had passed.
        var asked = (await _bench.InvitationsAsync()).OrderBy(invitation => invitation.Id).ToList();
        Assert.Equal(2, asked.Count);
        Assert.Equal(TimeSpan.FromDays(7), asked[1].SentAt - asked[0].SentAt);
    }

    [Fact]
    public async Task Of_many_purchases_the_share_is_asked_about_that_the_survey_says()
    {
        var survey = await _bench.OpenedAsync(SurveyBench.Input(SurveyKind.TransactionalNps) with { SharePercent = 40, QuietDays = 0 });
        var member = await _bench.MemberAsync();
        var bought = new List<long>();
        for (var number = 0; number < 60; number++)
        {
            bought.Add((await _bench.Shop.BoughtAsync(member, TestMerchant.Line(5))).PurchaseId);
            _bench.Portal.Clock.Advance(TimeSpan.FromSeconds(number));
        }

        _bench.Portal.Clock.Advance(TimeSpan.FromDays(2));
        await _bench.AskAsync();
        var asked = (await _bench.InvitationsAsync()).Where(invitation => invitation.SurveyId == survey).Select(invitation => invitation.PurchaseId!.Value).Order().ToList();
        Assert.Equal(bought.Where(id => SurveySampling.Takes(id, 40)), asked);
        Assert.InRange(asked.Count, 12, 36);
    }

    [Fact]
    public async Task What_came_back_what_is_history_and_what_was_bought_before_the_survey_is_not_asked_about()
    {
        var (before, returned, history, partly) = (await _bench.MemberAsync(), await _bench.MemberAsync(), await _bench.MemberAsync(), await _bench.MemberAsync());
        await _bench.Shop.BoughtAsync(before, TestMerchant.Line(5));
        _bench.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await _bench.OpenedAsync(SurveyBench.Input(SurveyKind.TransactionalNps));
        var whole = await _bench.Shop.BoughtAsync(returned, TestMerchant.Line(5));
        TestMerchant.Ok(await _bench.Shop.ReturnAsync(whole.PurchaseId, new ReturnedLine(1, 1)));
        var some = await _bench.Shop.BoughtAsync(partly, TestMerchant.Line(5), TestMerchant.Line(6, "Hats"));
        TestMerchant.Ok(await _bench.Shop.ReturnAsync(some.PurchaseId, new ReturnedLine(1, 1)));
        TestMerchant.Ok(await _bench.Portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = _bench.Shop.Id,
            StoreId = _bench.Shop.Store,
            MemberId = history,
            Source = PurchaseSource.Import,
            OccurredAt = _bench.Now.AddDays(-8),
            Lines = [TestMerchant.Line(5)],
            IdempotencyKey = _bench.Portal.NewKey(),
        }));

        _bench.Portal.Clock.Advance(TimeSpan.FromDays(2));
        await _bench.AskAsync();
        Assert.Equal([partly], (await _bench.InvitationsAsync()).Select(invitation => invitation.MemberId!.Value));
    }

    [Fact]
    public async Task What_was_bought_while_a_survey_was_closed_is_not_asked_about_when_it_opens_again()
    {
        var survey = await _bench.OpenedAsync(SurveyBench.Input(SurveyKind.TransactionalNps));
        TestMerchant.Ok(await _bench.Surveys.CloseAsync(_bench.Shop.Actor, survey));
        await _bench.Shop.BoughtAsync(await _bench.MemberAsync(), TestMerchant.Line(5));
        _bench.Portal.Clock.Advance(TimeSpan.FromDays(3));
        TestMerchant.Ok(await _bench.Surveys.OpenAsync(_bench.Shop.Actor, survey));
        _bench.Portal.Clock.Advance(TimeSpan.FromDays(3));
        await _bench.AskAsync();
        Assert.Empty(await _bench.InvitationsAsync());
    }

    [Fact]
    public async Task A_group_that_another_portal_has_asked_is_not_asked_again()
    {
        var (member, loud) = (await _bench.MemberAsync(), SurveyBench.Input() with { QuietDays = 0 });
        var survey = await _bench.OpenedAsync(loud);
        var round = TestMerchant.Ok(await _bench.Surveys.SendAsync(_bench.Shop.Actor, _bench.Surveys.NewId(), survey, SurveyAudience.Everybody));
        for (var portal = 0; portal < 2; portal++)
            TestMerchant.Ok(await _bench.Portal.Queue.ExecuteAsync(new SendGroup { MerchantId = _bench.Shop.Id, RoundId = round, After = 0, Members = [member], IsLast = false }));
        Assert.Single(await _bench.InvitationsAsync());
        Assert.Equal(1, Assert.Single(await _bench.Shop.RowsAsync<SurveyRound>()).Asked);

        var after = await _bench.OpenedAsync(loud with { Kind = SurveyKind.TransactionalNps });
        var bought = (await _bench.Shop.BoughtAsync(member, TestMerchant.Line(5))).PurchaseId;
        var mark = (await _bench.Shop.RowsAsync<SurveySampling>()).Single(sampling => sampling.SurveyId == after).LastPurchaseId;
        for (var portal = 0; portal < 2; portal++)
            TestMerchant.Ok(await _bench.Portal.Queue.ExecuteAsync(new AskAboutPurchases { MerchantId = _bench.Shop.Id, SurveyId = after, After = mark, UpTo = bought, Purchases = [bought] }));
        Assert.Single(await _bench.InvitationsAsync(), invitation => invitation.SurveyId == after);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(25, 2_350, 2_650)]
    [InlineData(100, 10_000, 10_000)]
    public void A_share_of_purchases_is_spread_evenly(int share, int least, int most) =>
        Assert.InRange(Enumerable.Range(1, 10_000).Count(number => SurveySampling.Takes(((long)number << 22) | 4096, share)), least, most);

    [Fact]
    public void A_larger_share_has_all_of_a_smaller_one()
    {
        var ids = Enumerable.Range(1, 2_000).Select(number => (long)number * 7_919 << 12).ToList();
        Assert.DoesNotContain(ids, id => SurveySampling.Takes(id, 10) && !SurveySampling.Takes(id, 11));
        Assert.Contains(ids, id => SurveySampling.Takes(id, 60) && !SurveySampling.Takes(id, 10));
    }

    [Fact]
    public async Task The_letter_leads_to_the_form_and_is_not_written_once_it_has_been_answered()
    {
        var (_, _, code) = await _bench.AskedAsync();
        var payload = Assert.Single(await LettersAsync());

        var letter = await WriteAsync(payload);
        Assert.Equal(("ada1@example.com", $"https://loyal.example/s/{_bench.Shop.View.Slug}/{code}"), (letter!.To, letter.Button!.Value.Link));
        TestMerchant.Ok(await _bench.AnswerAsync(code, 9));
        Assert.Null(await WriteAsync(payload));
    }

    [Fact]
    public async Task A_survey_is_changed_by_who_may_and_every_step_leaves_a_line()
    {
        var marketer = new Actor(3, "M", _bench.Shop.Id, RolePermissions.Of(StaffRole.Marketer));
        TestMerchant.Refused("not_allowed", await _bench.Surveys.SaveAsync(marketer, 1, null, 0, SurveyBench.Input()));
        TestMerchant.Refused("survey_title", await _bench.Surveys.SaveAsync(_bench.Shop.Actor, 1, null, 0, SurveyBench.Input() with { Title = " " }));
        TestMerchant.Refused("survey_share", await _bench.Surveys.SaveAsync(_bench.Shop.Actor, 1, null, 0, SurveyBench.Input() with { SharePercent = 101 }));

        var key = _bench.Surveys.NewId();
        var drawn = TestMerchant.Ok(await _bench.Surveys.SaveAsync(_bench.Shop.Actor, key, null, 0, SurveyBench.Input()));
        Assert.Equal(drawn, TestMerchant.Ok(await _bench.Surveys.SaveAsync(_bench.Shop.Actor, key, null, 0, SurveyBench.Input()))); // sent twice
        var changed = TestMerchant.Ok(await _bench.Surveys.SaveAsync(_bench.Shop.Actor, key, drawn.Id, drawn.Version, SurveyBench.Input(SurveyKind.LoyaltyIndex)));
        Assert.Equal(SurveyKind.LoyaltyIndex, changed.Kind);
        TestMerchant.Refused("survey_changed_meanwhile", await _bench.Surveys.SaveAsync(_bench.Shop.Actor, key, drawn.Id, drawn.Version, SurveyBench.Input()));
        var opened = TestMerchant.Ok(await _bench.Surveys.OpenAsync(_bench.Shop.Actor, drawn.Id));
        TestMerchant.Refused("survey_kind_fixed", await _bench.Surveys.SaveAsync(_bench.Shop.Actor, key, drawn.Id, opened.Version, SurveyBench.Input()));
        TestMerchant.Refused("survey_not_draft", await _bench.Surveys.DiscardAsync(_bench.Shop.Actor, drawn.Id));
        TestMerchant.Ok(await _bench.Surveys.CloseAsync(_bench.Shop.Actor, drawn.Id));
        TestMerchant.Refused("survey_not_open", await _bench.Surveys.SendAsync(_bench.Shop.Actor, 1, drawn.Id, SurveyAudience.Everybody));

        var lines = await new AuditLog(_bench.Portal.Database, _bench.Portal.Clock).ListAsync(_bench.Shop.Actor);
        Assert.Equal([SurveyAudit.Closed, SurveyAudit.Opened, SurveyAudit.Changed, SurveyAudit.Drawn], lines.Select(line => line.What).Where(what => what.StartsWith("survey", StringComparison.Ordinal)));
        var stranger = await _bench.Portal.MerchantAsync();
        TestMerchant.Refused("survey_unknown", await _bench.Surveys.FindAsync(stranger.Actor, drawn.Id));
        TestMerchant.Refused("survey_unknown", await _bench.Results.OfAsync(stranger.Actor, drawn.Id));
    }

    private async Task<List<string>> LettersAsync()
    {
        await using var context = _bench.Portal.Database.ForPlatform();
        return await context.Set<OutboxMessage>().Where(message => message.Kind == LetterHandler.MessageKind && message.Payload.Contains("\"survey\"")).OrderBy(message => message.Id).Select(message => message.Payload).ToListAsync();
    }

    private async Task<Letter?> WriteAsync(string payload)
    {
        await using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var address = new PortalAddress(new ConfigurationBuilder().AddInMemoryCollection([new("Portal:Address", "https://loyal.example")]).Build(), null!); // it is configured: no server is asked
        return await new SurveyLetter(_bench.Portal.Database, _bench.Portal.Directory, address, _bench.Portal.Clock, services.GetRequiredService<IStringLocalizer<FeedbackText>>())
            .WriteAsync(_bench.Shop.Id, JsonSerializer.Deserialize<JsonElement>(payload), CancellationToken.None);
    }
}
