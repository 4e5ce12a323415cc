using LoyaltyPortal.Events;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;

namespace LoyaltyPortal.Purchases;

/// <summary>A product that somebody asks about.</summary>
public sealed record AskedProduct(string? Sku, string? Category);

/// <summary>Asks beforehand what a purchase would be refused for: a web shop hides or shows a button by it.</summary>
public sealed class EarlyAccessChecks(LoyaltyDatabase database, MerchantDirectory directory, TimeProvider clock)
{
    /// <param name="memberId">Who asks; null for somebody unknown.</param>
    /// <returns>An answer for each product, in their order; or <c>member_unknown</c>, <c>merchant_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<IReadOnlyList<AccessAnswer>>> CheckAsync(Actor actor, long? memberId, IReadOnlyList<AskedProduct> products, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        if (await directory.FindAsync(actor.MerchantId, cancellation) is not { } merchant)
            return MerchantErrors.Unknown();
        await using var context = database.ForMerchant(actor.MerchantId);
        if (memberId is { } asked && await MergedMembers.FindAsync(context, asked, cancellation) is null)
            return MemberErrors.Unknown();
        var now = clock.UtcNow();
        var programme = await CompiledProgrammes.InForceAsync(context, cancellation);
        IReadOnlyList<long> family = memberId is { } id ? await MergedMembers.FamilyAsync(context, id, cancellation) : [];
        var (closed, granted) = await AccessService.ReadAsync(context, family, now, cancellation);
        var tierKey = (await BasketMembers.ReadAsync(context, memberId, programme, merchant.Zone, merchant.Zone.DayOf(now), cancellation)).TierKey;
        List<AccessAnswer> answers = [.. products.Select(product => EarlyAccess.May(closed, tierKey, granted, product.Sku, product.Category, now))];
        return answers;
    }
}
