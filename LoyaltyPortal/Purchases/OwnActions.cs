using System.Globalization;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases;

/// <summary>A way to earn besides buying, as a member sees it.</summary>
/// <param name="Rules">What rewards it.</param>
/// <param name="Limit">The limit that binds first; null without one.</param>
/// <param name="Left">How often it still earns in the limit's period; null without a limit.</param>
/// <param name="On">When it comes by itself; null where the member does it.</param>
public sealed record EarnWay(string Action, IReadOnlyList<EarningRule> Rules, ActionLimit? Limit, int? Left, DateOnly? On);

/// <summary>Something the member bought and kept, and has not reviewed.</summary>
public sealed record ReviewableProduct(string Key, string Name, DateTime BoughtAt);

/// <summary>Actions that members do themselves, in their wallet: only ever their own.</summary>
public sealed class OwnActions(LoyaltyDatabase database, CommandQueue queue, MemberService members, TimeProvider clock)
{
    private const int RecentPurchases = 100;
    private const int MostProducts = 20;

    /// <summary>The programme's ways to earn besides buying, in the order of <see cref="MemberActions.All"/>; without joining, which is done.</summary>
    public async Task<IReadOnlyList<EarnWay>> WaysAsync(MerchantView merchant, MemberView member, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchant.Id);
        var rules = await ActionService.RulesAsync(context, cancellation);
        var now = clock.UtcNow();
        var counts = await ActionService.CountsAsync(context, member.Id, MemberActions.All, merchant.Zone, now, cancellation);
        var today = merchant.Zone.DayOf(now);
        var ways = new List<EarnWay>();
        foreach (var action in MemberActions.All.Where(action => action != MemberActions.SignUp))
        {
            if (rules.RulesFor(action) is not { Count: > 0 } rewarding)
                continue;
            var before = counts.GetValueOrDefault(action);
            var limit = LimitOf(action, rewarding, before);
            DateOnly? on = action == MemberActions.Birthday && member.BirthDate is { } born ? Birthdays.Next(born, before.Year > 0 ? new DateOnly(today.Year + 1, 1, 1) : today) : null;
            ways.Add(new EarnWay(action, rewarding, limit, limit is { } bound ? before.Left(bound) : null, on));
        }

        return ways;
    }

    /// <summary>What the member bought lately, kept, and has not reviewed; the latest first.</summary>
    public async Task<IReadOnlyList<ReviewableProduct>> ReviewableAsync(int merchantId, long memberId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        var purchases = context.Set<Purchase>().AsNoTracking().Where(purchase => purchase.MemberId == memberId && (purchase.State == PurchaseState.Completed || purchase.State == PurchaseState.PartlyReturned))
            .OrderByDescending(purchase => purchase.OccurredAt).Take(RecentPurchases);
        var lines = await (from purchase in purchases
                           join line in context.Set<PurchaseLine>().AsNoTracking() on purchase.Id equals line.PurchaseId
                           where line.EarnsPoints && line.Kind == LineKind.Goods && line.ReturnedQuantity < line.Quantity && (line.Name != null || line.Category != null)
                           orderby purchase.OccurredAt descending, line.Number
                           select new { line.Sku, Name = line.Name ?? line.Category!, purchase.OccurredAt }).ToListAsync(cancellation);
        var reviewed = (await context.Set<MemberAction>().AsNoTracking().Where(action => action.MemberId == memberId && action.Action == MemberActions.ProductReview && action.SourceEvent != null)
            .Select(action => action.SourceEvent!).ToListAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
        return [.. lines.Select(line => new ReviewableProduct(KeyOf(line.Sku ?? line.Name), line.Name, line.OccurredAt))
            .DistinctBy(product => product.Key, StringComparer.Ordinal).Where(product => !reviewed.Contains(product.Key)).Take(MostProducts)];
    }

    /// <summary>Records a review of something the member bought. One product is reviewed once.</summary>
    /// <returns>Or <c>action_not_bought</c>, <c>action_evidence</c>, <c>member_unknown</c>.</returns>
    public async Task<Result<ActionReceipt>> ReviewAsync(int merchantId, long userId, string productKey, string text)
    {
        if (text.Trim().Length is 0 or > ActionEvidence.TextLength)
            return ActionErrors.Evidence(ActionEvidence.TextLength);
        if (await members.FindOwnAsync(merchantId, userId) is not { } member)
            return MemberErrors.Unknown();
        if ((await ReviewableAsync(merchantId, member.Id)).FirstOrDefault(product => product.Key == productKey) is not { } product)
            return ActionErrors.NotBought();
        return await RecordAsync(merchantId, userId, new ActionReport
        {
            Action = MemberActions.ProductReview,
            SourceEvent = product.Key,
            Source = ActionSource.Wallet,
            Subject = product.Name,
            Evidence = new ActionEvidence(EvidenceKind.Text, text),
        });
    }

    /// <summary>Records that the member shared an address; once a day.</summary>
    /// <returns>Or <c>action_evidence_url</c>, <c>member_unknown</c>.</returns>
    public Task<Result<ActionReceipt>> ShareAsync(MerchantView merchant, long userId, string url) => RecordAsync(merchant.Id, userId, new ActionReport
    {
        Action = MemberActions.SocialShare,
        SourceEvent = merchant.Zone.DayOf(clock.UtcNow()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Source = ActionSource.Wallet,
        Evidence = new ActionEvidence(EvidenceKind.Url, url),
    });

    /// <summary>Records that the wallet was installed as an app; once.</summary>
    /// <returns>Null where the programme has nothing for it yet: then it waits until there is something.</returns>
    public async Task<Result<ActionReceipt>?> InstalledAsync(int merchantId, long userId)
    {
        await using var context = database.ForMerchant(merchantId);
        if ((await ActionService.RulesAsync(context, CancellationToken.None)).RulesFor(MemberActions.AppInstall).Count == 0)
            return null;
        return await RecordAsync(merchantId, userId, new ActionReport { Action = MemberActions.AppInstall, SourceEvent = "wallet", Source = ActionSource.Wallet });
    }

    /// <summary>Records that a member followed a link in a letter; once per letter.</summary>
    /// <param name="letter">Which letter: its template and, where there are several, its number.</param>
    public Task<Result<ActionReceipt>> ClickedAsync(int merchantId, long memberId, string letter) => queue.ExecuteAsync(new RecordAction
    {
        MerchantId = merchantId,
        MemberId = memberId,
        Report = new ActionReport { Action = MemberActions.EmailClick, SourceEvent = KeyOf(letter), Source = ActionSource.Letter, Evidence = new ActionEvidence(EvidenceKind.Reference, letter) },
    });

    private async Task<Result<ActionReceipt>> RecordAsync(int merchantId, long userId, ActionReport report)
    {
        if (await members.FindOwnAsync(merchantId, userId) is not { } member)
            return MemberErrors.Unknown();
        return await queue.ExecuteAsync(new RecordAction { MerchantId = merchantId, MemberId = member.Id, Report = report with { ReportedBy = userId } });
    }

    /// <summary>The limit that binds: the action's own, or that of the most generous rule, whichever leaves less.</summary>
    private static ActionLimit? LimitOf(string action, IReadOnlyList<EarningRule> rules, ActionCounts before)
    {
        var own = MemberActions.LimitOf(action) ?? (action == MemberActions.SocialShare ? new ActionLimit(1, LimitPeriod.Day) : null);
        var ofRules = rules.Select(rule => rule is ActionBonus bonus ? bonus.Settings.Limit() : null).ToList();
        var generous = ofRules.Contains(null) ? null : ofRules.MaxBy(limit => before.Left(limit!.Value));
        return own is { } one && generous is { } other ? before.Left(one) <= before.Left(other) ? one : other : own ?? generous;
    }

    private static string KeyOf(string text) => text.Length <= MemberAction.SourceEventLength ? text : text[..MemberAction.SourceEventLength];
}
