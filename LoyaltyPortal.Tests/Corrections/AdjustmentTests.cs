using LoyaltyPortal.Corrections;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Corrections;

/// <summary>Points given and taken by hand, and who may.</summary>
public sealed class AdjustmentTests : IAsyncLifetime
{
    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;
    private AdjustmentService _service = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync(new PointsPolicy { AdjustmentLimit = 500, Expiry = ExpiryKind.Rolling, ExpiryMonths = 12 });
        _service = new AdjustmentService(_portal.Database, _portal.Queue, new MemberService(_portal.Database, new MemberLookup(_portal.Database), new AuditLog(_portal.Database, _portal.Clock), _portal.Ids, _portal.Clock), _portal.Ledger, _portal.Clock);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private Actor Staff(long userId, StaffRole role = StaffRole.Manager) => new(userId, "Staff " + userId, _shop.Id, RolePermissions.Of(role));

    private Task<Result<AdjustmentAnswer>> AdjustAsync(Actor by, long member, long points, AdjustmentKind kind = AdjustmentKind.Credit, string reason = "Till was down", string? key = null) =>
        _service.AdjustAsync(by, key ?? _portal.NewKey(), member, kind, points, kind.Reasons()[0], reason);

    private async Task<long> OwnMemberAsync(long userId) => TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new EnrolMember
    {
        MerchantId = _shop.Id,
        EnrolledAt = "till",
        Enrolment = new Enrolment { Name = "Cashier herself", Email = $"own{userId}@example.com", StoreId = _shop.Store, UserId = userId },
    })).MemberId;

    [Theory]
    [InlineData(AdjustmentKind.Credit, EntryKind.AdjustmentCredit, 400, 600)]
    [InlineData(AdjustmentKind.Goodwill, EntryKind.Goodwill, 400, 600)]
    [InlineData(AdjustmentKind.OpeningBalance, EntryKind.OpeningBalance, 400, 600)]
    [InlineData(AdjustmentKind.Debit, EntryKind.AdjustmentDebit, 150, 50)]
    public async Task Each_kind_has_an_entry_of_its_own_and_the_words_of_the_reason_stay_out_of_the_ledger(AdjustmentKind kind, EntryKind entryKind, long points, long after)
    {
        var member = await _shop.MemberWithAsync(200);

        var answer = TestMerchant.Ok(await AdjustAsync(Staff(1), member, points, kind, "For Ann Smith of Bath"));

        Assert.Equal((AdjustmentState.Booked, after), (answer.State, answer.ActivePoints));
        var entry = (await _shop.EntriesAsync(member))[^1];
        Assert.Equal((entryKind, EntrySource.Adjustment, answer.AdjustmentId), (entry.Kind, entry.Source, entry.SourceId));
        Assert.Contains("step_adjusted_", entry.Explanation, StringComparison.Ordinal);
        Assert.DoesNotContain("Ann", entry.Explanation, StringComparison.Ordinal);
        Assert.Equal("For Ann Smith of Bath", Assert.Single(await _shop.RowsAsync<PointsAdjustment>(), row => row.Id == answer.AdjustmentId).Reason);
        Assert.Contains(await _shop.RowsAsync<AuditEvent>(), line => line.What == CorrectionAudit.PointsAdjusted && line.UserId == 1);
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    [Trait("HardCase", "23")]
    public async Task Opening_points_have_a_kind_of_their_own_and_a_whole_life_before_them()
    {
        var member = await _shop.MemberAsync();
        TestMerchant.Ok(await AdjustAsync(Staff(1), member, 500, AdjustmentKind.OpeningBalance, "From the stamp cards"));

        var lot = Assert.Single(await _shop.LotsAsync(member));
        Assert.True(lot.ExpiresAt > _portal.Clock.Now.AddMonths(12).AddDays(-1));
        Assert.Equal(0, (await _shop.AccountAsync(member)).LifetimeEarned);
    }

    [Fact]
    [Trait("HardCase", "25")]
    public async Task What_is_more_than_the_limit_waits_for_a_second_person()
    {
        var member = await _shop.MemberAsync();
        var asked = TestMerchant.Ok(await AdjustAsync(Staff(1), member, 501));
        Assert.Equal(AdjustmentState.Waiting, asked.State);
        Assert.Equal(0, (await _shop.AccountAsync(member)).Active);
        Assert.Equal(1, await _service.CountWaitingAsync(Staff(2)));

        TestMerchant.Refused("adjustment_second_person", await _service.DecideAsync(Staff(1, StaffRole.Owner), asked.AdjustmentId, approve: true));
        TestMerchant.Refused("not_allowed", await _service.DecideAsync(Staff(3, StaffRole.Support), asked.AdjustmentId, approve: true));
        TestMerchant.Refused("adjustment_second_person", await _service.DecideAsync(_shop.Actor, asked.AdjustmentId, approve: true));
        TestMerchant.Ok(await _service.DecideAsync(Staff(2), asked.AdjustmentId, approve: true));
        TestMerchant.Refused("adjustment_decided", await _service.DecideAsync(Staff(3), asked.AdjustmentId, approve: true));

        Assert.Equal(501, (await _shop.AccountAsync(member)).Active);
        var row = Assert.Single(TestMerchant.Ok(await _service.ListAsync(Staff(2), waiting: false)));
        Assert.Equal(("Staff 1", "Staff 2", 501L), (row.AskedBy, row.DecidedBy, row.Points));
        Assert.Equal([CorrectionAudit.AdjustmentRequested, CorrectionAudit.AdjustmentApproved], (await _shop.RowsAsync<AuditEvent>()).OrderBy(line => line.Sequence).Select(line => line.What).TakeLast(2));
    }

    [Fact]
    [Trait("HardCase", "25")]
    public async Task The_limit_holds_for_a_day_however_an_amount_is_split()
    {
        var (member, other) = (await _shop.MemberWithAsync(100), await _shop.MemberAsync());
        foreach (var (points, kind) in new[] { (300L, AdjustmentKind.Credit), (100L, AdjustmentKind.Debit), (100L, AdjustmentKind.Goodwill) })
            Assert.Equal(AdjustmentState.Booked, TestMerchant.Ok(await AdjustAsync(Staff(1), member, points, kind)).State);
        Assert.Equal((500, 0), (TestMerchant.Ok(await _service.ScopeAsync(Staff(1), member)).Limit, TestMerchant.Ok(await _service.ScopeAsync(Staff(1), member)).Left));

        var beyond = TestMerchant.Ok(await AdjustAsync(Staff(1), member, 1));
        Assert.Equal(AdjustmentState.Waiting, beyond.State);
        Assert.Equal(AdjustmentState.Booked, TestMerchant.Ok(await AdjustAsync(Staff(1), other, 500)).State);
        Assert.Equal(AdjustmentState.Booked, TestMerchant.Ok(await AdjustAsync(Staff(2), member, 400)).State);
        TestMerchant.Ok(await _service.DecideAsync(Staff(2), beyond.AdjustmentId, approve: true));
        Assert.Equal(100, TestMerchant.Ok(await _service.ScopeAsync(Staff(2), member)).Left); // what somebody else has asked for is nobody's own

        _portal.Clock.Set(new DateTime(2026, 6, 17, 22, 59, 59, DateTimeKind.Utc)); // a second to midnight in London
        Assert.Equal(AdjustmentState.Waiting, TestMerchant.Ok(await AdjustAsync(Staff(1), member, 1)).State);
        _portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(500, TestMerchant.Ok(await _service.ScopeAsync(Staff(1), member)).Left);
        Assert.Equal(AdjustmentState.Booked, TestMerchant.Ok(await AdjustAsync(Staff(1), member, 500)).State);
    }

    [Fact]
    [Trait("HardCase", "25")]
    public async Task The_limit_of_a_day_counts_what_was_given_before_two_became_one()
    {
        var (ann, anne) = (await _shop.MemberAsync(), await _shop.MemberAsync());
        TestMerchant.Ok(await AdjustAsync(Staff(1), ann, 500));
        TestMerchant.Ok(await AdjustAsync(Staff(1), anne, 400));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = _shop.Id, SurvivorId = anne, MergedId = ann, By = Staff(1) }));

        Assert.Equal(AdjustmentState.Waiting, TestMerchant.Ok(await AdjustAsync(Staff(1), anne, 10)).State);
        Assert.Equal(AdjustmentState.Booked, TestMerchant.Ok(await AdjustAsync(Staff(2), anne, 10)).State);
    }

    [Fact]
    public async Task What_is_declined_changes_nothing_and_says_why()
    {
        var member = await _shop.MemberAsync();
        var asked = TestMerchant.Ok(await AdjustAsync(Staff(1), member, 5_000));

        TestMerchant.Ok(await _service.DecideAsync(Staff(2), asked.AdjustmentId, approve: false, "Ask the store first"));

        Assert.Empty(await _shop.EntriesAsync(member));
        Assert.Equal("Ask the store first", Assert.Single(TestMerchant.Ok(await _service.ListAsync(Staff(1), waiting: false))).Note);
        Assert.Empty(TestMerchant.Ok(await _service.ListAsync(Staff(1), waiting: true)));
    }

    [Fact]
    [Trait("HardCase", "25")]
    public async Task Staff_cannot_award_themselves()
    {
        var own = await OwnMemberAsync(1);

        TestMerchant.Refused("own_member", await AdjustAsync(Staff(1), own, 10));
        TestMerchant.Refused("own_member", await AdjustAsync(Staff(1), own, 10, AdjustmentKind.Goodwill));
        var asked = TestMerchant.Ok(await AdjustAsync(Staff(2), own, 900));
        TestMerchant.Refused("own_member", await _service.DecideAsync(Staff(1, StaffRole.Owner), asked.AdjustmentId, approve: true));
        TestMerchant.Refused("own_member", await _portal.Purchases.RecordAsync(Staff(1), "1", _shop.Store, own, [TestMerchant.Line(10)]));
        TestMerchant.Ok(await _service.DecideAsync(Staff(3), asked.AdjustmentId, approve: true));
        TestMerchant.Ok(await _portal.Purchases.RecordAsync(Staff(2), "2", _shop.Store, own, [TestMerchant.Line(10)]));
        Assert.Equal(910, (await _shop.AccountAsync(own)).Active);
    }

    [Theory]
    [InlineData(StaffRole.Cashier)]
    [InlineData(StaffRole.Marketer)]
    [InlineData(StaffRole.Support)]
    public async Task Who_may_not_adjust_is_refused(StaffRole role)
    {
        var member = await _shop.MemberAsync();
        TestMerchant.Refused("not_allowed", await AdjustAsync(Staff(1, role), member, 10));
        Assert.Equal(0, await _service.CountWaitingAsync(Staff(1, role)));
        TestMerchant.Refused("not_allowed", await _service.ListAsync(Staff(1, role), waiting: true));
    }

    [Fact]
    public async Task An_adjustment_is_refused_without_a_reason_points_or_enough_of_them_and_is_done_once()
    {
        var member = await _shop.MemberWithAsync(100);
        TestMerchant.Refused("adjustment_reason", await AdjustAsync(Staff(1), member, 10, reason: "  x "));
        TestMerchant.Refused("adjustment_reason", await _service.AdjustAsync(Staff(1), "k", member, AdjustmentKind.Goodwill, 10, AdjustmentReason.Migration, "Some reason"));
        TestMerchant.Refused("points_amount", await AdjustAsync(Staff(1), member, 0));
        TestMerchant.Refused("points_not_enough", await AdjustAsync(Staff(1), member, 101, AdjustmentKind.Debit));

        var first = TestMerchant.Ok(await AdjustAsync(Staff(1), member, 10, key: "twice"));
        Assert.Equal(first, TestMerchant.Ok(await AdjustAsync(Staff(1), member, 10, key: "twice")));
        TestMerchant.Refused("idempotency_key_reused", await AdjustAsync(Staff(1), member, 11, key: "twice"));
        Assert.Equal(110, (await _shop.AccountAsync(member)).Active);
    }
}
