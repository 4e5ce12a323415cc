using FsCheck;
using FsCheck.Fluent;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tests.Facts;
using LoyaltyPortal.Tests.Rewards;
using LoyaltyPortal.Tests.Tiers;
using LoyaltyPortal.Tests.Trials;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Proofs;

/// <summary>
/// Whatever a shop's people, its members, its jobs and time do through the commands, in whatever order: the whole proof of the books finds nothing.
/// </summary>
public sealed class CommandHistoryTests : IAsyncLifetime
{
    private const int Steps = 40;

    private static readonly Gen<ShopStep> Step =
        from what in Gen.Choose(0, 99)
        from who in Gen.Choose(0, 3)
        from other in Gen.Choose(0, 3)
        from pick in Gen.Choose(0, 9_999)
        from amount in Gen.Choose(1, 90)
        select new ShopStep(what, who, other, pick, amount);

    private readonly Dictionary<string, int> _refused = [];
    private readonly List<long> _purchases = [];
    private readonly List<long> _returns = [];
    private readonly List<long> _redemptions = [];
    private readonly List<long> _merges = [];
    private readonly List<long> _waiting = [];
    private readonly long[] _members = new long[4];
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private TestRewards _rewards = null!;
    private TrialBench _bench = null!;
    private long _reward;
    private PointsPolicy _policy = null!;
    private BooksCounts _seen = new();
    private long _expired;
    private long _takenBackCorrections;
    private long _redeemed;
    private long _reversed;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync();

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private Actor Staff(long userId) => new(userId, "Staff " + userId, _shop.Id, RolePermissions.Of(StaffRole.Manager));

    [Fact]
    [Trait("HardCase", "1")]
    [Trait("HardCase", "2")]
    [Trait("HardCase", "13")]
    [Trait("HardCase", "21")]
    public async Task Any_history_of_commands_leaves_books_that_prove()
    {
        await Task.Run(() => Prop.ForAll(Arb.From(Gen.ArrayOf(Step, Steps), Shorter), steps => LiveAsync(steps).GetAwaiter().GetResult()).Check(Histories.Run(20, 400)));

        Assert.True(
            _seen is { Purchases: > 50, Returns: > 9, Redemptions: > 9, Corrections: > 20 } && _expired > 0 && _redeemed > 0 && _reversed > 0 && _takenBackCorrections > 0 && _refused.ContainsKey("points_not_enough") && _refused.ContainsKey("transfer_limit_today"),
            $"The histories are too tame: {_seen}, {_expired} expired, {_takenBackCorrections} corrections came back, {string.Join(", ", _refused)}.");
    }

    /// <summary>Halves, quarters, then one step less: a failure shrinks to the few steps that matter.</summary>
    private static IEnumerable<ShopStep[]> Shorter(ShopStep[] steps)
    {
        for (var size = steps.Length / 2; size >= 1; size /= 2)
        {
            for (var start = 0; start + size <= steps.Length; start += size)
                yield return [.. steps[..start], .. steps[(start + size)..]];
        }
    }

    private async Task<bool> LiveAsync(ShopStep[] steps)
    {
        foreach (var list in new[] { _purchases, _returns, _redemptions, _merges, _waiting })
            list.Clear();
        _policy = new PointsPolicy
        {
            ReturnWindowDays = steps.Length % 2 == 0 ? 2 : 0,
            Expiry = ExpiryKind.Rolling,
            ExpiryMonths = 1,
            GraceDays = 5,
            Transfers = true,
            AdjustmentLimit = 120,
            Debt = steps.Sum(step => step.Pick) % 2 == 0 ? DebtKind.Allow : DebtKind.Clamp,
        };
        _shop = await _portal.MerchantAsync(Programme(1));
        _rewards = new TestRewards(_portal, _shop);
        _bench = new TrialBench(_portal, _shop);
        _reward = await _rewards.PublishAsync(TestRewards.Five with { Points = 30, Stock = 6, ValidDays = 10, Unused = UnusedPoints.Back });
        for (var member = 0; member < _members.Length; member++)
            _members[member] = await _shop.MemberAsync();
        foreach (var step in steps)
            await TakeAsync(step);
        await RunJobsAsync();

        var proof = await new BooksVerification(_portal.Database).VerifyAsync(_shop.Id);
        Assert.True(proof.Difference is null, proof.Difference?.Sentence);
        var (redeemed, reversed) = await NaiveVintages.AssertAsync(_shop);
        (_redeemed, _reversed) = (_redeemed + redeemed, _reversed + reversed);
        _seen += proof.Counts;
        _expired += (await _shop.RowsAsync<LedgerEntry>()).Count(entry => entry.Kind == EntryKind.Expire);
        _takenBackCorrections += (await _shop.RowsAsync<PurchaseReturn>()).Count(row => row.CorrectionReversed != 0);
        return true;
    }

    private ProgrammeContent Programme(decimal rate) => ProgrammeContent.Of([TestPortal.PerUnit(rate)], _policy) with { Ladder = Ladders.Metals };

    private async Task TakeAsync(ShopStep step)
    {
        var (one, other) = (_members[step.Who], _members[step.Other]);
        switch (step.What)
        {
            case < 26:
                Count(await BuyAsync(one, step), bought => _purchases.Add(bought.PurchaseId));
                break;
            case < 38 when _purchases.Count > 0:
                Count(await _shop.ReturnAsync(Pick(_purchases, step), step.Pick % 3 == 0 ? [new ReturnedLine(1, 2), new ReturnedLine(2, 1)] : [new ReturnedLine(1, 1)]), back => _returns.Add(back.ReturnId));
                break;
            case < 43 when _returns.Count > 0:
                Count(await _portal.Purchases.TakeReturnBackAsync(Staff(2), _portal.NewKey(), Pick(_returns, step)));
                break;
            case < 50:
                Count(await _rewards.RedeemAsync(one, _reward, hold: step.Pick % 3 == 0), redeemed => _redemptions.Add(redeemed.RedemptionId));
                break;
            case < 56 when _redemptions.Count > 0:
                Count(await EndAsync(Pick(_redemptions, step), step));
                break;
            case < 63:
                Count(await AdjustAsync(one, step), asked =>
                {
                    if (asked.State == AdjustmentState.Waiting)
                        _waiting.Add(asked.AdjustmentId);
                });
                break;
            case < 65 when _waiting.Count > 0:
                Count(await _portal.Queue.ExecuteAsync(new DecideAdjustment { MerchantId = _shop.Id, AdjustmentId = Pick(_waiting, step), Approve = step.Pick % 3 > 0, By = Staff(3) }));
                break;
            case < 73:
                Count(await _portal.Queue.ExecuteAsync(new TransferPoints { MerchantId = _shop.Id, FromMemberId = one, ToMemberId = other, Points = step.Amount, By = step.Pick % 4 == 0 ? null : Staff(1) }));
                break;
            case < 77:
                Count(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _shop.Id, SurvivorId = one, MergedId = other, By = Staff(1) }), merged => _merges.Add(merged.MergeId));
                break;
            case < 81 when _merges.Count > 0:
                Count(await _portal.Queue.ExecuteAsync(new UnmergeMembers { MerchantId = _shop.Id, MergeId = Pick(_merges, step), By = Staff(1) }));
                break;
            case < 83 when _purchases.Count > 0:
                Count(await UndoAsync(Pick(_purchases, step)));
                break;
            case < 89:
                await CorrectAsync(step);
                break;
            case < 91:
                Count(await _portal.Purchases.CountAsTestAsync(Staff(1), one, step.Amount % 2 == 0));
                break;
            case < 96:
                _portal.Clock.Advance(step.Pick % 2 == 0 ? TimeSpan.FromHours(step.Amount) : TimeSpan.FromDays(step.Pick % 20));
                break;
            default:
                await RunJobsAsync();
                break;
        }
    }

    private Task<Result<PurchaseReceipt>> BuyAsync(long member, ShopStep step) => _portal.Queue.ExecuteAsync(new RecordPurchase
    {
        MerchantId = _shop.Id,
        StoreId = step.Pick % 2 == 0 ? _shop.Store : _shop.WebShop,
        MemberId = member,
        Source = PurchaseSource.Till,
        Lines = [TestMerchant.Line(step.Amount, quantity: 2), TestMerchant.Line(7, "Pens")],
        IdempotencyKey = _portal.NewKey(),
        PointsToSpend = step.Pick % 4 == 0 ? step.Pick % 23 : 0,
    });

    private async Task<Result<RedemptionReceipt>> EndAsync(long redemption, ShopStep step) => (await _rewards.RowAsync(redemption)).State switch
    {
        RedemptionState.Held => await _rewards.EndHoldAsync(redemption, commit: step.Pick % 2 == 0),
        RedemptionState.Issued when step.Pick % 3 == 0 => await _rewards.BurnAsync(redemption),
        _ => await _rewards.CancelAsync(redemption),
    };

    private Task<Result<AdjustmentAnswer>> AdjustAsync(long member, ShopStep step)
    {
        var kind = (AdjustmentKind)(1 + step.Pick % 3);
        return _portal.Queue.ExecuteAsync(new AdjustPoints
        {
            MerchantId = _shop.Id,
            MemberId = member,
            Adjustment = kind,
            Points = step.Amount,
            ReasonCode = kind.Reasons()[0],
            Reason = "Counted again",
            By = Staff(1),
        });
    }

    /// <summary>As its import is undone: its returns first.</summary>
    private async Task<Result<Done>> UndoAsync(long purchase)
    {
        foreach (var back in (await _shop.RowsAsync<PurchaseReturnLine>()).Where(line => line.PurchaseId == purchase).Select(line => line.ReturnId).Distinct())
        {
            if ((await _portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = _shop.Id, ReturnId = back })) is { Failure: { } refused })
                return refused;
        }

        if ((await _shop.RowsAsync<Purchase>()).Single(row => row.Id == purchase).PointsRedeemed > 0)
            return Done.Instance; // no file brings what points have paid
        return await _portal.Queue.ExecuteAsync(new UndoPurchase { MerchantId = _shop.Id, PurchaseId = purchase });
    }

    /// <summary>Publishes another rate and brings the past in line with it.</summary>
    private async Task CorrectAsync(ShopStep step)
    {
        _portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await _bench.PublishAsync(Programme(0.5m + step.Pick % 4 * 0.5m));
        var run = await _bench.ProposeAsync();
        if ((await _bench.Retro.ApproveAllAsync(_bench.Manager, run)).Succeeded)
            Assert.True(await _bench.Runner.RunAsync(_shop.Id, run));
    }

    private async Task RunJobsAsync()
    {
        await new SettleRedemptions(_portal.Database, _portal.Queue, _portal.Clock, NullLogger<SettleRedemptions>.Instance).RunAsync(default);
        await new SettleDueAccounts(_portal.Database, _portal.Queue, _portal.Clock, NullLogger<SettleDueAccounts>.Instance).RunAsync(default);
    }

    private void Count<T>(Result<T> result, Action<T>? then = null)
    {
        if (result.Succeeded)
            then?.Invoke(result.Value);
        else
            _refused[result.Failure.Code] = _refused.GetValueOrDefault(result.Failure.Code) + 1;
    }

    private static long Pick(List<long> all, ShopStep step) => all[step.Pick % all.Count];

    private sealed record ShopStep(int What, int Who, int Other, int Pick, int Amount);
}
