using System.Collections.Concurrent;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Rewards;

/// <summary>Compiled contents of published rewards, which never change.</summary>
public static class CompiledRewards
{
    private const int Most = 5_000;
    private static readonly ConcurrentDictionary<(long RewardId, int Number, string Content), RewardContent> Known = new();

    public static RewardContent Of(RewardVersion version)
    {
        if (Known.Count > Most)
            Known.Clear();
        return Known.GetOrAdd((version.RewardId, version.Number, version.Content), static key => RewardContent.FromJson(key.Content));
    }
}

/// <summary>
/// Redemptions and stock on the recording road. Each verb changes the redemption and the stock together; the points are the ledger's, and whoever calls posts
/// them in the same transaction.
/// </summary>
public sealed class RewardBook
{
    private static readonly RowQuery<Redemption> OfMemberAndReward = new RowQuery<Redemption>().Where(nameof(Redemption.MemberId)).Where(nameof(Redemption.RewardId)).OrderBy(nameof(Redemption.Id));
    private static readonly RowQuery<Redemption> OfMember = new RowQuery<Redemption>().Where(nameof(Redemption.MemberId)).OrderBy(nameof(Redemption.Id));
    private static readonly RowQuery<Redemption> DueOfMember = new RowQuery<Redemption>().Where(nameof(Redemption.MemberId)).AtMost(nameof(Redemption.DueAt)).OrderBy(nameof(Redemption.Id));
    private static readonly RowQuery<Redemption> DueOfReward = new RowQuery<Redemption>().Where(nameof(Redemption.RewardId)).AtMost(nameof(Redemption.DueAt)).OrderBy(nameof(Redemption.DueAt)).OrderBy(nameof(Redemption.Id)).Take(20);
    private static readonly RowQuery<Redemption> ByCode = new RowQuery<Redemption>().Where(nameof(Redemption.MerchantId)).Where(nameof(Redemption.Code));
    private static readonly RowQuery<Redemption> OnPurchase = new RowQuery<Redemption>().Where(nameof(Redemption.PurchaseId)).OrderBy(nameof(Redemption.Id));
    private static readonly RowQuery<VoucherGivenBack> GivenBackOf = new RowQuery<VoucherGivenBack>().Where(nameof(VoucherGivenBack.PurchaseId)).Where(nameof(VoucherGivenBack.IsRetaken)).OrderBy(nameof(VoucherGivenBack.RedemptionId));
    private static readonly RowQuery<Reward> Automatic = new RowQuery<Reward>().Where(nameof(Reward.MerchantId)).Where(nameof(Reward.IsAutomatic)).OrderBy(nameof(Reward.Id));

    private readonly Work _work;
    private readonly Dictionary<int, List<RewardOnOffer>> _automatic = [];

    private RewardBook(Work work) => _work = work;

    public static RewardBook In(Work work) => work.Book(static work => new RewardBook(work));

    /// <summary>A published reward; null where there is none at this merchant, or it is not offered.</summary>
    public async ValueTask<RewardOnOffer?> OnOfferAsync(int merchantId, long rewardId)
    {
        if (await _work.Session.GetAsync<Reward>(new RowKey(rewardId)) is not { State: RewardState.Published } reward || reward.MerchantId != merchantId)
            return null;
        return new RewardOnOffer(reward, await ContentAsync(reward.Id, reward.Number));
    }

    /// <summary>The merchant's rewards that are redeemed by themselves.</summary>
    public async ValueTask<IReadOnlyList<RewardOnOffer>> AutomaticAsync(int merchantId)
    {
        if (_automatic.TryGetValue(merchantId, out var known))
            return known;
        var offers = new List<RewardOnOffer>();
        foreach (var reward in await _work.Session.ListAsync(Automatic, merchantId, true))
            offers.Add(new RewardOnOffer(reward, await ContentAsync(reward.Id, reward.Number)));
        _automatic.Add(merchantId, offers);
        return offers;
    }

    /// <summary>What holds for a redemption: the version that it was redeemed under.</summary>
    public ValueTask<RewardContent> ContentOfAsync(Redemption redemption) => ContentAsync(redemption.RewardId, redemption.RewardNumber);

    private async ValueTask<RewardContent> ContentAsync(long rewardId, int number) =>
        CompiledRewards.Of((await _work.Session.GetAsync<RewardVersion>(new RowKey(rewardId, number)))!);

    public async ValueTask<Redemption?> FindAsync(int merchantId, long redemptionId) =>
        await _work.Session.GetAsync<Redemption>(new RowKey(redemptionId)) is { } redemption && redemption.MerchantId == merchantId ? redemption : null;

    public async ValueTask<Redemption?> FindCodeAsync(int merchantId, string code) => (await _work.Session.ListAsync(ByCode, merchantId, code)).FirstOrDefault();

    public ValueTask<List<Redemption>> OfMemberAsync(long memberId) => _work.Session.ListAsync(OfMember, memberId);

    /// <summary>All that the member has had of one reward.</summary>
    public ValueTask<List<Redemption>> OfMemberAsync(long memberId, long rewardId) => _work.Session.ListAsync(OfMemberAndReward, memberId, rewardId);

    public ValueTask<List<Redemption>> OnPurchaseAsync(long purchaseId) => _work.Session.ListAsync(OnPurchase, purchaseId);

    /// <summary>The vouchers of a purchase that are good again since it came back as a whole.</summary>
    public ValueTask<List<VoucherGivenBack>> GivenBackAsync(long purchaseId) => _work.Session.ListAsync(GivenBackOf, purchaseId, false);

    /// <summary>Uses a voucher again as it was used before the purchase came back.</summary>
    public void Retake(VoucherGivenBack given, Redemption redemption, int storeId)
    {
        given.Retake();
        _work.Session.Update(given);
        Fulfil(redemption, storeId, null, given.PurchaseId, given.Discount);
    }

    /// <summary>The member's redemptions, and some of the reward's, whose time is over and that nobody has ended yet.</summary>
    public async ValueTask<IReadOnlyList<Redemption>> DueAsync(long memberId, long? rewardId = null)
    {
        var due = await _work.Session.ListAsync(DueOfMember, memberId, _work.Now);
        return rewardId is { } reward ? [.. due.Union(await _work.Session.ListAsync(DueOfReward, reward, _work.Now))] : due;
    }

    /// <summary>Why the member may not have the reward now, points aside; null where nothing is in the way.</summary>
    public async ValueTask<Failure?> WhyNotAsync(RewardOnOffer offer, long memberId, string? tierKey, int? storeId, DateOnly today)
    {
        var had = 0;
        if (offer.Content.PerMember is not null)
        {
            var from = offer.Content.PeriodStart(today);
            had = (await OfMemberAsync(memberId, offer.Reward.Id)).Count(redemption => redemption.IsLive && redemption.Day >= from);
        }

        return RewardEligibility.WhyNot(offer.Content, new RewardSeeker(tierKey, storeId, today, had, (await StockAsync(offer.Reward.Id)).Taken));
    }

    /// <summary>Opens a redemption and takes its piece of the stock. <see cref="WhyNotAsync"/> has been asked.</summary>
    public async ValueTask<Redemption> OpenAsync(long id, RewardOnOffer offer, RedemptionOrder order, long? holdId, DateTime? dueAt, DateOnly day)
    {
        var stock = await StockAsync(offer.Reward.Id);
        stock.Take();
        _work.Session.Update(stock);
        var redemption = Redemption.Open(id, offer.Reward.MerchantId, offer, order, holdId, dueAt, day, _work.Now);
        _work.Session.Insert(redemption);
        return redemption;
    }

    /// <summary>The points are spent: a voucher is issued, or, where nothing is to be handed over, all is done.</summary>
    public void Issue(Redemption redemption, RewardContent content, long entrySequence, DateTime? validUntil)
    {
        if (content.What.Use == RewardUse.AtOnce)
        {
            redemption.Issue(entrySequence, null, null);
            redemption.Fulfil(redemption.StoreId, redemption.RedeemedBy, null, 0, _work.Now);
        }
        else
        {
            redemption.Issue(entrySequence, VoucherCode.New(), validUntil);
        }

        _work.Session.Update(redemption);
    }

    /// <summary>Why a redemption cannot be handed over in a store now; null where it can.</summary>
    /// <param name="cost">What the purchase costs that it is for; null without one.</param>
    public async ValueTask<Failure?> WhyNotUsedAsync(Redemption redemption, int storeId, decimal? cost) =>
        VoucherUse.WhyNot(redemption.StateAt(_work.Now), await ContentOfAsync(redemption), storeId, cost);

    public void Fulfil(Redemption redemption, int? storeId, long? by, long? purchaseId, decimal discount)
    {
        redemption.Fulfil(storeId, by, purchaseId, discount, _work.Now);
        _work.Session.Update(redemption);
    }

    /// <param name="pointsBack">Points that were spent and came back; what a hold gave back was never spent.</param>
    public async ValueTask CancelAsync(Redemption redemption, long pointsBack)
    {
        redemption.Cancel(pointsBack, _work.Now);
        _work.Session.Update(redemption);
        await PutBackAsync(redemption);
    }

    /// <summary>What was paid for does not take place: all of its points came back.</summary>
    public async ValueTask CallOffAsync(Redemption redemption)
    {
        redemption.CallOff(_work.Now);
        _work.Session.Update(redemption);
        await PutBackAsync(redemption);
    }

    /// <param name="pointsBack">As for <see cref="CancelAsync"/>.</param>
    public async ValueTask ExpireAsync(Redemption redemption, long pointsBack)
    {
        redemption.Expire(pointsBack, _work.Now);
        _work.Session.Update(redemption);
        await PutBackAsync(redemption);
    }

    /// <summary>Makes a used voucher good again.</summary>
    public void GiveBack(Redemption redemption, long returnId, DateTime? validUntil)
    {
        _work.Session.Insert(VoucherGivenBack.Of(redemption, returnId));
        redemption.GiveBack(validUntil);
        _work.Session.Update(redemption);
    }

    public void Move(Redemption redemption, long memberId)
    {
        redemption.MoveTo(memberId);
        _work.Session.Update(redemption);
    }

    /// <summary>The reward that the member saves for.</summary>
    public async ValueTask<long?> GoalAsync(long memberId) => (await _work.Session.GetAsync<RewardGoal>(new RowKey(memberId)))?.RewardId;

    public async ValueTask SetGoalAsync(int merchantId, long memberId, long? rewardId)
    {
        if (await _work.Session.GetAsync<RewardGoal>(new RowKey(memberId)) is not { } goal)
        {
            if (rewardId is not null)
                _work.Session.Insert(RewardGoal.Of(memberId, merchantId, rewardId));
            return;
        }

        if (goal.RewardId == rewardId)
            return;
        goal.Set(rewardId);
        _work.Session.Update(goal);
    }

    private async ValueTask PutBackAsync(Redemption redemption)
    {
        var stock = await StockAsync(redemption.RewardId);
        stock.PutBack();
        _work.Session.Update(stock);
    }

    private async ValueTask<RewardStock> StockAsync(long rewardId) => (await _work.Session.GetAsync<RewardStock>(new RowKey(rewardId)))!;
}

/// <summary>Whether a voucher can be used: the same answer when it is looked at and when it is burnt.</summary>
public static class VoucherUse
{
    /// <param name="cost">What the purchase costs that it is for; null without one.</param>
    public static Failure? WhyNot(RedemptionState state, RewardContent content, int storeId, decimal? cost) => state switch
    {
        RedemptionState.Fulfilled => RewardErrors.VoucherUsed(),
        RedemptionState.Cancelled => RewardErrors.VoucherCancelled(),
        RedemptionState.Expired => RewardErrors.VoucherExpired(),
        _ when !RewardEligibility.Holds(content, storeId) => RewardErrors.VoucherStore(),
        _ when content.MinBasket is not null && cost is null => RewardErrors.VoucherNeedsPurchase(),
        _ when content.MinBasket > cost => RewardErrors.VoucherBasket(content.MinBasket!.Value),
        _ => null,
    };
}
