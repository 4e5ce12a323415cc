using System.Globalization;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Members;

/// <summary>Whose data it is: a member, and those that were merged into it.</summary>
public sealed record PersonalScope(int MerchantId, IReadOnlyList<long> MemberIds);

/// <summary>One table of a person's data.</summary>
/// <param name="Name">Lower-case, for a file's name.</param>
/// <param name="Rows">Text, numbers, instants in UTC, days, truth, or null; as many as there are columns.</param>
public sealed record PersonalSheet(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);

/// <summary>
/// What a room keeps of a person: shown for the export, forgotten at an erasure. A room that has a table with a member's id registers one
/// (<c>AddScoped&lt;IPersonalData, …&gt;()</c>).
/// </summary>
public interface IPersonalData
{
    /// <summary>Where its sheets stand in the export.</summary>
    int Order { get; }

    Task<IReadOnlyList<PersonalSheet>> SheetsAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation);

    /// <summary>Removes what names the person or was written by or about them in free words. Called after the member has been made nobody, perhaps several times; what the books need stays.</summary>
    Task ForgetAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation);
}

/// <summary>What the members room keeps: the profile, consents, preferences, erasures asked for.</summary>
internal sealed class MemberPersonalData : IPersonalData
{
    public int Order => 10;

    public async Task<IReadOnlyList<PersonalSheet>> SheetsAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        var members = await context.Set<Member>().AsNoTracking().Where(member => scope.MemberIds.Contains(member.Id)).OrderBy(member => member.Id).ToListAsync(cancellation);
        var consents = await context.Set<Consent>().AsNoTracking().Where(consent => scope.MemberIds.Contains(consent.MemberId)).OrderBy(consent => consent.ChangedAt).ToListAsync(cancellation);
        var preferences = await context.Set<MemberPreferences>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId)).ToListAsync(cancellation);
        var erasures = await context.Set<ErasureRequest>().AsNoTracking().Where(row => scope.MemberIds.Contains(row.MemberId)).OrderBy(row => row.Id).ToListAsync(cancellation);
        return
        [
            new("profile", ["code", "name", "email", "phone", "shop_number", "birth_date", "allows_email", "enrolled_at", "status"],
                [.. members.Select(member => (IReadOnlyList<object?>)[member.Code, member.Name, member.Email, member.Phone, member.ExternalId, member.BirthDate, member.AllowsEmail, member.EnrolledAt, member.Status.ToString()])]),
            new("consents", ["purpose", "given", "said_at", "where", "wording", "written_by_staff"],
                [.. consents.Select(consent => (IReadOnlyList<object?>)[consent.Purpose, consent.IsGiven, consent.ChangedAt, consent.Source, consent.Wording, consent.StaffId is not null])]),
            new("preferences", ["celebrations", "letters", "language"],
                [.. preferences.Select(row => (IReadOnlyList<object?>)[!row.CelebrationsOff, row.Letters.ToString(), row.Language])]),
            new("erasures", ["asked_at", "due_at", "state"],
                [.. erasures.Select(row => (IReadOnlyList<object?>)[row.AskedAt, row.DueAt, row.State.ToString()])]),
        ];
    }

    public async Task ForgetAsync(LoyaltyDbContext context, PersonalScope scope, CancellationToken cancellation)
    {
        await context.Set<MemberTerm>().Where(term => scope.MemberIds.Contains(term.MemberId)).ExecuteDeleteAsync(cancellation);
        await context.Set<MemberPreferences>().Where(row => scope.MemberIds.Contains(row.MemberId)).ExecuteDeleteAsync(cancellation);
        var codes = await context.Set<Member>().Where(member => scope.MemberIds.Contains(member.Id)).Select(member => member.Code).ToListAsync(cancellation);
        await Attempts.ForgetAsync(context, [.. scope.MemberIds.Select(id => id.ToString(CultureInfo.InvariantCulture)), .. codes], cancellation);
    }
}
