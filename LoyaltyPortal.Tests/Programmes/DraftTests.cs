using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Programmes;

public sealed class DraftTests : IAsyncLifetime
{
    private TestPortal portal = default!;
    private TestMerchant shop = default!;

    public async Task InitializeAsync()
    {
        portal = await TestPortal.StartAsync();
        shop = await portal.MerchantAsync();
    }

    public async Task DisposeAsync() => await portal.DisposeAsync();

    private DraftService Drafts => new(portal.Database, new AuditLog(portal.Database, portal.Clock), portal.Clock);

    private Actor Grace => shop.Actor with { Name = "Grace", UserId = null };

    private Task<PurchaseReceiptPoints> SellAsync() => PurchaseReceiptPoints.OfAsync(shop);

    [Fact]
    public async Task Opening_a_draft_begins_with_what_is_in_force_and_writes_nothing()
    {
        var draft = TestMerchant.Ok(await Drafts.OpenAsync(Grace));

        Assert.Equal((1, 0L, false, false), (draft.BasedOn, draft.Version, draft.IsKept, draft.IsBehind));
        Assert.Equal(draft.Published.Content, draft.Content);
        Assert.Empty(await shop.RowsAsync<ProgrammeDraft>());
    }

    [Fact]
    public async Task A_draft_decides_nothing_until_it_is_published_and_then_the_next_sale()
    {
        var draft = await SavedAsync(Doubled());
        Assert.Equal(10, (await SellAsync()).Points);

        var published = TestMerchant.Ok(await Drafts.PublishAsync(Grace, "Twice as much for Christmas", draft.Version));

        Assert.Equal(2, published.Number);
        Assert.Equal((20L, 2), ((await SellAsync()).Points, (await SellAsync()).Version));
        Assert.False(TestMerchant.Ok(await Drafts.OpenAsync(Grace)).IsKept);
    }

    [Fact]
    public async Task An_unfinished_draft_is_kept_but_not_published()
    {
        var draft = await SavedAsync(ProgrammeContent.Of([CategoryMultiplier.With<CategoryMultiplier>("Fiction", new CategoryMultiplierSettings("Fiction"))]));

        TestMerchant.Refused("rule_no_base", await Drafts.PublishAsync(Grace, "", draft.Version));
        Assert.True(TestMerchant.Ok(await Drafts.OpenAsync(Grace)).IsKept);
        Assert.Single(await shop.RowsAsync<ProgrammeVersion>());
    }

    [Fact]
    public async Task Publishing_what_is_in_force_already_is_refused()
    {
        var start = TestMerchant.Ok(await Drafts.OpenAsync(Grace));
        TestMerchant.Refused("programme_same", await Drafts.PublishAsync(Grace, "", start.Version));

        var draft = await SavedAsync(start.Content);
        TestMerchant.Refused("programme_same", await Drafts.PublishAsync(Grace, "", draft.Version));
    }

    [Fact]
    public async Task The_second_editor_is_refused_keeps_what_they_typed_and_takes_in_what_they_did_not_touch()
    {
        var first = TestMerchant.Ok(await Drafts.OpenAsync(Grace));
        var second = TestMerchant.Ok(await Drafts.OpenAsync(Grace));
        TestMerchant.Ok(await Drafts.SaveAsync(Grace with { Name = "Ada" }, Doubled(), first.BasedOn, first.Version));

        var mine = second.Content with { Points = second.Content.Points with { ReturnWindowDays = 14 } };
        TestMerchant.Refused("draft_changed_meanwhile", await Drafts.SaveAsync(Grace, mine, second.BasedOn, second.Version));

        var now = TestMerchant.Ok(await Drafts.OpenAsync(Grace));
        Assert.Equal("Ada", now.Edited!.Who);
        Assert.Equal(["PointsPerUnit"], Assert.Single(ProgrammeDifference.Between(second.Content, now.Content)).Fields.Select(field => field.Field));
        var merged = mine.Over(second.Content, now.Content);
        Assert.Equal((2m, 14), (Rate(merged), merged.Points.ReturnWindowDays));
        Assert.Equal(merged, TestMerchant.Ok(await Drafts.SaveAsync(Grace, merged, now.BasedOn, now.Version)).Content);
    }

    [Fact]
    public async Task A_discarded_and_begun_again_draft_is_not_taken_for_the_old_one()
    {
        var old = await SavedAsync(Doubled());
        TestMerchant.Ok(await Drafts.DiscardAsync(Grace, old.Version));
        await SavedAsync(Doubled(3));

        TestMerchant.Refused("draft_changed_meanwhile", await Drafts.PublishAsync(Grace, "", old.Version));
        TestMerchant.Refused("draft_changed_meanwhile", await Drafts.DiscardAsync(Grace, old.Version));
        Assert.Equal(3, Rate(TestMerchant.Ok(await Drafts.OpenAsync(Grace)).Content));
    }

    [Fact]
    public async Task Of_many_who_publish_at_one_moment_exactly_one_wins()
    {
        var draft = await SavedAsync(Doubled());

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => Drafts.PublishAsync(Grace, $"Try {number}", draft.Version))));

        Assert.Single(all, result => result.Succeeded);
        Assert.All(all.Where(result => !result.Succeeded), result => Assert.Equal(LoyaltyPortal.Platform.Results.FailureKind.Conflict, result.Failure!.Kind));
        Assert.Equal([1, 2], (await shop.RowsAsync<ProgrammeVersion>()).Select(version => version.Number).Order());
    }

    [Fact]
    public async Task A_draft_from_before_somebody_else_published_must_take_that_in_first()
    {
        var draft = await SavedAsync(Doubled());
        TestMerchant.Ok(await Drafts.PublishAsync(Grace, "", draft.Version));
        draft = await SavedAsync(Doubled(5));
        TestMerchant.Ok(await Drafts.RollBackAsync(Grace, 1, "Too generous", 2));

        TestMerchant.Refused("programme_published_meanwhile", await Drafts.PublishAsync(Grace, "", draft.Version));

        var now = TestMerchant.Ok(await Drafts.OpenAsync(Grace));
        Assert.True(now.IsBehind);
        Assert.Equal(2, Rate(now.Base!));
        var merged = now.Content.Over(now.Base!, now.Published.Content);
        now = TestMerchant.Ok(await Drafts.SaveAsync(Grace, merged, now.Published.Number, now.Version));
        Assert.Equal(4, TestMerchant.Ok(await Drafts.PublishAsync(Grace, "", now.Version)).Number);
    }

    [Fact]
    public async Task Rolling_back_publishes_the_old_programme_again_and_every_version_stays()
    {
        var draft = await SavedAsync(Doubled());
        TestMerchant.Ok(await Drafts.PublishAsync(Grace, "More", draft.Version));

        var back = TestMerchant.Ok(await Drafts.RollBackAsync(Grace, 1, "Too generous", 2));

        Assert.Equal(3, back.Number);
        Assert.Equal((10L, 3), ((await SellAsync()).Points, (await SellAsync()).Version));
        TestMerchant.Refused("programme_same", await Drafts.RollBackAsync(Grace, 1, "", 3));
        TestMerchant.Refused("programme_published_meanwhile", await Drafts.RollBackAsync(Grace, 2, "", 2));
        TestMerchant.Refused("programme_version_unknown", await Drafts.RollBackAsync(Grace, 9, "", 3));
        var history = TestMerchant.Ok(await Drafts.HistoryAsync(Grace));
        Assert.Equal([(3, "Too generous", true), (2, "More", false), (1, "", false)], history.Select(version => (version.Number, version.Note, version.IsInForce)));
        Assert.Equal(history[2].Content, history[0].Content);
        Assert.Equal(history[1].Content, history[0].Previous);
        Assert.Null(history[2].Previous);
    }

    [Fact]
    [Trait("HardCase", "3")]
    public async Task A_return_takes_back_what_the_sale_earned_under_the_version_of_its_day()
    {
        var member = await shop.MemberAsync();
        var sale = await shop.BoughtAsync(member, TestMerchant.Line(10));
        var draft = await SavedAsync(Doubled(7));
        TestMerchant.Ok(await Drafts.PublishAsync(Grace, "", draft.Version));

        TestMerchant.Ok(await shop.ReturnAsync(sale.PurchaseId, new ReturnedLine(1, 1)));

        Assert.Equal([10, -10], (await shop.EntriesAsync(member)).Select(entry => entry.Points));
        Assert.Equal(0, (await shop.AccountAsync(member)).Active);
    }

    [Fact]
    public async Task Publishing_rolling_back_and_discarding_are_in_the_audit_log_and_saving_is_not()
    {
        var draft = await SavedAsync(Doubled());
        TestMerchant.Ok(await Drafts.PublishAsync(Grace, "More", draft.Version));
        TestMerchant.Ok(await Drafts.RollBackAsync(Grace, 1, "Less", 2));
        draft = await SavedAsync(Doubled());
        TestMerchant.Ok(await Drafts.DiscardAsync(Grace, draft.Version));

        var log = new AuditLog(portal.Database, portal.Clock);
        var lines = await log.ListAsync(Grace);

        Assert.Equal([ProgrammeAuditKinds.DraftDiscarded, ProgrammeAuditKinds.ProgrammeRolledBack, ProgrammeAuditKinds.ProgrammePublished], lines.Take(3).Select(line => line.What));
        Assert.Contains(new AuditChange("note", null, "More"), lines[2].Changes.Select(change => change with { Before = change.Before is "" ? null : change.Before }));
        Assert.Null(TestMerchant.Ok(await log.ProveAsync(Grace)).FirstBroken);
    }

    [Fact]
    [Trait("HardCase", "25")]
    public async Task Who_raises_the_limit_of_what_one_person_may_adjust_is_in_the_audit_log_with_both_limits()
    {
        var content = Doubled();
        var draft = await SavedAsync(content with { Points = content.Points with { AdjustmentLimit = 50_000 } });
        TestMerchant.Ok(await Drafts.PublishAsync(Grace, "", draft.Version));

        var line = (await new AuditLog(portal.Database, portal.Clock).ListAsync(Grace))[0];

        Assert.Equal((ProgrammeAuditKinds.ProgrammePublished, Grace.Name), (line.What, line.Who));
        Assert.Contains(new AuditChange("adjustmentLimit", "1000", "50000"), line.Changes);
    }

    [Fact]
    public async Task A_marketer_reads_the_history_and_edits_nothing_and_a_cashier_gets_nothing()
    {
        var marketer = Grace with { Permissions = RolePermissions.Of(StaffRole.Marketer) };
        var cashier = Grace with { Permissions = RolePermissions.Of(StaffRole.Cashier) };

        Assert.True((await Drafts.HistoryAsync(marketer)).Succeeded);
        TestMerchant.Refused("not_allowed", await Drafts.OpenAsync(marketer));
        TestMerchant.Refused("not_allowed", await Drafts.SaveAsync(marketer, Doubled(), 1, 0));
        TestMerchant.Refused("not_allowed", await Drafts.PublishAsync(marketer, "", 0));
        TestMerchant.Refused("not_allowed", await Drafts.DiscardAsync(marketer, 0));
        TestMerchant.Refused("not_allowed", await Drafts.RollBackAsync(marketer, 1, "", 1));
        TestMerchant.Refused("not_allowed", await Drafts.HistoryAsync(cashier));
        TestMerchant.Refused("not_allowed", await Drafts.PendingAsync(cashier));
    }

    [Fact]
    public async Task Another_merchants_draft_is_not_touched()
    {
        await SavedAsync(Doubled());
        var other = await portal.MerchantAsync();
        Assert.False(TestMerchant.Ok(await Drafts.OpenAsync(other.Actor)).IsKept);
    }

    [Fact]
    public async Task A_note_and_a_programme_have_their_bounds()
    {
        var draft = await SavedAsync(Doubled());
        TestMerchant.Refused("programme_note_long", await Drafts.PublishAsync(Grace, new string('n', DraftService.NoteLength + 1), draft.Version));
        TestMerchant.Refused("draft_too_many_rules", await Drafts.SaveAsync(Grace, ProgrammeContent.Of([.. Enumerable.Repeat(TestPortal.PerUnit(), DraftService.MostRules + 1)]), 1, draft.Version));
        TestMerchant.Refused("draft_too_large", await Drafts.SaveAsync(Grace, WithBrands(10_000), 1, draft.Version));
        TestMerchant.Refused("programme_version_unknown", await Drafts.SaveAsync(Grace, Doubled(), 2, draft.Version));
    }

    [Fact]
    public void A_list_of_names_in_a_rule_has_its_bounds()
    {
        Assert.Null(WithBrands(100).Check());
        Assert.Equal("rule_words", WithBrands(101).Check()!.Code);
    }

    private static ProgrammeContent WithBrands(int count) => ProgrammeContent.Of(
        [TestPortal.PerUnit(), BrandMultiplier.With<BrandMultiplier>("Brands", new BrandMultiplierSettings([.. Enumerable.Range(0, count).Select(number => $"A brand with a rather long name, number {number}")]))]);

    private static ProgrammeContent Doubled(decimal rate = 2) => ProgrammeContent.Of([TestPortal.PerUnit(rate)], PointsPolicy.Of(0, null));

    private static decimal Rate(ProgrammeContent content) => content.Rules.OfType<PointsPerAmount>().Single().Settings.PointsPerUnit;

    private async Task<DraftView> SavedAsync(ProgrammeContent content)
    {
        var open = TestMerchant.Ok(await Drafts.OpenAsync(Grace));
        return TestMerchant.Ok(await Drafts.SaveAsync(Grace, content, open.Published.Number, open.Version));
    }

    /// <summary>A sale of ten to a new member: what it earned, and under which version.</summary>
    private sealed record PurchaseReceiptPoints(long Points, int Version)
    {
        public static async Task<PurchaseReceiptPoints> OfAsync(TestMerchant shop)
        {
            var member = await shop.MemberAsync();
            await shop.BoughtAsync(member, TestMerchant.Line(10));
            var entry = Assert.Single(await shop.EntriesAsync(member));
            return new PurchaseReceiptPoints(entry.Points, entry.ProgrammeVersion);
        }
    }
}
