using System.Globalization;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Statements;

/// <summary>Statements of single members. Staff ask as an <see cref="Actor"/>; what takes a merchant is for the member's own wallet, whose callers have found out whose it is.</summary>
public sealed class StatementService(LoyaltyDatabase database, StatementBooks books, MerchantDirectory directory, Attempts attempts, IdGenerator ids, TimeProvider clock)
{
    private const int MostLettersPerHour = 5;

    /// <summary>The months of which a member has a statement, latest first.</summary>
    /// <returns>Or <c>not_allowed</c>, <c>statement_unknown</c>.</returns>
    public async Task<Result<List<int>>> MonthsAsync(Actor actor, long memberId, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeMembers) is { } refusal)
            return refusal;
        if (await directory.FindAsync(actor.MerchantId, cancellation) is not { } merchant)
            return MerchantErrors.Unknown();
        var months = await books.MonthsAsync(merchant, memberId, cancellation);
        return months.Count > 0 ? months.ToList() : StatementErrors.Unknown();
    }

    /// <returns>Or <c>not_allowed</c>, <c>statement_unknown</c>, <c>statement_month</c>.</returns>
    public async Task<Result<StatementContent>> ReadAsync(Actor actor, long memberId, int month, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeMembers) is { } refusal)
            return refusal;
        return await directory.FindAsync(actor.MerchantId, cancellation) is { } merchant ? await ReadAsync(merchant, memberId, month, showsCodes: false, cancellation) : MerchantErrors.Unknown();
    }

    /// <summary>The member's own, with the codes of their vouchers.</summary>
    /// <returns>Or <c>statement_unknown</c>, <c>statement_month</c>.</returns>
    public Task<Result<StatementContent>> ReadAsync(MerchantView merchant, long memberId, int month, CancellationToken cancellation = default) =>
        ReadAsync(merchant, memberId, month, showsCodes: true, cancellation);

    private async Task<Result<StatementContent>> ReadAsync(MerchantView merchant, long memberId, int month, bool showsCodes, CancellationToken cancellation)
    {
        if (!IsMonth(merchant, month))
            return StatementErrors.Month();
        return await books.ReadAsync(merchant, month, [memberId], showsCodes, cancellation) is [var content] ? content : StatementErrors.Unknown();
    }

    /// <summary>Has a statement sent to a member, for staff.</summary>
    /// <returns>Or <c>not_allowed</c>, <c>statement_unknown</c>, <c>statement_month</c>, <c>statement_no_address</c>, <c>too_many_attempts</c>.</returns>
    public async Task<Result<Done>> SendAsync(Actor actor, long memberId, int month, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeMembers) is { } refusal)
            return refusal;
        return await directory.FindAsync(actor.MerchantId, cancellation) is { } merchant ? await SendAsync(merchant, memberId, month, byMember: false, cancellation) : MerchantErrors.Unknown();
    }

    /// <summary>Has a statement sent to the member's address.</summary>
    /// <param name="byMember">The member asks: it comes whatever letters they allow.</param>
    /// <returns>Or <c>statement_unknown</c>, <c>statement_month</c>, <c>statement_no_address</c>, <c>too_many_attempts</c>.</returns>
    public async Task<Result<Done>> SendAsync(MerchantView merchant, long memberId, int month, bool byMember, CancellationToken cancellation = default)
    {
        if (!IsMonth(merchant, month))
            return StatementErrors.Month();
        await using var context = database.ForMerchant(merchant.Id);
        var member = await context.Set<Member>().AsNoTracking().FirstOrDefaultAsync(member => member.Id == memberId && member.Status == MemberStatus.Active, cancellation);
        if (member is null)
            return StatementErrors.Unknown();
        if (await books.FirstMonthAsync(merchant, memberId, cancellation) is not { } first || month < first)
            return StatementErrors.Unknown();
        if (member.Email is null || !byMember && await MemberPost.ReachAsync(context, memberId, LetterPurposes.Points, cancellation) is null)
            return StatementErrors.NoAddress();
        if (await attempts.CountAsync(string.Create(CultureInfo.InvariantCulture, $"statement:{memberId}"), MostLettersPerHour, TimeSpan.FromHours(1)) is { } tooOften)
            return tooOften;
        context.Add(LetterHandler.Message(ids.Next(), merchant.Id, new { template = StatementLetter.TemplateName, memberId, month, asked = byMember }, clock.UtcNow()));
        await context.SaveChangesAsync(CancellationToken.None);
        return Done.Instance;
    }

    /// <summary>Reads 2011-11.</summary>
    public static int? ReadMonth(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? MonthNumber.Of(day) : null;

    /// <summary>As addresses and file names have it: 2011-11.</summary>
    public static string Say(int month) => MonthNumber.FirstDay(month).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    internal bool IsMonth(MerchantView merchant, int month) => month <= MonthNumber.Of(merchant.Zone.DayOf(clock.UtcNow()));
}
