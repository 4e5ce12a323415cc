using LoyaltyPortal.Facts;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <summary>Orders and net sales of one store on one day.</summary>
internal readonly record struct OrderFigures(DateOnly Day, int StoreId, long FirstOrders, decimal FirstNet, long ReturningOrders, decimal ReturningNet, long UnknownOrders, decimal UnknownNet)
{
    public long Orders => FirstOrders + ReturningOrders + UnknownOrders;

    public decimal Net => FirstNet + ReturningNet + UnknownNet;

    /// <summary>What of them is counted by a figure.</summary>
    public (long Orders, decimal Net) Of(PurchaseFigure figure) => figure switch
    {
        PurchaseFigure.Known => (FirstOrders + ReturningOrders, FirstNet + ReturningNet),
        PurchaseFigure.FirstTime => (FirstOrders, FirstNet),
        PurchaseFigure.Returning => (ReturningOrders, ReturningNet),
        PurchaseFigure.Unidentified => (UnknownOrders, UnknownNet),
        _ => (Orders, Net),
    };

    public static async Task<List<OrderFigures>> OfAsync(ReportQuestion question, ReportWindow window, CancellationToken cancellation)
    {
        if (question.Members is { } members)
            return await AmongAsync(members, question, window, cancellation);
        var rows = question.Context.Set<StoreDay>().Where(row => row.Day >= window.From && row.Day <= window.To);
        if (question.StoreIds is { } stores)
            rows = rows.Where(row => stores.Contains(row.StoreId));
        return question.Counting == Counting.Kept
            ? await rows.Select(row => new OrderFigures(row.Day, row.StoreId, row.KeptFirstTimeOrders, row.KeptFirstTimeNet, row.KeptReturningOrders, row.KeptReturningNet, row.KeptUnidentifiedOrders, row.KeptUnidentifiedNet)).ToListAsync(cancellation)
            : await rows.Select(row => new OrderFigures(row.Day, row.StoreId, row.FirstTimeOrders, row.FirstTimeNet, row.ReturningOrders, row.ReturningNet, row.UnidentifiedOrders, row.UnidentifiedNet)).ToListAsync(cancellation);
    }

    /// <summary>The same of some members, from their purchases; which of them was the first, is kept with the member.</summary>
    private static async Task<List<OrderFigures>> AmongAsync(IQueryable<long> members, ReportQuestion question, ReportWindow window, CancellationToken cancellation)
    {
        var isKept = question.Counting == Counting.Kept;
        var bought = question.Context.Set<Purchase>().Where(purchase => purchase.Day >= window.From && purchase.Day <= window.To && purchase.MemberId != null && members.Contains(purchase.MemberId.Value)
            && (purchase.State == PurchaseState.Completed || purchase.State == PurchaseState.PartlyReturned || (!isKept && purchase.State == PurchaseState.Returned)));
        var first = question.Context.Set<MemberFacts>().Where(row => members.Contains(row.MemberId))
            .Select(row => new { Day = isKept ? row.KeptFirstPurchaseDay : row.FirstPurchaseDay, StoreId = isKept ? row.KeptFirstPurchaseStoreId : row.FirstPurchaseStoreId, Net = isKept ? row.KeptFirstPurchaseNet : row.FirstPurchaseNet })
            .Where(row => row.Day >= window.From && row.Day <= window.To);
        if (question.StoreIds is { } stores)
            (bought, first) = (bought.Where(purchase => stores.Contains(purchase.StoreId)), first.Where(row => stores.Contains(row.StoreId)));
        var orders = await bought.GroupBy(purchase => new { purchase.Day, purchase.StoreId }).Select(group => new { group.Key, Orders = group.LongCount(), Net = group.Sum(purchase => purchase.Net) }).ToListAsync(cancellation);
        var firsts = await first.GroupBy(row => new { Day = row.Day!.Value, row.StoreId }).Select(group => new { group.Key, Orders = group.LongCount(), Net = group.Sum(row => row.Net) })
            .ToDictionaryAsync(group => (group.Key.Day, group.Key.StoreId), group => (group.Orders, group.Net), cancellation);
        return orders.ConvertAll(row =>
        {
            var (count, net) = firsts.GetValueOrDefault((row.Key.Day, row.Key.StoreId));
            return new OrderFigures(row.Key.Day, row.Key.StoreId, count, net, row.Orders - count, row.Net - net, 0, 0);
        });
    }
}
