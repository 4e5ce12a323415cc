using LoyaltyPortal.Earning;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Programmes;

namespace LoyaltyPortal.Imports;

/// <summary>Adds up what a file's sales would earn, by the rules that will record them; of members it knows what the file says.</summary>
internal sealed class ImportEstimate(Programme programme, MerchantView merchant, PurchaseImport import)
{
    private readonly Dictionary<string, BasketMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoreView> _stores = merchant.Stores.ToDictionary(store => store.Code, StringComparer.OrdinalIgnoreCase);
    private long _points;
    private long _sales;

    public PointsEstimate Total => new(_points, _sales);

    public void Add(SourceDocument document)
    {
        if (document.Kind != DocumentKind.Sale || (document.MemberKey ?? document.MemberEmail ?? document.MemberPhone) is not { } key)
            return;
        var store = (document.StoreKey is { } code ? _stores.GetValueOrDefault(code.Trim()) : null) ?? merchant.Stores.First(store => store.Id == import.StoreId);
        var member = _members.GetValueOrDefault(key) ?? BasketMember.New with { EnrolledAt = document.OccurredAtUtc };
        var lines = document.Lines.Select(line => ImportRunner.LineOf(line).ForBasket()).ToList();
        _points += programme.Rules.Points(new Basket
        {
            OccurredAt = document.OccurredAtUtc,
            LocalTime = document.OccurredAtLocal,
            StoreId = store.Id,
            StoreName = store.Name,
            Channel = store.Channel,
            Currency = merchant.Settings.Currency,
            Lines = lines,
            Member = member,
        });
        _sales++;
        _members[key] = member with { Purchases = member.Purchases + 1, NetSales = member.NetSales + lines.Sum(line => line.Net), LastPurchaseAt = document.OccurredAtUtc };
    }
}
