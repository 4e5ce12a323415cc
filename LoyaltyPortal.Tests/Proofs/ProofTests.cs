using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Proofs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Proofs;

/// <summary>Proofs as they are asked for, done, kept and missed.</summary>
public sealed class ProofTests : IAsyncLifetime
{
    private readonly ProofBell _bell = new();
    private TestPortal _portal = default!;
    private TestMerchant _shop = default!;
    private ProofService _proofs = default!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
        _proofs = new ProofService(_portal.Database, _portal.Ids, _bell, _portal.Clock);
        await _shop.BoughtAsync(await _shop.MemberAsync(), TestMerchant.Line(20));
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task A_proof_that_was_asked_for_is_done_once_and_kept_with_what_it_counted()
    {
        var id = TestMerchant.Ok(await _proofs.AskAsync(Owner));
        TestMerchant.Refused("proof_under_way", await _proofs.AskAsync(Owner));

        Assert.True(await RunAsync(id));
        Assert.False(await RunAsync(id));

        var proof = Assert.Single(TestMerchant.Ok(await _proofs.ListAsync(Owner)));
        Assert.Equal((ProofState.Whole, "Olga", false, 1L, 1L), (proof.State, proof.AskedBy, proof.IsNightly, proof.Counts.Accounts, proof.Counts.Purchases));
        Assert.Null(proof.Difference);
    }

    [Fact]
    public async Task A_difference_is_kept_and_alarms_until_a_proof_finds_none()
    {
        await _portal.Storage.ExecuteAsync("""UPDATE "StoreDays" SET "Enrolments" = 5""");
        await ProveAsync();

        var broken = TestMerchant.Ok(await _proofs.ListAsync(Owner))[0];
        Assert.Equal((ProofState.Broken, "Enrolments", "1", "5"), (broken.State, broken.Difference!.What, broken.Difference.Expected, broken.Difference.Found));
        Assert.Equal(BooksAlarm.Broken, await _proofs.AlarmAsync(Owner));

        await new AggregateRebuild(_portal.Database).RebuildAsync(_shop.Id);
        _portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await ProveAsync();
        Assert.Equal(BooksAlarm.None, await _proofs.AlarmAsync(Owner));
    }

    [Fact]
    public async Task Books_that_nobody_proved_for_two_days_alarm()
    {
        Assert.Equal(BooksAlarm.None, await _proofs.AlarmAsync(Owner)); // the merchant is new
        _portal.Clock.Advance(TimeSpan.FromHours(49));
        Assert.Equal(BooksAlarm.Overdue, await _proofs.AlarmAsync(Owner));

        await ProveAsync();
        Assert.Equal(BooksAlarm.None, await _proofs.AlarmAsync(Owner));
        _portal.Clock.Advance(ProofService.Overdue + TimeSpan.FromMinutes(1));
        Assert.Equal(BooksAlarm.Overdue, await _proofs.AlarmAsync(Owner));
    }

    [Fact]
    public async Task Only_who_may_prove_the_books_asks_sees_stops_or_is_alarmed()
    {
        var cashier = new Actor(9, "Cash", _shop.Id, RolePermissions.Of(StaffRole.Cashier));
        var id = TestMerchant.Ok(await _proofs.AskAsync(Owner));
        _portal.Clock.Advance(TimeSpan.FromDays(9));

        TestMerchant.Refused("not_allowed", await _proofs.AskAsync(cashier));
        TestMerchant.Refused("not_allowed", await _proofs.ListAsync(cashier));
        TestMerchant.Refused("not_allowed", await _proofs.StopAsync(cashier, id));
        Assert.Equal(BooksAlarm.None, await _proofs.AlarmAsync(cashier));
    }

    [Fact]
    public async Task A_proof_that_was_called_off_is_not_done()
    {
        var id = TestMerchant.Ok(await _proofs.AskAsync(Owner));
        TestMerchant.Ok(await _proofs.StopAsync(Owner, id));

        Assert.False(await RunAsync(id));
        Assert.Equal(ProofState.Stopped, TestMerchant.Ok(await _proofs.ListAsync(Owner))[0].State);
        TestMerchant.Ok(await _proofs.AskAsync(Owner)); // and another can be asked for
    }

    [Fact]
    public async Task A_proof_in_the_hands_of_a_process_that_died_is_taken_over_when_its_lease_has_run_out()
    {
        var id = TestMerchant.Ok(await _proofs.AskAsync(Owner));
        await using (var context = _portal.Database.ForMerchant(_shop.Id))
        {
            var proof = await context.Set<BooksProof>().SingleAsync();
            proof.Claim("a process that died", 1, _portal.Clock.Now);
            await context.SaveChangesAsync();
        }

        Assert.False(await RunAsync(id));
        _portal.Clock.Advance(BooksProof.Lease);
        Assert.True(await RunAsync(id));
        Assert.Equal(ProofState.Whole, TestMerchant.Ok(await _proofs.ListAsync(Owner))[0].State);
    }

    [Theory]
    [InlineData(17, 23, 0)] // still the day of the founding, and midnight in London
    [InlineData(18, 0, 0)] // one in the morning
    [InlineData(18, 1, 1)]
    [InlineData(18, 3, 1)]
    [InlineData(18, 4, 0)] // five
    [InlineData(18, 18, 1)] // a night was missed
    public async Task The_nightly_job_asks_in_the_merchants_own_night_or_when_a_night_was_missed(int day, int hour, int asked)
    {
        var job = new ProveBooks(_portal.Database, _proofs, _portal.Clock);
        _portal.Clock.Set(new DateTime(2026, 6, day, hour, 10, 0, DateTimeKind.Utc)); // London is an hour ahead

        await job.RunAsync(CancellationToken.None);
        await job.RunAsync(CancellationToken.None); // twice does no harm

        var proofs = TestMerchant.Ok(await _proofs.ListAsync(Owner));
        Assert.Equal(asked, proofs.Count);
        Assert.All(proofs, proof => Assert.True(proof.IsNightly));
    }

    /// <summary>Every table and figure that a difference can name has a name that people read.</summary>
    [Fact]
    public void Every_figure_of_every_aggregate_has_a_name()
    {
        var texts = System.Xml.Linq.XDocument.Load(Path.Combine(Checkout.Root, "LoyaltyPortal", "Proofs", "ProofsText.resx")).Descendants("data").Select(data => data.Attribute("name")!.Value).ToHashSet(StringComparer.Ordinal);
        var columns = new[] { typeof(StoreDayFigures), typeof(MemberFigures), typeof(MonthFigures), typeof(DayFigures), typeof(CohortFigures), typeof(ArrivalFigures), typeof(DayArrivalFigures), typeof(CategoryFigures), typeof(CategoryArrivalFigures), typeof(BreadthFigures), typeof(VintageFigures) }.SelectMany(type => type.GetProperties()).Select(property => "Column." + property.Name);

        Assert.Empty(columns.Except(texts));
    }

    private Actor Owner => new(7, "Olga", _shop.Id, RolePermissions.Of(StaffRole.Owner));

    private async Task ProveAsync() => Assert.True(await RunAsync(TestMerchant.Ok(await _proofs.AskAsync(Owner))));

    private Task<bool> RunAsync(long id) =>
        new ProofRunner(_portal.Database, new BooksVerification(_portal.Database), _portal.Signals, _portal.Clock, NullLogger<ProofRunner>.Instance).RunAsync(_shop.Id, id);
}
