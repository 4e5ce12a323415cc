using System.Globalization;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Analytics;

/// <param name="Total">All there are, however many are listed.</param>
public sealed record BehindRows(ReportTable Table, int Total);

/// <summary>Lists the members that a report counted: by the same rules, so that there are as many.</summary>
public sealed class MembersBehindService(LoyaltyDatabase database, MerchantDirectory directory, TimeProvider clock)
{
    /// <summary>With the most net sales first.</summary>
    /// <returns>Or <c>segment_unknown</c>, <c>not_allowed</c>: it takes the right to see members as well as that to see reports.</returns>
    public async Task<Result<BehindRows>> ListAsync(Actor actor, MembersBehind list, int skip, int take, ReportWords words, CancellationToken cancellation = default)
    {
        if ((actor.Lacks(Permission.SeeReports) ?? actor.Lacks(Permission.SeeMembers)) is { } refusal)
            return refusal;
        if (await directory.FindAsync(actor.MerchantId, cancellation) is not { } merchant)
            return MerchantErrors.Unknown();
        await using var context = database.ForMerchant(actor.MerchantId);
        if (!(await list.Limits.FindAsync(context, merchant, clock.UtcNow(), cancellation)).Try(out var limited, out var unknown))
            return unknown;
        var ids = await IdsAsync(context, merchant, list, merchant.Zone.DayOf(clock.UtcNow()), limited.Ids, cancellation);
        var isKept = !list.Returned;
        var total = await ids.CountAsync(cancellation);
        var rows = await context.Set<Member>().AsNoTracking().Where(member => ids.Contains(member.Id))
            .Join(context.Set<MemberFacts>(), member => member.Id, facts => facts.MemberId, (member, facts) => new
            {
                member.Id,
                member.Name,
                Purchases = isKept ? facts.KeptPurchases : facts.Purchases,
                Net = isKept ? facts.KeptNetSales : facts.NetSales,
                Last = isKept ? facts.KeptLastPurchaseAt : facts.LastPurchaseAt,
            })
            .OrderByDescending(row => row.Net).ThenBy(row => row.Id).Skip(Math.Clamp(skip, 0, MembersBehind.MostListed)).Take(Math.Clamp(take, 1, MembersBehind.MostListed)).ToListAsync(cancellation);
        return new BehindRows(new ReportTable(words["behind." + list.Figure], [words["at-risk.Name"], words["at-risk.Last"], words["at-risk.Purchases"], words["at-risk.Spent"]],
            [.. rows.Select(row => (IReadOnlyList<ReportCell>)
            [
                new(row.Name) { Href = $"/m/{merchant.Slug}/members/{row.Id.ToString(CultureInfo.InvariantCulture)}" },
                new(row.Last is { } last ? words.Formats.Date(merchant.Zone.DayOf(last)) : "–"),
                words.NumberCell(row.Purchases),
                words.MoneyCell(row.Net),
            ])]), total);
    }

    private static async Task<IQueryable<long>> IdsAsync(LoyaltyDbContext context, MerchantView merchant, MembersBehind list, DateOnly today, IQueryable<long>? limited, CancellationToken cancellation)
    {
        switch (list.Figure)
        {
            case BehindFigure.AtRisk:
                return AtRisk.Of(context, merchant, today, list.Stores.Count == 0 ? null : list.Stores, limited).Away.Select(row => row.MemberId);
            case BehindFigure.Convertible:
                var found = (await Convertible.OfAsync(context, merchant, today, limited, cancellation)).Members.Select(member => member.MemberId).ToList();
                return context.Set<Member>().Where(member => EF.Parameter(found).Contains(member.Id)).Select(member => member.Id);
            case BehindFigure.Retained or BehindFigure.Lost or BehindFigure.Active:
                var active = new ActiveMembers(context, merchant.Settings.InactivityDays, limited).Of(ActiveMembers.Until(new ReportWindow(list.From, list.To), today));
                return (list.Figure switch
                {
                    BehindFigure.Retained => active.Where(member => member.AtStart && member.AtEnd),
                    BehindFigure.Lost => active.Where(member => member.AtStart && !member.AtEnd),
                    _ => active.Where(member => member.AtEnd),
                }).Select(member => member.MemberId);
            default:
                var bought = new BuyerCounts(context, merchant.Zone, list.Returned ? Counting.Recorded : Counting.Kept).Of(list.From, list.To, list.Stores.Count == 0 ? null : list.Stores, limited);
                return (list.Figure switch
                {
                    BehindFigure.Repeat => bought.Where(member => member.Purchases > 1),
                    BehindFigure.Returning => bought.Where(member => member.Purchases > 1 || !member.IsFirst),
                    BehindFigure.FirstTime => bought.Where(member => member.IsFirst),
                    _ => bought,
                }).Select(member => member.MemberId);
        }
    }
}
