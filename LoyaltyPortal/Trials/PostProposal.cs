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
/// idempotency key per run and member, so that however often it is sent, it pays once. Who was merged since is paid as the survivor. Purchases that are no longer as they were when
/// the correction was worked out are left out; where that would turn it round or make it more than was approved, nothing is posted. The answer then has no points and no entry (sequence 0).
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
        var zone = merchant.Zone();
        var parts = await LookAgainAsync(work, proposal, member.Id);
        var points = parts.Where(part => !part.LeftOut).Sum(part => part.Points);
        if (Math.Sign(points) != Math.Sign(proposal.Points) || Math.Abs(points) > proposal.Size)
        {
            proposal.Outdate(parts);
            work.Session.Update(proposal);
            var account = (await LedgerBook.In(work).AccountAsync(member.Id, MerchantId))!;
            await Aftermath.OfAsync(work, MerchantId, StoreDay.NoStore, zone.DayOf(work.Now), zone); // looking at the account may have let points lapse
            return new PostedPoints(0, 0, account.Active, account.Pending);
        }

        var programme = await ProgrammeBook.In(work).CurrentAsync(MerchantId);
        var isCredit = points > 0;
        var posted = await LedgerBook.In(work).PostAsync(MerchantId, new Posting
        {
            AccountId = member.Id,
            Kind = isCredit ? EntryKind.AdjustmentCredit : EntryKind.AdjustmentDebit,
            Points = Math.Abs(points),
            Source = EntrySource.Adjustment,
            SourceId = RunId,
            OccurredAt = work.Now,
            ProgrammeVersion = programme.Version,
            Explanation = Explain(parts, points),
            ExpiresAt = isCredit ? programme.Points.ExpiryOf(zone, work.Now, work.Now) : null,
            Clamp = !isCredit,
        });
        if (!posted.Try(out var entry, out var failure))
            return failure;
        foreach (var part in parts.Where(part => !part.LeftOut))
            PurchaseCorrection.Record(work, (await work.Session.GetAsync<Purchase>(new RowKey(part.PurchaseId)))!, entry, part.Points);
        proposal.Done(entry.Sequence, entry.Points, parts);
        work.Session.Update(proposal);
        await Aftermath.OfAsync(work, MerchantId, StoreDay.NoStore, zone.DayOf(work.Now), zone);
        return new PostedPoints(entry.Sequence, entry.Points, entry.ActiveAfter, entry.PendingAfter);
    }

    private static async ValueTask<List<ProposalPart>> LookAgainAsync(Work work, TrialProposal proposal, long memberId)
    {
        var parts = ProposalPart.FromJson(proposal.Parts);
        for (var index = 0; index < parts.Count; index++)
            parts[index] = parts[index] with { LeftOut = !parts[index].Fits(await work.Session.GetAsync<Purchase>(new RowKey(parts[index].PurchaseId)), memberId) };
        return parts;
    }

    /// <summary>Names the purchases, the largest corrections first.</summary>
    private static Explanation Explain(List<ProposalPart> all, long points)
    {
        var parts = all.Where(part => !part.LeftOut).OrderByDescending(part => Math.Abs(part.Points)).ThenBy(part => part.PurchaseId).ToList();
        var steps = parts.Take(Named).Select(part => new ExplanationStep("Trials", part.Reference is null ? "step_retro_purchase" : "step_retro_reference", part.Reference, part.Points)
        {
            Arguments = [part.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Text(part.Then), Text(part.Then + part.Points)],
        }).ToList();
        if (parts.Count > Named)
            steps.Add(new ExplanationStep("Trials", "step_retro_rest", Points: parts.Skip(Named).Sum(part => part.Points)) { Arguments = [Text(parts.Count - Named)] });
        return new Explanation { Points = points, Steps = steps };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What was posted, and what the member has now.</summary>
public sealed record PostedPoints(long Sequence, long Points, long ActivePoints, long PendingPoints);
