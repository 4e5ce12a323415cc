using LoyaltyPortal.Facts;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <summary>What reports can be limited to.</summary>
/// <param name="Tiers">Key and name, lowest first.</param>
public sealed record ReportFilters(IReadOnlyList<(string Key, string Name)> Tiers, IReadOnlyList<(long Id, string Name)> Segments)
{
    /// <summary>What a report is limited to, as it is called.</summary>
    /// <param name="noTier">What standing on no tier is called.</param>
    public IEnumerable<string> NamesOf(MemberLimits limits, string noTier)
    {
        if (limits.Tier is { } key)
            yield return key.Length == 0 ? noTier : Tiers.FirstOrDefault(tier => tier.Key == key).Name ?? key;
        if (limits.Segment is { } id && Segments.FirstOrDefault(segment => segment.Id == id).Name is { } name)
            yield return name;
    }
}

/// <summary>Asks reports.</summary>
public sealed class ReportService(LoyaltyDatabase database, MerchantDirectory directory, SegmentNames segments, IEnumerable<Report> reports, TimeProvider clock)
{
    public IReadOnlyList<Report> All { get; } = [.. reports.OrderBy(report => report.Order)];

    public Report? Find(string key) => reports.FirstOrDefault(report => report.Key == key);

    /// <summary>The tiers and segments that reports can be asked for; nothing for whom it is not meant.</summary>
    public async Task<ReportFilters> FiltersAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.May(Permission.SeeReports))
            return new ReportFilters([], []);
        await using var context = database.ForMerchant(actor.MerchantId);
        var programme = await CompiledProgrammes.InForceAsync(context, cancellation);
        return new ReportFilters([.. programme.Ladder.Tiers.Select(tier => (tier.Key, tier.Name))], await segments.ListAsync(actor, cancellation));
    }

    /// <returns>What the report answers; or <c>segment_unknown</c>, <c>not_allowed</c>.</returns>
    public async Task<Result<ReportAnswer>> AskAsync(Actor actor, Report report, ReportAddress address, ReportWords words, CancellationToken cancellation = default)
    {
        if ((actor.Lacks(Permission.SeeReports) ?? (report.NamesMembers ? actor.Lacks(Permission.SeeMembers) : null)) is { } refusal)
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
        var limits = report.HasMembers ? new MemberLimits(address.Tier, address.Segment) : default;
        if (!(await limits.FindAsync(context, merchant, clock.UtcNow(), cancellation)).Try(out var limited, out var unknown))
            return unknown;
        var question = new ReportQuestion(
            context, merchant, window, before, report.HasStores ? stores : merchant.Stores, isFiltered ? [.. stores.Select(store => store.Id)] : null,
            address.Returned ? Counting.Recorded : Counting.Kept, today);
        return await report.AskAsync(question with { Members = limited.Ids, Limits = limits }, words, cancellation);
    }
}
