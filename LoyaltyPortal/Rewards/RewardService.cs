using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Rewards;

/// <summary>What became of a reward.</summary>
/// <param name="Redeemed">All that were ever redeemed, without those given back.</param>
/// <param name="Used">Handed over.</param>
/// <param name="Waiting">Paid or kept, and not handed over yet.</param>
/// <param name="Points">Points that members paid for those.</param>
/// <param name="Cost">What those handed over cost the merchant: what was really taken off where a purchase says so, else what one costs.</param>
public sealed record RewardFigures(int Redeemed, int Used, int Waiting, int Unused, long Points, decimal Cost);

/// <summary>A reward in the list.</summary>
/// <param name="Content">As it is published; else the draft.</param>
/// <param name="HasDraft">Something is edited that is not published.</param>
public sealed record RewardRow(long Id, RewardState State, RewardContent Content, bool HasDraft, int Taken, RewardFigures Figures);

/// <summary>A reward in the editor.</summary>
/// <param name="Content">The draft; what is published where nothing differs.</param>
/// <param name="Published">What members see; null while nothing is.</param>
/// <param name="Version">Given back when saving: somebody else's save in between is then noticed.</param>
public sealed record RewardEdit(long Id, RewardState State, RewardContent Content, RewardContent? Published, bool HasDraft, long Version, int Taken, DateTime ChangedAt, string ChangedBy);

/// <summary>What the audit log calls what is done to rewards.</summary>
public static class RewardAuditKinds
{
    public const string Added = "reward_added";
    public const string Published = "reward_published";
    public const string Retired = "reward_retired";
    public const string DraftDiscarded = "reward_draft_discarded";
    public const string Deleted = "reward_deleted";
}

/// <summary>
/// The merchant's rewards: each has a draft beside what is published, and what members redeemed keeps the version that it was redeemed under. Redeeming itself
/// takes the recording road.
/// </summary>
public sealed class RewardService(LoyaltyDatabase database, IdGenerator ids, AuditLog audit, TimeProvider clock)
{
    private const int Most = 500;

    /// <summary>All rewards with their figures: published ones by what they cost, then drafts, then retired ones.</summary>
    public async Task<Result<IReadOnlyList<RewardRow>>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var rewards = await context.Set<Reward>().AsNoTracking().ToListAsync(cancellation);
        var contents = await ContentsAsync(context, rewards, cancellation);
        var taken = await context.Set<RewardStock>().ToDictionaryAsync(stock => stock.RewardId, stock => stock.Taken, cancellation);
        var figures = await FiguresAsync(context, clock.UtcNow(), null, cancellation);
        return rewards
            .Select(reward => new RewardRow(reward.Id, reward.State, contents[reward.Id].Published ?? contents[reward.Id].Draft!, reward.Draft is not null, taken.GetValueOrDefault(reward.Id), figures.GetValueOrDefault(reward.Id) ?? Nothing))
            .OrderBy(row => row.State switch { RewardState.Published => 0, RewardState.Draft => 1, _ => 2 }).ThenBy(row => row.Content.Points).ThenBy(row => row.Id).ToList();
    }

    private static readonly RewardFigures Nothing = new(0, 0, 0, 0, 0, 0);

    public async Task<Result<RewardEdit>> OpenAsync(Actor actor, long rewardId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await EditAsync(context, rewardId, cancellation);
    }

    /// <summary>What became of one reward.</summary>
    public async Task<Result<RewardFigures>> FiguresAsync(Actor actor, long rewardId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return (await FiguresAsync(context, clock.UtcNow(), rewardId, cancellation)).GetValueOrDefault(rewardId) ?? Nothing;
    }

    /// <summary>A new reward as a draft, right or not.</summary>
    public async Task<Result<RewardEdit>> AddAsync(Actor actor, RewardContent content)
    {
        if ((actor.Lacks(Permission.ChangeProgramme) ?? Unkeepable(content)) is { } refusal)
            return refusal;
        var id = ids.Next();
        return await database.ChangeAsync<Result<RewardEdit>>(actor.MerchantId, async context =>
        {
            if (await context.Set<Reward>().CountAsync() >= Most)
                return RewardErrors.Setting("reward_too_many");
            var reward = Reward.Create(id, actor.MerchantId, content, actor.Name, clock.UtcNow());
            context.Add(reward);
            context.Add(RewardStock.Of(reward));
            await audit.WriteAsync(context, actor, RewardAuditKinds.Added, reward.Name, null, RewardAudit.Of(content));
            await context.SaveChangesAsync();
            return await EditAsync(context, id, default);
        });
    }

    /// <summary>Keeps what was edited beside what is published, right or not; <c>reward_name</c> where it has none.</summary>
    /// <param name="expectedVersion">What <see cref="RewardEdit.Version"/> said.</param>
    /// <returns>Or <c>reward_changed</c>: nothing was overwritten.</returns>
    public Task<Result<RewardEdit>> SaveAsync(Actor actor, long rewardId, RewardContent content, long expectedVersion) => ChangeAsync(actor, rewardId, expectedVersion, Unkeepable(content), (_, reward) =>
    {
        reward.Save(content, actor.Name, clock.UtcNow());
        return Task.FromResult<Failure?>(null);
    });

    /// <summary>Drops what is not published. A reward that never was published goes altogether.</summary>
    public Task<Result<RewardEdit>> DiscardAsync(Actor actor, long rewardId, long expectedVersion) => ChangeAsync(actor, rewardId, expectedVersion, null, async (context, reward) =>
    {
        if (reward.Draft is not { } draft || reward.Number == 0)
            return RewardErrors.NothingToPublish();
        await audit.WriteAsync(context, actor, RewardAuditKinds.DraftDiscarded, reward.Name, RewardAudit.Of(RewardContent.FromJson(draft)), null);
        reward.Discard(actor.Name, clock.UtcNow());
        return null;
    });

    /// <summary>Publishes the draft; or a retired reward again as it was.</summary>
    /// <returns>Or <c>reward_changed</c>, <c>reward_nothing_to_publish</c>, and the first thing wrong with it.</returns>
    public Task<Result<RewardEdit>> PublishAsync(Actor actor, long rewardId, long expectedVersion) => ChangeAsync(actor, rewardId, expectedVersion, null, async (context, reward) =>
    {
        if (reward is { Draft: null, State: RewardState.Published })
            return RewardErrors.NothingToPublish();
        var before = reward.Number == 0 ? null : await PublishedAsync(context, reward, default);
        var content = reward.Draft is { } draft ? RewardContent.FromJson(draft) : before!;
        if (content.Problems().FirstOrDefault() is { } problem)
            return problem.Failure;
        if (content.ImageId is { } image && !await context.Set<RewardImage>().AnyAsync(row => row.Id == image))
            return RewardErrors.Image();
        context.Add(reward.Publish(content, actor.UserId, actor.Name, clock.UtcNow()));
        await audit.WriteAsync(context, actor, RewardAuditKinds.Published, reward.Name, before is null ? null : RewardAudit.Of(before), RewardAudit.Of(content));
        return null;
    });

    /// <summary>Offers a reward no more. Vouchers that members have stay good.</summary>
    public Task<Result<RewardEdit>> RetireAsync(Actor actor, long rewardId, long expectedVersion) => ChangeAsync(actor, rewardId, expectedVersion, null, async (context, reward) =>
    {
        if (reward.State != RewardState.Published)
            return RewardErrors.Unknown();
        await audit.WriteAsync(context, actor, RewardAuditKinds.Retired, reward.Name, RewardAudit.Of(await PublishedAsync(context, reward, default)), null);
        reward.Retire(actor.Name, clock.UtcNow());
        return null;
    });

    /// <summary>Deletes a reward that was never published.</summary>
    public async Task<Result<Done>> DeleteAsync(Actor actor, long rewardId)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<Done>>(actor.MerchantId, async context =>
        {
            if (await context.Set<Reward>().FirstOrDefaultAsync(reward => reward.Id == rewardId && reward.Number == 0) is not { } reward)
                return RewardErrors.Unknown();
            await audit.WriteAsync(context, actor, RewardAuditKinds.Deleted, reward.Name, RewardAudit.Of(RewardContent.FromJson(reward.Draft!)), null);
            context.Remove(reward);
            context.Remove(await context.Set<RewardStock>().FirstAsync(stock => stock.RewardId == rewardId));
            await context.SaveChangesAsync();
            return Done.Instance;
        });
    }

    private async Task<Result<RewardEdit>> ChangeAsync(Actor actor, long rewardId, long expectedVersion, Failure? wrong, Func<LoyaltyDbContext, Reward, Task<Failure?>> change)
    {
        if ((actor.Lacks(Permission.ChangeProgramme) ?? wrong) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<RewardEdit>>(actor.MerchantId, async context =>
        {
            if (await context.Set<Reward>().FirstOrDefaultAsync(reward => reward.Id == rewardId) is not { } reward)
                return RewardErrors.Unknown();
            if (reward.Version != expectedVersion)
                return RewardErrors.ChangedMeanwhile();
            if (await change(context, reward) is { } failure)
                return failure;
            await context.SaveChangesAsync();
            return await EditAsync(context, rewardId, default);
        });
    }

    /// <summary>A draft may be wrong, but it has a name by which it is found again.</summary>
    private static Failure? Unkeepable(RewardContent content) =>
        content.Name.Trim().Length == 0 ? RewardErrors.Setting("reward_name") : content.ToJson().Length > 20_000 ? RewardErrors.Setting("reward_text") : null;

    private static async Task<RewardContent> PublishedAsync(LoyaltyDbContext context, Reward reward, CancellationToken cancellation) =>
        CompiledRewards.Of(await context.Set<RewardVersion>().AsNoTracking().FirstAsync(version => version.RewardId == reward.Id && version.Number == reward.Number, cancellation));

    private static async Task<Result<RewardEdit>> EditAsync(LoyaltyDbContext context, long rewardId, CancellationToken cancellation)
    {
        if (await context.Set<Reward>().AsNoTracking().FirstOrDefaultAsync(reward => reward.Id == rewardId, cancellation) is not { } reward)
            return RewardErrors.Unknown();
        var published = reward.Number == 0 ? null : await PublishedAsync(context, reward, cancellation);
        var content = reward.Draft is { } draft ? RewardContent.FromJson(draft) : published!;
        var taken = await context.Set<RewardStock>().Where(stock => stock.RewardId == rewardId).Select(stock => stock.Taken).FirstOrDefaultAsync(cancellation);
        return new RewardEdit(reward.Id, reward.State, content, published, reward.Draft is not null, reward.Version, taken, reward.ChangedAt, reward.ChangedBy);
    }

    private static async Task<Dictionary<long, (RewardContent? Published, RewardContent? Draft)>> ContentsAsync(LoyaltyDbContext context, List<Reward> rewards, CancellationToken cancellation)
    {
        var versions = await (from reward in context.Set<Reward>()
                              join version in context.Set<RewardVersion>().AsNoTracking() on new { RewardId = reward.Id, reward.Number } equals new { version.RewardId, version.Number }
                              select version).ToDictionaryAsync(version => version.RewardId, CompiledRewards.Of, cancellation);
        return rewards.ToDictionary(reward => reward.Id, reward => (versions.GetValueOrDefault(reward.Id), reward.Draft is { } draft ? RewardContent.FromJson(draft) : null));
    }

    private static async Task<Dictionary<long, RewardFigures>> FiguresAsync(LoyaltyDbContext context, DateTime now, long? rewardId, CancellationToken cancellation)
    {
        var groups = await context.Set<Redemption>().Where(redemption => rewardId == null || redemption.RewardId == rewardId)
            .GroupBy(redemption => new { redemption.RewardId, redemption.State, IsDue = redemption.DueAt != null && redemption.DueAt <= now })
            .Select(group => new
            {
                group.Key.RewardId,
                group.Key.State,
                group.Key.IsDue,
                Count = group.Count(),
                Points = group.Sum(redemption => redemption.Points - redemption.PointsBack),
                Cost = group.Sum(redemption => redemption.Discount > 0 ? redemption.Discount : redemption.Worth),
            }).ToListAsync(cancellation);
        return groups.GroupBy(group => group.RewardId).ToDictionary(reward => reward.Key, reward =>
        {
            var used = reward.Where(group => group.State == RedemptionState.Fulfilled).ToList();
            var waiting = reward.Where(group => group.State is RedemptionState.Held or RedemptionState.Issued && !group.IsDue).Sum(group => group.Count);
            var unused = reward.Where(group => group.State == RedemptionState.Expired || (group.State == RedemptionState.Issued && group.IsDue)).Sum(group => group.Count);
            return new RewardFigures(used.Sum(group => group.Count) + waiting + unused, used.Sum(group => group.Count), waiting, unused,
                reward.Where(group => group.State is RedemptionState.Issued or RedemptionState.Fulfilled or RedemptionState.Expired).Sum(group => group.Points), used.Sum(group => group.Cost));
        });
    }
}

/// <summary>A reward's content as the audit log keeps it: flat, so that its fields can be compared.</summary>
internal sealed record RewardAudit(string Name, string Kind, string Settings, long Points, decimal? Worth, int? Stock, int? PerMember, RewardPeriod Period, string Tiers, string Stores, DateOnly? From, DateOnly? Until, int? ValidDays,
    decimal? MinBasket, UnusedPoints Unused, bool MayCancel, bool BackOnReturn, bool IsAutomatic, long? ImageId, string Icon, RewardColour Colour, string Description)
{
    public static RewardAudit Of(RewardContent content) => new(content.Name, content.What.Key, System.Text.Json.JsonSerializer.Serialize(content.What.SettingsValue, content.What.SettingsValue.GetType(), RewardKinds.Json),
        content.Points, content.Worth, content.Stock, content.PerMember, content.Period, string.Join(", ", content.TierKeys), string.Join(", ", content.StoreIds), content.From, content.Until, content.ValidDays, content.MinBasket,
        content.Unused, content.MayCancel, content.BackOnReturn, content.IsAutomatic, content.ImageId, content.Icon, content.Colour, content.Description);
}
