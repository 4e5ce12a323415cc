using System.Globalization;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Benchmarks;

/// <summary>
/// The same rows as a request with a context of its own would write them: read what is needed, change it, save, one transaction a purchase. No rules are run
/// and no hash is made, which favours it.
/// </summary>
internal sealed class TrackedPosting(BenchPortal portal, long[] members)
{
    private static readonly DateOnly Day = new(2026, 6, 17);
    private static readonly DateTime Moment = new(2026, 6, 17, 10, 0, 0, DateTimeKind.Utc);
    private long _next;

    public async Task PostAsync(int purchases)
    {
        for (var done = 0; done < purchases; done++)
            await PostAsync();
    }

    private async Task PostAsync()
    {
        var number = ++_next;
        var memberId = members[(int)(number * 7 % members.Length)];
        var key = "tracked:" + number.ToString(CultureInfo.InvariantCulture);
        await using var context = portal.Database.ForMerchant(portal.Merchant.Id);
        if (await context.Set<CommandRecord>().AnyAsync(record => record.Key == key))
            throw new InvalidOperationException("The key is new.");
        _ = await context.Set<Merchant>().SingleAsync(merchant => merchant.Id == portal.Merchant.Id);
        var storeId = portal.Merchant.Stores[0].Id;
        _ = await context.Set<Store>().SingleAsync(store => store.Id == storeId);
        _ = await context.Set<Member>().SingleAsync(member => member.Id == memberId);
        _ = await context.Set<ProgrammeVersion>().OrderByDescending(version => version.Number).FirstAsync();
        var account = await context.Set<PointsAccount>().SingleAsync(account => account.Id == memberId);
        var sequence = account.Version + 1;
        Set(context, account, ("Pending", account.Pending + 60), ("LifetimeEarned", account.LifetimeEarned + 60), ("Version", sequence), ("HeadHash", new byte[32]));

        var id = portal.Ids.Next();
        Add<CommandRecord>(context, ("Key", key), ("Kind", "purchase"), ("BodyHash", new byte[32]), ("Outcome", new string('o', 140)), ("RecordedAt", Moment));
        Add<Purchase>(context, ("Id", id), ("StoreId", storeId), ("MemberId", memberId), ("OccurredAt", Moment), ("RecordedAt", Moment), ("Day", Day), ("Net", 43.98m), ("PointsEarned", 60L));
        for (var line = 1; line <= 3; line++)
            Add<PurchaseLine>(context, ("PurchaseId", id), ("Number", line), ("Name", "Any name of it"), ("Category", "Fiction"), ("Quantity", 1m), ("Net", 14.66m));
        Add<LedgerEntry>(context, ("AccountId", memberId), ("Sequence", sequence), ("Points", 60L), ("PendingChange", 60L), ("OccurredAt", Moment), ("RecordedAt", Moment),
            ("Explanation", new string('e', 330)), ("PreviousHash", new byte[32]), ("Hash", new byte[32]));
        Add<Lot>(context, ("AccountId", memberId), ("Sequence", sequence), ("Points", 60L), ("Remaining", 60L), ("EarnedAt", Moment), ("AvailableFrom", Moment), ("ExpiresAt", Moment.AddYears(2)));

        await CountAsync<MemberFacts>(context, facts => facts.MemberId == memberId, [("MemberId", memberId)], ("Purchases", 1L), ("NetSales", 43.98m), ("Version", 1L));
        await CountAsync<MemberMonth>(context, row => row.MemberId == memberId && row.Month == 202606, [("MemberId", memberId), ("Month", 202606)], ("Purchases", 1L), ("NetSales", 43.98m));
        await CountAsync<MemberDay>(context, row => row.MemberId == memberId && row.Day == Day, [("MemberId", memberId), ("Day", Day)], ("Visits", 1L), ("Net", 43.98m));
        await CountAsync<TierStanding>(context, row => row.MemberId == memberId, [("MemberId", memberId)], ("Counted", 60m), ("Version", 1L));
        await CountAsync<StoreDay>(context, row => row.StoreId == storeId && row.Day == Day, [("StoreId", storeId), ("Day", Day)], ("ReturningOrders", 1L), ("ReturningNet", 43.98m), ("PointsIssued", 60L));
        await CountAsync<CohortMonth>(context, row => row.Cohort == 202606 && row.Month == 202606, [("Cohort", 202606), ("Month", 202606)], ("Purchases", 1L), ("NetSales", 43.98m));
        await context.SaveChangesAsync();
    }

    private static async Task CountAsync<T>(LoyaltyDbContext context, System.Linq.Expressions.Expression<Func<T, bool>> which, (string Name, object Value)[] key, params (string Name, object Value)[] added)
        where T : class
    {
        if (await context.Set<T>().FirstOrDefaultAsync(which) is not { } row)
        {
            Add<T>(context, [.. key, .. added]);
            return;
        }

        var entry = context.Entry(row);
        foreach (var (name, value) in added)
        {
            var property = entry.Property(name);
            property.CurrentValue = value is decimal money ? (object)((decimal)property.CurrentValue! + money) : (long)property.CurrentValue! + (long)value;
        }
    }

    private static void Set<T>(LoyaltyDbContext context, T row, params (string Name, object Value)[] values) where T : class
    {
        var entry = context.Entry(row);
        foreach (var (name, value) in values)
            entry.Property(name).CurrentValue = value;
    }

    private static void Add<T>(LoyaltyDbContext context, params (string Name, object Value)[] values) where T : class
    {
        var row = (T)Activator.CreateInstance(typeof(T), nonPublic: true)!;
        var entry = context.Entry(row);
        entry.Property("MerchantId").CurrentValue = context.MerchantId;
        foreach (var (name, value) in values)
            entry.Property(name).CurrentValue = value;
        entry.State = EntityState.Added;
    }
}
