using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Faults;

/// <summary>The till of a <see cref="FaultChild"/>: claims, burns and guesses as fast as it can, and says how often it got what it wanted.</summary>
internal sealed class VoucherTill(LoyaltyDatabase database, CommandQueue queue, int merchantId, int storeId, long id)
{
    private readonly RedemptionService _redemptions = new(database, queue, new LedgerService(database, TimeProvider.System), new TierService(database, TimeProvider.System),
        new MerchantDirectory(database, TimeProvider.System), new Attempts(database, TimeProvider.System), TimeProvider.System);

    public async Task WorkAsync(string mode, int count, int parallel, Action<string> say)
    {
        var results = mode switch
        {
            FaultChild.Claim => await EachAsync(await MembersAsync(), parallel, async member => (await _redemptions.RedeemAsync(merchantId, member, $"{Environment.ProcessId} {member}", id)).Failure),
            FaultChild.Burn => await EachAsync(await VouchersAsync(), parallel, async voucher => (await queue.ExecuteAsync(new BurnVoucher { MerchantId = merchantId, RedemptionId = voucher, StoreId = storeId })).Failure),
            _ => await EachAsync([.. Enumerable.Range(0, count)], parallel, async _ => (await _redemptions.CheckAsync(Actor.System(merchantId) with { UserId = id }, storeId, VoucherCode.New())).Failure),
        };
        foreach (var answers in results.GroupBy(failure => failure?.Code ?? "done").OrderBy(group => group.Key, StringComparer.Ordinal))
            say(answers.Key + " " + answers.Count().ToString(CultureInfo.InvariantCulture));
    }

    private async Task<List<long>> MembersAsync()
    {
        await using var context = database.ForMerchant(merchantId);
        return await context.Set<Member>().Select(member => member.Id).ToListAsync();
    }

    private async Task<List<long>> VouchersAsync()
    {
        await using var context = database.ForMerchant(merchantId);
        return await context.Set<Redemption>().Where(redemption => redemption.MemberId == id).Select(redemption => redemption.Id).ToListAsync();
    }

    private static async Task<Failure?[]> EachAsync<T>(IReadOnlyList<T> all, int parallel, Func<T, Task<Failure?>> act)
    {
        var answers = new Failure?[all.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, all.Count), new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (index, _) => answers[index] = await act(all[index]));
        return answers;
    }
}
