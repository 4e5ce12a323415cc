using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Rewards;

public enum RewardState
{
    /// <summary>Never published.</summary>
    Draft = 1,
    Published = 2,

    /// <summary>Offered no more. Vouchers that members have stay good.</summary>
    Retired = 3,
}

/// <summary>Something that members can have for points: what is published, and beside it the draft that is being worked on.</summary>
public sealed class Reward : IMerchantOwned, IVersioned
{
    private Reward()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public RewardState State { get; private set; }

    /// <summary>The published <see cref="RewardVersion"/>; 0 while there is none.</summary>
    public int Number { get; private set; }

    /// <summary>A <see cref="RewardContent"/> as JSON that is not published yet; null where nothing differs.</summary>
    public string? Draft { get; private set; }

    /// <summary>As it is called now: published, or else in the draft.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The published version is redeemed by itself.</summary>
    public bool IsAutomatic { get; private set; }

    public DateTime ChangedAt { get; private set; }

    public string ChangedBy { get; private set; } = "";

    public long Version { get; private set; }

    internal static Reward Create(long id, int merchantId, RewardContent draft, string by, DateTime now)
    {
        var reward = new Reward { Id = id, MerchantId = merchantId, State = RewardState.Draft };
        reward.Save(draft, by, now);
        return reward;
    }

    internal void Save(RewardContent draft, string by, DateTime now)
    {
        Draft = draft.ToJson();
        if (Number == 0)
            Name = draft.Name.Trim();
        Change(by, now);
    }

    internal void Discard(string by, DateTime now)
    {
        Draft = null;
        Change(by, now);
    }

    internal RewardVersion Publish(RewardContent content, long? userId, string by, DateTime now)
    {
        (State, Draft, Name, IsAutomatic) = (RewardState.Published, null, content.Name.Trim(), content.IsAutomatic);
        Change(by, now);
        return RewardVersion.Of(this, ++Number, content, userId, now);
    }

    internal void Retire(string by, DateTime now)
    {
        (State, IsAutomatic) = (RewardState.Retired, false);
        Change(by, now);
    }

    private void Change(string by, DateTime now)
    {
        (ChangedBy, ChangedAt) = (by, now);
        Version++;
    }
}

/// <summary>One published content of a reward. Never changed: whoever redeemed it keeps what it said.</summary>
public sealed class RewardVersion : IMerchantOwned
{
    private RewardVersion()
    {
    }

    public long RewardId { get; private set; }

    /// <summary>1, 2, 3 … within the reward.</summary>
    public int Number { get; private set; }

    public int MerchantId { get; private set; }

    public string Content { get; private set; } = "{}";

    public DateTime PublishedAt { get; private set; }

    public long? PublishedBy { get; private set; }

    internal static RewardVersion Of(Reward reward, int number, RewardContent content, long? by, DateTime now) => new()
    {
        RewardId = reward.Id,
        Number = number,
        MerchantId = reward.MerchantId,
        Content = content.ToJson(),
        PublishedAt = now,
        PublishedBy = by,
    };
}

/// <summary>How many of a reward are taken: one for every redemption that is live. Only the recording road writes it, guarded by its version.</summary>
public sealed class RewardStock : IMerchantOwned, IVersioned
{
    private RewardStock()
    {
    }

    public long RewardId { get; private set; }

    public int MerchantId { get; private set; }

    public int Taken { get; private set; }

    public long Version { get; private set; }

    internal static RewardStock Of(Reward reward) => new() { RewardId = reward.Id, MerchantId = reward.MerchantId };

    internal void Take()
    {
        Taken++;
        Version++;
    }

    internal void PutBack()
    {
        if (Taken == 0)
            throw new InvalidOperationException($"Reward {RewardId} has no more out than it got back.");
        Taken--;
        Version++;
    }
}

/// <summary>The reward that a member saves for: redeemed by itself once the points are there. One per member.</summary>
public sealed class RewardGoal : IMerchantOwned, IVersioned
{
    private RewardGoal()
    {
    }

    public long MemberId { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>Null: none any more.</summary>
    public long? RewardId { get; private set; }

    public long Version { get; private set; }

    internal static RewardGoal Of(long memberId, int merchantId, long? rewardId) => new() { MemberId = memberId, MerchantId = merchantId, RewardId = rewardId };

    internal void Set(long? rewardId)
    {
        RewardId = rewardId;
        Version++;
    }
}

/// <summary>A picture of a reward, as it was uploaded. Never changed: another picture is another row.</summary>
public sealed class RewardImage : IMerchantOwned
{
    private RewardImage()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public string ContentType { get; private set; } = "";

    public byte[] Bytes { get; private set; } = [];

    public DateTime AddedAt { get; private set; }

    internal static RewardImage Of(long id, int merchantId, string contentType, byte[] bytes, DateTime now) =>
        new() { Id = id, MerchantId = merchantId, ContentType = contentType, Bytes = bytes, AddedAt = now };
}
