using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Ledger;

/// <summary>A person's points: the account, and every entry with its reason in words. The ledger holds nothing else of anybody, so it forgets nothing.</summary>
internal sealed class LedgerPersonalData(ExplanationWords words, IStringLocalizer<LedgerText> text) : IPersonalData
{
    public int Order => 20;

    public async Task<IReadOnlyList<PersonalSheet>> SheetsAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        var accounts = await context.Set<PointsAccount>().AsNoTracking().Where(account => scope.MemberIds.Contains(account.Id)).OrderBy(account => account.Id).ToListAsync(cancellation);
        var entries = await context.Set<LedgerEntry>().AsNoTracking().Where(entry => scope.MemberIds.Contains(entry.AccountId))
            .OrderBy(entry => entry.AccountId).ThenBy(entry => entry.Sequence).ToListAsync(cancellation);
        return
        [
            new("accounts", ["account", "active", "pending", "held", "lifetime_earned", "lifetime_redeemed", "lifetime_expired", "opened_at"],
                [.. accounts.Select(account => (IReadOnlyList<object?>)[account.Id, account.Active, account.Pending, account.Held, account.LifetimeEarned, account.LifetimeRedeemed, account.LifetimeExpired, account.OpenedAt])]),
            new("points", ["account", "number", "happened_at", "recorded_at", "kind", "points", "active_after", "pending_after", "why"],
                [.. entries.Select(entry => (IReadOnlyList<object?>)[entry.AccountId, entry.Sequence, entry.OccurredAt, entry.RecordedAt, text["Kind." + entry.Kind].Value, entry.Points, entry.ActiveAfter, entry.PendingAfter, Why(entry)])]),
        ];
    }

    public Task ForgetAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation) => Task.CompletedTask;

    private string Why(LedgerEntry entry) => string.Join("; ", Explanation.FromJson(entry.Explanation).Steps
        .Select(step => step.Points is { } points ? $"{words.Say(step)} ({ExplanationWords.Exact(points)})" : words.Say(step)));
}
