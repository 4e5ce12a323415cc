using FsCheck;
using FsCheck.Fluent;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;

namespace LoyaltyPortal.Tests.Referrals;

/// <summary>Which states follow which, and that after any history a referral is where its purchases say.</summary>
public sealed class ReferralMoveTests
{
    private static readonly (ReferralState From, string To)[] Allowed =
    [
        (ReferralState.Joined, "Qualified Held Void"),
        (ReferralState.Qualified, "Joined Held Paid Void ClawedBack"),
        (ReferralState.Held, "Joined Qualified Rejected Void ClawedBack"),
        (ReferralState.Paid, "ClawedBack"),
        (ReferralState.ClawedBack, "Qualified Held"),
        (ReferralState.Rejected, ""),
        (ReferralState.Void, "Joined ClawedBack"),
    ];

    [Fact]
    public void The_table_of_moves_is_the_whole_of_it()
    {
        Assert.Equal(Enum.GetValues<ReferralState>().Order(), Allowed.Select(row => row.From).Order());
        foreach (var (from, to) in Allowed)
            Assert.Equal(to.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<ReferralState>).Order(), Enum.GetValues<ReferralState>().Where(state => ReferralMoves.Allows(from, state)).Order());
    }

    [Fact]
    public void A_move_that_the_table_does_not_know_is_a_bug()
    {
        var referral = Referral.Join(1, 1, 2, 3, 1, new DateTime(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc), []);
        Assert.Throws<InvalidOperationException>(() => referral.Pay(1, 1, null, referral.JoinedAt));
        Assert.Throws<InvalidOperationException>(() => referral.ClawBack(ReferralEnd.Refund, referral.JoinedAt));
        Assert.Throws<InvalidOperationException>(() => referral.Approve(Actor.System(1), "x", referral.JoinedAt));
        Assert.Equal((ReferralState.Joined, 0L), (referral.State, referral.Version));
    }

    /// <summary>What can happen to a friend.</summary>
    private enum Step
    {
        BuyMuch,
        BuyLittle,
        ReturnOldest,
        ReturnNewest,
        TakeReturnBack,
        Wait,
        Settle,
        Pass,
        Refuse,
    }

    [Fact]
    public void After_any_history_points_and_state_are_what_the_purchases_say() => Prop.ForAll(
        Gen.Elements(Enum.GetValues<Step>()).ArrayOf().Where(steps => steps.Length <= 14).ToArbitrary(),
        Arb.From(Gen.Elements(true, false)),
        (steps, isTest) => RunAsync(steps, isTest).GetAwaiter().GetResult()).Check(Histories.Run(25, 500));

    private static async Task RunAsync(Step[] steps, bool isHeld)
    {
        await using var shop = await ReferralShop.OpenAsync();
        var ada = await shop.Shop.MemberAsync();
        var friend = await shop.JoinAsync(ada, enrolment => enrolment with { IsTest = isHeld });
        var bought = new List<long>();
        var returned = new List<(long Purchase, long Return)>();
        var wasPaid = false;
        foreach (var step in steps)
        {
            switch (step)
            {
                case Step.BuyMuch or Step.BuyLittle:
                    bought.Add(await shop.BuyAsync(friend, step == Step.BuyMuch ? 30 : 5));
                    break;
                case Step.ReturnOldest or Step.ReturnNewest when bought.Count > 0:
                    var purchase = step == Step.ReturnOldest ? bought[0] : bought[^1];
                    bought.Remove(purchase);
                    returned.Add((purchase, TestMerchant.Ok(await shop.Shop.ReturnAsync(purchase, new ReturnedLine(1, 1))).ReturnId));
                    break;
                case Step.TakeReturnBack when returned.Count > 0:
                    var (again, id) = returned[^1];
                    returned.RemoveAt(returned.Count - 1);
                    bought.Add(again);
                    TestMerchant.Ok(await shop.Portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = shop.Shop.Id, ReturnId = id }));
                    break;
                case Step.Wait:
                    shop.Portal.Clock.Advance(TimeSpan.FromDays(8));
                    break;
                case Step.Settle:
                    await shop.Payments.PayAsync(shop.Shop.Id);
                    break;
                case Step.Pass or Step.Refuse when (await shop.OfAsync(friend)) is { State: ReferralState.Held } held:
                    TestMerchant.Ok(await shop.Service.DecideAsync(shop.Shop.Actor, held.Id, step == Step.Pass, "looked at"));
                    break;
            }

            var referral = await shop.OfAsync(friend);
            wasPaid |= referral.State == ReferralState.Paid;
            var purchases = (await shop.Shop.RowsAsync<Purchase>()).ToDictionary(row => row.Id);
            var standing = purchases.Values.Where(row => row.Net - row.ReturnedNet >= 20).Select(row => row.Id).ToHashSet();

            // What is on the way to money has a purchase that stands; what is only joined has none to stand on.
            if (referral.State is ReferralState.Qualified or ReferralState.Held or ReferralState.Paid)
                Assert.Contains(referral.PurchaseId!.Value, standing);
            if (referral.State == ReferralState.Joined)
                Assert.Empty(standing);
            if (referral.State == ReferralState.ClawedBack)
                Assert.DoesNotContain(referral.PurchaseId!.Value, standing);
            if (referral.State == ReferralState.Qualified && isHeld)
                Assert.Equal("test", referral.Cleared);

            // Money exactly when paid; and never for what somebody refused.
            Assert.Equal(referral.State == ReferralState.Paid ? 200 : 0, await shop.ActiveAsync(ada));
            Assert.True(!wasPaid || referral.State is not (ReferralState.Rejected or ReferralState.Joined or ReferralState.Void));
        }

        Assert.Null(await shop.DifferenceAsync());
    }
}
