using LoyaltyPortal.Ledger;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Tests.Tiers;
using LoyaltyPortal.Tiers;
using static LoyaltyPortal.Tests.Tiers.Ladders;

namespace LoyaltyPortal.Tests.Proofs;

/// <summary>Tiers in the proof of the books: where somebody stands follows from the days that count, and the steps lead there.</summary>
public sealed class StandingProofTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private long _member;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync(ProgrammeContent.Of([TestPortal.PerUnit()], PointsPolicy.Of(0, null)) with { Ladder = Metals with { GraceDays = 30 } });
        _member = await _shop.MemberAsync();
        await _shop.BoughtAsync(_member, TestMerchant.Line(150));
        _portal.Clock.Advance(TimeSpan.FromDays(20));
        await _shop.BoughtAsync(_member, TestMerchant.Line(400));
        await _shop.BoughtAsync(await _shop.MemberAsync(), TestMerchant.Line(40));
        await JobAsync();
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Theory]
    [InlineData("""UPDATE "TierStandings" SET "TierKey" = 'silver' WHERE "MemberId" = {member}""", "TierKey should be gold, but is silver")]
    [InlineData("""UPDATE "TierStandings" SET "Counted" = "Counted" + 10000 WHERE "MemberId" = {member}""", "Counted should be 750, but is 751")]
    [InlineData("""UPDATE "TierStandings" SET "Since" = "Since" - 1 WHERE "MemberId" = {member}""", "Since should be 2026-07-07, but is 2026-07-06")]
    [InlineData("""UPDATE "TierStandings" SET "LosesOn" = "AssessedOn" + 9 WHERE "MemberId" = {member}""", "LosesOn should be nothing, but is 2026-07-16")]
    [InlineData("""UPDATE "TierStandings" SET "NextDueOn" = NULL WHERE "MemberId" = {member}""", "NextDueOn should be 2027-07-07, but is nothing")]
    [InlineData("""UPDATE "TierStandings" SET "Changes" = 1 WHERE "MemberId" = {member}""", "Changes should be 2, but is 1")]
    [InlineData("""UPDATE "TierChanges" SET "FromKey" = NULL WHERE "MemberId" = {member} AND "Number" = 2""", "FromKey should be silver, but is nothing")]
    [InlineData("""UPDATE "TierChanges" SET "ToKey" = 'gold', "FromKey" = 'gold' WHERE "MemberId" = {member} AND "Number" = 1""", "FromKey should be gold, but is silver")]
    [InlineData("""DELETE FROM "TierChanges" WHERE "MemberId" = {member} AND "Number" = 1""", "Number should be 1, but is 2")]
    [InlineData("""DELETE FROM "TierStandings" WHERE "MemberId" = {member}""", "there is no standing")]
    public async Task A_standing_that_does_not_follow_from_the_books_is_found_and_named(string sql, string says)
    {
        Assert.Null((await VerifyAsync()).Difference);
        Assert.Equal(1, await _portal.Storage.ExecuteAsync(sql.Replace("{member}", $"{_member}", StringComparison.Ordinal)));

        var difference = (await VerifyAsync()).Difference;

        Assert.NotNull(difference);
        Assert.Equal((BookPart.Standing, _member), (difference.Part, difference.MemberId!.Value));
        Assert.Contains(says, difference.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_time_has_brought_and_nobody_has_looked_at_yet_is_no_difference_and_neither_is_it_afterwards()
    {
        foreach (var days in (int[])[340, 30, 5, 30, 30])
        {
            _portal.Clock.Advance(TimeSpan.FromDays(days));
            Assert.Null((await VerifyAsync()).Difference);
            await JobAsync();
            Assert.Null((await VerifyAsync()).Difference);
        }

        Assert.Equal(["silver", "gold", "bronze"], (await _shop.RowsAsync<TierChange>()).Where(change => change.MemberId == _member).OrderBy(change => change.Number).Select(change => change.ToKey));
    }

    [Theory]
    [InlineData(TierDowngrade.None)]
    [InlineData(TierDowngrade.OneStep)]
    [InlineData(TierDowngrade.Recompute)]
    public async Task Another_ladder_whatever_its_policy_proves_before_and_after_everybody_was_assessed_on_it(TierDowngrade downgrade)
    {
        await TierBookTests.PublishAsync(_portal, _shop, Metals with { Measure = TierMeasure.Spend, Downgrade = downgrade, GraceDays = 7, Window = TierWindow.MembershipYear });
        Assert.Null((await VerifyAsync()).Difference);
        await JobAsync();
        var bought = await _shop.BoughtAsync(_member, TestMerchant.Line(300));
        Assert.Null((await VerifyAsync()).Difference);
        TestMerchant.Ok(await _shop.ReturnAsync(bought.PurchaseId, new ReturnedLine(1, 1)));
        for (var month = 0; month < 15; month++)
        {
            _portal.Clock.Advance(TimeSpan.FromDays(31));
            await JobAsync();
            Assert.Null((await VerifyAsync()).Difference);
        }

        var key = (await _shop.RowsAsync<TierStanding>()).Single(standing => standing.MemberId == _member).TierKey;
        Assert.Equal(downgrade == TierDowngrade.None ? "gold" : "bronze", key);
    }

    [Fact]
    public async Task Who_stands_wrongly_after_days_were_put_right_is_assessed_again_and_the_step_is_in_the_history()
    {
        // As if the days had been wrong while somebody was assessed on them.
        await _portal.Storage.ExecuteAsync($"""UPDATE "MemberDays" SET "PurchasePoints" = 10 WHERE "MemberId" = {_member}""");
        await _portal.Storage.ExecuteAsync($"""UPDATE "TierStandings" SET "NextDueOn" = "AssessedOn" WHERE "MemberId" = {_member}""");
        _portal.Clock.Advance(TimeSpan.FromMinutes(11)); // the job lets a member rest who has just been at the till
        await JobAsync();
        _portal.Clock.Advance(TimeSpan.FromDays(31));
        await JobAsync();
        Assert.Equal("bronze", (await _shop.RowsAsync<TierStanding>()).Single(standing => standing.MemberId == _member).TierKey);
        Assert.Equal(BookPart.Aggregate, (await VerifyAsync()).Difference!.Part);

        await new AggregateRebuild(_portal.Database).RebuildAsync(_shop.Id);
        _portal.Clock.Advance(TimeSpan.FromMinutes(11));
        await JobAsync();

        Assert.Null((await VerifyAsync()).Difference);
        var changes = (await _shop.RowsAsync<TierChange>()).Where(change => change.MemberId == _member).OrderBy(change => change.Number).ToList();
        Assert.Equal(["silver", "gold", "bronze", "gold"], changes.Select(change => change.ToKey));
    }

    [Fact]
    public async Task A_standing_that_was_lost_comes_back_with_a_rebuild()
    {
        var other = (await _shop.RowsAsync<TierStanding>()).Single(standing => standing.MemberId != _member).MemberId; // on the lowest tier since it joined: no step led there
        await _portal.Storage.ExecuteAsync($"""DELETE FROM "TierStandings" WHERE "MemberId" = {other}""");
        Assert.Equal(("there is no standing", other), ((await VerifyAsync()).Difference!.What, (await VerifyAsync()).Difference!.MemberId!.Value));

        await new AggregateRebuild(_portal.Database).RebuildAsync(_shop.Id);
        await JobAsync();

        Assert.Null((await VerifyAsync()).Difference);
        Assert.Equal("bronze", (await _shop.RowsAsync<TierStanding>()).Single(standing => standing.MemberId == other).TierKey);
    }

    private Task JobAsync() => TierBookTests.Job(_portal).RunAsync(CancellationToken.None);

    private Task<BooksResult> VerifyAsync() => new BooksVerification(_portal.Database).VerifyAsync(_shop.Id);
}
