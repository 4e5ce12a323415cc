using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases;

/// <summary>What a person bought, brought back and did, and what was adjusted by hand. What people wrote about it is forgotten; the rows themselves are the books'.</summary>
internal sealed class PurchasesPersonalData : IPersonalData
{
    public int Order => 30;

    public async Task<IReadOnlyList<PersonalSheet>> SheetsAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        var purchases = await context.Set<Purchase>().AsNoTracking().Where(row => row.MemberId != null && scope.MemberIds.Contains(row.MemberId.Value)).OrderBy(row => row.OccurredAt).ThenBy(row => row.Id).ToListAsync(cancellation);
        var lines = await context.Set<PurchaseLine>().AsNoTracking()
            .Where(line => context.Set<Purchase>().Any(row => row.Id == line.PurchaseId && row.MemberId != null && scope.MemberIds.Contains(row.MemberId.Value)))
            .OrderBy(line => line.PurchaseId).ThenBy(line => line.Number).ToListAsync(cancellation);
        var returns = await context.Set<PurchaseReturn>().AsNoTracking().Where(row => row.MemberId != null && scope.MemberIds.Contains(row.MemberId.Value)).OrderBy(row => row.OccurredAt).ThenBy(row => row.Id).ToListAsync(cancellation);
        var actions = await context.Set<MemberAction>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId)).OrderBy(row => row.OccurredAt).ThenBy(row => row.Id).ToListAsync(cancellation);
        var adjustments = await context.Set<PointsAdjustment>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId)).OrderBy(row => row.Id).ToListAsync(cancellation);
        return
        [
            new("purchases", ["purchase", "bought_at", "store", "reference", "state", "net", "returned_net", "points", "points_taken_back", "paid_with_points"],
                [.. purchases.Select(row => (IReadOnlyList<object?>)[row.Id, row.OccurredAt, row.StoreId, row.Reference, row.State.ToString(), row.Net, row.ReturnedNet, row.PointsEarned, row.PointsReversed, row.PaidWithPoints])]),
            new("purchase_lines", ["purchase", "line", "sku", "name", "category", "quantity", "net", "points"],
                [.. lines.Select(line => (IReadOnlyList<object?>)[line.PurchaseId, line.Number, line.Sku, line.Name, line.Category, line.Quantity, line.Net, line.PointsEarned])]),
            new("returns", ["return", "brought_back_at", "store", "reference", "net", "points_taken_back"],
                [.. returns.Select(row => (IReadOnlyList<object?>)[row.Id, row.OccurredAt, row.StoreId, row.Reference, row.Net, row.PointsReversed + row.CorrectionReversed])]),
            new("actions", ["action", "happened_at", "points", "subject", "evidence", "event"],
                [.. actions.Select(row => (IReadOnlyList<object?>)[row.Action, row.OccurredAt, row.Points, row.Subject, row.Evidence, row.SourceEvent])]),
            new("adjustments", ["asked_at", "kind", "points", "reason", "state"],
                [.. adjustments.Select(row => (IReadOnlyList<object?>)[row.AskedAt, row.Kind.ToString(), row.Points, row.Reason, row.State.ToString()])]),
        ];
    }

    public async Task ForgetAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        await context.Set<MemberAction>().Where(row => scope.MemberIds.Contains(row.MemberId)).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.Subject, (string?)null).SetProperty(row => row.EvidenceKind, (EvidenceKind?)null)
            .SetProperty(row => row.Evidence, (string?)null).SetProperty(row => row.SourceEvent, (string?)null), cancellation);
        await context.Set<PointsAdjustment>().Where(row => scope.MemberIds.Contains(row.MemberId)).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.Reason, "").SetProperty(row => row.Note, (string?)null), cancellation);
        await context.Set<MemberMerge>().Where(row => scope.MemberIds.Contains(row.MergedId) || scope.MemberIds.Contains(row.SurvivorId))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Contacts, (string?)null), cancellation);
    }
}
