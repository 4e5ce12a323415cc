using LoyaltyPortal.Events;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Events;

/// <summary>Who may buy what, and from which instant on.</summary>
public sealed class EarlyAccessTests
{
    private static readonly DateTime Public = new(2026, 6, 20, 9, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Early = Public.AddDays(-3);
    private static readonly IReadOnlySet<long> NoGrants = new HashSet<long>();

    private static AccessRule Window(long id = 1, string[]? skus = null, string[]? categories = null, string[]? tiers = null, DateTime? early = null, DateTime? everybody = null) =>
        new(id, "Window", skus ?? [], categories ?? [], tiers ?? ["gold"], early ?? Early, everybody ?? Public);

    public static TheoryData<string?, bool, int, bool, AccessReason> Boundaries => new()
    {
        // Tier, granted, microseconds after which boundary (0 early, 1 public), may, reason.
        { "gold", false, -1, false, AccessReason.NotYet },
        { "gold", false, 0, true, AccessReason.Tier },
        { "silver", false, 0, false, AccessReason.NotForYou },
        { null, false, 0, false, AccessReason.NotForYou },
        { null, true, -1, false, AccessReason.NotYet },
        { null, true, 0, true, AccessReason.Grant },
        { "silver", true, 0, true, AccessReason.Grant },
    };

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void It_opens_for_tiers_and_grants_at_the_instant_and_not_before(string? tier, bool granted, int microseconds, bool may, AccessReason reason)
    {
        var grants = granted ? new HashSet<long> { 1 } : NoGrants;
        var answer = EarlyAccess.May([Window(skus: ["X1"])], tier, grants, "x1 ", null, Early.AddMicroseconds(microseconds));
        Assert.Equal((may, reason), (answer.May, answer.Reason));
        Assert.Equal(may ? null : reason == AccessReason.NotYet ? Early : Public, answer.OpensAt);
    }

    [Fact]
    public void It_opens_for_everybody_at_the_instant_and_not_before()
    {
        var window = Window(skus: ["X1"]);
        Assert.False(EarlyAccess.May([window], "bronze", NoGrants, "X1", null, Public.AddMicroseconds(-1)).May);
        Assert.Equal(new AccessAnswer(true, AccessReason.Everybody), EarlyAccess.May([window], "bronze", NoGrants, "X1", null, Public));
        Assert.True(EarlyAccess.May([window], null, NoGrants, "X2", "Books", Early.AddYears(-1)).May);
    }

    [Fact]
    public void A_window_about_the_product_goes_before_one_about_its_category_and_of_several_the_most_generous_counts()
    {
        var category = Window(1, categories: ["Books"], tiers: ["silver", "gold"]);
        var product = Window(2, skus: ["X1"], tiers: ["gold"]);
        var later = Window(3, skus: ["X1"], tiers: ["silver"], early: Public.AddDays(-1));

        Assert.True(EarlyAccess.May([category, product], "silver", NoGrants, "X2", "books", Early).May);
        Assert.False(EarlyAccess.May([category, product], "silver", NoGrants, "X1", "books", Early).May);
        Assert.True(EarlyAccess.May([category, product, later], "gold", NoGrants, "X1", "books", Early).May);
        Assert.Equal(Public.AddDays(-1), EarlyAccess.May([category, product, later], "silver", NoGrants, "X1", "books", Early).OpensAt);
        Assert.True(EarlyAccess.May([category, product, later], "silver", NoGrants, "X1", "books", Public.AddDays(-1)).May);

        // A category that has long been open does not open a product that is not.
        var open = Window(4, categories: ["Books"], everybody: Early.AddDays(-10), early: Early.AddDays(-20));
        Assert.False(EarlyAccess.May([open, product], "silver", NoGrants, "X1", "Books", Early).May);
    }

    [Theory]
    [InlineData("2026-03-29 01:30", "2026-03-29 01:30")] // London skips it: an hour later by the clock, the same instant
    [InlineData("2026-10-25 01:30", "2026-10-25 00:30")] // happens twice: the first time
    [InlineData("2026-03-28 12:00", "2026-03-28 12:00")]
    [InlineData("2026-06-20 10:00", "2026-06-20 09:00")]
    public async Task At_the_till_it_opens_at_the_wall_clocks_time_also_when_the_clocks_change(string local, string utc)
    {
        var opens = At(utc);
        Assert.Equal(opens, Zone.Of("Europe/London").ToUtc(DateTime.SpecifyKind(At(local), DateTimeKind.Unspecified)));
        await using var bench = await EventBench.StartAsync(new FakeClock(opens.AddDays(-1)));
        TestMerchant.Ok(await bench.Access.SaveAsync(bench.Shop.Actor, null, 0, new AccessInput { Name = "New", Skus = ["NEW"], TierKeys = ["gold"], EarlyAt = opens, PublicAt = opens.AddDays(3) }));
        var gold = await bench.Shop.MemberAsync();
        await bench.Shop.BoughtAsync(gold, TestMerchant.Line(600));

        bench.Portal.Clock.Set(opens.AddMicroseconds(-1));
        TestMerchant.Refused("early_access_only", await bench.Shop.BuyAsync(gold, TestMerchant.Line(10, sku: "new")));
        bench.Portal.Clock.Set(opens);
        await bench.Shop.BoughtAsync(gold, TestMerchant.Line(10, sku: "new"));
    }

    [Fact]
    public async Task At_the_till_a_line_that_is_not_open_to_the_buyer_refuses_the_sale_and_says_when_it_opens()
    {
        await using var bench = await EventBench.StartAsync();
        var shop = bench.Shop;
        var input = new AccessInput { Name = "Hats", Categories = ["Hats"], TierKeys = ["silver", "gold"], EarlyAt = bench.Now.AddDays(-1), PublicAt = bench.Now.AddDays(2) };
        TestMerchant.Ok(await bench.Access.SaveAsync(shop.Actor, null, 0, input));
        var (bronze, silver) = (await shop.MemberAsync(), await shop.MemberAsync());
        await shop.BoughtAsync(silver, TestMerchant.Line(150));
        LineInput[] lines = [TestMerchant.Line(5), new LineInput("H1", "Straw hat", "hats", 1, 20)];

        var refused = await shop.BuyAsync(bronze, lines);
        TestMerchant.Refused("early_access_only", refused);
        Assert.Equal(["Straw hat", shop.View.Zone.ToLocal(input.PublicAt)], refused.Failure!.Arguments);
        TestMerchant.Refused("early_access_only", await shop.BuyAsync(null, lines));
        TestMerchant.Refused("early_access_only", await bench.Portal.Purchases.QuoteAsync(shop.Actor, shop.Store, lines, bronze));
        TestMerchant.Refused("early_access_only", await bench.Portal.Purchases.QuoteAsync(shop.Actor, shop.Store, lines));
        Assert.True((await bench.Portal.Purchases.QuoteAsync(shop.Actor, shop.Store, lines, silver)).Succeeded);
        await shop.BoughtAsync(silver, lines);

        // A date does not open it; a file has what was sold long ago.
        TestMerchant.Refused("early_access_only", await bench.Portal.Queue.ExecuteAsync(Sale(PurchaseSource.Api, bench.Now.AddHours(20))));
        TestMerchant.Ok(await bench.Portal.Queue.ExecuteAsync(Sale(PurchaseSource.Import, null)));
        bench.Portal.Clock.Set(input.PublicAt);
        await shop.BoughtAsync(bronze, lines);

        RecordPurchase Sale(PurchaseSource source, DateTime? at) => new() { MerchantId = shop.Id, StoreId = shop.Store, MemberId = bronze, Source = source, OccurredAt = at, Lines = lines, IdempotencyKey = bench.Portal.NewKey() };
    }

    [Fact]
    public async Task A_grant_lets_one_member_buy_and_taken_back_it_does_not_also_after_a_merge()
    {
        await using var bench = await EventBench.StartAsync();
        var shop = bench.Shop;
        TestMerchant.Ok(await bench.Access.SaveAsync(shop.Actor, null, 0, new AccessInput { Name = "Hats", Skus = ["H1"], EarlyAt = bench.Now.AddDays(-1), PublicAt = bench.Now.AddDays(2) }));
        var window = (await shop.RowsAsync<AccessWindow>()).Single().Id;
        var (member, other) = (await shop.MemberAsync(), await shop.MemberAsync());

        Assert.Null(await BookAsync(async book => (await book.GrantAsync(shop.Id, window, member, 9)).Failure));
        Assert.Null(await BookAsync(async book => (await book.GrantAsync(shop.Id, window, member, 9)).Failure));
        await shop.BoughtAsync(member, TestMerchant.Line(5, sku: "H1"));
        TestMerchant.Refused("early_access_only", await shop.BuyAsync(other, TestMerchant.Line(5, sku: "H1")));
        TestMerchant.Ok(await bench.Portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = shop.Id, SurvivorId = other, MergedId = member, By = shop.Actor }));
        await shop.BoughtAsync(other, TestMerchant.Line(5, sku: "H1"));

        await BookAsync(async book =>
        {
            await book.RevokeAsync(shop.Id, window, member, 8); // paid by another redemption: none of its business
            return null;
        });
        await shop.BoughtAsync(other, TestMerchant.Line(5, sku: "H1"));
        await BookAsync(async book =>
        {
            await book.RevokeAsync(shop.Id, window, member, 9);
            return null;
        });
        TestMerchant.Refused("early_access_only", await shop.BuyAsync(other, TestMerchant.Line(5, sku: "H1")));
        bench.Portal.Clock.Set(bench.Now.AddDays(2));
        Assert.Equal("early_access_public", (await BookAsync(async book => (await book.GrantAsync(shop.Id, window, other, null)).Failure))?.Code);

        async Task<Failure?> BookAsync(Func<AccessBook, Task<Failure?>> ask) => (await bench.Portal.Queue.ExecuteAsync(new BookCommand(shop.Id, async work =>
            await ask(AccessBook.In(work)) is { } failure ? failure : new LoyaltyPortal.Purchases.Attendance.EventPlace(0, 0, RegistrationState.Left, 0)))).Failure;
    }

    [Fact]
    public async Task A_window_that_is_not_well_formed_or_out_of_date_is_refused()
    {
        await using var bench = await EventBench.StartAsync();
        var good = new AccessInput { Name = "Hats", Skus = ["H1"], EarlyAt = bench.Now, PublicAt = bench.Now.AddDays(2) };
        TestMerchant.Refused("early_access_name", await SaveAsync(good with { Name = " " }));
        TestMerchant.Refused("early_access_products", await SaveAsync(good with { Skus = [" "] }));
        TestMerchant.Refused("early_access_times", await SaveAsync(good with { EarlyAt = good.PublicAt }));
        var marketer = new LoyaltyPortal.Platform.Access.Actor(3, "M", bench.Shop.Id, RolePermissions.Of(StaffRole.Marketer));
        TestMerchant.Refused("not_allowed", await bench.Access.SaveAsync(marketer, null, 0, good));

        TestMerchant.Ok(await SaveAsync(good));
        var window = (await bench.Shop.RowsAsync<AccessWindow>()).Single();
        TestMerchant.Ok(await bench.Access.SaveAsync(bench.Shop.Actor, window.Id, window.Version, good with { Name = "Caps" }));
        TestMerchant.Refused("early_access_changed_meanwhile", await bench.Access.SaveAsync(bench.Shop.Actor, window.Id, window.Version, good));
        TestMerchant.Ok(await bench.Access.RemoveAsync(bench.Shop.Actor, window.Id));
        Assert.Empty(TestMerchant.Ok(await bench.Access.ListAsync(bench.Shop.Actor)));

        Task<Result<Done>> SaveAsync(AccessInput input) => bench.Access.SaveAsync(bench.Shop.Actor, null, 0, input);
    }

    private static DateTime At(string text) => DateTime.SpecifyKind(DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);
}
