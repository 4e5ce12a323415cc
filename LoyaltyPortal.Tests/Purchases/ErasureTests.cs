using LoyaltyPortal.Corrections;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tests.Rewards;
using LoyaltyPortal.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoyaltyPortal.Tests.Purchases;

/// <summary>Being forgotten: after the days to think it over the person is nowhere, and the books are whole.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private const long UserId = 90_210;
    private const int Days = 14;

    /// <summary>Words that stand for the person wherever they stand.</summary>
    private static readonly string[] Traces = ["Zebulon", "Quillfeather", "zebulon.q@person.example", "447700900777", "SHOP-7781"];

    private TestPortal portal = default!;
    private TestMerchant shop = default!;
    private ErasureService erasures = default!;
    private CarryOutErasures job = default!;

    public async Task InitializeAsync()
    {
        portal = await TestPortal.StartAsync();
        shop = await portal.MerchantAsync(null, TestPortal.PerUnit());
        erasures = new ErasureService(portal.Database, new AuditLog(portal.Database, portal.Clock), new IdGenerator(portal.Clock, 9), portal.Clock);
        var services = new ServiceCollection().AddScoped<IPersonalData, MemberPersonalData>().AddScoped<IPersonalData, PurchasesPersonalData>().AddScoped<IPersonalData, ReferralPersonalData>().AddScoped<IPersonalData, TierPersonalData>().AddScoped<IPersonalData, RewardsPersonalData>().BuildServiceProvider();
        job = new CarryOutErasures(portal.Database, portal.Queue, services.GetRequiredService<IServiceScopeFactory>(), portal.Clock, NullLogger<CarryOutErasures>.Instance);
    }

    public Task DisposeAsync() => portal.DisposeAsync().AsTask();

    [Fact]
    public async Task After_the_cooling_off_no_column_holds_a_trace_and_the_books_are_whole()
    {
        var person = await PersonAsync();
        Assert.NotEmpty(await TracesAsync());
        Assert.True((await erasures.AskOwnAsync(shop.Id, UserId, Days)).Succeeded);

        portal.Clock.Advance(TimeSpan.FromDays(Days));
        await job.RunAsync(CancellationToken.None);

        Assert.Empty(await TracesAsync());
        var account = await shop.AccountAsync(person);
        Assert.Equal((0L, 0L, 0L), (account.Active, account.Pending, account.Held));
        Assert.Contains(await shop.EntriesAsync(person), entry => entry.Kind == EntryKind.ErasureForfeit);
        Assert.Null((await new BooksVerification(portal.Database).VerifyAsync(shop.Id)).Difference);
        Assert.Equal(1, (await shop.RowsAsync<AuditEvent>()).Count(line => line.What == ErasureAudit.Erased));
        await using var platform = portal.Database.ForPlatform();
        Assert.False(await platform.Users.AnyAsync(user => user.Id == UserId));
    }

    [Fact]
    public async Task What_was_counted_of_the_person_is_forgotten_too()
    {
        var person = await PersonAsync();
        var invite = ReferralInvite.Of(shop.Id, person, portal.Clock.Now);
        await using (var context = portal.Database.ForMerchant(shop.Id))
        {
            context.Add(invite);
            await context.SaveChangesAsync();
        }

        var card = (await shop.RowsAsync<Member>()).Single(member => member.Id == person).Code;
        var attempts = new Attempts(portal.Database, portal.Clock);
        foreach (var key in (string[])[$"export:{person}", $"card:{shop.Id}:{card}", $"referral-open:203.0.113.5:{invite.Code}", $"export:{person + 1}"])
            await attempts.CountAsync(key, 5, TimeSpan.FromDays(1));
        await erasures.AskOwnAsync(shop.Id, UserId, 0);

        await job.RunAsync(CancellationToken.None);

        Assert.Equal($"export:{person + 1}", Assert.Single(await shop.RowsAsync<AttemptLimit>()).Key);
    }

    [Fact]
    public async Task Vouchers_end_with_the_person_and_what_was_kept_is_let_go()
    {
        var person = await PersonAsync();
        var rewards = new TestRewards(portal, shop);
        var reward = await rewards.PublishAsync(TestRewards.Five with { Points = 5, Stock = 10 });
        TestMerchant.Ok(await shop.CreditAsync(person, 100));
        var (voucher, kept) = (await rewards.RedeemedAsync(person, reward), await rewards.RedeemedAsync(person, reward, hold: true));
        await erasures.AskOwnAsync(shop.Id, UserId, 0);

        await job.RunAsync(CancellationToken.None);

        Assert.Equal((RedemptionState.Expired, RedemptionState.Cancelled), ((await rewards.RowAsync(voucher.RedemptionId)).State, (await rewards.RowAsync(kept.RedemptionId)).State));
        Assert.Equal(0, await rewards.TakenAsync(reward));
        TestMerchant.Refused("voucher_expired", await rewards.BurnAsync(voucher.RedemptionId));
        await rewards.AssertProvenAsync();
    }

    [Fact]
    public async Task Pending_and_held_points_go_too_each_with_its_entry()
    {
        var person = await PersonAsync();
        TestMerchant.Ok(await shop.CreditAsync(person, 40, availableFrom: portal.Clock.Now.AddDays(60)));
        TestMerchant.Ok(await portal.Queue.ExecuteAsync(new HoldPoints { MerchantId = shop.Id, MemberId = person, Points = 25 }));
        await erasures.AskOwnAsync(shop.Id, UserId, 0);

        await job.RunAsync(CancellationToken.None);

        var account = await shop.AccountAsync(person);
        Assert.Equal((0L, 0L, 0L), (account.Active, account.Pending, account.Held));
        Assert.DoesNotContain(await shop.RowsAsync<Hold>(), hold => hold.State == HoldState.Open);
        Assert.Contains(await shop.EntriesAsync(person), entry => entry is { Kind: EntryKind.ErasureForfeit, PendingChange: -40 });
        await portal.AssertProvenAsync(shop.Id, person);
        Assert.Null((await new BooksVerification(portal.Database).VerifyAsync(shop.Id)).Difference);
    }

    [Fact]
    public async Task Until_it_is_due_nothing_happens_and_who_thinks_better_of_it_stays()
    {
        var person = await PersonAsync();
        var before = await shop.AccountAsync(person);
        await erasures.AskOwnAsync(shop.Id, UserId, Days);
        portal.Clock.Advance(TimeSpan.FromDays(Days) - TimeSpan.FromSeconds(1));
        await job.RunAsync(CancellationToken.None);
        Assert.Equal(before.Version, (await shop.AccountAsync(person)).Version);

        Assert.True((await erasures.RevokeOwnAsync(shop.Id, UserId)).Succeeded);
        portal.Clock.Advance(TimeSpan.FromDays(30));
        await job.RunAsync(CancellationToken.None);

        Assert.Equal("Zebulon Quillfeather", (await shop.RowsAsync<Member>()).Single(member => member.Id == person).Name);
        Assert.Equal(before.Version, (await shop.AccountAsync(person)).Version);
        Assert.Null(await erasures.WaitingAsync(shop.Id, person));
    }

    [Fact]
    public async Task Asking_twice_is_asking_once_and_running_again_does_no_harm()
    {
        var person = await PersonAsync();
        var first = await erasures.AskOwnAsync(shop.Id, UserId, 0);
        var second = await erasures.AskAsync(shop.Actor, person, Days);
        Assert.Equal(first.Value.DueAt, second.Value.DueAt);

        await job.RunAsync(CancellationToken.None);
        var entries = (await shop.EntriesAsync(person)).Count;
        await job.RunAsync(CancellationToken.None);
        TestMerchant.Ok(await portal.Queue.ExecuteAsync(new EraseMember { MerchantId = shop.Id, RequestId = (await shop.RowsAsync<ErasureRequest>()).Single().Id }));

        Assert.Equal(entries, (await shop.EntriesAsync(person)).Count);
        Assert.Equal(ErasureState.Cleaned, (await shop.RowsAsync<ErasureRequest>()).Single().State);
    }

    [Fact]
    public async Task Cleaning_goes_on_where_a_crash_left_it()
    {
        await PersonAsync();
        await erasures.AskOwnAsync(shop.Id, UserId, 0);
        TestMerchant.Ok(await portal.Queue.ExecuteAsync(new EraseMember { MerchantId = shop.Id, RequestId = (await shop.RowsAsync<ErasureRequest>()).Single().Id }));
        Assert.NotEmpty(await TracesAsync()); // what it is looked up by, the evidence, the sign-in

        await job.RunAsync(CancellationToken.None);

        Assert.Empty(await TracesAsync());
    }

    [Fact]
    public async Task Who_was_merged_into_the_person_is_forgotten_with_them()
    {
        var person = await PersonAsync();
        var twin = (await portal.Queue.ExecuteAsync(new EnrolMember
        {
            MerchantId = shop.Id,
            EnrolledAt = "till",
            Enrolment = new Enrolment { Name = "Zebulon Q. Quillfeather", Email = "zebulon.q@person.example.org", ExternalId = "SHOP-7781-B" },
        })).Value.MemberId;
        TestMerchant.Ok(await portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = shop.Id, SurvivorId = person, MergedId = twin, By = shop.Actor }));
        await erasures.AskOwnAsync(shop.Id, UserId, 0);

        await job.RunAsync(CancellationToken.None);

        Assert.Empty(await TracesAsync());
        Assert.Null((await new BooksVerification(portal.Database).VerifyAsync(shop.Id)).Difference);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_sign_in_of_who_was_merged_into_the_person_goes_as_well_unless_it_opens_another_wallet(bool hasAnother)
    {
        const long TwinId = 90_211;
        var (person, twin) = (await PersonAsync(), await TwinAsync(TwinId));
        if (hasAnother)
        {
            var other = await portal.MerchantAsync();
            TestMerchant.Ok(await portal.Queue.ExecuteAsync(new EnrolMember { MerchantId = other.Id, EnrolledAt = "till", Enrolment = new Enrolment { Name = "Z", Email = "z@elsewhere.example", UserId = TwinId } }));
        }

        TestMerchant.Ok(await portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = shop.Id, SurvivorId = person, MergedId = twin, By = shop.Actor }));
        await erasures.AskOwnAsync(shop.Id, UserId, 0);
        TestMerchant.Ok(await portal.Queue.ExecuteAsync(new EraseMember { MerchantId = shop.Id, RequestId = (await shop.RowsAsync<ErasureRequest>()).Single().Id })); // and the portal dies

        await job.RunAsync(CancellationToken.None);

        await using var platform = portal.Database.ForPlatform();
        Assert.Equal(hasAnother ? [TwinId] : [], await platform.Users.Select(user => user.Id).ToListAsync());
        Assert.All(await shop.RowsAsync<Member>(), member => Assert.Null(member.UserId));
    }

    [Fact]
    public async Task Nobody_is_merged_while_one_of_the_two_is_about_to_be_forgotten()
    {
        var (person, twin) = (await PersonAsync(), await TwinAsync(90_211));
        var merges = new MergeService(portal.Database, portal.Queue, new MemberService(portal.Database, new MemberLookup(portal.Database), new AuditLog(portal.Database, portal.Clock), portal.Ids, portal.Clock), portal.Ledger, portal.Directory);
        await erasures.AskOwnAsync(shop.Id, UserId, Days);

        foreach (var (survivor, merged) in new[] { (person, twin), (twin, person) })
        {
            TestMerchant.Refused("merge_erasure", await merges.PreviewAsync(shop.Actor, survivor, merged));
            TestMerchant.Refused("merge_erasure", await merges.MergeAsync(shop.Actor, portal.NewKey(), survivor, merged));
        }

        await erasures.RevokeOwnAsync(shop.Id, UserId);
        TestMerchant.Ok(await merges.PreviewAsync(shop.Actor, twin, person));
        TestMerchant.Ok(await merges.MergeAsync(shop.Actor, portal.NewKey(), twin, person));
    }

    [Fact]
    public async Task What_was_asked_for_in_the_moment_of_a_merge_is_seen_and_can_be_revoked()
    {
        var (person, twin) = (await PersonAsync(), await TwinAsync(90_211));
        TestMerchant.Ok(await portal.Queue.ExecuteAsync(new MergeMembers { MerchantId = shop.Id, SurvivorId = person, MergedId = twin, By = shop.Actor }));
        await erasures.AskOwnAsync(shop.Id, UserId, Days);
        Assert.Equal(1, await portal.Storage.ExecuteAsync($"""UPDATE "ErasureRequests" SET "MemberId" = {twin}"""));

        Assert.NotNull(await erasures.WaitingAsync(shop.Id, person));
        await erasures.AskAsync(shop.Actor, person, Days);
        Assert.Single(await shop.RowsAsync<ErasureRequest>());
        await erasures.RevokeAsync(shop.Actor, person);

        Assert.Equal(ErasureState.Revoked, Assert.Single(await shop.RowsAsync<ErasureRequest>()).State);
    }

    [Fact]
    public async Task A_return_of_what_the_person_once_bought_is_still_recorded()
    {
        var person = await PersonAsync();
        var purchase = (await shop.RowsAsync<Purchase>()).Single();
        await erasures.AskOwnAsync(shop.Id, UserId, 0);
        await job.RunAsync(CancellationToken.None);

        TestMerchant.Ok(await shop.ReturnAsync(purchase.Id, new ReturnedLine(1, 1)));

        await portal.AssertProvenAsync(shop.Id, person);
        Assert.Null((await new BooksVerification(portal.Database).VerifyAsync(shop.Id)).Difference);
        TestMerchant.Refused("member_unknown", await shop.BuyAsync(person, TestMerchant.Line(3)));
    }

    [Fact]
    public async Task A_sign_in_that_opens_another_wallet_stays()
    {
        await PersonAsync();
        var other = await portal.MerchantAsync();
        TestMerchant.Ok(await portal.Queue.ExecuteAsync(new EnrolMember { MerchantId = other.Id, EnrolledAt = "till", Enrolment = new Enrolment { Name = "Z", Email = "z@person.example", UserId = UserId } }));
        await erasures.AskOwnAsync(shop.Id, UserId, 0);

        await job.RunAsync(CancellationToken.None);

        await using var platform = portal.Database.ForPlatform();
        Assert.True(await platform.Users.AnyAsync(user => user.Id == UserId));
        Assert.DoesNotContain(await shop.RowsAsync<Member>(), member => member.UserId == UserId);
        Assert.Contains(await other.RowsAsync<Member>(), member => member.UserId == UserId);
    }

    [Fact]
    public async Task Letters_stop_with_the_asking_but_for_the_one_that_tells_of_it()
    {
        var person = await PersonAsync();
        await using var context = portal.Database.ForMerchant(shop.Id);
        Assert.NotNull(await MemberPost.ReachAsync(context, person, LetterPurposes.Points));

        await erasures.AskOwnAsync(shop.Id, UserId, Days);

        Assert.Null(await MemberPost.ReachAsync(context, person, LetterPurposes.Points));
        Assert.Single(await shop.RowsAsync<OutboxMessage>(), message => message.Payload.Contains(ErasureService.LetterTemplate, StringComparison.Ordinal));
    }

    /// <summary>Somebody with a sign-in of their own who turns out to be the person.</summary>
    private async Task<long> TwinAsync(long userId)
    {
        await using (var platform = portal.Database.ForPlatform())
        {
            platform.Users.Add(new LoyaltyUser { Id = userId, UserName = "twin@person.example", NormalizedUserName = "TWIN@PERSON.EXAMPLE", Email = "twin@person.example", NormalizedEmail = "TWIN@PERSON.EXAMPLE", DisplayName = "Z. Quillfeather" });
            await platform.SaveChangesAsync();
        }

        return TestMerchant.Ok(await portal.Queue.ExecuteAsync(new EnrolMember { MerchantId = shop.Id, EnrolledAt = "join page", Enrolment = new Enrolment { Name = "Z. Quillfeather", Email = "twin@person.example", UserId = userId } })).MemberId;
    }

    private async Task<long> PersonAsync()
    {
        await using (var platform = portal.Database.ForPlatform())
        {
            platform.Users.Add(new LoyaltyUser { Id = UserId, UserName = "zebulon.q@person.example", NormalizedUserName = "ZEBULON.Q@PERSON.EXAMPLE", Email = "zebulon.q@person.example", NormalizedEmail = "ZEBULON.Q@PERSON.EXAMPLE", DisplayName = "Zebulon Quillfeather" });
            await platform.SaveChangesAsync();
        }

        var person = TestMerchant.Ok(await portal.Queue.ExecuteAsync(new EnrolMember
        {
            MerchantId = shop.Id,
            IdempotencyKey = "enrol:" + Guid.NewGuid().ToString("N"),
            EnrolledAt = "join page",
            Enrolment = new Enrolment { Name = "Zebulon Quillfeather", Email = "zebulon.q@person.example", Phone = "+447700900777", ExternalId = "SHOP-7781", BirthDate = new DateOnly(1980, 2, 3), AllowsEmail = true, UserId = UserId, StoreId = shop.Store },
        })).MemberId;
        await shop.BoughtAsync(person, TestMerchant.Line(30));
        TestMerchant.Ok(await portal.Queue.ExecuteAsync(new RecordAction
        {
            MerchantId = shop.Id,
            MemberId = person,
            Report = new ActionReport { Action = MemberActions.ProductReview, SourceEvent = "a review of Quillfeather", Source = ActionSource.Till, Evidence = new ActionEvidence(EvidenceKind.Text, "Zebulon Quillfeather wrote it") },
        }));
        return person;
    }

    /// <summary>Every place in every table that holds one of the words, in any case.</summary>
    private async Task<List<string>> TracesAsync()
    {
        await using var context = portal.Database.ForPlatform();
        var found = new List<string>();
        foreach (var table in await NamesAsync(context, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
        {
            foreach (var column in await NamesAsync(context, $"SELECT name FROM pragma_table_info('{table}')"))
            {
                foreach (var trace in Traces)
                    found.AddRange((await NamesAsync(context, $"SELECT CAST(\"{column}\" AS TEXT) FROM \"{table}\" WHERE CAST(\"{column}\" AS TEXT) LIKE '%{trace}%'")).Select(value => $"{table}.{column}: {value}"));
            }
        }

        return found;
    }

    private static async Task<List<string>> NamesAsync(LoyaltyDbContext context, string sql)
    {
        await context.Database.OpenConnectionAsync();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        var names = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }
}
