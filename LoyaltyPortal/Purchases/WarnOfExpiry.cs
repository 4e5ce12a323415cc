using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Purchases;

/// <summary>That a member has been told of the points that lapse at the end of a day: so that nobody is told twice.</summary>
public sealed class ExpiryWarning : IMerchantOwned
{
    private ExpiryWarning()
    {
    }

    public long AccountId { get; private set; }

    /// <summary>The last local day on which the points are good.</summary>
    public DateOnly LastDay { get; private set; }

    public int MerchantId { get; private set; }

    public DateTime ToldAt { get; private set; }

    public static ExpiryWarning Of(int merchantId, long accountId, DateOnly lastDay, DateTime now) => new() { MerchantId = merchantId, AccountId = accountId, LastDay = lastDay, ToldAt = now };
}

internal sealed class ExpiryWarningMapping : IEntityTypeConfiguration<ExpiryWarning>
{
    public void Configure(EntityTypeBuilder<ExpiryWarning> builder)
    {
        builder.ToTable("ExpiryWarnings");
        builder.HasKey(warning => new { warning.AccountId, warning.LastDay });
        builder.NeverChanges();
    }
}

/// <summary>Once a day: a letter to every member who allows letters and whose points lapse within the programme's days of warning, one for each day on which some lapse.</summary>
internal sealed class WarnOfExpiry(LoyaltyDatabase database, CommandQueue queue, MerchantDirectory directory, ProgrammeService programmes, TimeProvider clock) : IJob
{
    private const int PageSize = 500;

    public string Name => "warn-of-expiry";

    public TimeSpan Every => TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var merchant in await database.MerchantsWithAsync<PointsAccount>(account => account.NextDueAt != null, cancellation))
        {
            var policy = await programmes.PointsAsync(merchant, cancellation);
            if (policy.WarningDays > 0 && await directory.FindAsync(merchant, cancellation) is { } view)
                await WarnAsync(merchant, view.Zone, clock.UtcNow().AddDays(policy.WarningDays), cancellation);
        }
    }

    /// <summary>A lot that lapses by then makes its account due by then, so only those accounts are looked at.</summary>
    private async Task WarnAsync(int merchantId, Zone zone, DateTime until, CancellationToken cancellation)
    {
        for (long above = 0; ;)
        {
            var now = clock.UtcNow();
            await using var context = database.ForMerchant(merchantId);
            var page = await context.Set<PointsAccount>().Where(account => account.NextDueAt <= until && account.Id > above)
                .OrderBy(account => account.Id).Take(PageSize).Select(account => account.Id).ToListAsync(cancellation);
            if (page.Count == 0)
                return;
            above = page[^1];
            var reached = await context.Set<Member>().Where(member => page.Contains(member.Id) && member.Status == MemberStatus.Active && member.AllowsEmail && member.Email != null)
                .Select(member => member.Id).ToListAsync(cancellation);
            var lapsing = await context.Set<Lot>().Where(lot => reached.Contains(lot.AccountId) && lot.Remaining > 0 && lot.ExpiresAt > now && lot.ExpiresAt <= until)
                .Select(lot => new { lot.AccountId, lot.ExpiresAt }).Distinct().ToListAsync(cancellation);
            var told = (await context.Set<ExpiryWarning>().Where(warning => reached.Contains(warning.AccountId)).Select(warning => new { warning.AccountId, warning.LastDay }).ToListAsync(cancellation))
                .Select(warning => (warning.AccountId, warning.LastDay)).ToHashSet();
            var days = lapsing.Select(lot => (lot.AccountId, LastDay: zone.DayOf(lot.ExpiresAt!.Value.AddTicks(-1)))).Distinct().Where(day => !told.Contains(day));
            await Task.WhenAll(days.Select(day => queue.ExecuteAsync(new TellOfExpiry { MerchantId = merchantId, AccountId = day.AccountId, LastDay = day.LastDay }, cancellation)));
        }
    }
}

/// <summary>Asks for one letter and remembers that it was asked for.</summary>
internal sealed class TellOfExpiry : WriteCommand<Done>
{
    public override string Kind => "tell_of_expiry";

    public required long AccountId { get; init; }

    public required DateOnly LastDay { get; init; }

    protected override async ValueTask<Result<Done>> ApplyAsync(Work work)
    {
        if (await work.Session.GetAsync<ExpiryWarning>(new RowKey(AccountId, LastDay.DayNumber)) is not null)
            return Done.Instance;
        work.Session.Insert(ExpiryWarning.Of(MerchantId, AccountId, LastDay, work.Now));
        work.Session.Insert(LetterHandler.Message(work.Ids.Next(), MerchantId, new { template = ExpiryLetter.TemplateName, memberId = AccountId, lastDay = LastDay }, work.Now));
        return Done.Instance;
    }
}
