using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Tests.Faults;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Referrals;

/// <summary>The proof of the books knows referrals, and the store may fail anywhere while one is paid or taken back.</summary>
public sealed class ReferralProofTests : IAsyncLifetime
{
    private ReferralShop _shop = default!;
    private long _ada;

    public async Task InitializeAsync()
    {
        _shop = await ReferralShop.OpenAsync(ReferralShop.Terms with { MonthlyCap = 0, MostJoinsPerHour = 1_000 });
        _ada = await _shop.Shop.MemberAsync();
    }

    public async Task DisposeAsync() => await _shop.DisposeAsync();

    [Theory]
    [InlineData("""DELETE FROM "ReferralEntries" WHERE "Side" = 1""", "which knows nothing of it")]
    [InlineData("""UPDATE "ReferralEntries" SET "Points" = 7 WHERE "Side" = 2""", "points of the Referee should be 7, but is 100")]
    [InlineData("""UPDATE "ReferralEntries" SET "IsReversal" = 1 WHERE "Side" = 1""", "which knows nothing of it")]
    [InlineData("""UPDATE "Referrals" SET "State" = 2""", "rewards of the Referrer that stand should be 0, but is 1")]
    [InlineData("""UPDATE "Referrals" SET "ReferrerPoints" = 9""", "points of the Referrer should be 200, but is 9")]
    [InlineData("""UPDATE "Referrals" SET "RefereePoints" = 0""", "rewards of the Referee that stand should be 0, but is 1")]
    [InlineData("""UPDATE "Referrals" SET "Entries" = 3""", "Entries should be 2, but is 3")]
    [InlineData("""INSERT INTO "ReferralEntries" ("ReferralId", "Number", "MerchantId", "Side", "IsReversal", "AccountId", "Sequence", "Points") SELECT "ReferralId", 9, "MerchantId", "Side", 0, "AccountId", 77, 5 FROM "ReferralEntries" WHERE "Side" = 1""", "the ledger has no entry 77 for it")]
    public async Task What_was_changed_behind_a_referrals_back_is_found_and_named(string sql, string says)
    {
        await _shop.PaidFriendAsync(_ada);
        Assert.Null(await _shop.DifferenceAsync());
        Assert.True(await _shop.Portal.Storage.ExecuteAsync(sql) > 0, "Nothing was planted.");

        Assert.Contains(says, await _shop.DifferenceAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_payment_and_its_clawback_happen_exactly_once_wherever_the_store_fails(bool passes)
    {
        var plan = new FaultPlan(at => passes ? new SqliteException("planned " + at, 5, 517) : new PlannedFaultException(at));
        var database = new LoyaltyDatabase(DatabaseProvider.Sqlite, _shop.Portal.Database.ForPlatform().Database.GetConnectionString()!) { LaneThrough = lane => new FaultyLane(lane, plan) };
        await using var queue = new CommandQueue(database, _shop.Portal.Ids, _shop.Portal.Clock, _shop.Portal.Signals, NullLogger<CommandQueue>.Instance);
        var points = 0;
        for (var isMet = true; isMet; points++)
        {
            Assert.True(points < 400, "Each time there are more points at which the store can fail.");
            var inviter = await _shop.Shop.MemberAsync();
            var friend = await _shop.JoinAsync(inviter);
            var purchase = await _shop.BuyAsync(friend);
            _shop.Portal.Clock.Advance(TimeSpan.FromDays(14));
            var referral = (await _shop.OfAsync(friend)).Id;

            plan.Arm(points + 1);
            await TwiceAsync(queue, () => new PayReferral { MerchantId = _shop.Shop.Id, ReferralId = referral });
            Assert.Equal((200L, 125L), (await _shop.ActiveAsync(inviter), await _shop.ActiveAsync(friend)));
            var wasMet = plan.FailedAt is not null;

            plan.Arm(points + 1);
            await TwiceAsync(queue, () => new RecordReturn { MerchantId = _shop.Shop.Id, PurchaseId = purchase, Lines = [new ReturnedLine(1, 1)], Source = PurchaseSource.Till, IdempotencyKey = $"back {purchase}" });
            Assert.Equal((0L, 0L), (await _shop.ActiveAsync(inviter), await _shop.ActiveAsync(friend)));
            isMet = wasMet || plan.FailedAt is not null;
        }

        Assert.True(points > 40, $"Only {points} points were met.");
        Assert.Equal(4 * points, (await _shop.Shop.RowsAsync<ReferralEntry>()).Count);
        Assert.Null(await _shop.DifferenceAsync());
    }

    /// <summary>Asks, and asks again as somebody does who got no answer; the plan fails once at the most.</summary>
    private static async Task TwiceAsync<T>(CommandQueue queue, Func<WriteCommand<T>> command)
    {
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            try
            {
                TestMerchant.Ok(await queue.ExecuteAsync(command()));
            }
            catch (PlannedFaultException)
            {
                attempt = 1; // what it left behind is what this is about
            }
        }
    }
}
