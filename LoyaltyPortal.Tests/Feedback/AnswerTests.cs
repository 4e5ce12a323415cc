using LoyaltyPortal.Earning;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Surveys;

namespace LoyaltyPortal.Tests.Feedback;

/// <summary>Answering by a link: once, for points once, and within a day otherwise.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private SurveyBench _bench = null!;

    public async Task InitializeAsync() => _bench = await SurveyBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task An_answer_is_kept_as_given_with_the_tier_held_then_and_pays_the_action_once()
    {
        var (survey, member, code) = await _bench.AskedAsync();
        await _bench.Shop.BoughtAsync(member, TestMerchant.Line(150));

        var first = TestMerchant.Ok(await _bench.AnswerAsync(code, 9, "  Friendly people  "));
        var again = TestMerchant.Ok(await _bench.AnswerAsync(code, 9, "Friendly people"));

        Assert.Equal((10L, 10L), (first.Points, again.Points));
        var response = Assert.Single(await _bench.ResponsesAsync());
        Assert.Equal((survey, SurveyKind.RelationalNps, (long?)member, (int?)9, "Friendly people", "silver", AnswerChannel.Mail), (response.SurveyId, response.Kind, response.MemberId, response.Score, response.FollowUp, response.TierKey, response.Channel));
        var action = Assert.Single(await _bench.Shop.RowsAsync<MemberAction>(), row => row.Action == MemberActions.SurveyAnswered);
        Assert.Equal((10L, "What do you think?", (ActionSource?)ActionSource.Letter), (action.Points, action.Subject, action.Source));
        Assert.Single(await _bench.Shop.EntriesAsync(member), entry => entry.Kind == EntryKind.EarnAction);
        await _bench.Portal.AssertProvenAsync(_bench.Shop.Id, member);
    }

    [Fact]
    public async Task Another_answer_by_a_used_link_is_refused_unless_it_is_meant_to_replace_the_first()
    {
        var (_, member, code) = await _bench.AskedAsync();
        TestMerchant.Ok(await _bench.AnswerAsync(code, 3, "Cold coffee"));

        TestMerchant.Refused("survey_answered", await _bench.AnswerAsync(code, 10));
        Assert.Equal(3, Assert.Single(await _bench.ResponsesAsync()).Score);

        _bench.Portal.Clock.Advance(SurveyResponse.EditingTime - TimeSpan.FromMicroseconds(1));
        Assert.Equal(10, TestMerchant.Ok(await _bench.AnswerAsync(code, 8, changes: true)).Points);
        var changed = Assert.Single(await _bench.ResponsesAsync());
        Assert.Equal((8, null, _bench.Now), (changed.Score, changed.FollowUp, changed.ChangedAt));
        Assert.Equal(10, (await _bench.Shop.AccountAsync(member)).Active);

        _bench.Portal.Clock.Advance(TimeSpan.FromMicroseconds(1));
        TestMerchant.Refused("survey_too_late", await _bench.AnswerAsync(code, 0, changes: true));
        Assert.Equal(AnswerState.Used, (await _bench.Own.FindAsync(_bench.Shop.Id, code))!.State);
    }

    [Fact]
    public async Task Two_answers_that_race_under_one_link_are_one_answer_and_are_paid_once()
    {
        var (_, member, code) = await _bench.AskedAsync();
        await using var second = _bench.Portal.NewQueue(2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => _bench.AnswerAsync(code, number, queue: number % 2 == 0 ? null : second)));

        var kept = Assert.Single(answers, answer => answer.Succeeded);
        Assert.All(answers.Where(answer => !answer.Succeeded), answer => TestMerchant.Refused("survey_answered", answer));
        Assert.Single(await _bench.ResponsesAsync());
        Assert.Equal(10, kept.Value.Points);
        Assert.Equal(10, (await _bench.Shop.AccountAsync(member)).Active);
        Assert.Single(await _bench.Shop.EntriesAsync(member));
    }

    [Fact]
    public async Task A_link_expires_at_its_instant_and_not_before()
    {
        var (_, _, code) = await _bench.AskedAsync(SurveyBench.Input() with { ValidDays = 2 });
        _bench.Portal.Clock.Advance(TimeSpan.FromDays(2));
        TestMerchant.Refused("survey_expired", await _bench.AnswerAsync(code, 9));
        Assert.Equal(AnswerState.Expired, (await _bench.Own.FindAsync(_bench.Shop.Id, code))!.State);

        _bench.Portal.Clock.Set(_bench.Now.AddMicroseconds(-1));
        Assert.Equal(AnswerState.Open, (await _bench.Own.FindAsync(_bench.Shop.Id, code))!.State);
        TestMerchant.Ok(await _bench.AnswerAsync(code, 9));
    }

    [Fact]
    public async Task A_closed_survey_takes_no_answer_and_no_change()
    {
        var (survey, _, code) = await _bench.AskedAsync();
        TestMerchant.Ok(await _bench.AnswerAsync(code, 9));
        var late = await _bench.MemberAsync();
        await _bench.SentAsync(survey);
        var other = (await _bench.InvitationsAsync()).Single(invitation => invitation.MemberId == late).Code;
        TestMerchant.Ok(await _bench.Surveys.CloseAsync(_bench.Shop.Actor, survey));

        TestMerchant.Refused("survey_closed", await _bench.AnswerAsync(other, 9));
        TestMerchant.Refused("survey_closed", await _bench.AnswerAsync(code, 1, changes: true));
        Assert.Equal(AnswerState.Closed, (await _bench.Own.FindAsync(_bench.Shop.Id, other))!.State);
    }

    [Fact]
    public async Task Another_merchants_link_and_a_guessed_one_lead_nowhere()
    {
        var (_, _, code) = await _bench.AskedAsync();
        var stranger = await _bench.Portal.MerchantAsync();

        Assert.Null(await _bench.Own.FindAsync(stranger.Id, code));
        TestMerchant.Refused("survey_no_link", await _bench.Own.AnswerAsync(stranger.Id, code, new SurveyAnswers { Score = 9 }, changes: false));
        TestMerchant.Refused("survey_no_link", await _bench.AnswerAsync(SurveyCode.New(), 9));
        TestMerchant.Refused("survey_no_link", await _bench.AnswerAsync("", 9));
        Assert.NotNull(await _bench.Own.FindAsync(_bench.Shop.Id, code.ToUpperInvariant()));
    }

    [Fact]
    public async Task What_is_no_answer_is_refused()
    {
        var (_, _, code) = await _bench.AskedAsync();
        TestMerchant.Refused("survey_score", await _bench.AnswerAsync(code, 11));
        TestMerchant.Refused("survey_score", await _bench.Own.AnswerAsync(_bench.Shop.Id, code, new SurveyAnswers(), changes: false));
        TestMerchant.Refused("survey_text", await _bench.AnswerAsync(code, 9, new string('x', SurveyResponse.TextLength + 1)));
        Assert.Empty(await _bench.ResponsesAsync());
    }

    [Fact]
    public async Task The_three_questions_are_all_to_be_answered_and_cannot_answer_is_an_answer()
    {
        var (_, _, code) = await _bench.AskedAsync(SurveyBench.Input(SurveyKind.LoyaltyIndex));
        TestMerchant.Refused("survey_three_answers", await _bench.Own.AnswerAsync(_bench.Shop.Id, code, new SurveyAnswers { Recommend = 1, BuyAgain = 2 }, changes: false));
        TestMerchant.Refused("survey_three_answers", await _bench.AnswerAsync(code, 9));
        TestMerchant.Ok(await _bench.Own.AnswerAsync(_bench.Shop.Id, code, new SurveyAnswers { Recommend = 1, BuyAgain = 2, TryOther = 0 }, changes: false));
        var response = Assert.Single(await _bench.ResponsesAsync());
        Assert.Equal((null, 1, 2, 0), (response.Score, response.Recommend, response.BuyAgain, response.TryOther));
    }

    [Fact]
    public async Task A_survey_that_does_not_count_as_an_action_pays_nothing()
    {
        var (_, member, code) = await _bench.AskedAsync(SurveyBench.Input() with { PaysAction = false });
        Assert.Equal(0, TestMerchant.Ok(await _bench.AnswerAsync(code, 9)).Points);
        Assert.Empty(await _bench.Shop.EntriesAsync(member));
    }

    [Fact]
    public async Task By_a_stores_code_nobody_is_known_nothing_is_paid_and_a_form_sent_twice_is_one_answer()
    {
        var survey = await _bench.OpenedAsync(SurveyBench.Input(SurveyKind.TransactionalNps));
        var (open, store) = (await _bench.Own.AtStoreAsync(_bench.Shop.View, "s1"))!.Value;
        Assert.Equal((survey, _bench.Shop.Store), (open.Id, store.Id));
        Assert.Null(await _bench.Own.AtStoreAsync(_bench.Shop.View, "nowhere"));

        var code = SurveyCode.New();
        for (var time = 0; time < 2; time++)
            Assert.Equal(0, TestMerchant.Ok(await _bench.Own.AnswerAtStoreAsync(_bench.Shop.Id, survey, store.Id, code, new SurveyAnswers { Score = 7 })).Points);

        var response = Assert.Single(await _bench.ResponsesAsync());
        Assert.Equal((null, AnswerChannel.Till, (int?)_bench.Shop.Store), (response.MemberId, response.Channel, response.StoreId));
        Assert.Equal(AnswerState.Answered, (await _bench.Own.FindAsync(_bench.Shop.Id, code))!.State);
        var outcome = TestMerchant.Ok(await _bench.Results.OfAsync(_bench.Shop.Actor, survey));
        Assert.Equal((0, 0, 1), (outcome.Sent, outcome.Answered, outcome.Answers)); // nobody was asked by letter
        TestMerchant.Refused("survey_no_link", await _bench.Own.AnswerAtStoreAsync(_bench.Shop.Id, survey, store.Id, "short", new SurveyAnswers { Score = 7 }));
    }

    [Fact]
    public async Task A_member_that_was_merged_is_paid_where_the_person_goes_on()
    {
        var (_, member, code) = await _bench.AskedAsync();
        var survivor = await _bench.MemberAsync(allowsEmail: false);
        TestMerchant.Ok(await _bench.Portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _bench.Shop.Id, SurvivorId = survivor, MergedId = member, By = _bench.Shop.Actor with { UserId = 1 } }));

        Assert.Equal(10, TestMerchant.Ok(await _bench.AnswerAsync(code, 9)).Points);
        Assert.Equal(10, (await _bench.Shop.AccountAsync(survivor)).Active);
        Assert.Equal(survivor, Assert.Single(await _bench.ResponsesAsync()).MemberId);
    }
}
