using System.Security.Cryptography;
using System.Text;
using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Referrals;

/// <summary>A member's standing invitation to friends: the code of the personal link, and how often the link was opened.</summary>
public sealed class ReferralInvite : IMerchantOwned
{
    private ReferralInvite()
    {
    }

    public long MemberId { get; private set; }

    public int MerchantId { get; private set; }

    public string Code { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    /// <summary>Openings of the link, one a day from one network address.</summary>
    public int Opened { get; private set; }

    internal static ReferralInvite Of(int merchantId, long memberId, DateTime now) => new() { MemberId = memberId, MerchantId = merchantId, Code = ReferralCode.New(), CreatedAt = now };
}

/// <summary>That a member has used a device: its random mark of our own, hashed. Nothing of the device itself is looked at.</summary>
public sealed class ReferralDevice : IMerchantOwned
{
    public const int HashLength = 32;

    private ReferralDevice()
    {
    }

    public long MemberId { get; private set; }

    public string Device { get; private set; } = "";

    public int MerchantId { get; private set; }

    public DateTime SeenAt { get; private set; }

    internal static ReferralDevice Of(int merchantId, long memberId, string device, DateTime now) => new() { MerchantId = merchantId, MemberId = memberId, Device = device, SeenAt = now };

    /// <summary>The mark as it is kept: hashed with the merchant, so that two merchants cannot tell that they know the same device.</summary>
    /// <returns>Null when there is no mark of ours.</returns>
    public static string? Hash(int merchantId, string? mark) => Guid.TryParseExact(mark, "N", out var id)
        ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"device:{merchantId}:{id:N}")))[..HashLength]
        : null;
}
