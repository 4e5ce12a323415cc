using System.Globalization;
using LoyaltyPortal.Analytics;
using LoyaltyPortal.Badges;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Segments;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Demo;

/// <summary>
/// Makes the demo merchant once, through the same queue as every till. That it was made is written down last, for the platform and not for
/// the merchant: an interrupted seeding is cleared away and started over, and a demo that was removed stays removed.
/// </summary>
public sealed class DemoSeeder(LoyaltyDatabase database, CommandQueue queue, Founding founding, DemoAccounts accounts, DemoEvents events, ReferralService referrals, ReferralPayments payments, RewardService rewards, GoalService goals, Celebrations celebrations, SurveyService surveys, SegmentService segments, EstimateService estimates, TimeProvider clock)
{
    private const string Mark = "demo";
    private const int ChunkDays = 14;

    /// <summary>Seeds when it is due.</summary>
    /// <param name="progress">Told the share that is done, 0 to 1.</param>
    /// <returns>True when the demo merchant was made now; false when there was nothing to do.</returns>
    public async Task<bool> SeedAsync(Action<double>? progress = null, CancellationToken cancellation = default)
    {
        await using (var platform = database.ForPlatform())
        {
            if (await platform.Set<CommandRecord>().AnyAsync(record => record.Key == Mark, cancellation))
                return false;
            var others = await platform.Set<Merchant>().Select(merchant => new { merchant.Id, merchant.Slug, merchant.IsDemo }).ToListAsync(cancellation);
            if (others.Find(merchant => merchant is { IsDemo: true, Slug: DemoMerchant.Slug }) is { } interrupted)
                await database.DeleteMerchantAsync(interrupted.Id, cancellation);
            else if (others.Count > 0)
                return false;
        }

        await MakeAsync(progress ?? (static _ => { }), cancellation);
        await using var done = database.ForPlatform();
        done.Add(CommandRecord.Create(done.MerchantId, Mark, Mark, [], "", clock.UtcNow()));
        await done.SaveChangesAsync(cancellation);
        return true;
    }

    private async Task MakeAsync(Action<double> progress, CancellationToken cancellation)
    {
        var now = clock.UtcNow();
        var zone = Zone.Of(DemoMerchant.Settings.TimeZone);
        var start = DemoHistory.StartOf(zone, now);
        var merchant = (await founding.FoundAsync(DemoMerchant.Settings, DemoMerchant.Stores, DemoMerchant.Programme(), isDemo: true, slug: DemoMerchant.Slug, since: start, cancellation: cancellation)).Value;
        var ada = await accounts.CreateAsync(merchant, start);
        await DemoGoals.PublishAsync(goals, merchant, zone.DayOf(now)); // before the history, so that it counts as it happens
        var history = DemoHistory.Make(zone, now);
        var friends = new DemoFriends(database, referrals, payments, merchant);
        await friends.BeginAsync();
        var run = new Run(queue, merchant, history, ada, friends);
        for (var from = start; from < now; from = from.AddDays(ChunkDays))
        {
            cancellation.ThrowIfCancellationRequested();
            await friends.PayAsync(from);
            await run.RecordAsync(from, from.AddDays(ChunkDays));
            progress(Math.Min(1, (from.AddDays(ChunkDays) - start) / (now - start)));
        }

        await friends.ReviewAsync();
        await friends.PayAsync(now);
        await run.RegretAsync(now.AddDays(-150));
        await events.MakeAsync(merchant, run.Members, now);
        await DemoRewards.MakeAsync(rewards, queue, merchant, run.Members);
        await DemoSurveys.MakeAsync(surveys, queue, merchant, run.Members, now);
        await DemoSegments.MakeAsync(segments, merchant.Id);
        _ = (await estimates.SetAsync(Actor.System(merchant.Id), new EstimateInput(0.72m, merchant.Settings.PointValue, MonthNumber.Of(merchant.Zone.DayOf(start))))).Value;
        await database.ChangeAsync(merchant.Id, async context =>
        {
            (await context.Set<Merchant>().FirstAsync(row => row.Id == merchant.Id, cancellation)).ShowChecklist(false, now); // this shop was launched long ago
            return await context.SaveChangesAsync(cancellation);
        });
        if (run.Ada is { } member)
            await celebrations.SeenAsync(merchant.Id, member, cancellation); // a year of them at once is none
    }

    /// <summary>One pass over the history, a fortnight at a time: who joins, what is sold, what comes back.</summary>
    private sealed class Run(CommandQueue queue, MerchantView merchant, DemoHistory history, long? ada, DemoFriends friends)
    {
        private readonly long[] _members = new long[history.People.Count];
        private readonly long[] _purchases = new long[history.Sales.Count];
        private int _enrolled;

        public IReadOnlyList<long> Members => _members;

        /// <summary>Ada's membership, once she has joined.</summary>
        public long? Ada => _members[0] == 0 ? null : _members[0];

        public async Task RecordAsync(DateTime from, DateTime to)
        {
            bool InTime(DateTime at) => at >= from && at < to;

            // Everything of one kind is put in line at once, in order, and waits for the disk together.
            var joins = history.Joins.Where(join => InTime(join.At)).ToList();
            var claims = new List<ReferralClaim?>(joins.Count);
            foreach (var _ in joins)
                claims.Add(await friends.ClaimAsync(_enrolled++, _members[0] == 0 ? null : _members[0]));
            var enrolled = await Task.WhenAll(joins.Select((join, index) => queue.ExecuteAsync(Enrol(join, claims[index]))));
            for (var index = 0; index < joins.Count; index++)
                friends.Joined(_members[joins[index].Person] = enrolled[index].Value.MemberId);

            var sales = history.Sales.Where(sale => InTime(sale.At)).ToList();
            var recorded = await Task.WhenAll(sales.Select(sale => queue.ExecuteAsync(Record(sale))));
            for (var index = 0; index < sales.Count; index++)
                _purchases[sales[index].Number] = recorded[index].Value.PurchaseId;

            foreach (var result in await Task.WhenAll(history.Returns.Where(back => InTime(back.At)).Select(back => queue.ExecuteAsync(TakeBack(back)))))
                _ = result.Value;
        }

        /// <summary>A friend brings everything back for which a referral was paid.</summary>
        public async Task RegretAsync(DateTime since)
        {
            if (await friends.RegretAsync(since) is not var (purchase, lines))
                return;
            _ = (await queue.ExecuteAsync(new RecordReturn { MerchantId = merchant.Id, IdempotencyKey = "demo:regret", PurchaseId = purchase, Lines = lines, Source = PurchaseSource.Demo })).Value;
        }

        private EnrolMember Enrol(DemoJoin join, ReferralClaim? claim)
        {
            var person = history.People[join.Person];
            return new EnrolMember
            {
                MerchantId = merchant.Id,
                IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"demo:enrol:{join.Person}"),
                EnrolledAt = "demo",
                Referral = claim,
                Enrolment = new Enrolment
                {
                    Name = person.Name,
                    Email = person.Email,
                    Phone = person.Phone,
                    BirthDate = person.BirthDate,
                    AllowsEmail = person.AllowsEmail,
                    StoreId = merchant.Stores[join.Store].Id,
                    OccurredAt = join.At,
                    UserId = join.Person == 0 ? ada : null,
                },
            };
        }

        private RecordPurchase Record(DemoSale sale) => new()
        {
            MerchantId = merchant.Id,
            IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"demo:sale:{sale.Number}"),
            StoreId = merchant.Stores[sale.Store].Id,
            MemberId = sale.Person is { } person ? _members[person] : null,
            OccurredAt = sale.At,
            Reference = sale.Reference,
            Source = PurchaseSource.Demo,
            Lines = sale.Lines,
        };

        private RecordReturn TakeBack(DemoReturn back) => new()
        {
            MerchantId = merchant.Id,
            IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"demo:return:{back.Sale}"),
            PurchaseId = _purchases[back.Sale],
            Lines = [new ReturnedLine(back.Line, history.Sales[back.Sale].Lines[back.Line - 1].Quantity)],
            OccurredAt = back.At,
            Source = PurchaseSource.Demo,
        };
    }
}
