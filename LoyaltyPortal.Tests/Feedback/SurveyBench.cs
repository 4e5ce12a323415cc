using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Surveys;
using LoyaltyPortal.Tests.Tiers;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Feedback;

/// <summary>A shop with tiers whose rules give ten points for an answer, and somebody who asks in it.</summary>
internal sealed class SurveyBench : IAsyncDisposable
{
    private int _members;

    private SurveyBench(TestPortal portal, TestMerchant shop)
    {
        (Portal, Shop) = (portal, shop);
        Surveys = new SurveyService(portal.Database, portal.Directory, new AuditLog(portal.Database, portal.Clock), portal.Ids, portal.Clock);
        Results = new SurveyResults(portal.Database);
        Reports = new FeedbackReports(portal.Database, portal.Directory);
        Own = new OwnAnswers(portal.Database, portal.Queue, portal.Clock);
        Import = new AnswerImport(portal.Database, portal.Directory, portal.Queue, portal.Clock);
    }

    public TestPortal Portal { get; }

    public TestMerchant Shop { get; }

    public SurveyService Surveys { get; }

    public SurveyResults Results { get; }

    public FeedbackReports Reports { get; }

    public OwnAnswers Own { get; }

    public AnswerImport Import { get; }

    public DateTime Now => Portal.Clock.Now;

    public static async Task<SurveyBench> StartAsync()
    {
        var portal = await TestPortal.StartAsync();
        var programme = ProgrammeContent.Of([TestPortal.PerUnit(), EarningRule<ActionBonusSettings>.With<ActionBonus>("Answers", new ActionBonusSettings(MemberActions.SurveyAnswered, 10))], PointsPolicy.Of(0, null)) with { Ladder = Ladders.Metals };
        return new SurveyBench(portal, await portal.MerchantAsync(programme));
    }

    public static SurveyInput Input(SurveyKind kind = SurveyKind.RelationalNps) => new() { Kind = kind, Title = "What do you think?", SharePercent = 100, DelayHours = 24, QuietDays = 30, ValidDays = 30, PaysAction = true };

    public async Task<long> MemberAsync(bool allowsEmail = true, bool isTest = false)
    {
        var number = Interlocked.Increment(ref _members);
        return TestMerchant.Ok(await Portal.Queue.ExecuteAsync(new EnrolMember
        {
            MerchantId = Shop.Id,
            EnrolledAt = "till",
            Enrolment = new Enrolment { Name = $"Ada {number}", Email = $"ada{number}@example.com", AllowsEmail = allowsEmail, StoreId = Shop.Store, IsTest = isTest },
        })).MemberId;
    }

    public async Task<long> OpenedAsync(SurveyInput? input = null)
    {
        var drawn = TestMerchant.Ok(await Surveys.SaveAsync(Shop.Actor, Surveys.NewId(), null, 0, input ?? Input()));
        return TestMerchant.Ok(await Surveys.OpenAsync(Shop.Actor, drawn.Id)).Id;
    }

    /// <summary>Sends a survey to everybody and waits until that is done.</summary>
    public async Task SentAsync(long survey, SurveyAudience audience = SurveyAudience.Everybody)
    {
        TestMerchant.Ok(await Surveys.SendAsync(Shop.Actor, Surveys.NewId(), survey, audience));
        await SendAsync();
    }

    public Task SendAsync(CommandQueue? queue = null) => new SendSurveys(Portal.Database, queue ?? Portal.Queue, Portal.Directory, Portal.Clock, NullLogger<SendSurveys>.Instance).RunAsync(CancellationToken.None);

    public Task AskAsync() => new AskAfterPurchases(Portal.Database, Portal.Queue, Portal.Clock, NullLogger<AskAfterPurchases>.Instance).RunAsync(CancellationToken.None);

    public Task<List<SurveyInvitation>> InvitationsAsync() => Shop.RowsAsync<SurveyInvitation>();

    public Task<List<SurveyResponse>> ResponsesAsync() => Shop.RowsAsync<SurveyResponse>();

    /// <summary>A survey that was sent to one member, with the code of their link.</summary>
    public async Task<(long Survey, long Member, string Code)> AskedAsync(SurveyInput? input = null)
    {
        var member = await MemberAsync();
        var survey = await OpenedAsync(input);
        await SentAsync(survey);
        return (survey, member, (await InvitationsAsync()).Single(invitation => invitation.SurveyId == survey && invitation.MemberId == member).Code);
    }

    public Task<Result<AnswerReceipt>> AnswerAsync(string code, int score, string? reason = null, bool changes = false, CommandQueue? queue = null) =>
        (queue is null ? Own : new OwnAnswers(Portal.Database, queue, Portal.Clock)).AnswerAsync(Shop.Id, code, new SurveyAnswers { Score = score, FollowUp = reason }, changes);

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}
