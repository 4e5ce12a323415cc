using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Feedback;

/// <summary>Carries on the rounds that were asked for, one group of members after the other. Each group is one transaction that also moves the round's mark, so that a crash asks nobody twice.</summary>
internal sealed class SendSurveys(LoyaltyDatabase database, CommandQueue queue, MerchantDirectory directory, TimeProvider clock, ILogger<SendSurveys> log) : IJob
{
    /// <summary>A group is short enough not to hold the tills up.</summary>
    internal const int GroupSize = 100;

    public string Name => "send-surveys";

    public TimeSpan Every => TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var merchantId in await database.MerchantsWithAsync<SurveyRound>(round => round.FinishedAt == null, cancellation))
        {
            if (await directory.FindAsync(merchantId, cancellation) is { } merchant)
                await SendAsync(merchant, cancellation);
        }
    }

    private async Task SendAsync(MerchantView merchant, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchant.Id);
        var rounds = await context.Set<SurveyRound>().AsNoTracking().Where(round => round.FinishedAt == null)
            .Join(context.Set<Survey>().AsNoTracking(), round => round.SurveyId, survey => survey.Id, (round, survey) => new { round, survey }).OrderBy(row => row.round.Id).ToListAsync(cancellation);
        foreach (var row in rounds)
        {
            for (var (after, isLast) = (row.round.LastMemberId, false); !isLast;)
            {
                var above = after;
                var group = await SurveyService.ReachedBy(context, row.survey, row.round.Audience, merchant, clock.UtcNow()).Where(member => member.Id > above)
                    .OrderBy(member => member.Id).Take(GroupSize).Select(member => member.Id).ToListAsync(cancellation);
                isLast = group.Count < GroupSize;
                await queue.ExecuteUnattendedAsync(new SendGroup { MerchantId = merchant.Id, RoundId = row.round.Id, After = after, Members = group, IsLast = isLast }, row.round.Id, log, cancellation);
                if (group.Count > 0)
                    after = group[^1];
            }
        }
    }
}

/// <summary>Asks the next group of members of a round.</summary>
internal sealed class SendGroup : WriteCommand<Done>
{
    public override string Kind => "send_survey";

    public required long RoundId { get; init; }

    /// <summary>Where the round was when the group was looked up; elsewhere now means that another portal has asked it.</summary>
    public required long After { get; init; }

    public required IReadOnlyList<long> Members { get; init; }

    public required bool IsLast { get; init; }

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<SurveyRound>(new RowKey(RoundId)) is not { FinishedAt: null } round || round.MerchantId != MerchantId || round.LastMemberId != After)
            return Done.Instance;
        var book = SurveyBook.In(work);
        if (await book.FindAsync(MerchantId, round.SurveyId) is not { State: SurveyState.Open } survey)
        {
            round.Finish(work.Now);
            work.Session.Update(round);
            return Done.Instance;
        }

        var asked = 0;
        foreach (var member in Members)
            asked += await book.InviteAsync(survey, member, null) ? 1 : 0;
        round.Reach(Members.Count > 0 ? Members[^1] : After, asked);
        if (IsLast)
            round.Finish(work.Now);
        work.Session.Update(round);
        return Done.Instance;
    }
}
