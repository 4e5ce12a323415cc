using System.Text.Json;
using LoyaltyPortal.Corrections;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Tiers;

namespace LoyaltyPortal.Tests.Proofs;

/// <summary>The books of a merchant where people are merged, taken apart, give points away, pay with them and change their mind: they prove, and what is wrong in them is named.</summary>
public sealed class MergedBooksProofTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private MergeService _merges = null!;
    private TransferService _transfers = null!;
    private AdjustmentService _adjustments = null!;
    private ActionService _actions = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        var members = new MemberService(_portal.Database, new MemberLookup(_portal.Database), new AuditLog(_portal.Database, _portal.Clock), _portal.Ids, _portal.Clock);
        _merges = new MergeService(_portal.Database, _portal.Queue, members, _portal.Ledger, _portal.Directory);
        _transfers = new TransferService(_portal.Database, _portal.Queue, _portal.Ledger, new Attempts(_portal.Database, _portal.Clock), _portal.Clock);
        _adjustments = new AdjustmentService(_portal.Database, _portal.Queue, members, _portal.Ledger, _portal.Clock);
        _actions = new ActionService(_portal.Database, _portal.Queue, _portal.Directory, _portal.Clock);
        await OpenAsync(DebtKind.Clamp);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private async Task OpenAsync(DebtKind debt) => _shop = await _portal.MerchantAsync(ProgrammeContent.Of(
        [
            TestPortal.PerUnit(),
            EarningRule<ActionBonusSettings>.With<ActionBonus>("Welcome", new ActionBonusSettings(MemberActions.SignUp, 50)),
            EarningRule<ActionBonusSettings>.With<ActionBonus>("Review", new ActionBonusSettings(MemberActions.ProductReview, 20)),
        ],
        new PointsPolicy { ReturnWindowDays = 5, Expiry = ExpiryKind.Rolling, ExpiryMonths = 6, Transfers = true, AdjustmentLimit = 100_000, Debt = debt }) with
    { Ladder = Ladders.Metals with { GraceDays = 10 } });

    private Actor Staff => new(1, "Staff", _shop.Id, RolePermissions.Of(StaffRole.Manager));

    [Fact]
    public async Task Books_with_merges_transfers_payments_by_points_and_returns_that_were_taken_back_prove_and_a_planted_difference_is_named()
    {
        var (ann, anne, bob) = (await _shop.MemberAsync(), await _shop.MemberAsync(), await _shop.MemberAsync());
        await BuyAsync(ann, 0, 400);
        var early = await BuyAsync(anne, 0, 120, 60);
        await ReviewAsync(anne, "a lamp");
        _portal.Clock.Advance(TimeSpan.FromDays(9));
        var paid = await BuyAsync(anne, 90, 40);
        var kept = TestMerchant.Ok(await ReturnAsync(paid, 1));
        TestMerchant.Ok(await TakeBackAsync(kept.ReturnId));
        TestMerchant.Ok(await _transfers.TransferAsync(Staff, _portal.NewKey(), ann, bob, 75));
        var merge = TestMerchant.Ok(await _merges.MergeAsync(Staff, _portal.NewKey(), ann, anne));
        await AssertWholeAsync();

        _portal.Clock.Advance(TimeSpan.FromDays(3));
        var half = TestMerchant.Ok(await ReturnAsync(early, 2));
        var whole = TestMerchant.Ok(await ReturnAsync(paid, 1));
        TestMerchant.Ok(await TakeBackAsync(whole.ReturnId));
        await BuyAsync(anne, 110, 30); // her old code still leads to the one they are now
        await ReviewAsync(ann, "a chair");
        await AssertWholeAsync();

        TestMerchant.Ok(await _merges.UnmergeAsync(Staff, merge.MergeId));
        await AssertWholeAsync();
        TestMerchant.Ok(await TakeBackAsync(half.ReturnId));
        TestMerchant.Ok(await ReturnAsync(paid, 1)); // what paid for it was taken from the one they were
        _portal.Clock.Advance(TimeSpan.FromDays(20));
        var again = TestMerchant.Ok(await _merges.MergeAsync(Staff, _portal.NewKey(), bob, anne));
        TestMerchant.Ok(await _merges.MergeAsync(Staff, _portal.NewKey(), ann, bob));
        TestMerchant.Ok(await ReturnAsync(early, 1));
        TestMerchant.Ok(await _adjustments.AdjustAsync(Staff, _portal.NewKey(), ann, AdjustmentKind.Goodwill, 15, AdjustmentKind.Goodwill.Reasons()[0], "A long wait"));
        foreach (var member in new[] { ann, anne, bob })
            TestMerchant.Ok(await _shop.SettleAsync(member));
        var counts = await AssertWholeAsync();
        Assert.Equal((3L, 4L), (counts.GetProperty("accounts").GetInt64(), counts.GetProperty("purchases").GetInt64()));
        TestMerchant.Refused("merge_further", await _merges.UnmergeAsync(Staff, again.MergeId));

        Assert.Equal(1, await _portal.Storage.ExecuteAsync($"""UPDATE "Purchases" SET "PointsReversed" = "PointsReversed" - 1 WHERE "Id" = {early}"""));
        var (code, line) = await VerifyAsync();
        Assert.Equal((1, false, "Purchases", "PointsReversed"), (code, line.GetProperty("ok").GetBoolean(), line.GetProperty("table").GetString(), line.GetProperty("what").GetString()));
        Assert.Contains($"purchase {early}", line.GetProperty("where").GetString(), StringComparison.Ordinal);
        Assert.Equal(("120", "119"), (line.GetProperty("expected").GetString(), line.GetProperty("found").GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_first_purchases_at_one_instant_the_one_with_the_lower_number_is_the_first_of_both(bool turned)
    {
        var (ann, anne) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        await BuyAsync(ann, 0, 90);
        await BuyAsync(anne, 0, 30, 60, 15);
        var (survivor, merged) = turned ? (anne, ann) : (ann, anne);

        var merge = TestMerchant.Ok(await _merges.MergeAsync(Staff, _portal.NewKey(), survivor, merged));
        await AssertWholeAsync();
        TestMerchant.Ok(await _merges.UnmergeAsync(Staff, merge.MergeId));
        await AssertWholeAsync();
    }

    [Theory]
    [InlineData("""UPDATE "Purchases" SET "MemberId" = {merged} WHERE "Id" = {purchase}""", "MemberFacts")]
    [InlineData("""DELETE FROM "Purchases" WHERE "Id" = {purchase}""", "LedgerEntries")]
    [InlineData("""UPDATE "PurchaseReturns" SET "MemberId" = {merged} WHERE "Id" = {return}""", "MemberFacts")]
    [InlineData("""UPDATE "MemberDays" SET "OtherPoints" = "OtherPoints" + 1 WHERE "MemberId" = {survivor} AND "OtherPoints" > 0""", "MemberDays")]
    [InlineData("""UPDATE "Members" SET "MergedInto" = NULL, "Status" = 1 WHERE "Id" = {merged}""", "MemberDays")]
    [InlineData("""UPDATE "Lots" SET "Remaining" = "Remaining" + 1 WHERE "AccountId" = {survivor} AND "Sequence" = (SELECT MAX("Sequence") FROM "Lots" WHERE "AccountId" = {survivor})""", "PointsAccounts")]
    public async Task What_is_wrong_in_merged_books_is_named(string sql, string table)
    {
        var (ann, anne) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        await BuyAsync(ann, 0, 90);
        var bought = await BuyAsync(anne, 0, 120, 60);
        _portal.Clock.Advance(TimeSpan.FromDays(9));
        TestMerchant.Ok(await _merges.MergeAsync(Staff, _portal.NewKey(), ann, anne));
        var back = TestMerchant.Ok(await ReturnAsync(bought, 2));
        await AssertWholeAsync();

        Assert.Equal(1, await _portal.Storage.ExecuteAsync(sql.Replace("{merged}", $"{anne}", StringComparison.Ordinal).Replace("{survivor}", $"{ann}", StringComparison.Ordinal)
            .Replace("{purchase}", $"{bought}", StringComparison.Ordinal).Replace("{return}", $"{back.ReturnId}", StringComparison.Ordinal)));

        var (code, line) = await VerifyAsync();
        Assert.Equal(1, code);
        Assert.True(line.GetProperty("table").GetString() == table, line.GetProperty("sentence").GetString());
    }

    /// <summary>Whatever people do in whatever order: after every step the books are whole, and nothing is refused but for a reason that the counter understands.</summary>
    [Theory]
    [InlineData(1, DebtKind.Clamp)]
    [InlineData(2, DebtKind.Clamp)]
    [InlineData(3, DebtKind.Clamp)]
    [InlineData(4, DebtKind.Allow)]
    [InlineData(5, DebtKind.Allow)]
    [InlineData(6, DebtKind.Allow)]
    public async Task Whatever_happens_in_whatever_order_the_books_prove(int seed, DebtKind debt)
    {
        if (debt != DebtKind.Clamp)
            await OpenAsync(debt);
        var random = new Random(seed);
        long[] people = [await _shop.MemberAsync(), await _shop.MemberAsync(), await _shop.MemberAsync(), await _shop.MemberAsync()];
        var (bought, returns, merges, merged) = (new List<long>(), new List<long>(), new List<long>(), 0);
        var steps = new List<string>();
        for (var step = 0; step < 60; step++)
        {
            _portal.Clock.Advance(TimeSpan.FromHours(random.Next(1, 120)));
            var (one, other) = (people[random.Next(people.Length)], people[random.Next(people.Length)]);
            string? refusal = null;
            var what = random.Next(11);
            switch (what)
            {
                case 0:
                    refusal = Take(await _merges.MergeAsync(Staff, _portal.NewKey(), one, other), answer => merges.Add(answer.MergeId));
                    merged += refusal is null ? 1 : 0;
                    break;
                case 1 when merges.Count > 0:
                    var undone = merges[random.Next(merges.Count)];
                    refusal = Take(await _merges.UnmergeAsync(Staff, undone), _ => merges.Remove(undone));
                    break;
                case 2:
                    refusal = Take(await _transfers.TransferAsync(Staff, _portal.NewKey(), one, other, random.Next(1, 60)));
                    break;
                case 3 or 4 when bought.Count > 0:
                    refusal = Take(await _shop.ReturnAsync(bought[random.Next(bought.Count)], new ReturnedLine(random.Next(1, 3), random.Next(1, 3))), receipt => returns.Add(receipt.ReturnId));
                    break;
                case 5 when returns.Count > 0:
                    refusal = Take(await TakeBackAsync(returns[random.Next(returns.Count)]));
                    break;
                case 6:
                    refusal = Take(await _adjustments.AdjustAsync(Staff, _portal.NewKey(), one, AdjustmentKind.Debit, random.Next(1, 40), AdjustmentKind.Debit.Reasons()[0], "Counted again"));
                    break;
                case 7:
                    refusal = Take(await _actions.ReportAsync(_shop.Actor, _portal.NewKey(), one, new ActionReport { Action = MemberActions.ProductReview, SourceEvent = _portal.NewKey(), Source = ActionSource.Till }));
                    break;
                default:
                    var points = random.Next(3) == 0 ? random.Next(1, 50) : 0;
                    refusal = Take(await PayAsync(one, points, random.Next(5, 150), random.Next(5, 60)), receipt => bought.Add(receipt.PurchaseId));
                    break;
            }

            steps.Add($"{step}: {what} {Array.IndexOf(people, one)} {Array.IndexOf(people, other)} {refusal}");
            Assert.True(refusal is null or "member_unknown" or "merge_self" or "merge_further" or "transfer_recipient" or "points_not_enough" or "return_quantity_gone", string.Join('\n', steps));
            var (code, line) = await VerifyAsync();
            Assert.True(code == 0, line + Environment.NewLine + string.Join('\n', steps));
        }

        Assert.True(merged > 1 && returns.Count > 0 && bought.Count > 9, string.Join('\n', steps));
    }

    private static string? Take<T>(Result<T> result, Action<T>? then = null)
    {
        if (result.Succeeded)
            then?.Invoke(result.Value);
        return result.Failure?.Code;
    }

    private Task<Result<PurchaseReceipt>> PayAsync(long member, long points, params decimal[] amounts)
    {
        var order = _shop.Purchase(member, [.. amounts.Select(amount => TestMerchant.Line(amount, quantity: 2))]);
        return _portal.Queue.ExecuteAsync(new RecordPurchase
        {
            MerchantId = order.MerchantId,
            StoreId = order.StoreId,
            MemberId = member,
            Source = PurchaseSource.Till,
            Lines = order.Lines,
            IdempotencyKey = order.IdempotencyKey,
            PointsToSpend = points,
        });
    }

    private async Task<long> BuyAsync(long member, long points, params decimal[] amounts) => TestMerchant.Ok(await PayAsync(member, points, amounts)).PurchaseId;

    private Task<Result<ReturnReceipt>> ReturnAsync(long purchase, int line) => _shop.ReturnAsync(purchase, new ReturnedLine(line, 2));

    private Task<Result<Done>> TakeBackAsync(long returnId) => _portal.Purchases.TakeReturnBackAsync(_shop.Actor, _portal.NewKey(), returnId);

    private async Task ReviewAsync(long member, string of) =>
        TestMerchant.Ok(await _actions.ReportAsync(_shop.Actor, _portal.NewKey(), member, new ActionReport { Action = MemberActions.ProductReview, SourceEvent = of, Source = ActionSource.Till, Subject = of }));

    private async Task<JsonElement> AssertWholeAsync()
    {
        var (code, line) = await VerifyAsync();
        Assert.True(code == 0, line.ToString());
        return line;
    }

    /// <summary>What <c>--verify</c> says of this merchant.</summary>
    private async Task<(int Code, JsonElement Line)> VerifyAsync()
    {
        using var output = new StringWriter();
        var code = await new ProofCommandLine(_portal.Database, new BooksVerification(_portal.Database), new AggregateRebuild(_portal.Database), _portal.Clock)
            .RunAsync([ProofCommandLine.Verify, "--merchant", _shop.View.Slug], output, TextWriter.Null);
        return (code, JsonSerializer.Deserialize<JsonElement>(output.ToString()));
    }
}
