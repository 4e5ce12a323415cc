using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases.Redemptions;

/// <summary>A reward as one member sees it.</summary>
/// <param name="WhyNot">What is in the way besides points; null nothing.</param>
/// <param name="Missing">Points that are missing; 0 none.</param>
/// <param name="Left">How many are left; null without end.</param>
/// <param name="IsGoal">The member saves for it.</param>
public sealed record RewardOffer(long RewardId, RewardContent Content, Failure? WhyNot, long Missing, int? Left, bool IsGoal)
{
    public bool CanHave => WhyNot is null && Missing == 0;
}

/// <summary>The rewards of a merchant for one member: what can be had now first, then what is nearest, then what is closed to them.</summary>
public sealed record RewardCatalogue(long Active, IReadOnlyList<RewardOffer> Offers)
{
    /// <summary>The nearest that only points are missing for.</summary>
    public RewardOffer? Next => Offers.FirstOrDefault(offer => offer is { WhyNot: null, Missing: > 0 });
}

/// <summary>A redemption with what holds for it.</summary>
/// <param name="State">As it is now, whether or not that has been written.</param>
public sealed record VoucherView(long Id, long MemberId, long RewardId, RewardContent Content, RedemptionState State, long Points, long PointsBack, string? Code, RedemptionSource Source, DateTime RedeemedAt, DateTime? ValidUntil, DateTime? EndedAt, int? BurntStoreId, long? PurchaseId, decimal Discount)
{
    public bool IsOpen => State is RedemptionState.Held or RedemptionState.Issued;
}

/// <summary>A voucher at the till: what it is, for whom, and whether it can be used here.</summary>
/// <param name="WhyNot">Why it cannot be used; null: it can.</param>
public sealed record VoucherCheck(VoucherView Voucher, string MemberName, Failure? WhyNot)
{
    /// <summary>It can be used, but only on a purchase.</summary>
    public bool NeedsPurchase => WhyNot == RewardErrors.VoucherNeedsPurchase();
}

/// <summary>What vouchers take off a basket.</summary>
public sealed record BasketPrice(IReadOnlyList<LineInput> Lines, IReadOnlyList<decimal> Discounts);

/// <summary>
/// Redeeming as wallet, till and portal ask it. What takes a merchant's number and a member's is for the member's own wallet, whose callers have found out who that is.
/// </summary>
public sealed class RedemptionService(LoyaltyDatabase database, CommandQueue queue, LedgerService ledger, TierService tiers, MerchantDirectory directory, Attempts attempts, TimeProvider clock)
{
    /// <summary>Wrong codes at one till, and in how long, before it has to wait.</summary>
    public const int WrongCodes = 10;

    public static readonly TimeSpan WrongCodesWindow = TimeSpan.FromMinutes(10);

    private const int PageSize = 200;

    /// <summary>The rewards for a member in the wallet.</summary>
    public Task<RewardCatalogue> CatalogueAsync(MerchantView merchant, long memberId, CancellationToken cancellation = default) => CatalogueAsync(merchant, memberId, null, cancellation);

    /// <summary>The rewards for a member who stands at the till.</summary>
    public async Task<Result<RewardCatalogue>> CatalogueAsync(Actor actor, long memberId, int storeId, CancellationToken cancellation = default)
    {
        if (!MaySee(actor))
            return AccessErrors.Forbidden();
        return await directory.FindAsync(actor.MerchantId, cancellation) is { } merchant ? await CatalogueAsync(merchant, memberId, storeId, cancellation) : MerchantErrors.Unknown();
    }

    private async Task<RewardCatalogue> CatalogueAsync(MerchantView merchant, long memberId, int? storeId, CancellationToken cancellation)
    {
        var active = (await ledger.AccountAsync(merchant.Id, memberId, cancellation))?.Active ?? 0;
        var today = merchant.Zone.DayOf(clock.UtcNow());
        await using var context = database.ForMerchant(merchant.Id);
        var published = await (from reward in context.Set<Reward>()
                               join version in context.Set<RewardVersion>().AsNoTracking() on new { RewardId = reward.Id, reward.Number } equals new { version.RewardId, version.Number }
                               where reward.State == RewardState.Published
                               select version).ToListAsync(cancellation);
        if (published.Count == 0)
            return new RewardCatalogue(active, []);
        var taken = await context.Set<RewardStock>().ToDictionaryAsync(stock => stock.RewardId, stock => stock.Taken, cancellation);
        var now = clock.UtcNow();
        var had = await context.Set<Redemption>().AsNoTracking().Where(redemption => redemption.MemberId == memberId && (redemption.State == RedemptionState.Held || redemption.State == RedemptionState.Issued || redemption.State == RedemptionState.Fulfilled))
            .Where(redemption => redemption.DueAt == null || redemption.DueAt > now).Select(redemption => new { redemption.RewardId, redemption.Day }).ToListAsync(cancellation);
        var goal = await context.Set<RewardGoal>().Where(goal => goal.MemberId == memberId).Select(goal => goal.RewardId).FirstOrDefaultAsync(cancellation);
        var tier = await TierKeyAsync(merchant, memberId, published, cancellation);
        var offers = published.Select(version =>
        {
            var content = CompiledRewards.Of(version);
            var live = taken.GetValueOrDefault(version.RewardId);
            var seeker = new RewardSeeker(tier, storeId, today, had.Count(one => one.RewardId == version.RewardId && one.Day >= content.PeriodStart(today)), live);
            return new RewardOffer(version.RewardId, content, RewardEligibility.WhyNot(content, seeker), Math.Max(0, content.Points - active), content.Stock is { } stock ? Math.Max(0, stock - live) : null, goal == version.RewardId);
        });
        return new RewardCatalogue(active, [.. offers.Where(offer => offer.WhyNot?.Code != RewardErrors.Over().Code)
            .OrderBy(offer => offer.CanHave ? 0 : offer.WhyNot is null ? 1 : 2).ThenBy(offer => offer.CanHave ? -offer.Content.Points : offer.Content.Points).ThenBy(offer => offer.RewardId)]);
    }

    private async Task<string?> TierKeyAsync(MerchantView merchant, long memberId, List<RewardVersion> published, CancellationToken cancellation)
    {
        if (published.All(version => CompiledRewards.Of(version).TierKeys.Count == 0))
            return null;
        await using var context = database.ForMerchant(merchant.Id);
        var programme = await CompiledProgrammes.InForceAsync(context, cancellation);
        return (await tiers.OfMemberAsync(merchant.Id, programme.Ladder, merchant.Zone, memberId, cancellation))?.Now.Tier?.Key;
    }

    /// <summary>Redeems a reward for the member whose wallet it is.</summary>
    /// <param name="key">Made when the sheet opened and reused on every retry.</param>
    /// <returns>Or <c>points_not_enough</c>, <c>reward_unknown</c> and what else is in the way.</returns>
    public Task<Result<RedemptionReceipt>> RedeemAsync(int merchantId, long memberId, string key, long rewardId) =>
        queue.ExecuteAsync(new RedeemReward { MerchantId = merchantId, IdempotencyKey = "redeem:" + key, MemberId = memberId, RewardId = rewardId, Source = RedemptionSource.Wallet });

    /// <summary>Redeems a reward at the till, or keeps it for the sale that is being made.</summary>
    /// <param name="isHold">Only kept: the sale takes it, or it is let go.</param>
    public async Task<Result<RedemptionReceipt>> RedeemAsync(Actor actor, string key, long memberId, long rewardId, int storeId, bool isHold, RedemptionSource source = RedemptionSource.Till)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new RedeemReward { MerchantId = actor.MerchantId, IdempotencyKey = "redeem:" + key, MemberId = memberId, RewardId = rewardId, Source = source, StoreId = storeId, By = actor.UserId, IsHold = isHold });
    }

    /// <summary>Ends what was kept: the voucher is issued, or it is let go.</summary>
    /// <param name="key">Reused on every retry; null: the same again is refused once it has ended.</param>
    public async Task<Result<RedemptionReceipt>> EndHoldAsync(Actor actor, long redemptionId, bool commit, string? key = null, int? onlyStoreId = null)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new EndHold { MerchantId = actor.MerchantId, IdempotencyKey = key is null ? null : "end:" + key, RedemptionId = redemptionId, Commit = commit, OnlyStoreId = onlyStoreId });
    }

    /// <summary>Whether points are held for a reward: they are freed with it, and not by themselves.</summary>
    public async Task<bool> HoldsAsync(Actor actor, long holdId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<Redemption>().AnyAsync(redemption => redemption.HoldId == holdId, cancellation);
    }

    /// <summary>Gives the member's own unused voucher back.</summary>
    public Task<Result<RedemptionReceipt>> CancelAsync(int merchantId, long memberId, long redemptionId) =>
        queue.ExecuteAsync(new CancelRedemption { MerchantId = merchantId, RedemptionId = redemptionId, OwnMemberId = memberId });

    /// <summary>Gives a member's unused voucher back, by staff.</summary>
    public async Task<Result<RedemptionReceipt>> CancelAsync(Actor actor, long redemptionId)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal && actor.Lacks(Permission.ChangeMembers) is not null)
            return refusal;
        return await queue.ExecuteAsync(new CancelRedemption { MerchantId = actor.MerchantId, RedemptionId = redemptionId, By = actor });
    }

    /// <summary>The reward that the member saves for: redeemed by itself once the points are there.</summary>
    public Task<Result<Done>> SaveForAsync(int merchantId, long memberId, long? rewardId) => queue.ExecuteAsync(new SetRewardGoal { MerchantId = merchantId, MemberId = memberId, RewardId = rewardId });

    private const int WiderForPrograms = 20;

    /// <summary>
    /// Looks a voucher up by its code. A till is the sign-in that works it, in whatever store it says that it is: after <see cref="WrongCodes"/> wrong codes in
    /// <see cref="WrongCodesWindow"/> it has to wait, wherever it asks.
    /// </summary>
    /// <param name="cost">What the purchase costs that it is for; null without one.</param>
    /// <returns>Or <c>voucher_unknown</c>, whatever is wrong with the code; <c>too_many_attempts</c>.</returns>
    public async Task<Result<VoucherCheck>> CheckAsync(Actor actor, int storeId, string typed, decimal? cost = null, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;

        // A program asks for everybody at its shop: it has a limit of its own, wider by as much, whatever store it names.
        var key = FormattableString.Invariant($"voucher:{actor.MerchantId}:{(actor.UserId is { } user ? $"{user}" : actor.Name)}");
        return await attempts.TryAsync(key, actor.UserId is null ? WrongCodes * WiderForPrograms : WrongCodes, WrongCodesWindow, () => CheckAsync(actor.MerchantId, VoucherCode.Parse(typed), storeId, cost, cancellation), static failure => failure == RewardErrors.VoucherUnknown());
    }

    private async Task<Result<VoucherCheck>> CheckAsync(int merchantId, string? code, int storeId, decimal? cost, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        if (code is null || await context.Set<Redemption>().AsNoTracking().FirstOrDefaultAsync(redemption => redemption.Code == code, cancellation) is not { } found)
            return RewardErrors.VoucherUnknown();
        var view = (await ViewsAsync(context, [found], cancellation))[0];
        var name = await context.Set<Member>().Where(member => member.Id == found.MemberId).Select(member => member.Name).FirstOrDefaultAsync(cancellation) ?? "";
        return new VoucherCheck(view, name, VoucherUse.WhyNot(view.State, view.Content, storeId, cost));
    }

    /// <summary>Burns a voucher, beside a purchase or alone.</summary>
    /// <returns>Or <c>voucher_used</c> and what else is in the way.</returns>
    public async Task<Result<RedemptionReceipt>> BurnAsync(Actor actor, string key, long redemptionId, int storeId, long? purchaseId = null)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        return await queue.ExecuteAsync(new BurnVoucher { MerchantId = actor.MerchantId, IdempotencyKey = "burn:" + key, RedemptionId = redemptionId, StoreId = storeId, PurchaseId = purchaseId, By = actor.UserId });
    }

    /// <summary>What vouchers take off a basket, by the sum that recording it uses.</summary>
    public static BasketPrice Price(IReadOnlyList<LineInput> lines, IEnumerable<RewardContent> vouchers)
    {
        var (priced, discounts) = PurchaseVouchers.Price(lines, vouchers);
        return new BasketPrice(priced, discounts);
    }

    /// <summary>A member's redemptions, newest first, for the member.</summary>
    public async Task<IReadOnlyList<VoucherView>> OfMemberAsync(int merchantId, long memberId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        var rows = await context.Set<Redemption>().AsNoTracking().Where(redemption => redemption.MemberId == memberId).OrderByDescending(redemption => redemption.Id).Take(PageSize).ToListAsync(cancellation);
        return await ViewsAsync(context, rows, cancellation);
    }

    /// <summary>The same for staff; nothing for whom it is not meant.</summary>
    public async Task<IReadOnlyList<VoucherView>> OfMemberAsync(Actor actor, long memberId, CancellationToken cancellation = default) =>
        MaySee(actor) ? await OfMemberAsync(actor.MerchantId, memberId, cancellation) : [];

    /// <summary>Some redemptions, in the order asked, for a sale that is gone on with; nothing for whom it is not meant.</summary>
    public async Task<IReadOnlyList<VoucherView>> FindAsync(Actor actor, IReadOnlyList<long> ids, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.UseTill) || ids.Count is 0 or > PurchaseVouchers.Most)
            return [];
        await using var context = database.ForMerchant(actor.MerchantId);
        var rows = (await context.Set<Redemption>().AsNoTracking().Where(redemption => ids.Contains(redemption.Id)).ToListAsync(cancellation)).ToDictionary(redemption => redemption.Id);
        return await ViewsAsync(context, [.. ids.Where(rows.ContainsKey).Distinct().Select(id => rows[id])], cancellation);
    }

    /// <summary>The member's own voucher with that code; null where there is none.</summary>
    public async Task<VoucherView?> FindOwnAsync(int merchantId, long memberId, string code, CancellationToken cancellation = default)
    {
        if (VoucherCode.Parse(code) is not { } parsed)
            return null;
        await using var context = database.ForMerchant(merchantId);
        var row = await context.Set<Redemption>().AsNoTracking().FirstOrDefaultAsync(redemption => redemption.Code == parsed && redemption.MemberId == memberId, cancellation);
        return row is null ? null : (await ViewsAsync(context, [row], cancellation))[0];
    }

    private async Task<IReadOnlyList<VoucherView>> ViewsAsync(LoyaltyDbContext context, List<Redemption> rows, CancellationToken cancellation)
    {
        var rewards = rows.Select(row => row.RewardId).Distinct().ToList();
        var contents = (await context.Set<RewardVersion>().AsNoTracking().Where(version => rewards.Contains(version.RewardId)).ToListAsync(cancellation)).ToDictionary(version => (version.RewardId, version.Number), CompiledRewards.Of);
        var now = clock.UtcNow();
        return [.. rows.Select(row => new VoucherView(row.Id, row.MemberId, row.RewardId, contents[(row.RewardId, row.RewardNumber)], row.StateAt(now), row.Points, row.PointsBack, row.Code, row.Source, row.RedeemedAt,
            row.State == RedemptionState.Held ? row.DueAt : row.ValidUntil, row.EndedAt, row.BurntStoreId, row.PurchaseId, row.Discount))];
    }

    private static bool MaySee(Actor actor) => actor.May(Permission.UseTill) || actor.May(Permission.SeeMembers);
}
