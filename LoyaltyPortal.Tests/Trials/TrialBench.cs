using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Trials;
using LoyaltyPortal.Trials.Replay;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Trials;

/// <summary>The trials room over the recording half of a portal, without its worker: a test says when a trial is run.</summary>
internal sealed class TrialBench
{
    public TrialBench(TestPortal portal, TestMerchant merchant)
    {
        (Portal, Merchant) = (portal, merchant);
        Trials = new TrialService(portal.Database, portal.Directory, portal.Ids, new TrialWork(), portal.Signals, portal.Clock);
        Retro = new RetroService(portal.Database, portal.Directory, new AuditLog(portal.Database, portal.Clock), portal.Ids, new TrialWork(), portal.Signals, portal.Clock);
        Runner = RunnerOver(portal.Queue);
    }

    public TestPortal Portal { get; }

    public TestMerchant Merchant { get; }

    public TrialService Trials { get; }

    public RetroService Retro { get; }

    public TrialRunner Runner { get; }

    public Actor Owner => Merchant.Actor with { UserId = 1, Name = "Olga Owner" };

    public Actor Manager => Merchant.Actor with { UserId = 2, Name = "Max Manager" };

    public TrialRunner RunnerOver(CommandQueue queue) => new(Portal.Database, queue, Portal.Directory, Portal.Signals, Portal.Clock, NullLogger<TrialRunner>.Instance);

    /// <summary>Tries a programme and runs it to its end.</summary>
    public async Task<TrialView> TryAsync(ProgrammeContent content, int? months = null)
    {
        var id = TestMerchant.Ok(await Trials.StartAsync(Owner, content, 0, months));
        Assert.True(await Runner.RunAsync(Merchant.Id, id));
        return await ViewAsync(id);
    }

    public async Task<TrialResult> ResultAsync(ProgrammeContent content, int? months = null) => (await TryAsync(content, months)).Result!;

    public async Task<TrialView> ViewAsync(long id) => TestMerchant.Ok(await Trials.FindAsync(Owner, id));

    /// <summary>Every member's replay, in memory.</summary>
    public async Task<Trial> ReplayAsync(ProgrammeContent content)
    {
        var now = Portal.Clock.Now;
        var trial = new Trial(Portal.Database, Merchant.View, new Programme(0, content), content.Points, new TrialWindow(null, Merchant.View.Zone.EndOf(Merchant.View.Zone.DayOf(now)), now));
        await trial.RunAsync(default);
        return trial;
    }

    /// <summary>What the merchant's newest programme is from now on.</summary>
    public async Task<int> PublishAsync(ProgrammeContent content)
    {
        await using var context = Portal.Database.ForMerchant(Merchant.Id);
        var number = await context.Set<ProgrammeVersion>().MaxAsync(version => version.Number) + 1;
        context.Add(ProgrammeVersion.Publish(Merchant.Id, number, content, "", null, Portal.Clock.Now));
        await context.SaveChangesAsync();
        return number;
    }

    /// <summary>A retro run over days until today, with its proposals.</summary>
    public async Task<long> ProposeAsync(int days = 400)
    {
        var today = Merchant.View.Zone.DayOf(Portal.Clock.Now);
        var id = TestMerchant.Ok(await Retro.StartAsync(Owner, today.AddDays(-days), today));
        Assert.True(await Runner.RunAsync(Merchant.Id, id));
        return id;
    }

    public async Task<IReadOnlyList<ProposalView>> ProposalsAsync(long id) => TestMerchant.Ok(await Retro.ProposalsAsync(Owner, id, null, 0));
}
