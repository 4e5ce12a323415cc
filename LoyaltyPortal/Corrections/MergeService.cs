using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Corrections;

/// <summary>One of two members to be merged.</summary>
public sealed record MergeSide(MemberView Member, long Active, long Pending, long Purchases, decimal NetSales);

/// <summary>What a merge would do.</summary>
/// <param name="Contacts">Contacts that the survivor lacks and takes over: email, phone, number, birthday, wallet.</param>
/// <param name="Doubled">Actions that are rewarded once and that both were rewarded for, with what is taken back.</param>
public sealed record MergePreview(MergeSide Survivor, MergeSide Merged, IReadOnlyList<string> Contacts, IReadOnlyList<(string Action, long Points)> Doubled)
{
    public long ActiveAfter => Math.Max(0, Survivor.Active + Merged.Active - Doubled.Sum(bonus => bonus.Points));
}

/// <summary>A merge that can still be undone.</summary>
public sealed record MergeRow(long Id, string MergedName, string MergedCode, long Points, DateTime At, string By);

/// <summary>Making one member of two, and two of one again.</summary>
public sealed class MergeService(LoyaltyDatabase database, CommandQueue queue, MemberService members, LedgerService ledger, MerchantDirectory directory)
{
    /// <returns>Or <c>member_unknown</c>, <c>merge_self</c>, <c>merge_erasure</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<MergePreview>> PreviewAsync(Actor actor, long survivorId, long mergedId, CancellationToken cancellation = default)
    {
        if (Lacks(actor) is { } refusal)
            return refusal;
        if (!(await SideAsync(actor, survivorId, cancellation)).Try(out var survivor, out var failure) || !(await SideAsync(actor, mergedId, cancellation)).Try(out var merged, out failure))
            return failure;
        if (survivor.Member.Id == merged.Member.Id || survivor.Member.IsTest != merged.Member.IsTest)
            return CorrectionErrors.MergeWithSelf();
        var (mine, other) = (survivor.Member, merged.Member);
        await using var context = database.ForMerchant(actor.MerchantId);
        if ((await ErasureService.WaitingAsync(context, mine.Id, cancellation)).Count > 0 || (await ErasureService.WaitingAsync(context, other.Id, cancellation)).Count > 0)
            return CorrectionErrors.MergeErasure();
        List<string> contacts = [];
        if (mine.Email is null && other.Email is not null)
            contacts.Add("email");
        if (mine.Phone is null && other.Phone is not null)
            contacts.Add("phone");
        if (mine.ExternalId is null && other.ExternalId is not null)
            contacts.Add("number");
        if (mine.BirthDate is null && other.BirthDate is not null)
            contacts.Add("birthday");
        if (!mine.HasWallet && other.HasWallet)
            contacts.Add("wallet");
        var (mineAll, otherAll) = (await MergedMembers.FamilyAsync(context, mine.Id, cancellation), await MergedMembers.FamilyAsync(context, other.Id, cancellation));
        List<long> both = [.. mineAll, .. otherAll];
        var actions = await context.Set<MemberAction>().AsNoTracking().Where(action => both.Contains(action.MemberId) && action.Points > 0).ToListAsync(cancellation);
        var zone = (await directory.FindAsync(actor.MerchantId, cancellation))!.Zone;
        var doubled = MergeMembers.DoubledOf(zone, actions.Where(action => otherAll.Contains(action.MemberId)), actions.Where(action => mineAll.Contains(action.MemberId)))
            .Select(bonus => (bonus.Doubled.Action, bonus.Once)).ToList();
        return new MergePreview(survivor, merged, contacts, doubled);
    }

    /// <param name="key">Made when the form opened and reused on every retry.</param>
    /// <returns>Or <c>member_unknown</c>, <c>merge_self</c>, <c>merge_erasure</c>, <c>merge_held</c>, <c>own_member</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<MergeAnswer>> MergeAsync(Actor actor, string key, long survivorId, long mergedId)
    {
        if (Lacks(actor) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new MergeMembers { MerchantId = actor.MerchantId, IdempotencyKey = "merge:" + key, SurvivorId = survivorId, MergedId = mergedId, By = actor });
    }

    /// <summary>Undoes a merge: what is left of the points, and the purchases that had come, go back.</summary>
    /// <returns>Or <c>merge_unknown</c>, <c>merge_further</c>, <c>merge_held</c>, <c>own_member</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<MergeAnswer>> UnmergeAsync(Actor actor, long mergeId)
    {
        if (Lacks(actor) is { } refusal)
            return refusal;
        var undone = await queue.ExecuteAsync(new UnmergeMembers { MerchantId = actor.MerchantId, IdempotencyKey = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"unmerge:{mergeId}:{actor.UserId}"), MergeId = mergeId, By = actor });
        if (undone.Succeeded)
        {
            await using var context = database.ForMerchant(actor.MerchantId);
            var survivor = await context.Set<MemberMerge>().Where(merge => merge.Id == mergeId).Select(merge => merge.SurvivorId).FirstAsync();
            await members.ReindexAsync(actor.MerchantId, survivor); // it is no longer found by what it has given back
        }

        return undone;
    }

    /// <summary>Merges into a member that can be undone, newest first; nothing for whom it is not meant.</summary>
    public async Task<IReadOnlyList<MergeRow>> MergesAsync(Actor actor, long survivorId, CancellationToken cancellation = default)
    {
        if (Lacks(actor) is not null)
            return [];
        await using var context = database.ForMerchant(actor.MerchantId);
        return await (from merge in context.Set<MemberMerge>()
                      join member in context.Set<Member>() on merge.MergedId equals member.Id
                      where merge.SurvivorId == survivorId && merge.UndoneAt == null
                      orderby merge.MergedAt descending, merge.Id descending
                      select new MergeRow(merge.Id, member.Name, member.Code, merge.Points, merge.MergedAt, merge.MergedByName)).ToListAsync(cancellation);
    }

    private static Failure? Lacks(Actor actor) => actor.Lacks(Permission.AdjustPoints) ?? actor.Lacks(Permission.ChangeMembers);

    private async Task<Result<MergeSide>> SideAsync(Actor actor, long memberId, CancellationToken cancellation)
    {
        if (!(await members.FindAsync(actor, memberId, cancellation)).Try(out var member, out var failure))
            return failure;
        if (!(await ledger.AccountAsync(actor, member.Id, cancellation)).Try(out var account, out failure))
            return failure;
        await using var context = database.ForMerchant(actor.MerchantId);
        var facts = await context.Set<MemberFacts>().AsNoTracking().FirstOrDefaultAsync(facts => facts.MemberId == member.Id, cancellation);
        return new MergeSide(member, account.Active, account.Pending, facts?.Purchases ?? 0, facts is null ? 0 : facts.NetSales - facts.ReturnedNet);
    }
}
