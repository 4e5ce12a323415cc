using System.Globalization;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Trials;

/// <summary>
/// Posts one approved adjustment of a retro run: a new entry, never a changed one. It is marked as posted in the same transaction and has one
/// idempotency key per run and member, so that however often it is sent, it pays once. Who was merged since is paid as the survivor.
/// </summary>
public sealed class PostProposal : WriteCommand<PostedPoints>
{
    /// <summary>Purchases that the explanation names; the rest is one step.</summary>
    private const int Named = 20;

    public override string Kind => "retro_adjustment";

    public required long RunId { get; init; }

    public required long MemberId { get; init; }

    public static PostProposal Of(int merchantId, long runId, long memberId) => new()
    {
        MerchantId = merchantId,
        RunId = runId,
        MemberId = memberId,
        IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"retro:{runId}:{memberId}"),
    };

    protected override async ValueTask<Result<PostedPoints>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (await work.Session.GetAsync<TrialProposal>(new RowKey(RunId, MemberId)) is not { } proposal || proposal.MerchantId != MerchantId)
            return TrialErrors.Unknown();
        if (proposal.State != ProposalState.Approved)
            return TrialErrors.WrongState();
        if (await MemberBook.In(work).FollowAsync(await work.Session.GetAsync<Member>(new RowKey(MemberId))) is not { } member)
            return MemberErrors.Unknown();
        var programme = await ProgrammeBook.In(work).CurrentAsync(MerchantId);
        var zone = merchant.Zone();
        var isCredit = proposal.Points > 0;
        var posted = await LedgerBook.In(work).PostAsync(MerchantId, new Posting
        {
            AccountId = member.Id,
            Kind = isCredit ? EntryKind.AdjustmentCredit : EntryKind.AdjustmentDebit,
            Points = proposal.Size,
            Source = EntrySource.Adjustment,
            SourceId = RunId,
            OccurredAt = work.Now,
            ProgrammeVersion = programme.Version,
            Explanation = Explain(proposal),
            ExpiresAt = isCredit ? programme.Points.ExpiryOf(zone, work.Now, work.Now) : null,
            Clamp = !isCredit,
        });
        if (!posted.Try(out var entry, out var failure))
            return failure;
        proposal.Done(entry.Sequence, entry.Points);
        work.Session.Update(proposal);
        Aftermath.Of(work, MerchantId, StoreDay.NoStore, zone.DayOf(work.Now), zone);
        return new PostedPoints(entry.Sequence, entry.Points, entry.ActiveAfter, entry.PendingAfter);
    }

    /// <summary>Names the purchases, the largest corrections first.</summary>
    private static Explanation Explain(TrialProposal proposal)
    {
        var parts = ProposalPart.FromJson(proposal.Parts).OrderByDescending(part => Math.Abs(part.Points)).ThenBy(part => part.PurchaseId).ToList();
        var steps = parts.Take(Named).Select(part => new ExplanationStep("Trials", part.Reference is null ? "step_retro_purchase" : "step_retro_reference", part.Reference, part.Points)
        {
            Arguments = [part.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Text(part.Then), Text(part.Then + part.Points)],
        }).ToList();
        if (parts.Count > Named)
            steps.Add(new ExplanationStep("Trials", "step_retro_rest", Points: parts.Skip(Named).Sum(part => part.Points)) { Arguments = [Text(parts.Count - Named)] });
        return new Explanation { Points = proposal.Points, Steps = steps };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
