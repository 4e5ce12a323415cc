using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Rewards;
using LoyaltyPortal.Tests.Trials;

namespace LoyaltyPortal.Tests.Proofs;

/// <summary>What people did by hand has a row that somebody is responsible for: whatever is changed in it behind the ledger's back is found and named.</summary>
public sealed class CorrectionProofTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync(new PointsPolicy { AdjustmentLimit = 100, Transfers = true });
        var (ann, bob, cleo) = (await _shop.MemberAsync(), await _shop.MemberAsync(), await _shop.MemberAsync());
        var bought = await _shop.BoughtAsync(ann, TestMerchant.Line(60));
        TestMerchant.Ok(await AdjustAsync(ann, 40));
        Assert.Equal(AdjustmentState.Waiting, TestMerchant.Ok(await AdjustAsync(bob, 999)).State);
        await CorrectAsync(ann);
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new TransferPoints { MerchantId = _shop.Id, FromMemberId = ann, ToMemberId = bob, Points = 30, By = Staff }));
        TestMerchant.Ok(await AdjustAsync(cleo, 25));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _shop.Id, SurvivorId = bob, MergedId = cleo, By = Staff }));
        var order = _shop.Purchase(ann, TestMerchant.Line(10, quantity: 2));
        var paid = TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new RecordPurchase { MerchantId = _shop.Id, StoreId = _shop.Store, MemberId = ann, Source = order.Source, Lines = order.Lines, IdempotencyKey = order.IdempotencyKey, PointsToSpend = 20 }));
        TestMerchant.Ok(await _shop.ReturnAsync(paid.PurchaseId, new ReturnedLine(1, 1)));
        var twice = TestMerchant.Ok(await _shop.ReturnAsync(paid.PurchaseId, new ReturnedLine(1, 1)));
        TestMerchant.Ok(await _portal.Purchases.TakeReturnBackAsync(_shop.Actor, _portal.NewKey(), twice.ReturnId));
        TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));
        var rewards = new TestRewards(_portal, _shop);
        await rewards.RedeemedAsync(bob, await rewards.PublishAsync(TestRewards.Five with { Points = 10 }));
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private Actor Staff => new(1, "Staff", _shop.Id, RolePermissions.Of(StaffRole.Manager));

    [Fact]
    public async Task Honest_books_prove_and_what_was_done_by_hand_is_counted()
    {
        var result = await VerifyAsync();

        Assert.Null(result.Difference?.Sentence);
        Assert.Equal((6, 1), (result.Counts.Corrections, result.Counts.Redemptions)); // three adjustments, a transfer, a merge, a correction of a purchase
    }

    [Theory]
    [InlineData("""DELETE FROM "PointsAdjustments" WHERE "Points" = 40""", BookPart.Source, "it comes from adjustment ")]
    [InlineData("""UPDATE "PointsAdjustments" SET "State" = 1 WHERE "Points" = 40""", BookPart.Source, "it comes from adjustment ")]
    [InlineData("""UPDATE "PointsAdjustments" SET "Kind" = 2 WHERE "Points" = 40""", BookPart.Source, "it comes from adjustment ")]
    [InlineData("""UPDATE "PointsAdjustments" SET "EntrySequence" = 1 WHERE "Points" = 40""", BookPart.Source, "it comes from adjustment ")]
    [InlineData("""UPDATE "PointsAdjustments" SET "MemberId" = (SELECT MAX("MemberId") FROM "PointsAdjustments") WHERE "Points" = 40""", BookPart.Source, "it comes from adjustment ")]
    [InlineData("""UPDATE "PointsAdjustments" SET "Points" = 41 WHERE "Points" = 40""", BookPart.Correction, "Points should be 40, but is 41")]
    [InlineData("""UPDATE "PointsAdjustments" SET "State" = 2, "EntrySequence" = 1 WHERE "State" = 1""", BookPart.Correction, "it was booked, but the ledger has no entry for it")]
    [InlineData("""DELETE FROM "PointsTransfers" """, BookPart.Source, "it comes from transfer ")]
    [InlineData("""UPDATE "PointsTransfers" SET "FromMemberId" = "ToMemberId", "ToMemberId" = "FromMemberId" """, BookPart.Source, "it comes from transfer ")]
    [InlineData("""UPDATE "PointsTransfers" SET "Points" = 31""", BookPart.Correction, "Points should be 30, but is 31")]
    [InlineData("""DELETE FROM "MemberMerges" """, BookPart.Source, "it comes from merge ")]
    [InlineData("""UPDATE "MemberMerges" SET "Points" = 26""", BookPart.Correction, "Points should be 25, but is 26")]
    [InlineData("""UPDATE "MemberMerges" SET "Deduplicated" = 5""", BookPart.Correction, "Deduplicated should be 0, but is 5")]
    [InlineData("""DELETE FROM "PurchaseCorrections" """, BookPart.Source, "it comes from adjustment ")]
    [InlineData("""UPDATE "PurchaseCorrections" SET "Points" = 61""", BookPart.Correction, "Points should be 60, but is 61")]
    [InlineData("""UPDATE "PurchaseCorrections" SET "EntrySequence" = 99""", BookPart.Source, "it comes from adjustment ")]
    [InlineData("""UPDATE "Purchases" SET "PointsCorrected" = 59 WHERE "PointsCorrected" = 60""", BookPart.Purchase, "PointsCorrected should be 60, but is 59")]
    [InlineData("""UPDATE "Purchases" SET "CorrectionReversed" = 7 WHERE "PointsCorrected" = 60""", BookPart.Purchase, "CorrectionReversed should be 60, but is 7")]
    [InlineData("""UPDATE "PurchaseReturns" SET "CorrectionReversed" = 7 WHERE "CorrectionReversed" = 60""", BookPart.Return, "CorrectionReversed should be 60, but is 7")]
    [InlineData("""UPDATE "Purchases" SET "PointsRedeemed" = 21 WHERE "PointsRedeemed" = 20""", BookPart.Purchase, "PointsRedeemed should be 20, but is 21")]
    [InlineData("""UPDATE "Purchases" SET "PointsRestored" = 11 WHERE "PointsRestored" = 10""", BookPart.Purchase, "PointsRestored should be 10, but is 11")]
    [InlineData("""UPDATE "PurchaseReturns" SET "PointsRestored" = 9 WHERE "PointsRestored" = 10 AND "State" = 1""", BookPart.Return, "PointsRestored should be 10, but is 9")]
    [InlineData("""UPDATE "Redemptions" SET "Points" = 11""", BookPart.Redemption, "Points should be 10, but is 11")]
    public async Task What_was_changed_behind_the_ledgers_back_is_found_and_named(string sql, BookPart part, string says)
    {
        Assert.Equal(1, await _portal.Storage.ExecuteAsync(sql));

        var difference = (await VerifyAsync()).Difference;

        Assert.NotNull(difference);
        Assert.Contains(says, difference.Sentence, StringComparison.Ordinal);
        Assert.Equal(part, difference.Part);
    }

    private Task<Result<AdjustmentAnswer>> AdjustAsync(long member, long points) => _portal.Queue.ExecuteAsync(new AdjustPoints
    {
        MerchantId = _shop.Id,
        MemberId = member,
        Adjustment = AdjustmentKind.Goodwill,
        Points = points,
        ReasonCode = AdjustmentReason.Service,
        Reason = "A long wait",
        By = Staff,
    });

    /// <summary>Two points for one, for what was bought until now.</summary>
    private async Task CorrectAsync(long member)
    {
        var bench = new TrialBench(_portal, _shop);
        await bench.PublishAsync(ProgrammeContent.Of([TestPortal.PerUnit(2)], new PointsPolicy { AdjustmentLimit = 100, Transfers = true }));
        _portal.Clock.Advance(TimeSpan.FromHours(1));
        var run = await bench.ProposeAsync();
        Assert.Equal((member, 60L), Assert.Single((await bench.ProposalsAsync(run)).Select(proposal => (proposal.MemberId, proposal.Points))));
        TestMerchant.Ok(await bench.Retro.ApproveAllAsync(bench.Manager, run));
        Assert.True(await bench.Runner.RunAsync(_shop.Id, run));
    }

    private Task<BooksResult> VerifyAsync() => new BooksVerification(_portal.Database).VerifyAsync(_shop.Id);
}
