using System.Globalization;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases;

/// <summary>When birthdays are.</summary>
public static class Birthdays
{
    private const int Oldest = 130;

    /// <summary>The birth dates whose birthday a day is. Who was born on 29 February has it on the 28th in common years.</summary>
    internal static IReadOnlyList<DateOnly?> BirthDatesOn(DateOnly day)
    {
        var dates = new List<DateOnly?>();
        for (var year = day.Year - 1; year >= Math.Max(1, day.Year - Oldest); year--)
        {
            if (day.Day <= DateTime.DaysInMonth(year, day.Month))
                dates.Add(new DateOnly(year, day.Month, day.Day));
            if (day is { Month: 2, Day: 28 } && !DateTime.IsLeapYear(day.Year) && DateTime.IsLeapYear(year))
                dates.Add(new DateOnly(year, 2, 29));
        }

        return dates;
    }

    /// <summary>The birthday in a year.</summary>
    public static DateOnly In(int year, DateOnly born) => new(year, born.Month, Math.Min(born.Day, DateTime.DaysInMonth(year, born.Month)));

    /// <summary>The first birthday from a day on.</summary>
    public static DateOnly Next(DateOnly born, DateOnly from) => In(from.Year, born) is var birthday && birthday >= from ? birthday : In(from.Year + 1, born);

    /// <summary>One birthday per member and year, whatever becomes of the date.</summary>
    internal static ActionReport Report(DateOnly birthday, Zone zone) => new()
    {
        Action = MemberActions.Birthday,
        SourceEvent = birthday.Year.ToString("0000", CultureInfo.InvariantCulture),
        Source = ActionSource.Schedule,
        OccurredAt = zone.StartOf(birthday),
    };
}

/// <summary>
/// Rewards birthdays on their day in the merchant's zone. A run that comes late makes up for the days since the last one; birthdays before the first run
/// are past. Today is looked at in every run, so that who joins today is not forgotten; the year's action is recorded once.
/// </summary>
internal sealed class HonourBirthdays(LoyaltyDatabase database, CommandQueue queue, MerchantDirectory directory, TimeProvider clock, ILogger<HonourBirthdays> log) : IJob
{
    internal const int BatchSize = 500;

    /// <summary>A portal that was away for longer has missed the older days.</summary>
    internal const int MostDays = 62;

    public string Name => "birthdays";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var merchant in await database.MerchantsWithAsync<ProgrammeVersion>(version => version.Number == 1, cancellation))
        {
            if (await directory.FindAsync(merchant, cancellation) is { } view)
                await HonourAsync(merchant, view.Zone, cancellation);
        }
    }

    private async Task HonourAsync(int merchantId, Zone zone, CancellationToken cancellation)
    {
        var today = zone.DayOf(clock.UtcNow());
        var (from, rewards) = await StartAsync(merchantId, today, cancellation);
        var done = true;
        if (rewards)
        {
            for (var day = from; day <= today; day = day.AddDays(1))
                done &= await HonourAsync(merchantId, day, zone, cancellation);
        }

        if (done)
            await ReachedAsync(merchantId, today, cancellation);
    }

    /// <summary>The first day to look at, and whether the programme has anything for birthdays.</summary>
    private async Task<(DateOnly From, bool Rewards)> StartAsync(int merchantId, DateOnly today, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        var run = await context.Set<BirthdayRun>().AsNoTracking().FirstOrDefaultAsync(cancellation);
        var version = await context.Set<ProgrammeVersion>().AsNoTracking().OrderByDescending(version => version.Number).FirstOrDefaultAsync(cancellation);
        var earliest = today.AddDays(-MostDays);
        var from = run?.Day ?? today;
        return (from < earliest ? earliest : from, CompiledProgrammes.Of(version).Rules.RulesFor(MemberActions.Birthday).Count > 0);
    }

    /// <returns>False when a birthday could not be recorded: the day is looked at again.</returns>
    private async Task<bool> HonourAsync(int merchantId, DateOnly day, Zone zone, CancellationToken cancellation)
    {
        var (born, report, end) = (Birthdays.BirthDatesOn(day), Birthdays.Report(day, zone), zone.EndOf(day));
        var done = true;
        for (long above = 0; ;)
        {
            await using var context = database.ForMerchant(merchantId);
            var actions = context.Set<MemberAction>().Where(action => action.Action == MemberActions.Birthday && action.SourceEvent == report.SourceEvent);
            var members = await context.Set<Member>().AsNoTracking()
                .Where(member => born.Contains(member.BirthDate) && member.Status == MemberStatus.Active && member.EnrolledAt < end && member.Id > above && !actions.Any(action => action.MemberId == member.Id))
                .OrderBy(member => member.Id).Take(BatchSize).Select(member => member.Id).ToListAsync(cancellation);
            var honoured = await Task.WhenAll(members.Select(member => HonourAsync(merchantId, member, report, cancellation)));
            done &= honoured.All(static one => one);
            if (members.Count < BatchSize)
                return done;
            above = members[^1];
        }
    }

    private async Task<bool> HonourAsync(int merchantId, long memberId, ActionReport report, CancellationToken cancellation)
    {
        try
        {
            var recorded = await queue.ExecuteAsync(new RecordAction { MerchantId = merchantId, MemberId = memberId, Report = report }, cancellation);

            // Gone, or honoured this year on a date that was edited since: both are as they should be.
            if (recorded.Succeeded || recorded.Failure == MemberErrors.Unknown() || recorded.Failure == ActionErrors.ReportedOtherwise())
                return true;
            log.LogWarning("The birthday of member {Member} of merchant {Merchant} was refused: {Code}.", memberId, merchantId, recorded.Failure.Code);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            log.LogError(exception, "The birthday of member {Member} of merchant {Merchant} could not be recorded.", memberId, merchantId);
        }

        return false;
    }

    private Task<Done> ReachedAsync(int merchantId, DateOnly today, CancellationToken cancellation) => database.ChangeAsync(merchantId, async context =>
    {
        if (await context.Set<BirthdayRun>().FirstOrDefaultAsync(cancellation) is not { } run)
            context.Add(BirthdayRun.Start(merchantId, today));
        else if (run.Day < today)
            run.Reached(today);
        await context.SaveChangesAsync(cancellation);
        return Done.Instance;
    });
}
