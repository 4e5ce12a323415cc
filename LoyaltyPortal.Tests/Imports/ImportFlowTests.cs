using System.Collections.Frozen;
using LoyaltyPortal.Imports;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Tests.Imports;

public sealed class ImportFlowTests
{
    private static readonly ImportSlice Slice = ImportSlice.Of(300);

    /// <summary>More than are on their way at once: some are still to be sent when the first are done, however slow the disk.</summary>
    private static readonly ImportSlice Large = ImportSlice.Of(1_200);

    [Fact]
    public async Task A_file_goes_into_the_books_comes_again_without_effect_is_undone_and_can_come_back()
    {
        await using var bench = await ImportBench.StartAsync();
        var id = TestMerchant.Ok(await bench.UploadAsync(Slice.Bytes));
        Assert.Equal(Presets.OnlineRetailKey, (await bench.ViewAsync(id)).Mapping.Preset);

        TestMerchant.Ok(await bench.Imports.CheckAsync(bench.Actor, id));
        Assert.Equal(ImportState.Checking, (await bench.ViewAsync(id)).State);
        var check = await bench.RunAsync(id);
        Assert.Equal(ImportState.Draft, check.State);
        var scan = check.Scan!;
        Assert.Equal((Slice.Rows, Slice.Rows - Slice.Skipped), (scan.LinesRead, scan.LinesTaken));
        Assert.Equal(scan.LinesRead, scan.LinesTaken + scan.LinesSkipped.Values.Sum());
        Assert.Equal((Slice.Sales, Slice.Returns, Slice.Members, Slice.Net), (scan.Sales.Documents, scan.Returns.Documents, scan.Members, scan.Sales.Net));
        Assert.Empty(await bench.Merchant.RowsAsync<Purchase>());

        TestMerchant.Ok(await bench.Imports.StartAsync(bench.Actor, id));
        var done = await bench.RunAsync(id);
        Assert.Equal((ImportState.Completed, Slice.Documents, 0, 0), (done.State, done.DoneDocuments, done.KnownDocuments, done.RefusedDocuments));
        var totals = await bench.TotalsAsync(id);
        Assert.Equal(
            (Slice.Sales, Slice.IdentifiedSales, Slice.Members, Slice.Net, Slice.IdentifiedNet, Slice.Returns),
            (totals.Purchases, totals.IdentifiedPurchases, totals.MembersWithSale, totals.NetSales, totals.IdentifiedNetSales, totals.Returns));
        Assert.True(totals.PointsIssued > totals.PointsReversed && totals.PointsReversed > 0);
        Assert.Equal(new PointsEstimate(totals.PointsIssued, Slice.IdentifiedSales), scan.Points); // nothing in this programme hangs on what is in the books
        await bench.AssertAllProvenAsync();
        Assert.Equal(
            (totals.Purchases, totals.NetSales, totals.Returns, totals.PointsIssued, totals.PointsReversed, totals.IdentifiedPurchases, totals.IdentifiedNetSales), await bench.FactsAsync());

        var entries = (await bench.Merchant.RowsAsync<LedgerEntry>()).Count;
        var second = await bench.RunAsync(await bench.StartedAsync(Slice.Bytes));
        Assert.Equal((ImportState.Completed, Slice.Documents), (second.State, second.KnownDocuments));
        Assert.Equal(0, second.RecordedDocuments);
        Assert.Equal(entries, (await bench.Merchant.RowsAsync<LedgerEntry>()).Count);
        Assert.Equal(totals, await bench.TotalsAsync(id));

        TestMerchant.Ok(await bench.Imports.UndoAsync(bench.Actor, id));
        var undone = await bench.RunAsync(id);
        Assert.Equal((ImportState.Undone, Slice.Documents), (undone.State, undone.UndoneDocuments));
        Assert.Equal(new ImportTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), await bench.TotalsAsync(id));
        Assert.All(await bench.Merchant.RowsAsync<PointsAccount>(), account => Assert.Equal((0, 0), (account.Active, account.Pending)));
        await bench.AssertAllProvenAsync();
        var (orders, net, returns, issued, reversed, cohortPurchases, cohortNet) = await bench.FactsAsync();
        Assert.Equal((0, 0m, 0, 0, 0m), (orders, net, returns, cohortPurchases, cohortNet));
        Assert.Equal(issued, reversed);

        var third = await bench.RunAsync(await bench.StartedAsync(Slice.Bytes));
        Assert.Equal((ImportState.Completed, 0), (third.State, third.KnownDocuments));
        Assert.Equal(totals, await bench.TotalsAsync(third.Id));
        await bench.AssertAllProvenAsync();
    }

    [Fact]
    public async Task Who_started_stopped_undid_and_threw_away_an_import_is_in_the_audit_log_with_what_came_of_it()
    {
        await using var bench = await ImportBench.StartAsync();
        var olga = bench.Actor with { UserId = 7, Name = "Olga" };
        var id = TestMerchant.Ok(await bench.UploadAsync(Slice.Bytes));
        TestMerchant.Ok(await bench.Imports.StartAsync(olga, id));
        TestMerchant.Ok(await bench.Imports.StopAsync(olga, id));
        TestMerchant.Ok(await bench.Imports.StartAsync(olga, id));
        await bench.RunAsync(id);
        TestMerchant.Ok(await bench.Imports.UndoAsync(olga, id));
        await bench.RunAsync(id);
        var other = TestMerchant.Ok(await bench.UploadAsync(Slice.Bytes, "again.csv"));
        TestMerchant.Ok(await bench.Imports.DiscardAsync(olga, other));

        var lines = (await bench.Merchant.RowsAsync<AuditEvent>()).Where(line => line.What.StartsWith("import_", StringComparison.Ordinal)).OrderBy(line => line.Sequence).ToList();
        Assert.Equal(
            [(ImportAudit.Started, 7L), (ImportAudit.Stopped, 7L), (ImportAudit.Started, 7L), (ImportAudit.Run, null), (ImportAudit.UndoAsked, 7L), (ImportAudit.Undone, null), (ImportAudit.Discarded, 7L)],
            lines.Select(line => (line.What, line.UserId)));
        Assert.All(lines, line => Assert.Equal(line == lines[^1] ? "again.csv" : "sales.csv", line.Subject));
        Assert.Contains($"\"recorded\":{Slice.Documents}", lines[3].After!, StringComparison.Ordinal);
        Assert.Contains($"\"undone\":{Slice.Documents}", lines[5].After!, StringComparison.Ordinal);
        TestMerchant.Refused("not_allowed", await bench.Imports.StartAsync(new Actor(9, "Cash", bench.Merchant.Id, RolePermissions.Of(StaffRole.Cashier)), id));
    }

    [Fact]
    public async Task An_import_whose_goods_came_back_since_is_undone_once_those_returns_are_taken_back()
    {
        await using var bench = await ImportBench.StartAsync();
        var id = await bench.StartedAsync(Slice.Bytes);
        await bench.RunAsync(id);
        var sold = (await bench.Merchant.RowsAsync<PurchaseLine>()).First(line => line.QuantityLeft > 0 && line.PointsEarned > line.PointsReversed);
        var back = TestMerchant.Ok(await bench.Merchant.ReturnAsync(sold.PurchaseId, new ReturnedLine(sold.Number, sold.QuantityLeft)));

        TestMerchant.Refused("import_has_returns", await bench.Imports.UndoAsync(bench.Actor, id));
        Assert.Equal(ImportState.Completed, (await bench.ViewAsync(id)).State);
        TestMerchant.Ok(await bench.Portal.Purchases.TakeReturnBackAsync(bench.Actor, "1", back.ReturnId));
        TestMerchant.Ok(await bench.Imports.UndoAsync(bench.Actor, id));
        Assert.Equal(ImportState.Undone, (await bench.RunAsync(id)).State);

        Assert.All(await bench.Merchant.RowsAsync<PointsAccount>(), account => Assert.Equal((0, 0), (account.Active, account.Pending)));
        Assert.Null((await new BooksVerification(bench.Portal.Database).VerifyAsync(bench.Merchant.Id)).Difference);
    }

    [Fact]
    public async Task A_mapping_is_kept_while_it_is_made_and_offered_for_the_next_file_with_that_header()
    {
        await using var bench = await ImportBench.StartAsync();
        var file = "Bill;When;Who;What;How many;Paid\n7;01.02.2025;9;A;1;3,50\n"u8.ToArray();
        var id = TestMerchant.Ok(await bench.UploadAsync(file));
        var suggested = (await bench.ViewAsync(id)).Mapping;
        var mapping = suggested with
        {
            Columns = new Dictionary<PurchaseField, int> { [PurchaseField.OrderNumber] = 0, [PurchaseField.Date] = 1, [PurchaseField.MemberKey] = 2, [PurchaseField.Sku] = 3, [PurchaseField.LineAmount] = 5 },
            DateFormat = "d.M.yyyy",
            DecimalSeparator = ',',
        };
        TestMerchant.Ok(await bench.Imports.MapAsync(bench.Actor, id, mapping with { Columns = new Dictionary<PurchaseField, int>() }, bench.Merchant.Store));
        TestMerchant.Refused("read_field_not_mapped", await bench.Imports.CheckAsync(bench.Actor, id));
        TestMerchant.Ok(await bench.Imports.MapAsync(bench.Actor, id, mapping, bench.Merchant.OtherStore));
        var preview = TestMerchant.Ok(await bench.Imports.PreviewAsync(bench.Actor, id, mapping));
        Assert.Equal((new DateTime(2025, 2, 1), 3.5m), (preview.Rows[0].Line!.OccurredAtLocal, preview.Rows[0].Line!.Line.NetAmount));
        var columns = TestMerchant.Ok(await bench.Imports.ColumnsAsync(bench.Actor, id, mapping with { Columns = new Dictionary<PurchaseField, int>() }));
        Assert.Equal(["Bill", "When", "Who", "What", "How many", "Paid"], columns.Select(column => column.Heading));
        TestMerchant.Ok(await bench.Imports.CheckAsync(bench.Actor, id));
        Assert.Equal(1, (await bench.RunAsync(id)).Scan!.LinesTaken);

        var next = await bench.ViewAsync(TestMerchant.Ok(await bench.UploadAsync("Bill;When;Who;What;How many;Paid\n8;02.02.2025;9;A;2;7,00\n"u8.ToArray())));
        Assert.Equal(mapping.Columns.OrderBy(column => column.Value), next.Mapping.Columns.OrderBy(column => column.Value));
        Assert.Equal(("d.M.yyyy", ','), (next.Mapping.DateFormat, next.Mapping.DecimalSeparator));
    }

    [Fact]
    public async Task A_person_can_stop_it_and_resume_it_with_the_same_totals()
    {
        await using var bench = await ImportBench.StartAsync();
        var id = await bench.StartedAsync(Slice.Bytes);
        var stopped = await bench.RunAsync(id, ImportBench.AtFirstDocuments(() => bench.Imports.StopAsync(bench.Actor, id)));
        Assert.Equal(ImportState.Stopped, stopped.State);
        Assert.InRange(stopped.DoneDocuments, 1, Slice.Documents); // what was in line already is still recorded: of a file as small as this, at times all of it
        Assert.False(await bench.Runner.RunAsync(bench.Merchant.Id, id));

        TestMerchant.Ok(await bench.Imports.StartAsync(bench.Actor, id));
        var done = await bench.RunAsync(id);
        Assert.Equal((ImportState.Completed, Slice.Documents, 0), (done.State, done.DoneDocuments, done.KnownDocuments));
        Assert.Equal((Slice.Sales, Slice.Net), ((await bench.TotalsAsync(id)).Purchases, (await bench.TotalsAsync(id)).NetSales));
    }

    [Fact]
    public async Task Thirty_days_after_an_import_its_file_is_gone_and_what_it_did_can_still_be_seen_and_undone()
    {
        await using var bench = await ImportBench.StartAsync();
        var id = await bench.StartedAsync(Slice.Bytes);
        await bench.RunAsync(id);
        var totals = await bench.TotalsAsync(id);
        bench.Portal.Clock.Advance(ImportCleanUp.FileKept - TimeSpan.FromHours(1));
        await bench.CleanUp.SweepAsync(CancellationToken.None);
        Assert.True((await bench.ViewAsync(id)).HasFile);

        var draft = TestMerchant.Ok(await bench.UploadAsync(ImportSlice.Of(5).Bytes));

        bench.Portal.Clock.Advance(TimeSpan.FromHours(2));
        await bench.CleanUp.SweepAsync(CancellationToken.None);

        Assert.Equal(draft, Assert.Single((await bench.Merchant.RowsAsync<ImportChunk>()).Select(chunk => chunk.ImportId).Distinct())); // nobody has imported or discarded that one yet
        bench.Portal.Clock.Advance(ImportCleanUp.FileKept);
        await bench.CleanUp.SweepAsync(CancellationToken.None);
        Assert.Empty(await bench.Merchant.RowsAsync<ImportChunk>());
        TestMerchant.Refused("import_unknown", await bench.Imports.StartAsync(bench.Actor, draft));
        var view = await bench.ViewAsync(id);
        Assert.Equal((false, ImportState.Completed, true), (view.HasFile, view.State, view.FileUntil < bench.Portal.Clock.Now));
        Assert.Equal(totals, await bench.TotalsAsync(id));
        TestMerchant.Refused("import_file_gone", await bench.Imports.ProblemsAsync(bench.Actor, id, _ => { }));
        TestMerchant.Ok(await bench.Imports.UndoAsync(bench.Actor, id));
        Assert.Equal((ImportState.Undone, Slice.Documents), await bench.RunAsync(id) is var undone ? (undone.State, undone.UndoneDocuments) : default);
        await bench.AssertAllProvenAsync();
    }

    [Fact]
    public async Task A_stopped_import_whose_file_is_gone_is_not_resumed_and_the_file_uploaded_again_adds_what_is_missing()
    {
        await using var bench = await ImportBench.StartAsync();
        var id = await bench.StartedAsync(Slice.Bytes);
        var stopped = await bench.RunAsync(id, ImportBench.AtFirstDocuments(() => bench.Imports.StopAsync(bench.Actor, id)));
        bench.Portal.Clock.Advance(ImportCleanUp.FileKept + TimeSpan.FromDays(1));
        await bench.CleanUp.SweepAsync(CancellationToken.None);

        TestMerchant.Refused("import_file_gone", await bench.Imports.StartAsync(bench.Actor, id));
        Assert.Equal(ImportState.Stopped, (await bench.ViewAsync(id)).State);
        var again = await bench.RunAsync(await bench.StartedAsync(Slice.Bytes));

        Assert.Equal((ImportState.Completed, stopped.DoneDocuments), (again.State, again.KnownDocuments));
        Assert.Equal(Slice.Documents, stopped.RecordedDocuments + again.RecordedDocuments);
    }

    [Fact]
    public async Task Stopped_and_undone_in_one_breath_leaves_nothing()
    {
        await using var bench = await ImportBench.StartAsync();
        var id = await bench.StartedAsync(Slice.Bytes);
        var after = await bench.RunAsync(id, ImportBench.AtFirstDocuments(StopAndUndoAsync));
        Assert.Equal(ImportState.Undoing, after.State);
        Assert.Equal(ImportState.Undone, (await bench.RunAsync(id)).State);
        Assert.Equal(0, (await bench.TotalsAsync(id)).Purchases);
        await bench.AssertAllProvenAsync();

        async Task StopAndUndoAsync()
        {
            TestMerchant.Ok(await bench.Imports.StopAsync(bench.Actor, id));
            TestMerchant.Ok(await bench.Imports.UndoAsync(bench.Actor, id));
        }
    }

    [Fact]
    public async Task A_run_that_dies_is_taken_over_when_its_lease_is_over_and_nothing_counts_twice()
    {
        await using var bench = await ImportBench.StartAsync();
        var id = await bench.StartedAsync(Large.Bytes);
        await using var dying = bench.Portal.NewQueue(2);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bench.RunnerOver(dying).RunAsync(bench.Merchant.Id, id, ImportBench.AtFirstDocuments(() => dying.DisposeAsync().AsTask())));
        var left = await bench.ViewAsync(id);
        Assert.Equal((ImportState.Running, true), (left.State, left.IsHeld));
        Assert.False(await bench.Runner.RunAsync(bench.Merchant.Id, id));

        bench.Portal.Clock.Advance(ILeased.Lease + TimeSpan.FromSeconds(1));
        var done = await bench.RunAsync(id);
        Assert.Equal((ImportState.Completed, Large.Documents, 0), (done.State, done.DoneDocuments, done.KnownDocuments));
        var totals = await bench.TotalsAsync(id);
        Assert.Equal((Large.Sales, Large.Returns, Large.Net), (totals.Purchases, totals.Returns, totals.NetSales));
        await bench.AssertAllProvenAsync();
    }

    [Fact]
    public async Task A_portal_that_is_shut_down_lets_go_at_once()
    {
        await using var bench = await ImportBench.StartAsync();
        var id = await bench.StartedAsync(Slice.Bytes);
        using var shutdown = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.RunAsync(id, import => Cancel(import.DoneDocuments), shutdown.Token));
        Assert.False((await bench.ViewAsync(id)).IsHeld);
        var done = await bench.RunAsync(id);
        Assert.Equal((ImportState.Completed, Slice.Documents, 0), (done.State, done.DoneDocuments, done.KnownDocuments));

        void Cancel(long documents)
        {
            if (documents > 0)
                shutdown.Cancel();
        }
    }

    [Fact]
    public async Task What_the_books_refuse_is_listed_once_with_its_reason()
    {
        await using var bench = await ImportBench.StartAsync();
        const string text = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,A,A,1,2025-01-02 10:00:00,5,7,UK\n2,A,A,1,2025-01-02 10:05:00,20000000,7,UK\n3,A,A,1,2025-01-02 10:10:00,6,7,UK\n";
        var id = await bench.StartedAsync(System.Text.Encoding.UTF8.GetBytes(text));
        var done = await bench.RunAsync(id);
        Assert.Equal((ImportState.Completed, 3, 1), (done.State, done.DoneDocuments, done.RefusedDocuments));
        var refusal = Assert.Single(TestMerchant.Ok(await bench.Outcome.RefusalsAsync(bench.Actor, id)));
        Assert.Equal((3, "2", "purchase_amount"), (refusal.RowNumber, refusal.Reference, refusal.Code));
        Assert.Equal(11m, (await bench.TotalsAsync(id)).NetSales);
    }

    [Fact]
    public async Task A_return_that_matches_nothing_is_kept_and_listed()
    {
        await using var bench = await ImportBench.StartAsync();
        const string text = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,A,Apple,2,2025-01-02 10:00:00,5,7,UK\nC2,A,Apple,-1,2025-01-03 10:00:00,5,7,UK\nC3,Z,Zebra,-1,2025-01-03 10:00:00,9,7,UK\n";
        var id = await bench.StartedAsync(System.Text.Encoding.UTF8.GetBytes(text));
        await bench.RunAsync(id);
        var totals = await bench.TotalsAsync(id);
        Assert.Equal((2, 1, 10, 5), (totals.Returns, totals.UnmatchedReturnLines, totals.PointsIssued, totals.PointsReversed));
        var line = Assert.Single(TestMerchant.Ok(await bench.Outcome.UnmatchedAsync(bench.Actor, id)));
        Assert.Equal(("C3", "Z", "Zebra", 9m), (line.Reference, line.Sku, line.Name, line.Net));
    }

    [Fact]
    public async Task Another_merchant_and_somebody_without_the_permission_see_nothing()
    {
        await using var bench = await ImportBench.StartAsync();
        var id = TestMerchant.Ok(await bench.UploadAsync(Slice.Bytes));
        var stranger = await bench.Portal.MerchantAsync();
        TestMerchant.Refused("import_unknown", await bench.Imports.FindAsync(stranger.Actor, id));
        TestMerchant.Refused("import_unknown", await bench.Imports.StartAsync(stranger.Actor, id));
        TestMerchant.Refused("import_wrong_state", await bench.Imports.DiscardAsync(stranger.Actor, id));
        var cashier = new Actor(5, "Cashier", bench.Merchant.Id, new[] { Permission.UseTill }.ToFrozenSet());
        TestMerchant.Refused("not_allowed", await bench.Imports.FindAsync(cashier, id));
        TestMerchant.Refused("not_allowed", await bench.Imports.UploadAsync(cashier, "a.csv", new MemoryStream(Slice.Bytes), bench.Merchant.Store));
        TestMerchant.Ok(await bench.Imports.DiscardAsync(bench.Actor, id));
        Assert.Equal((0, 0, 0), await bench.LeftoversAsync());
    }
}
