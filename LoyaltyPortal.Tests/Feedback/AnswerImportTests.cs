using LoyaltyPortal.Feedback;

namespace LoyaltyPortal.Tests.Feedback;

/// <summary>Past answers from files, mangled ones too: all or nothing, and once.</summary>
public sealed class AnswerImportTests : IAsyncLifetime
{
    private SurveyBench _bench = null!;
    private long _survey;

    public async Task InitializeAsync()
    {
        _bench = await SurveyBench.StartAsync();
        _survey = await _bench.OpenedAsync();
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task A_file_is_taken_once_with_its_members_and_pays_nothing()
    {
        var member = await _bench.MemberAsync();
        const string file = "\uFEFFDate;Score;Comment;Member\r\n2026-03-14;9;\"Lovely; really \"\"lovely\"\"\";ADA1@example.com\r\n2026-03-15;4;\"two\nlines\";\r\n2026-03-15 09:30;7;;\r\n2026-03-15 09:30;7;;\r\n\r\n";
        var preview = TestMerchant.Ok(await _bench.Import.PreviewAsync(_bench.Shop.Actor, _survey, file));
        Assert.Equal((4, 1, 0), (preview.Good, preview.WithMember, preview.Faults.Count));
        Assert.Empty(await _bench.ResponsesAsync());

        Assert.Equal(new AnswersImported(4, 0), TestMerchant.Ok(await _bench.Import.ImportAsync(_bench.Shop.Actor, _survey, file)));
        Assert.Equal(new AnswersImported(0, 4), TestMerchant.Ok(await _bench.Import.ImportAsync(_bench.Shop.Actor, _survey, file)));
        var rows = (await _bench.ResponsesAsync()).OrderBy(row => row.AnsweredAt).ToList();
        Assert.Equal([9, 7, 7, 4], rows.Select(row => row.Score!.Value));
        Assert.Equal(("Lovely; really \"lovely\"", (long?)member, AnswerChannel.Import, new DateTime(2026, 3, 14, 12, 0, 0, DateTimeKind.Utc)), (rows[0].Comment, rows[0].MemberId, rows[0].Channel, rows[0].AnsweredAt));
        Assert.Equal("two\nlines", rows[3].Comment);
        Assert.Empty(await _bench.Shop.EntriesAsync(member));
        Assert.Equal(new NetPromoterScore(1, 2, 1), TestMerchant.Ok(await _bench.Results.OfAsync(_bench.Shop.Actor, _survey)).Nps);
    }

    [Fact]
    public async Task Every_fault_is_told_by_its_line_and_then_nothing_is_taken()
    {
        var file = "date,score,comment,member\n2026-03-14,9,,\nyesterday,9,,\n2026-03-14,11,,\n2026-03-14,nine,,\n2031-01-01,9,,\n2026-03-14,9,,nobody@example.com\n2026-03-14,9,,,,\n2026-03-14,9," + new string('x', SurveyResponse.TextLength + 1) + ",\n2026-03-14\n";
        var preview = TestMerchant.Ok(await _bench.Import.PreviewAsync(_bench.Shop.Actor, _survey, file));
        Assert.Equal([(3, "Date"), (4, "Score"), (5, "Score"), (6, "When"), (7, "Member"), (8, "Columns"), (9, "Comment"), (10, "Score")], preview.Faults.Select(fault => (fault.Line, fault.Code)));
        Assert.Equal(1, preview.Good);
        TestMerchant.Refused("survey_file_faults", await _bench.Import.ImportAsync(_bench.Shop.Actor, _survey, file));
        Assert.Empty(await _bench.ResponsesAsync());
    }

    [Theory]
    [InlineData("", "survey_file_empty")]
    [InlineData("\n\n  \n", "survey_file_columns")]
    [InlineData("date,score\n", "survey_file_empty")]
    [InlineData("2026-03-14,9\n2026-03-15,8\n", "survey_file_columns")]
    [InlineData("date,recommend\n2026-03-14,1\n", "survey_file_columns")]
    [InlineData("date,score,comment\n2026-03-14,9,\"open\n2026-03-15,9,x\n", "survey_file_quotes")]
    [InlineData("PK\u0003\u0004\u0000\u0000", "survey_file_columns")]
    public async Task A_file_that_is_none_is_refused_as_a_whole(string file, string code) => TestMerchant.Refused(code, await _bench.Import.PreviewAsync(_bench.Shop.Actor, _survey, file));

    [Fact]
    public async Task Three_answers_may_have_gaps_but_not_be_all_gaps()
    {
        var survey = await _bench.OpenedAsync(SurveyBench.Input(SurveyKind.LoyaltyIndex));
        const string head = "tarih,recommend,buy_again,try_other\n";
        var preview = TestMerchant.Ok(await _bench.Import.PreviewAsync(_bench.Shop.Actor, survey, head + "14.03.2026,1,,6\n14.03.2026,,0,\n14.03.2026,7,1,1\n"));
        Assert.Equal([(3, "Nothing"), (4, "Answer")], preview.Faults.Select(fault => (fault.Line, fault.Code)));
        TestMerchant.Ok(await _bench.Import.ImportAsync(_bench.Shop.Actor, survey, head + "14.03.2026,1,,6\n"));
        var row = Assert.Single(await _bench.ResponsesAsync());
        Assert.Equal((1, 0, 6), (row.Recommend, row.BuyAgain, row.TryOther));
    }

    [Fact]
    public async Task A_draft_takes_no_file_and_a_longer_one_than_fits_is_refused()
    {
        var draft = TestMerchant.Ok(await _bench.Surveys.SaveAsync(_bench.Shop.Actor, _bench.Surveys.NewId(), null, 0, SurveyBench.Input())).Id;
        TestMerchant.Refused("survey_not_open", await _bench.Import.ImportAsync(_bench.Shop.Actor, draft, "date,score\n2026-03-14,9\n"));
        var file = "date,score\n" + string.Concat(Enumerable.Repeat("2026-03-14,9\n", AnswerFile.MostLines + 1));
        TestMerchant.Refused("survey_file_too_long", await _bench.Import.PreviewAsync(_bench.Shop.Actor, _survey, file));
    }
}
