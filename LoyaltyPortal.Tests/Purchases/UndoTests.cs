using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Purchases;

/// <summary>Files that are taken back, and customers whom files confuse.</summary>
public sealed class UndoTests : IAsyncLifetime
{
    private static readonly DateTime January = new(2026, 1, 10, 12, 0, 0, DateTimeKind.Utc);

    private TestPortal _portal = null!;
    private TestMerchant _shop = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.MerchantAsync();
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    private async Task<PurchaseReceipt> ImportAsync(long import, string reference, CustomerInput customer, decimal net = 100) => TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new RecordPurchase
    {
        MerchantId = _shop.Id,
        StoreId = _shop.Store,
        Customer = customer,
        Source = PurchaseSource.Import,
        OccurredAt = January,
        Reference = reference,
        ImportId = import,
        Lines = [new LineInput("SKU", "Thing", "Things", 10, net)],
    }));

    private async Task<ReturnReceipt> ImportReturnAsync(long import, string reference, CustomerInput customer, decimal quantity) => TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new RecordUnreferencedReturn
    {
        MerchantId = _shop.Id,
        StoreId = _shop.Store,
        Customer = customer,
        Source = PurchaseSource.Import,
        OccurredAt = January.AddDays(20),
        Reference = reference,
        ImportId = import,
        Goods = [new ReturnedGoods("SKU", "Thing", quantity, quantity * 10)],
    }));

    [Fact]
    public async Task Undoing_a_sale_and_then_the_return_of_another_import_leaves_nothing()
    {
        var ann = new CustomerInput("1", "Ann");
        var sale = await ImportAsync(1, "A1", ann);
        var back = await ImportReturnAsync(2, "C1", ann, 4);
        Assert.Equal((100, 40), (sale.Points, back.PointsReversed));

        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new UndoPurchase { MerchantId = _shop.Id, PurchaseId = sale.PurchaseId }));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new UndoReturn { MerchantId = _shop.Id, ReturnId = back.ReturnId }));

        var account = Assert.Single(await _shop.RowsAsync<PointsAccount>());
        Assert.Equal((0, 0), (account.Active, account.Pending));
        Assert.Equal(PurchaseState.Undone, Assert.Single(await _shop.RowsAsync<Purchase>()).State);
        await _portal.AssertProvenAsync(_shop.Id, account.Id);
    }

    [Fact]
    public async Task A_return_at_the_till_that_comes_in_while_its_purchase_is_undone_stays_and_the_books_prove()
    {
        var sale = await ImportAsync(1, "A1", new CustomerInput("1", "Ann"));
        TestMerchant.Ok(await _shop.ReturnAsync(sale.PurchaseId, new ReturnedLine(1, 4)));

        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new UndoPurchase { MerchantId = _shop.Id, PurchaseId = sale.PurchaseId }));

        Assert.Equal(ReturnState.Completed, Assert.Single(await _shop.RowsAsync<PurchaseReturn>()).State);
        Assert.Equal((0, 0), (Assert.Single(await _shop.RowsAsync<PointsAccount>()).Active, Assert.Single(await _shop.RowsAsync<PointsAccount>()).Pending));
        Assert.Null((await new BooksVerification(_portal.Database).VerifyAsync(_shop.Id)).Difference);
    }

    [Fact]
    public async Task Customers_who_share_a_phone_in_a_file_stay_two_people()
    {
        var first = await ImportAsync(1, "A1", new CustomerInput("1", "Ann", Phone: "5550100"));
        var second = await ImportAsync(1, "A2", new CustomerInput("2", "Bob", Phone: "5550100"));

        Assert.NotEqual(first.MemberId, second.MemberId);
        Assert.Equal(["5550100", null], (await _shop.RowsAsync<Member>()).OrderBy(member => member.Id).Select(member => member.Phone));
    }

    [Fact]
    public async Task Somebody_who_joined_at_the_till_is_known_by_e_mail_in_the_first_file_and_by_number_in_the_next()
    {
        var joined = await _shop.MemberAsync();
        var email = Assert.Single(await _shop.RowsAsync<Member>()).Email;

        var first = await ImportAsync(1, "A1", new CustomerInput("77", "Member", email));
        var second = await ImportAsync(1, "A2", new CustomerInput("77", "Member"));

        Assert.Equal((joined, joined), (first.MemberId, second.MemberId));
    }

    [Fact]
    public async Task A_person_whose_import_was_undone_can_join_with_the_same_e_mail()
    {
        var sale = await ImportAsync(1, "A1", new CustomerInput("1", "Ann", "ann@example.com"));
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new UndoPurchase { MerchantId = _shop.Id, PurchaseId = sale.PurchaseId }));

        var joined = await _portal.Queue.ExecuteAsync(new EnrolMember { MerchantId = _shop.Id, EnrolledAt = "till", Enrolment = new Enrolment { Name = "Ann", Email = "ann@example.com" } });

        Assert.True(joined.Succeeded, joined.Failure?.Code);
    }

    [Fact]
    public async Task A_member_with_other_points_is_not_archived_with_the_import()
    {
        var sale = await ImportAsync(1, "A1", new CustomerInput("1", "Ann"));
        TestMerchant.Ok(await _shop.CreditAsync(sale.MemberId!.Value, 25));

        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new UndoPurchase { MerchantId = _shop.Id, PurchaseId = sale.PurchaseId }));

        Assert.Equal(MemberStatus.Active, Assert.Single(await _shop.RowsAsync<Member>()).Status);
    }

    [Fact]
    public async Task A_debit_is_given_back_once()
    {
        var member = await _shop.MemberWithAsync(100);
        var first = TestMerchant.Ok(await _shop.DebitAsync(member, 40));
        TestMerchant.Ok(await _shop.DebitAsync(member, 40));

        Posting Restoring() => new()
        {
            AccountId = member,
            Kind = EntryKind.RedemptionReversal,
            Points = 40,
            Source = EntrySource.Adjustment,
            SourceId = 1,
            OccurredAt = January,
            Explanation = new Explanation(),
            RestoresSequence = first.Sequence,
        };
        TestMerchant.Ok(await _portal.Queue.ExecuteAsync(new PostPoints { MerchantId = _shop.Id, Posting = Restoring() }));
        var again = await _portal.Queue.ExecuteAsync(new PostPoints { MerchantId = _shop.Id, Posting = Restoring() });

        Assert.Equal("nothing_to_restore", again.Failure?.Code);
        await _portal.AssertProvenAsync(_shop.Id, member);
    }

    [Fact]
    public async Task A_return_beyond_all_bounds_is_refused_and_not_broken()
    {
        var refused = await _portal.Queue.ExecuteAsync(new RecordUnreferencedReturn
        {
            MerchantId = _shop.Id,
            StoreId = _shop.Store,
            Source = PurchaseSource.Import,
            OccurredAt = January,
            Reference = "C9",
            Goods = [new ReturnedGoods("SKU", "Thing", 1_000_000, 1_000_000_000_000_000m)],
        });

        Assert.Equal("purchase_amount", refused.Failure?.Code);
    }

    [Fact]
    public async Task A_number_is_never_given_twice_even_when_its_merchant_is_gone()
    {
        var gone = await _portal.MerchantAsync();
        await _portal.Database.DeleteMerchantAsync(gone.Id);

        var next = await _portal.MerchantAsync();

        Assert.True(next.Id > gone.Id && next.Store > gone.WebShop, $"{next.Id} after {gone.Id}, {next.Store} after {gone.WebShop}");
    }
}
