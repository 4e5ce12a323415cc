using LoyaltyPortal.Facts;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <summary>Asks reports.</summary>
public sealed class ReportService(LoyaltyDatabase database, MerchantDirectory directory, IEnumerable<Report> reports, TimeProvider clock)
{
    public Report? Find(string key) => reports.FirstOrDefault(report => report.Key == key);

    /// <returns>What the report answers; or <c>not_allowed</c>.</returns>
    public async Task<Result<ReportAnswer>> AskAsync(Actor actor, Report report, ReportAddress address, ReportWords words, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeReports) is { } refusal)
            return refusal;
        if (await directory.FindAsync(actor.MerchantId, cancellation) is not { } merchant)
            return MerchantErrors.Unknown();
        await using var context = database.ForMerchant(actor.MerchantId);
        var today = merchant.Zone.DayOf(clock.UtcNow());
        var first = await context.Set<StoreDay>().Where(row => row.FirstTimeOrders + row.ReturningOrders + row.UnidentifiedOrders > 0).MinAsync(row => (DateOnly?)row.Day, cancellation) ?? today;
        var window = address.Window(today, first);
        ReportWindow? before = !report.HasComparison || address.Period == ReportPeriod.All ? null : address.Comparison switch
        {
            ReportComparison.Previous => window.Previous,
            ReportComparison.Year => window.YearBefore,
            _ => null,
        };
        if (before?.From < new DateOnly(first.Year, first.Month, 1))
            before = null; // of a part of it nothing is known: there is nothing to compare with
        var stores = merchant.Stores.Where(store => (address.Store is null || store.Id == address.Store) && (address.Channel is null || store.Channel == address.Channel)).ToList();
        var isFiltered = report.HasStores && (address.Store is not null || address.Channel is not null);
        return await report.AskAsync(new ReportQuestion(
            context, merchant, window, before, report.HasStores ? stores : merchant.Stores, isFiltered ? [.. stores.Select(store => store.Id)] : null,
            address.Returned ? Counting.Recorded : Counting.Kept, today), words, cancellation);
    }
}
