using LoyaltyPortal.Facts;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <summary>Orders and net sales of one store on one day.</summary>
internal readonly record struct OrderFigures(DateOnly Day, int StoreId, long FirstOrders, decimal FirstNet, long ReturningOrders, decimal ReturningNet, long UnknownOrders, decimal UnknownNet)
{
    public long Orders => FirstOrders + ReturningOrders + UnknownOrders;

    public decimal Net => FirstNet + ReturningNet + UnknownNet;

    public static async Task<List<OrderFigures>> OfAsync(ReportQuestion question, ReportWindow window, CancellationToken cancellation)
    {
        var rows = question.Context.Set<StoreDay>().Where(row => row.Day >= window.From && row.Day <= window.To);
        if (question.StoreIds is { } stores)
            rows = rows.Where(row => stores.Contains(row.StoreId));
        return question.Counting == Counting.Kept
            ? await rows.Select(row => new OrderFigures(row.Day, row.StoreId, row.KeptFirstTimeOrders, row.KeptFirstTimeNet, row.KeptReturningOrders, row.KeptReturningNet, row.KeptUnidentifiedOrders, row.KeptUnidentifiedNet)).ToListAsync(cancellation)
            : await rows.Select(row => new OrderFigures(row.Day, row.StoreId, row.FirstTimeOrders, row.FirstTimeNet, row.ReturningOrders, row.ReturningNet, row.UnidentifiedOrders, row.UnidentifiedNet)).ToListAsync(cancellation);
    }
}
