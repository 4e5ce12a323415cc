using LoyaltyPortal.Feedback;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;

namespace LoyaltyPortal.Tests.Feedback;

/// <summary>Scores over time, stores and tiers; what is forgotten and what is handed over. It is noon on 17 June 2026 in London.</summary>
public sealed class FeedbackReportsTests : IAsyncLifetime
{
    private static readonly FeedbackWindow June = new(new DateOnly(2026, 6, 1), new DateOnly(2026, 6, 30));

    private SurveyBench _bench = null!;

    public async Task InitializeAsync() => _bench = await SurveyBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task The_two_kinds_of_score_are_never_added_up()
    {
        var (_, _, code) = await _bench.AskedAsync();
        TestMerchant.Ok(await _bench.AnswerAsync(code, 10));
        var after = await _bench.OpenedAsync(SurveyBench.Input(SurveyKind.TransactionalNps));
        TestMerchant.Ok(await _bench.Own.AnswerAtStoreAsync(_bench.Shop.Id, after, _bench.Shop.OtherStore, SurveyCode.New(), new SurveyAnswers { Score = 0 }));

        Assert.Equal(new NetPromoterScore(1, 0, 0), TestMerchant.Ok(await _bench.Reports.NpsAsync(_bench.Shop.Actor, SurveyKind.RelationalNps, June)));
        Assert.Equal(new NetPromoterScore(0, 0, 1), TestMerchant.Ok(await _bench.Reports.NpsAsync(_bench.Shop.Actor, SurveyKind.TransactionalNps, June)));
        Assert.Equal(0, TestMerchant.Ok(await _bench.Reports.IndexAsync(_bench.Shop.Actor, June)).Answers);
        Assert.Equal([new NpsStore(_bench.Shop.OtherStore, new NetPromoterScore(0, 0, 1))], TestMerchant.Ok(await _bench.Reports.NpsByStoreAsync(_bench.Shop.Actor, SurveyKind.TransactionalNps, June)));
        TestMerchant.Refused("survey_kind", await _bench.Reports.NpsAsync(_bench.Shop.Actor, SurveyKind.LoyaltyIndex, June));
    }

    [Fact]
    public async Task Months_are_the_merchants_own_and_the_window_cuts_them()
    {
        var survey = await _bench.OpenedAsync();

        // London is an hour ahead of UTC: the last hour of May by UTC is June there.
        TestMerchant.Ok(await _bench.Import.ImportAsync(_bench.Shop.Actor, survey, "date,score\n2026-04-30,0\n2026-05-10 00:30,10\n2026-06-01 00:30,0\n2026-06-10,9\n2026-06-11,8\n"));
        var months = TestMerchant.Ok(await _bench.Reports.NpsByMonthAsync(_bench.Shop.Actor, SurveyKind.RelationalNps, new FeedbackWindow(new DateOnly(2026, 5, 10), new DateOnly(2026, 6, 10))));
        Assert.Equal([new NpsMonth(new DateOnly(2026, 5, 1), new NetPromoterScore(1, 0, 0)), new NpsMonth(new DateOnly(2026, 6, 1), new NetPromoterScore(1, 0, 1))], months);
    }

    [Fact]
    public async Task Tiers_are_those_held_at_the_time_and_test_members_do_not_count()
    {
        var (gold, none, test) = (await _bench.MemberAsync(), await _bench.MemberAsync(), await _bench.MemberAsync(isTest: true));
        await _bench.Shop.BoughtAsync(gold, TestMerchant.Line(600));
        var survey = await _bench.OpenedAsync();
        await _bench.SentAsync(survey);
        foreach (var (member, score) in new[] { (gold, 10), (none, 3), (test, 0) })
            TestMerchant.Ok(await _bench.AnswerAsync((await _bench.InvitationsAsync()).Single(invitation => invitation.MemberId == member).Code, score));

        var tiers = TestMerchant.Ok(await _bench.Reports.NpsByTierAsync(_bench.Shop.Actor, SurveyKind.RelationalNps, June)).ToDictionary(tier => tier.TierKey ?? "", tier => tier.Score);
        Assert.Equal(new NetPromoterScore(1, 0, 0), tiers["gold"]);
        Assert.Equal(2, tiers.Values.Sum(score => score.Answers));
        var outcome = TestMerchant.Ok(await _bench.Results.OfAsync(_bench.Shop.Actor, survey));
        Assert.Equal((2, 2, 2), (outcome.Sent, outcome.Answered, outcome.Answers));
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1], outcome.Scores);
        var row = Assert.Single(TestMerchant.Ok(await _bench.Surveys.ListAsync(_bench.Shop.Actor)));
        Assert.Equal((2, 2, 0.0), (row.Sent, row.Answered, row.Nps!.Score));
    }

    [Fact]
    public async Task The_index_is_read_month_by_month_too()
    {
        var survey = await _bench.OpenedAsync(SurveyBench.Input(SurveyKind.LoyaltyIndex));
        TestMerchant.Ok(await _bench.Import.ImportAsync(_bench.Shop.Actor, survey, "date,recommend,buy_again,try_other\n2026-05-10,1,1,1\n2026-06-10,6,6,6\n2026-06-11,1,,\n"));
        var months = TestMerchant.Ok(await _bench.Reports.IndexByMonthAsync(_bench.Shop.Actor, new FeedbackWindow(new DateOnly(2026, 5, 1), June.To)));
        Assert.Equal([100.0, 50.0], months.Select(month => month.Index.Value!.Value));
        var marketer = new Actor(3, "M", _bench.Shop.Id, RolePermissions.Of(StaffRole.Marketer));
        Assert.True((await _bench.Reports.IndexAsync(marketer, June)).Succeeded);
        TestMerchant.Refused("not_allowed", await _bench.Reports.IndexAsync(new Actor(4, "C", _bench.Shop.Id, RolePermissions.Of(StaffRole.Cashier)), June));
    }

    [Fact]
    public async Task Comments_come_newest_first_by_band_and_without_names_for_who_may_not_see_members()
    {
        var (survey, member, code) = await _bench.AskedAsync();
        TestMerchant.Ok(await _bench.AnswerAsync(code, 9, "Lovely"));
        TestMerchant.Ok(await _bench.Import.ImportAsync(_bench.Shop.Actor, survey, "date,score,comment\n2026-03-14,4,Dull\n2026-03-15,4,\n"));

        var all = TestMerchant.Ok(await _bench.Results.CommentsAsync(_bench.Shop.Actor, survey, null));
        Assert.Equal((2, "Lovely", "Dull", (long?)member, "Ada 1"), (all.Total, all.Rows[0].FollowUp, all.Rows[1].Comment, all.Rows[0].MemberId, all.Rows[0].MemberName));
        Assert.Equal("Dull", Assert.Single(TestMerchant.Ok(await _bench.Results.CommentsAsync(_bench.Shop.Actor, survey, ScoreBand.Detractor)).Rows).Comment);
        var blind = _bench.Shop.Actor with { Permissions = System.Collections.Frozen.FrozenSet.ToFrozenSet([Permission.SeeProgramme]) };
        Assert.All(TestMerchant.Ok(await _bench.Results.CommentsAsync(blind, survey, null)).Rows, row => Assert.Equal((null, null), (row.MemberId, row.MemberName)));
        var lines = new List<AnswerView>();
        await foreach (var row in _bench.Results.AllAsync(_bench.Shop.Actor, survey))
            lines.Add(row);
        Assert.Equal(3, lines.Count);
    }

    [Fact]
    public async Task A_persons_answers_are_handed_over_and_their_words_forgotten_while_their_marks_stay()
    {
        var (survey, member, code) = await _bench.AskedAsync();
        TestMerchant.Ok(await _bench.AnswerAsync(code, 2, "My own words"));
        var data = new FeedbackPersonalData();
        var scope = new PersonalScope(_bench.Shop.Id, [member]);
        await using (var context = _bench.Portal.Database.ForMerchant(_bench.Shop.Id))
        {
            var sheets = await data.SheetsAsync(context, scope, CancellationToken.None);
            Assert.Contains("My own words", Assert.Single(sheets.Single(sheet => sheet.Name == "survey_answers").Rows));
            Assert.Single(sheets.Single(sheet => sheet.Name == "survey_letters").Rows);
            Assert.All(sheets, sheet => Assert.All(sheet.Rows, row => Assert.Equal(sheet.Columns.Count, row.Count)));
            await data.ForgetAsync(context, scope, CancellationToken.None);
        }

        var left = Assert.Single(await _bench.ResponsesAsync());
        Assert.Equal((2, null), (left.Score, left.FollowUp));
        Assert.Equal(new NetPromoterScore(0, 0, 1), TestMerchant.Ok(await _bench.Results.OfAsync(_bench.Shop.Actor, survey)).Nps);
        await _bench.Portal.Storage.ExecuteAsync($"""UPDATE "Members" SET "Status" = {(int)MemberStatus.Erased} WHERE "Id" = {member}""");
        Assert.Null(await _bench.Own.FindAsync(_bench.Shop.Id, code));
        TestMerchant.Refused("survey_no_link", await _bench.AnswerAsync(code, 3, "Again", changes: true));
    }
}
