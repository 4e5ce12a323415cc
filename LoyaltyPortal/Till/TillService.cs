using System.Globalization;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Till;

/// <summary>A member at the counter.</summary>
public sealed record TillMember(MemberView Member, AccountView Account);

/// <summary>What a list of members shows of one besides the person.</summary>
public sealed record MemberFigures(long Active, long Pending, long Purchases, DateTime? LastPurchaseAt);

/// <summary>What a store has done on a day: sales, those to members among them, who joined, and points given.</summary>
public sealed record StoreToday(long Orders, long Known, long Enrolments, long Points);

/// <summary>What the counter asks besides members and purchases themselves. It only reads.</summary>
public sealed class TillService(LoyaltyDatabase database, MemberService members, LedgerService ledger)
{
    private const int RecentPurchases = 100;
    private const int MostCategories = 24;

    /// <summary>The member with what the account holds now.</summary>
    /// <returns>Or <c>member_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<TillMember>> MemberAsync(Actor actor, long memberId, CancellationToken cancellation = default)
    {
        if (!(await members.FindAsync(actor, memberId, cancellation)).Try(out var member, out var failure))
            return failure;
        return (await ledger.AccountAsync(actor, member.Id, cancellation)).Then(account => new TillMember(member, account));
    }

    /// <summary>Points and buying of the members on one page of a list, by member; nothing for whom it is not meant.</summary>
    public async Task<IReadOnlyDictionary<long, MemberFigures>> FiguresAsync(Actor actor, IReadOnlyList<long> memberIds, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.SeeMembers))
            return new Dictionary<long, MemberFigures>();
        await using var context = database.ForMerchant(actor.MerchantId);
        var accounts = await context.Set<PointsAccount>().AsNoTracking().Where(account => memberIds.Contains(account.Id))
            .Select(account => new { account.Id, account.Active, account.Pending }).ToListAsync(cancellation);
        var facts = await context.Set<MemberFacts>().AsNoTracking().Where(facts => memberIds.Contains(facts.MemberId))
            .Select(facts => new { facts.MemberId, facts.Purchases, facts.LastPurchaseAt }).ToDictionaryAsync(facts => facts.MemberId, cancellation);
        return accounts.ToDictionary(account => account.Id, account => new MemberFigures(
            account.Active, account.Pending, facts.GetValueOrDefault(account.Id)?.Purchases ?? 0, facts.GetValueOrDefault(account.Id)?.LastPurchaseAt));
    }

    /// <summary>What a store has done on a local day; null for whom it is not meant.</summary>
    public async Task<StoreToday?> TodayAsync(Actor actor, int storeId, DateOnly day, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.UseTill))
            return null;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await context.Set<StoreDay>().Where(row => row.StoreId == storeId && row.Day == day)
            .Select(row => new StoreToday(row.FirstTimeOrders + row.ReturningOrders + row.UnidentifiedOrders, row.FirstTimeOrders + row.ReturningOrders, row.Enrolments, row.PointsIssued)).FirstOrDefaultAsync(cancellation)
            ?? new StoreToday(0, 0, 0, 0);
    }

    /// <summary>Categories worth suggesting: those that rules name, then those of the latest purchases by how often they occur. Nothing for whom it is not meant.</summary>
    public async Task<IReadOnlyList<string>> CategoriesAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.UseTill))
            return [];
        await using var context = database.ForMerchant(actor.MerchantId);
        var version = await context.Set<ProgrammeVersion>().AsNoTracking().OrderByDescending(version => version.Number).FirstOrDefaultAsync(cancellation);
        var named = CompiledProgrammes.Of(version).Content.Rules.OfType<CategoryMultiplier>().Select(rule => rule.Settings.Category);
        var recent = context.Set<Purchase>().AsNoTracking().OrderByDescending(purchase => purchase.OccurredAt).Take(RecentPurchases).Select(purchase => purchase.Id);
        var used = await context.Set<PurchaseLine>().AsNoTracking().Where(line => recent.Contains(line.PurchaseId) && line.Category != null)
            .GroupBy(line => line.Category!).Select(group => new { Category = group.Key, Count = group.Count() })
            .OrderByDescending(group => group.Count).ThenBy(group => group.Category).Take(MostCategories).ToListAsync(cancellation);
        return [.. named.Concat(used.Select(group => group.Category)).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostCategories)];
    }

    /// <summary>The purchase with that receipt number, or with that number of ours.</summary>
    /// <returns>Or <c>purchase_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<long>> FindPurchaseAsync(Actor actor, string typed, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.UseTill) is { } refusal)
            return refusal;
        var reference = typed.Trim();
        var id = long.TryParse(reference, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        await using var context = database.ForMerchant(actor.MerchantId);
        var purchases = context.Set<Purchase>().AsNoTracking().Where(purchase => purchase.State != PurchaseState.Undone);
        var capitals = reference.ToUpperInvariant(); // numbers of our own are typed as they come
        var found = await purchases.Where(purchase => purchase.Reference == reference || purchase.Reference == capitals).OrderBy(purchase => purchase.Reference == reference ? 0 : 1)
            .Select(purchase => purchase.Id).FirstOrDefaultAsync(cancellation);
        if (found == 0 && id != 0)
            found = await purchases.Where(purchase => purchase.Id == id).Select(purchase => purchase.Id).FirstOrDefaultAsync(cancellation);
        return found == 0 ? PurchaseErrors.Unknown() : found;
    }
}
