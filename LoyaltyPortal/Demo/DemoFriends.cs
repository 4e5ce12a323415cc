using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Demo;

/// <summary>Who of the demo's people was brought by whom: every few of those who join, Ada's friends among them; two pairs on one telephone.</summary>
internal sealed class DemoFriends(LoyaltyDatabase database, ReferralService referrals, ReferralPayments payments, MerchantView merchant)
{
    private const int Every = 5;

    internal static readonly ReferralTerms Terms = new()
    {
        IsOn = true,
        ReferrerPoints = 150,
        RefereePoints = 75,
        MinimumPurchase = 10,
        Milestones = [new(3, 100), new(5, 250), new(10, 1_000)],
        MonthlyCap = 5,
    };

    private readonly List<long> _joined = [];
    private int _brought;

    public async Task BeginAsync() => _ = (await referrals.PublishAsync(Actor.System(merchant.Id), 0, Terms)).Value;

    /// <summary>What somebody brings along who joins now; null for who was brought by nobody.</summary>
    /// <param name="ada">Her member once she has joined.</param>
    public async Task<ReferralClaim?> ClaimAsync(int join, long? ada)
    {
        if (join % Every != Every - 1 || ada is null || _joined.Count == 0)
            return null;
        var number = _brought++;
        var referrer = number % 3 == 0 ? ada.Value : _joined[number * 5 % _joined.Count];
        // Two and two of them have joined on one telephone: somebody is asked to look.
        var telephone = number % 5 is 2 or 3 ? ReferralDevice.Hash(merchant.Id, new Guid(number / 5 + 1, 0, 0, new byte[8]).ToString("N")) : null;
        return new ReferralClaim(await referrals.CodeAsync(merchant.Id, referrer), telephone);
    }

    public void Joined(long member) => _joined.Add(member);

    /// <summary>Pays what had fallen due by then.</summary>
    public Task PayAsync(DateTime by) => payments.PayAsync(merchant.Id, by);

    /// <summary>Some have been looked at and others wait.</summary>
    public async Task ReviewAsync()
    {
        var support = Actor.System(merchant.Id) with { Name = DemoMerchant.Staff.First(staff => staff.Role == StaffRole.Support).Name };
        var held = (await referrals.ReviewAsync(support, decided: false)).Value;
        for (var index = 0; index < held.Count - 2; index++)
            _ = (await referrals.DecideAsync(support, held[index].Id, approve: index % 2 == 0, index % 2 == 0 ? "Flatmates; both shop here" : "Same person, rang to say so")).Value;
    }

    /// <summary>One whose friend brought everything back after it was paid.</summary>
    public async Task<(long Purchase, IReadOnlyList<ReturnedLine> Lines)?> RegretAsync(DateTime since)
    {
        await using var context = database.ForMerchant(merchant.Id);
        var purchase = await context.Set<Referral>().Where(referral => referral.State == ReferralState.Paid && referral.Milestone == null && referral.QualifiedAt > since).OrderByDescending(referral => referral.QualifiedAt)
            .Select(referral => referral.PurchaseId).FirstOrDefaultAsync();
        if (purchase is not { } id)
            return null;
        var lines = await context.Set<PurchaseLine>().Where(line => line.PurchaseId == id && line.Quantity > line.ReturnedQuantity).OrderBy(line => line.Number).ToListAsync();
        return (id, [.. lines.Select(line => new ReturnedLine(line.Number, line.QuantityLeft))]);
    }
}
