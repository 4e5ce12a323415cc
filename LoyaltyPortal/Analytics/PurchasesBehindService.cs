using System.Globalization;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <param name="Skip">How many stand before these.</param>
/// <param name="Orders">All there are, however many are listed: the report's figure.</param>
/// <param name="Net">What all of them were sold for: the report's figure.</param>
public sealed record PurchaseRows(ReportTable Table, long Skip, long Orders, decimal Net);

/// <summary>
/// Lists the purchases that a report counted, newest first. The figure is asked for as the report asks for it, day by day; that tells on which days a page lies, so that
/// only the purchases of those days are read, however long the period and however far the page.
/// </summary>
public sealed class PurchasesBehindService(LoyaltyDatabase database, MerchantDirectory directory, TimeProvider clock)
{
    /// <summary>By how many days the day that was written down may be another than today's time zone would say.</summary>
    private const int ZoneDays = 2;

    /// <summary>One page of them, or the last one where there are not so many.</summary>
    /// <returns>Or <c>segment_unknown</c>, <c>not_allowed</c>. Members are named only for whom may see them.</returns>
    public Task<Result<PurchaseRows>> PageAsync(Actor actor, PurchasesBehind list, ReportWords words, CancellationToken cancellation = default) =>
        ListAsync(actor, list, total => Math.Min(list.Page - 1, Math.Max(0, total - 1) / PurchasesBehind.PageSize) * PurchasesBehind.PageSize, PurchasesBehind.PageSize, words, cancellation);

    /// <summary>The newest, for a file.</summary>
    /// <returns>As for <see cref="PageAsync"/>.</returns>
    public Task<Result<PurchaseRows>> NewestAsync(Actor actor, PurchasesBehind list, ReportWords words, CancellationToken cancellation = default) =>
        ListAsync(actor, list, static _ => 0, PurchasesBehind.MostFiled, words, cancellation);

    private async Task<Result<PurchaseRows>> ListAsync(Actor actor, PurchasesBehind list, Func<long, long> skipOf, int take, ReportWords words, CancellationToken cancellation)
    {
        if (actor.Lacks(Permission.SeeReports) is { } refusal)
            return refusal;
        if (await directory.FindAsync(actor.MerchantId, cancellation) is not { } merchant)
            return MerchantErrors.Unknown();
        await using var context = database.ForMerchant(actor.MerchantId);
        if (!(await list.Limits.FindAsync(context, merchant, clock.UtcNow(), cancellation)).Try(out var limited, out var unknown))
            return unknown;
        var question = new ReportQuestion(
            context, merchant, list.Window, null, merchant.Stores, list.Stores.Count == 0 ? null : list.Stores, list.Returned ? Counting.Recorded : Counting.Kept, merchant.Zone.DayOf(clock.UtcNow()))
        {
            Members = limited.Ids,
            Limits = list.Limits,
        };
        var days = (await OrderFigures.OfAsync(question, list.Window, cancellation)).Select(row => (row.Day, Of: row.Of(list.Figure))).Where(row => row.Of.Orders != 0)
            .GroupBy(row => row.Day).Select(day => (Day: day.Key, Orders: day.Sum(row => row.Of.Orders), Net: day.Sum(row => row.Of.Net))).OrderByDescending(day => day.Day).ToList();
        var total = days.Sum(day => day.Orders);
        var skip = skipOf(total);
        var rows = PartOf([.. days.Select(day => (day.Day, day.Orders))], skip, take) is { } part ? await RowsAsync(question, list.Figure, part.Days, part.Skip, take, cancellation) : [];
        return new PurchaseRows(Table(actor, merchant, list.Figure, rows, words), skip, total, days.Sum(day => day.Net));
    }

    /// <summary>The days on which that part of the list lies, and how many of their purchases stand before it.</summary>
    /// <param name="days">Latest first.</param>
    private static (ReportWindow Days, int Skip)? PartOf(IReadOnlyList<(DateOnly Day, long Orders)> days, long skip, int take)
    {
        (DateOnly Day, long Before)? latest = null;
        long before = 0;
        foreach (var (day, orders) in days)
        {
            if (before + orders > skip)
                latest ??= (day, before);
            before += orders;
            if (latest is { } found && before >= skip + take)
                return (new ReportWindow(day, found.Day), (int)(skip - found.Before));
        }

        return latest is { } last ? (new ReportWindow(days[^1].Day, last.Day), (int)(skip - last.Before)) : null;
    }

    /// <summary>The purchases of some days that a figure counts, latest first.</summary>
    internal static IQueryable<CountedPurchase> Of(ReportQuestion question, PurchaseFigure figure, ReportWindow days)
    {
        var (context, isKept) = (question.Context, question.Counting == Counting.Kept);
        var (from, to, start, end) = (days.From, days.To, question.Zone.StartOf(days.From.AddDays(-ZoneDays)), question.Zone.EndOf(days.To.AddDays(ZoneDays)));

        // Its day is what counts; the instant is what the index goes by.
        var sold = context.Set<Purchase>().AsNoTracking().Where(purchase => purchase.OccurredAt >= start && purchase.OccurredAt < end && purchase.Day >= from && purchase.Day <= to && purchase.State != PurchaseState.Undone);
        if (isKept)
            sold = sold.Where(purchase => purchase.State != PurchaseState.Returned && !context.Set<Member>().Any(member => member.Id == purchase.MemberId && member.IsTest));
        if (question.StoreIds is { } stores)
            sold = sold.Where(purchase => stores.Contains(purchase.StoreId));
        if (question.Members is { } members)
            sold = sold.Where(purchase => purchase.MemberId != null && members.Contains(purchase.MemberId.Value));

        // Of several at the instant of a member's first, the one that was written down first is it.
        var rows = sold.Select(purchase => new CountedPurchase
        {
            Purchase = purchase,
            IsFirst = purchase.MemberId != null
                && context.Set<MemberFacts>().Any(facts => facts.MemberId == purchase.MemberId && (isKept ? facts.KeptFirstPurchaseAt : facts.FirstPurchaseAt) == purchase.OccurredAt)
                && !context.Set<Purchase>().Any(other => other.MemberId == purchase.MemberId && other.OccurredAt == purchase.OccurredAt && other.Id < purchase.Id
                    && other.State != PurchaseState.Undone && (!isKept || other.State != PurchaseState.Returned)),
        });
        rows = figure switch
        {
            PurchaseFigure.Known => rows.Where(row => row.Purchase.MemberId != null),
            PurchaseFigure.FirstTime => rows.Where(row => row.IsFirst),
            PurchaseFigure.Returning => rows.Where(row => row.Purchase.MemberId != null && !row.IsFirst),
            PurchaseFigure.Unidentified => rows.Where(row => row.Purchase.MemberId == null),
            _ => rows,
        };
        return rows.OrderByDescending(row => row.Purchase.Day).ThenByDescending(row => row.Purchase.OccurredAt).ThenByDescending(row => row.Purchase.Id);
    }

    private static Task<List<Row>> RowsAsync(ReportQuestion question, PurchaseFigure figure, ReportWindow days, int skip, int take, CancellationToken cancellation)
    {
        var context = question.Context;
        return Of(question, figure, days).Skip(skip).Take(take)
            .Select(row => new Row(
                row.Purchase.Id, row.Purchase.OccurredAt, row.Purchase.StoreId, row.Purchase.Reference, row.Purchase.MemberId, row.IsFirst, row.Purchase.State, row.Purchase.Net, row.Purchase.ReturnedNet,
                row.Purchase.PointsEarned - row.Purchase.PointsReversed,
                context.Set<PurchaseLine>().Where(line => line.PurchaseId == row.Purchase.Id).Sum(line => line.Quantity),
                context.Set<Member>().Where(member => member.Id == row.Purchase.MemberId).Select(member => member.Name).FirstOrDefault(),
                context.Set<Member>().Any(member => member.Id == row.Purchase.MemberId && member.Status == MemberStatus.Active)))
            .ToListAsync(cancellation);
    }

    private static ReportTable Table(Actor actor, MerchantView merchant, PurchaseFigure figure, List<Row> rows, ReportWords words)
    {
        var namesMembers = actor.May(Permission.SeeMembers);
        string Path(string of, long id) => $"/m/{merchant.Slug}/{of}/{id.ToString(CultureInfo.InvariantCulture)}";
        ReportCell Who(Row row) => new(words[row.MemberId is null ? "purchases.Unidentified" : row.IsFirst ? "purchases.FirstTime" : "purchases.Returning"]);
        ReportCell Name(Row row) => new(row.Name ?? "–") { Href = row is { MemberId: { } id, IsActive: true } ? Path("members", id) : null };
        IEnumerable<ReportCell> Cells(Row row)
        {
            yield return new(words.Formats.DateAndTime(row.OccurredAt)) { Href = namesMembers ? Path("purchases", row.Id) : null, Filed = merchant.Zone.ToLocal(row.OccurredAt).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) };
            yield return new(merchant.Stores.FirstOrDefault(store => store.Id == row.StoreId)?.Name ?? "–");
            yield return new(row.Reference ?? "–") { Filed = row.Reference ?? row.Id.ToString(CultureInfo.InvariantCulture) };
            if (namesMembers)
                yield return Name(row);
            yield return Who(row);
            yield return new(words["purchases.State." + row.State]) { Tone = row.State == PurchaseState.Completed ? null : Tone.Warn };
            yield return words.NumberCell(row.Units, decimal.IsInteger(row.Units) ? 0 : 3);
            yield return words.MoneyCell(row.Net);
            yield return row.ReturnedNet == 0 ? new("–", 0) : words.MoneyCell(row.ReturnedNet);
            yield return words.NumberCell(row.Points);
        }

        string[] columns = [words["purchases.When"], words["Store"], words["purchases.Reference"], .. namesMembers ? (string[])[words["purchases.Member"]] : [], words["purchases.Who"], words["purchases.State"], words["purchases.Units"],
            words["stores.Net"], words["purchases.Returned"], words["purchases.Points"]];
        return new ReportTable(words["purchases." + figure + ".Title"], columns, [.. rows.Select(row => (IReadOnlyList<ReportCell>)[.. Cells(row)])]);
    }

    /// <param name="Points">What it earned, less what was taken back.</param>
    /// <param name="Units">Pieces, as they were sold.</param>
    /// <param name="IsActive">The member can be looked up.</param>
    private sealed record Row(
        long Id, DateTime OccurredAt, int StoreId, string? Reference, long? MemberId, bool IsFirst, PurchaseState State, decimal Net, decimal ReturnedNet, long Points, decimal Units, string? Name, bool IsActive);
}

/// <summary>A purchase that a figure counts.</summary>
internal sealed class CountedPurchase
{
    public Purchase Purchase { get; init; } = default!;

    /// <summary>The first of its member that is counted.</summary>
    public bool IsFirst { get; init; }
}
