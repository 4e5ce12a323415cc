using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Programmes;

public enum SampleMember
{
    /// <summary>Has joined today and never bought.</summary>
    New = 1,

    /// <summary>Has bought a few times, last three weeks ago.</summary>
    Returning = 2,

    /// <summary>The same, in the month of the birthday.</summary>
    BirthdayMonth = 3,

    /// <summary>The same, in a tier.</summary>
    InTier = 4,
}

public sealed record SampleLine(string Category, string Sku, string Brand, decimal Amount);

/// <summary>A made-up purchase, to see what a programme gives for it.</summary>
/// <param name="LocalTime">The merchant's wall-clock time.</param>
public sealed record SampleBasket(IReadOnlyList<SampleLine> Lines, int StoreId, DateTime LocalTime, SampleMember Member, string? TierKey = null)
{
    private const int Visits = 6;
    private const decimal Spent = 240;

    /// <summary>What the programme gives for it. Rules that are not yet filled in right give nothing.</summary>
    public Earned Under(ProgrammeContent content, int version, MerchantView merchant)
    {
        RuleSet rules = new(version, [.. content.Rules.Where(rule => rule.Check() is null)], content.Stacking, content.Basis);
        return rules.OnPurchase(BasketFor(content, merchant));
    }

    private Basket BasketFor(ProgrammeContent content, MerchantView merchant)
    {
        var store = merchant.Stores.First(store => store.Id == StoreId);
        return new Basket
        {
            OccurredAt = merchant.Zone.ToUtc(LocalTime),
            LocalTime = LocalTime,
            StoreId = store.Id,
            StoreName = store.Name,
            Channel = store.Channel,
            Currency = merchant.Settings.Currency,
            Lines = [.. Lines.Select(line => new BasketLine(Named(line.Sku), Named(line.Category), 1, line.Amount, true) { Brand = Named(line.Brand) })],
            Member = MemberFor(content, merchant),
        };
    }

    private BasketMember MemberFor(ProgrammeContent content, MerchantView merchant)
    {
        var now = merchant.Zone.ToUtc(LocalTime);
        if (Member == SampleMember.New)
            return BasketMember.New with { EnrolledAt = now };
        var tier = Member == SampleMember.InTier ? content.Ladder.Tiers.FirstOrDefault(tier => tier.Key == TierKey) : null;
        return new BasketMember
        {
            EnrolledAt = now.AddMonths(-18),
            BirthDate = new DateOnly(1990, Member == SampleMember.BirthdayMonth ? LocalTime.Month : LocalTime.AddMonths(6).Month, 15),
            Purchases = Visits,
            NetSales = Spent,
            LastPurchaseAt = now.AddDays(-21),
            TierKey = tier?.Key,
            TierName = tier?.Name,
            TierMultiplier = tier?.Multiplier ?? 1,
        };
    }

    private static string? Named(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
