using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Segments;

/// <summary>Drawing up segments, and finding who belongs to them.</summary>
public sealed class SegmentService(LoyaltyDatabase database, MerchantDirectory directory, AuditLog audit, IdGenerator ids, TimeProvider clock, ILogger<SegmentService> log)
{
    public const int MostSegments = 100;
    public const int PageSize = 50;

    private const int RecentPurchases = 2_000;
    private const int MostCategories = 30;
    private const int GroupSize = 500;

    /// <summary>A file holds no more members than these; the page says so.</summary>
    public const int MostInFile = 100_000;

    /// <summary>The key of a new segment, made when its form opens.</summary>
    public long NewId() => ids.Next();

    /// <summary>What conditions can choose from; nothing for whom it is not meant.</summary>
    public async Task<SegmentChoices> ChoicesAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.SeeReports))
            return new SegmentChoices([], []);
        await using var context = database.ForMerchant(actor.MerchantId);
        var programme = await CompiledProgrammes.InForceAsync(context, cancellation);
        var recent = context.Set<Purchase>().OrderByDescending(purchase => purchase.OccurredAt).Take(RecentPurchases).Select(purchase => purchase.Id);
        var categories = await context.Set<PurchaseLine>().Where(line => recent.Contains(line.PurchaseId) && line.Category != null).GroupBy(line => line.Category!)
            .Select(group => new { Category = group.Key, Lines = group.Count() }).OrderByDescending(group => group.Lines).ThenBy(group => group.Category).Take(MostCategories).ToListAsync(cancellation);
        return new SegmentChoices([.. programme.Ladder.Tiers.Select(tier => (tier.Key, tier.Name))], [.. categories.Select(group => group.Category)]);
    }

    /// <summary>All of a merchant's, by name.</summary>
    /// <returns>Or <c>not_allowed</c>.</returns>
    public async Task<Result<IReadOnlyList<SegmentView>>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeReports) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return (await context.Set<Segment>().AsNoTracking().OrderBy(segment => segment.Name).ThenBy(segment => segment.Id).ToListAsync(cancellation)).ConvertAll(SegmentView.Of);
    }

    /// <returns>The segment; or <c>segment_unknown</c> (another merchant's too), <c>not_allowed</c>.</returns>
    public async Task<Result<SegmentView>> FindAsync(Actor actor, long segmentId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeReports) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<Segment>().AsNoTracking().FirstOrDefaultAsync(segment => segment.Id == segmentId, cancellation) is { } found ? SegmentView.Of(found) : SegmentErrors.Unknown();
    }

    /// <summary>A page of who belongs to it, looked up now.</summary>
    /// <param name="day">As of the end of that local day, as the books know it now; null today.</param>
    /// <returns>Or what is wrong with the definition, <c>not_allowed</c>.</returns>
    public async Task<Result<SegmentPageView>> MembersAsync(Actor actor, SegmentDefinition definition, DateOnly? day, int skip, int take = PageSize, CancellationToken cancellation = default)
    {
        if ((actor.Lacks(Permission.SeeReports) ?? actor.Lacks(Permission.SeeMembers)) is { } refusal)
            return refusal;
        if (definition.Check() is { } wrong)
            return wrong.Failure;
        if (await directory.FindAsync(actor.MerchantId, cancellation) is not { } merchant)
            return MerchantErrors.Unknown();
        await using var context = database.ForMerchant(actor.MerchantId);
        var scope = await SegmentMembers.ScopeAsync(context, merchant, clock.UtcNow(), day, cancellation);
        var members = SegmentMembers.Of(definition, scope);
        var total = await members.CountAsync(cancellation);
        var everybody = await context.Set<Member>().CountAsync(member => member.Status == MemberStatus.Active && !member.IsTest && member.EnrolledAt < scope.End, cancellation);
        var rows = await Rows(context, members).Skip(Math.Max(0, skip)).Take(Math.Clamp(take, 0, MostInFile)).ToListAsync(cancellation);
        return new SegmentPageView(rows, total, everybody, scope.Day);
    }

    /// <summary>Saves a segment, new or changed, and keeps who belongs to it now.</summary>
    /// <param name="newId">The key of a new one, made when the form opened and reused on every retry.</param>
    /// <param name="segmentId">Null draws up a new one.</param>
    /// <param name="readVersion">The version that the form began with.</param>
    /// <returns>Or <c>segment_unknown</c>, <c>segment_changed_meanwhile</c>, <c>segment_name</c>, <c>segment_name_taken</c>, what is wrong with the definition, <c>not_allowed</c>.</returns>
    public async Task<Result<SegmentView>> SaveAsync(Actor actor, long newId, long? segmentId, long readVersion, string name, SegmentDefinition definition, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeSegments) is { } refusal)
            return refusal;
        name = name.Trim();
        if (name.Length is < 2 or > Segment.NameLength)
            return SegmentErrors.Name(Segment.NameLength);
        if (definition.Check() is { } wrong)
            return wrong.Failure;
        var saved = await database.ChangeAsync<Result<SegmentView>>(actor.MerchantId, async context =>
        {
            var key = segmentId ?? newId;
            if (await context.Set<Segment>().AnyAsync(other => other.Name == name && other.Id != key, cancellation))
                return SegmentErrors.NameTaken();
            var known = await context.Set<Segment>().FirstOrDefaultAsync(segment => segment.Id == key, cancellation);
            if (segmentId is null && known is not null)
                return SegmentView.Of(known); // sent twice
            var now = clock.UtcNow();
            if (segmentId is null)
            {
                if (await context.Set<Segment>().CountAsync(cancellation) >= MostSegments)
                    return SegmentErrors.TooManySegments(MostSegments);
                var drawn = Segment.Of(newId, actor.MerchantId, name, definition.ToJson(), now);
                context.Add(drawn);
                await audit.WriteAsync(context, actor, SegmentAudit.Drawn, name, null, new { drawn.Name, drawn.Definition }, cancellation);
                await context.SaveChangesAsync(cancellation);
                return SegmentView.Of(drawn);
            }

            if (known is null)
                return SegmentErrors.Unknown();
            if (known.Version != readVersion)
                return SegmentErrors.ChangedMeanwhile();
            var before = new { known.Name, known.Definition };
            known.Change(name, definition.ToJson(), now);
            await audit.WriteAsync(context, actor, SegmentAudit.Changed, name, before, new { known.Name, known.Definition }, cancellation);
            await context.SaveChangesAsync(cancellation);
            return SegmentView.Of(known);
        });
        if (!saved.Try(out var view, out var failure))
            return failure;
        await TryKeepAsync(actor.MerchantId, view.Id, cancellation);
        return await FindAsync(actor, view.Id, cancellation);
    }

    /// <summary>Throws a segment away, with who belonged to it.</summary>
    /// <returns>Or <c>segment_unknown</c>, <c>segment_in_use</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<Done>> RemoveAsync(Actor actor, long segmentId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeSegments) is { } refusal)
            return refusal;
        var removed = await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            if (await context.Set<Segment>().FirstOrDefaultAsync(segment => segment.Id == segmentId, cancellation) is not { } segment)
                return SegmentErrors.Unknown();
            if (await RuleAskingForAsync(context, segmentId, cancellation) is { } rule)
                return SegmentErrors.InUse(rule);
            context.Remove(segment);
            await audit.WriteAsync(context, actor, SegmentAudit.Removed, segment.Name, new { segment.Name, segment.Definition }, null, cancellation);
            await context.SaveChangesAsync(cancellation);
            return Done.Instance;
        });
        if (removed.Succeeded)
            await ForgetAsync(actor.MerchantId, cancellation);
        return removed;
    }

    /// <summary>Who belonged to segments that are gone is forgotten, in groups that do not hold the tills up; what is left over by a crash goes with the next.</summary>
    internal async Task ForgetAsync(int merchantId, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        var gone = context.Set<SegmentMembership>().Where(row => !context.Set<Segment>().Any(segment => segment.Id == row.SegmentId));
        while (await gone.Select(row => row.MemberId).Distinct().Take(GroupSize).ToListAsync(cancellation) is { Count: > 0 } members)
            await gone.Where(row => members.Contains(row.MemberId)).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>As <see cref="KeepAsync"/>; what goes wrong is logged, and done again by <see cref="KeepSegments"/>.</summary>
    internal async Task TryKeepAsync(int merchantId, long segmentId, CancellationToken cancellation)
    {
        try
        {
            await KeepAsync(merchantId, segmentId, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            log.LogError(failure, "Who belongs to segment {Segment} of merchant {Merchant} could not be kept; it is tried again.", segmentId, merchantId);
        }
    }

    /// <summary>Looks again who belongs to a segment, and keeps it; nothing where there is none.</summary>
    internal async Task KeepAsync(int merchantId, long segmentId, CancellationToken cancellation)
    {
        if (await directory.FindAsync(merchantId, cancellation) is not { } merchant)
            return;
        var now = clock.UtcNow();
        Segment? segment;
        HashSet<long> belonging;
        await using (var context = database.ForMerchant(merchantId))
        {
            segment = await context.Set<Segment>().AsNoTracking().FirstOrDefaultAsync(segment => segment.Id == segmentId, cancellation);
            if (segment is null)
                return;
            belonging = await SegmentMembers.Of(SegmentDefinition.Of(segment.Definition), await SegmentMembers.ScopeAsync(context, merchant, now, null, cancellation)).Select(member => member.Id).ToHashSetAsync(cancellation);
        }

        await SegmentRoll.KeepAsync(database, segment, belonging, now, cancellation);
    }

    /// <summary>The name of a rule, published or drafted, that asks whether a member belongs to it; null: none does.</summary>
    private static async Task<string?> RuleAskingForAsync(LoyaltyDbContext context, long segmentId, CancellationToken cancellation)
    {
        var programme = await CompiledProgrammes.InForceAsync(context, cancellation);
        var draft = await context.Set<ProgrammeDraft>().Where(draft => draft.Content != null).Select(draft => draft.Content).FirstOrDefaultAsync(cancellation);
        var rules = programme.Rules.Rules.Concat(draft is null ? [] : ProgrammeContent.FromJson(draft).Rules);
        return rules.OfType<Earning.Rules.Segment>().FirstOrDefault(rule => rule.Settings.Segments?.Any(asked => asked.Id == segmentId) == true)?.Name;
    }

    private static IQueryable<SegmentMember> Rows(LoyaltyDbContext context, IQueryable<Member> members) => members.OrderBy(member => member.Id)
        .GroupJoin(context.Set<MemberFacts>(), member => member.Id, facts => facts.MemberId, (member, facts) => new { member, facts }).SelectMany(row => row.facts.DefaultIfEmpty(), (row, facts) => new { row.member, facts })
        .GroupJoin(context.Set<PointsAccount>(), row => row.member.Id, account => account.Id, (row, accounts) => new { row.member, row.facts, accounts }).SelectMany(row => row.accounts.DefaultIfEmpty(), (row, account) => new { row.member, row.facts, account })
        .OrderBy(row => row.member.Id)
        .Select(row => new SegmentMember(
            row.member.Id, row.member.Name, row.member.Code, row.member.Email, row.facts == null ? 0 : row.facts.KeptPurchases, row.facts == null ? 0 : row.facts.KeptNetSales, row.facts == null ? null : row.facts.KeptLastPurchaseAt,
            row.account == null ? 0 : row.account.Active, row.member.AllowsEmail));
}

/// <summary>What the audit log calls it.</summary>
public static class SegmentAudit
{
    public const string Drawn = "segment_drawn";
    public const string Changed = "segment_changed";
    public const string Removed = "segment_removed";
}
