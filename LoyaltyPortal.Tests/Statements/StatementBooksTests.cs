using System.IO.Compression;
using System.Net;
using System.Text.Json;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Pdf;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Statements;

/// <summary>Statements over real books: what they say, who may have them, all of a month, and the check.</summary>
[Collection(WebTests.Name)]
public sealed class StatementBooksTests(WebPortal portal)
{
    /// <summary>By the portal's own clock, and the same throughout a test.</summary>
    private readonly DateTime _now = portal.Get<TimeProvider>().UtcNow();

    private int ThisMonth(MerchantView merchant) => MonthNumber.Of(merchant.Zone.DayOf(_now));

    [Fact]
    public async Task Months_follow_each_other_and_the_last_one_ends_with_what_the_account_has()
    {
        var (merchant, memberId) = await AdaAsync();
        var books = portal.Get<StatementBooks>();
        var months = await books.MonthsAsync(merchant, memberId);
        Assert.True(months.Count > 2);
        PointsAsOf? before = null;
        var lines = 0;
        foreach (var month in months.Reverse())
        {
            var content = Assert.Single(await books.ReadAsync(merchant, month, [memberId]));
            Assert.Equal(before ?? new PointsAsOf(0, 0, 0), content.Opening);
            Assert.Equal(content.Closing.Active + content.Closing.Held, content.Opening.Active + content.Opening.Held + content.Added + content.Taken);
            before = content.Closing;
            lines += content.Lines.Count;
            if (month == months[0])
            {
                var account = (await portal.Get<LedgerService>().AccountAsync(merchant.Id, memberId))!;
                Assert.Equal((account.Active, account.Pending), (content.Closing.Active, content.Closing.Pending));
            }
        }

        Assert.True(lines > 5);
    }

    [Fact]
    public async Task The_head_of_a_statement_is_in_the_ledger_and_another_is_not()
    {
        var (merchant, memberId) = await AdaAsync();
        var content = Assert.Single(await portal.Get<StatementBooks>().ReadAsync(merchant, ThisMonth(merchant), [memberId]));
        var verification = portal.Get<StatementVerification>();
        var head = content.Head!;

        var found = (await verification.VerifyAsync(merchant.Id, MemberCode.Grouped(content.Member.Code), string.Join(' ', head.Hash.Chunk(8).Select(part => new string(part))), null)).Value;
        Assert.Equal(head.Sequence, found!.Sequence);
        Assert.Null((await verification.VerifyAsync(merchant.Id, content.Member.Code, new string('0', 64), null)).Value);
        Assert.Null((await verification.VerifyAsync(merchant.Id, MemberCode.New(), head.Hash, null)).Value);
        Assert.Null((await verification.VerifyAsync(merchant.Id, content.Member.Code, "nonsense", null)).Value);

        var browser = portal.Browser();
        var good = await browser.GetStringAsync($"/verify/{merchant.Slug}?card={content.Member.Code}&head={head.Hash}");
        Assert.Contains("This seal is in the ledger", good, StringComparison.Ordinal);
        Assert.DoesNotContain(content.Member.Name, good, StringComparison.Ordinal);
        Assert.Contains("Not in the ledger", await browser.GetStringAsync($"/verify/{merchant.Slug}?card={content.Member.Code}&head={new string('1', 64)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_tries_heads_by_the_dozen_has_to_wait()
    {
        var merchant = (await portal.MerchantAsync()).Merchant;
        var (verification, address) = (portal.Get<StatementVerification>(), IPAddress.Parse("203.0.113.77"));
        for (var attempt = 0; attempt < 30; attempt++)
            Assert.True((await verification.VerifyAsync(merchant.Id, "x", "y", address)).Succeeded);
        Assert.Equal("too_many_attempts", (await verification.VerifyAsync(merchant.Id, "x", "y", address)).Failure?.Code);
    }

    [Fact]
    public async Task A_member_fetches_their_own_statement_and_nobody_elses()
    {
        var (merchant, memberId) = await AdaAsync();
        var month = StatementService.Say(ThisMonth(merchant));
        var ada = await portal.SignedInAsync("ada@pagewell.example");
        var answer = await ada.GetAsync($"/w/pagewell/statements/{month}.pdf?paper=letter");
        Assert.Equal(("application/pdf", HttpStatusCode.OK), (answer.Content.Headers.ContentType?.MediaType, answer.StatusCode));
        Assert.True((await answer.Content.ReadAsByteArrayAsync()).AsSpan().StartsWith("%PDF-1.7"u8));
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync("/w/pagewell/statements/2999-01.pdf")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync($"/m/pagewell/members/{memberId}/statements/{month}.pdf")).StatusCode);
        var owner = await portal.SignedInAsync("owner@pagewell.example");
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"/m/pagewell/members/{memberId}/statements/{month}.pdf")).StatusCode);
        var cashier = await portal.SignedInAsync("cashier@pagewell.example");
        Assert.NotEqual(HttpStatusCode.OK, (await cashier.GetAsync($"/m/pagewell/members/{memberId}/statements/{month}.pdf")).StatusCode);
    }

    [Fact]
    public async Task A_statement_comes_by_letter_with_its_file()
    {
        var (merchant, memberId) = await AdaAsync();
        await using var scope = portal.Services.CreateAsyncScope();
        var template = scope.ServiceProvider.GetServices<ILetterTemplate>().Single(template => template.Name == "statement");
        var letter = await template.WriteAsync(merchant.Id, JsonSerializer.SerializeToElement(new { memberId, month = ThisMonth(merchant), asked = true }), CancellationToken.None);
        Assert.Equal("application/pdf", letter!.File!.Type);
        Assert.True(letter.File.Content.AsSpan().StartsWith("%PDF"u8));
        using var message = portal.Get<MailSender>().ToMessage(1, letter);
        Assert.Single(message.Attachments);
        Assert.Contains("which is not over yet", letter.Paragraphs[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_no_statement_of_months_before_the_member_came()
    {
        var (merchant, owner, _) = await ShopAsync(1);
        var statements = portal.Get<StatementService>();
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchant.Id);
        var memberId = await context.Set<Member>().Select(member => member.Id).SingleAsync();
        foreach (var month in (int[])[MonthNumber.Add(ThisMonth(merchant), -1), 196912, 101])
        {
            Assert.Equal("statement_unknown", (await statements.ReadAsync(owner, memberId, month)).Failure?.Code);
            Assert.Equal("statement_unknown", (await statements.SendAsync(owner, memberId, month)).Failure?.Code);
        }

        Assert.Equal("statement_month", (await portal.Get<StatementRuns>().BeginAsync(owner, 101, null)).Failure?.Code);
        await context.Set<Member>().ExecuteUpdateAsync(set => set.SetProperty(member => member.EnrolledAt, new DateTime(1955, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
        Assert.Equal(120, (await statements.MonthsAsync(owner, memberId)).Value.Count);
    }

    [Fact]
    public async Task Parts_that_no_run_needs_are_swept_away_and_the_command_line_goes_on_with_its_own_only()
    {
        var (merchant, _, _) = await portal.MerchantAsync();
        var (runs, ids, month) = (portal.Get<StatementRuns>(), portal.Get<IdGenerator>(), ThisMonth(merchant));
        var persons = Held(StatementRun.Begin(ids.Next(), merchant.Id, month, "a4", 0, 7, _now));
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchant.Id);
        var stopped = Held(StatementRun.Begin(ids.Next(), merchant.Id, month, "a4", 0, null, _now));
        stopped.Finish(StatementRunState.Stopped, _now);
        context.AddRange(persons, stopped, StatementPart.Of(persons, [1]));
        for (var part = 0; part < 25; part++)
        {
            context.Add(StatementPart.Of(stopped, [2]));
            stopped.Add(1, 1, 1, part + 1);
        }

        await context.SaveChangesAsync();
        await runs.SweepAsync(CancellationToken.None);
        Assert.Equal(persons.Id, (await context.Set<StatementPart>().AsNoTracking().ToListAsync()).Single().RunId);

        Assert.Null(await runs.UnfinishedAsync(merchant.Id, month, PdfPaper.A4, CancellationToken.None));
        var own = Held(StatementRun.Begin(ids.Next(), merchant.Id, month, "a4", 0, null, _now));
        context.Add(own);
        await context.SaveChangesAsync();
        Assert.Equal(own.Id, await runs.UnfinishedAsync(merchant.Id, month, PdfPaper.A4, CancellationToken.None));
        Assert.Null(await runs.UnfinishedAsync(merchant.Id, month, PdfPaper.Letter, CancellationToken.None));
    }

    private StatementRun Held(StatementRun run)
    {
        run.Claim("somebody", _now.AddMinutes(5), _now);
        return run;
    }

    [Fact]
    public async Task All_statements_of_a_month_are_made_once_though_the_run_dies_half_way()
    {
        var (merchant, owner, members) = await ShopAsync(StatementRunner.AtATime + 7);
        var runs = portal.Get<StatementRuns>();
        var runId = await StartedAsync(owner, ThisMonth(merchant));
        using (var death = new CancellationTokenSource())
            await portal.Get<StatementRunner>().RunAsync(merchant.Id, runId, _ => death.Cancel(), death.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        await Eventually.AssertAsync(async () =>
        {
            await portal.Get<StatementRunner>().RunAsync(merchant.Id, runId);
            return (await runs.FindAsync(owner, runId)).Value.State == StatementRunState.Completed;
        });

        var run = (await runs.FindAsync(owner, runId)).Value;
        Assert.Equal((members, members, 2), (run.Ready, run.Seen, run.Parts));
        using var file = new MemoryStream();
        await portal.Get<StatementFiles>().WriteAsync(run, file);
        file.Position = 0;
        using var zip = new ZipArchive(file);
        Assert.Equal(members, zip.Entries.Select(entry => entry.Name).Distinct().Count());
        using var first = new StreamReader(zip.Entries[0].Open());
        Assert.StartsWith("%PDF-1.7", await first.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_been_forgotten_is_in_no_file_and_has_no_statement()
    {
        var (merchant, owner, members) = await ShopAsync(3);
        var runs = portal.Get<StatementRuns>();
        var runId = await StartedAsync(owner, ThisMonth(merchant));
        await Eventually.AssertAsync(async () =>
        {
            await portal.Get<StatementRunner>().RunAsync(merchant.Id, runId);
            return (await runs.FindAsync(owner, runId)).Value.State == StatementRunState.Completed;
        });
        long memberId;
        await using (var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchant.Id))
            memberId = await context.Set<Member>().OrderBy(member => member.Id).Select(member => member.Id).FirstAsync();
        await using (var scope = portal.Services.CreateAsyncScope())
        await using (var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchant.Id))
        {
            foreach (var room in scope.ServiceProvider.GetServices<IPersonalData>().Where(room => room.GetType().Namespace == typeof(StatementRun).Namespace))
                await room.ForgetAsync(context, new PersonalScope(merchant.Id, [memberId]), CancellationToken.None);
        }

        Assert.Equal(StatementRunState.Gone, (await runs.FindAsync(owner, runId)).Value.State);
        await using (var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchant.Id))
        {
            Assert.Equal(0, await context.Set<StatementPart>().CountAsync(part => part.RunId == runId));
            await context.Set<Member>().Where(member => member.Id == memberId).ExecuteUpdateAsync(set => set.SetProperty(member => member.Status, MemberStatus.Erased));
        }

        Assert.Empty(await portal.Get<StatementBooks>().ReadAsync(merchant, ThisMonth(merchant), [memberId]));
        Assert.Equal("statement_unknown", (await portal.Get<StatementService>().ReadAsync(owner, memberId, ThisMonth(merchant))).Failure?.Code);
    }

    [Fact]
    public async Task A_run_is_called_off_and_only_those_who_may_begin_one()
    {
        var (merchant, owner, _) = await ShopAsync(2);
        var runs = portal.Get<StatementRuns>();
        var support = new Actor(1, "Sue", merchant.Id, RolePermissions.Of(StaffRole.Support));
        Assert.Equal("not_allowed", (await runs.BeginAsync(support, ThisMonth(merchant), null)).Failure?.Code);
        Assert.Empty(await runs.ListAsync(support));
        Assert.Equal("statement_month", (await runs.BeginAsync(owner, 299901, null)).Failure?.Code);
        await using (var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchant.Id))
        {
            context.Add(StatementRun.Begin(portal.Get<IdGenerator>().Next(), merchant.Id, ThisMonth(merchant), "a4", 2, null, _now));
            var run = context.ChangeTracker.Entries<StatementRun>().Single().Entity;
            run.Claim("somebody", _now.AddMinutes(5), _now);
            await context.SaveChangesAsync();
            Assert.Equal("statement_run_busy", (await runs.BeginAsync(owner, ThisMonth(merchant), null)).Failure?.Code);
            Assert.True((await runs.StopAsync(owner, run.Id)).Succeeded);
            Assert.Equal(StatementRunState.Stopped, (await runs.FindAsync(owner, run.Id)).Value.State);
        }
    }

    /// <summary>A run that nobody was told of: the portal's own worker finds it within seconds, and that is well.</summary>
    private async Task<long> StartedAsync(Actor owner, int month)
    {
        var run = StatementRun.Begin(portal.Get<IdGenerator>().Next(), owner.MerchantId, month, "a4", 0, null, _now);
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(owner.MerchantId);
        context.Add(run);
        await context.SaveChangesAsync();
        return run.Id;
    }

    private async Task<(MerchantView Merchant, long MemberId)> AdaAsync()
    {
        var merchant = (await portal.Get<MerchantDirectory>().FindAsync(WebPortal.Demo))!;
        await using var context = portal.Get<LoyaltyDatabase>().ForMerchant(merchant.Id);
        return (merchant, await context.Set<Member>().Where(member => member.NormalizedEmail == "ada@pagewell.example").Select(member => member.Id).SingleAsync());
    }

    private async Task<(MerchantView Merchant, Actor Owner, int Members)> ShopAsync(int members)
    {
        var (merchant, owner, _) = await portal.MerchantAsync();
        for (var number = 0; number < members; number++)
        {
            var enrolled = await portal.Get<CommandQueue>().ExecuteAsync(new EnrolMember
            {
                MerchantId = merchant.Id,
                IdempotencyKey = $"statements-{merchant.Id}-{number}",
                Enrolment = new Enrolment { Name = $"Üye {number} Ελένη", Email = $"uye{number}@statements.example" },
                EnrolledAt = "till",
            });
            Assert.True(enrolled.Succeeded, enrolled.Failure?.Code);
        }

        return (merchant, owner, members);
    }
}
