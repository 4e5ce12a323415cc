using System.Globalization;
using System.Text;
using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Members;

public enum MemberStatus
{
    Active = 1,

    /// <summary>Left over from an import that was undone; found by nobody, revived when the person comes again.</summary>
    Archived = 2,

    /// <summary>Closed: the person goes on as another member, whom its code and contacts lead to.</summary>
    Merged = 3,

    /// <summary>Forgotten: a number that the books need, and nobody.</summary>
    Erased = 4,
}

/// <summary>A person enrolled with one merchant. The points account has the same id.</summary>
public sealed class Member : IMerchantOwned, IVersioned
{
    /// <summary>The name of a member who has been forgotten.</summary>
    public const string Nobody = "—";

    private Member()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>What the card shows and the till scans: random, readable, with a check character.</summary>
    public string Code { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>The name without case and accents, so that a list is in one order on every database.</summary>
    public string SortName { get; private set; } = "";

    public string? Email { get; private set; }

    /// <summary>Lower-case, for looking up; unique per merchant.</summary>
    public string? NormalizedEmail { get; private set; }

    /// <summary>Digits with a leading plus; unique per merchant.</summary>
    public string? Phone { get; private set; }

    /// <summary>The shop's own number for this customer; unique per merchant.</summary>
    public string? ExternalId { get; private set; }

    public DateOnly? BirthDate { get; private set; }

    public MemberStatus Status { get; private set; } = MemberStatus.Active;

    /// <summary>A test member does not count in any report.</summary>
    public bool IsTest { get; private set; }

    public bool AllowsEmail { get; private set; }

    public int? EnrolledStoreId { get; private set; }

    /// <summary>The import that brought this member, if one did.</summary>
    public long? ImportId { get; private set; }

    /// <summary>The sign-in that may open this member's wallet.</summary>
    public long? UserId { get; private set; }

    public DateTime EnrolledAt { get; private set; }

    /// <summary>The member that this one was merged into.</summary>
    public long? MergedInto { get; private set; }

    public long Version { get; private set; }

    /// <summary>Everything that a member is asked for is known: name, e-mail, phone and birth date.</summary>
    public bool HasCompleteProfile => Name.Length > 0 && Email is not null && Phone is not null && BirthDate is not null;

    public static Member Enrol(long id, int merchantId, Enrolment enrolment, DateTime now) => new()
    {
        Id = id,
        MerchantId = merchantId,
        Code = MemberCode.New(),
        Name = enrolment.Name.Trim(),
        SortName = MemberTerm.Fold(enrolment.Name),
        Email = Blank(enrolment.Email),
        NormalizedEmail = NormalizeEmail(enrolment.Email),
        Phone = NormalizePhone(enrolment.Phone),
        ExternalId = Blank(enrolment.ExternalId),
        BirthDate = enrolment.BirthDate,
        AllowsEmail = enrolment.AllowsEmail,
        IsTest = enrolment.IsTest,
        EnrolledStoreId = enrolment.StoreId,
        ImportId = enrolment.ImportId,
        UserId = enrolment.UserId,
        EnrolledAt = enrolment.OccurredAt ?? now,
    };

    public void Change(string name, string? email, string? phone, DateOnly? birthDate, bool allowsEmail)
    {
        Name = name.Trim();
        SortName = MemberTerm.Fold(name);
        Email = Blank(email);
        NormalizedEmail = NormalizeEmail(email);
        Phone = NormalizePhone(phone);
        BirthDate = birthDate;
        AllowsEmail = allowsEmail;
        Version++;
    }

    /// <summary>Says whether this member counts in reports.</summary>
    public void CountAsTest(bool isTest)
    {
        IsTest = isTest;
        Version++;
    }

    /// <summary>Lets a sign-in open this wallet.</summary>
    public void LinkTo(long userId)
    {
        UserId = userId;
        Version++;
    }

    /// <summary>Closes it in favour of another. What the other lacks of contacts goes over; the code, and contacts that the other has of its own, stay and lead there.</summary>
    internal void MergeInto(Member survivor)
    {
        if (survivor.NormalizedEmail is null && NormalizedEmail is not null)
        {
            (survivor.Email, survivor.NormalizedEmail, survivor.AllowsEmail) = (Email, NormalizedEmail, AllowsEmail);
            (Email, NormalizedEmail) = (null, null);
        }

        if (survivor.Phone is null)
            (survivor.Phone, Phone) = (Phone, null);
        if (survivor.ExternalId is null)
            (survivor.ExternalId, ExternalId) = (ExternalId, null);
        if (survivor.UserId is null)
            (survivor.UserId, UserId) = (UserId, null);
        survivor.BirthDate ??= BirthDate;
        Status = MemberStatus.Merged;
        MergedInto = survivor.Id;
        Version++;
        survivor.Version++;
    }

    /// <summary>Opens it again, with what it had given the survivor where the survivor still has it.</summary>
    internal void UnmergeFrom(Member survivor, MergedContacts given)
    {
        if (given.NormalizedEmail is { } email && survivor.NormalizedEmail == email)
        {
            (Email, NormalizedEmail) = (survivor.Email, email);
            (survivor.Email, survivor.NormalizedEmail, survivor.AllowsEmail) = (null, null, given.SurvivorAllowedEmail);
        }

        if (given.Phone is { } phone && survivor.Phone == phone)
            (Phone, survivor.Phone) = (phone, null);
        if (given.ExternalId is { } external && survivor.ExternalId == external)
            (ExternalId, survivor.ExternalId) = (external, null);
        if (given.UserId is { } user && survivor.UserId == user)
            (UserId, survivor.UserId) = (user, null);
        if (given.BirthDate is { } birth && survivor.BirthDate == birth)
            survivor.BirthDate = null;
        Status = MemberStatus.Active;
        MergedInto = null;
        Version++;
        survivor.Version++;
    }

    /// <summary>
    /// Makes it nobody. The code stays: a random word that leads nowhere from now on, and by which the log can tell one line from another. The sign-in of one that was
    /// merged stays until it has been seen to: whoever carries the erasure on after a crash finds it here.
    /// </summary>
    internal void Erase()
    {
        (Name, SortName) = (Nobody, Nobody);
        (Email, NormalizedEmail, Phone, ExternalId, BirthDate) = (null, null, null, null, null);
        AllowsEmail = false;
        if (Status == MemberStatus.Active)
            (Status, UserId) = (MemberStatus.Erased, null);
        Version++;
    }

    /// <summary>The sign-in of one that is nobody has been seen to.</summary>
    internal void ForgetSignIn()
    {
        UserId = null;
        Version++;
    }

    internal void Adopt(string externalId)
    {
        ExternalId = externalId;
        Version++;
    }

    /// <summary>Lets go of the contact details too, so that the person can join anew.</summary>
    public void Archive()
    {
        (Email, NormalizedEmail, Phone) = (null, null, null);
        Status = MemberStatus.Archived;
        Version++;
    }

    public void Revive(DateTime enrolledAt, long? importId)
    {
        Status = MemberStatus.Active;
        EnrolledAt = enrolledAt;
        ImportId = importId;
        Version++;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public static string? NormalizeEmail(string? email) => Blank(email)?.ToLowerInvariant();

    /// <summary>Digits only, with a leading plus where one was typed; null when nothing is left.</summary>
    public static string? NormalizePhone(string? phone)
    {
        if (Blank(phone) is not { } typed)
            return null;
        var digits = new string(typed.Where(char.IsAsciiDigit).ToArray());
        if (typed.StartsWith("00", StringComparison.Ordinal))
            return "+" + digits[2..];
        return digits.Length == 0 ? null : typed[0] == '+' ? "+" + digits : digits;
    }
}

/// <summary>Contacts that went over to the survivor of a merge, which had none of its own.</summary>
public sealed record MergedContacts(string? NormalizedEmail, string? Phone, string? ExternalId, long? UserId, DateOnly? BirthDate, bool SurvivorAllowedEmail)
{
    /// <summary>What will go over.</summary>
    public static MergedContacts Of(Member merged, Member survivor) => new(
        survivor.NormalizedEmail is null ? merged.NormalizedEmail : null,
        survivor.Phone is null ? merged.Phone : null,
        survivor.ExternalId is null ? merged.ExternalId : null,
        survivor.UserId is null ? merged.UserId : null,
        survivor.BirthDate is null ? merged.BirthDate : null,
        survivor.AllowsEmail);
}

/// <summary>Who joins, where and how.</summary>
public sealed record Enrolment
{
    public required string Name { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? ExternalId { get; init; }

    public DateOnly? BirthDate { get; init; }

    public bool AllowsEmail { get; init; }

    public bool IsTest { get; init; }

    public int? StoreId { get; init; }

    public long? ImportId { get; init; }

    public long? UserId { get; init; }

    /// <summary>When the person joined, UTC; null now.</summary>
    public DateTime? OccurredAt { get; init; }
}

/// <summary>
/// A prefix under which a member is found: words of the name, e-mail, phone (whole, and from its last ten and last four digits), code, external id.
/// One narrow clustered table makes any lookup a range scan, however many members there are.
/// </summary>
public sealed class MemberTerm : IMerchantOwned
{
    public const int TermLength = 60;

    private MemberTerm()
    {
    }

    public int MerchantId { get; private set; }

    public string Term { get; private set; } = "";

    public long MemberId { get; private set; }

    public static IEnumerable<MemberTerm> Of(Member member)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in Words(member.Name))
            terms.Add(word);
        if (member.NormalizedEmail is { } email)
            terms.Add(Fold(email));
        if (member.Phone is { } phone)
        {
            var digits = phone.TrimStart('+');
            terms.Add(digits);
            foreach (var tail in (ReadOnlySpan<int>)[10, 4])
            {
                if (digits.Length > tail)
                    terms.Add(digits[^tail..]);
            }
        }

        terms.Add(Fold(member.Code));
        if (member.ExternalId is { } external)
            terms.Add(Fold(external));
        return terms.Where(term => term.Length > 0)
            .Select(term => new MemberTerm { MerchantId = member.MerchantId, Term = term[..Math.Min(term.Length, TermLength)], MemberId = member.Id });
    }

    public static IEnumerable<string> Words(string text) =>
        text.Split([' ', '-', '\'', '.', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Fold);

    /// <summary>Lower case without accents, so that "Çağla" is found by "cagla"; the dotless ı counts as i.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Trim().Normalize(NormalizationForm.FormD)) // taken apart first: İ as it is has no lower case of one letter
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                folded.Append(c == 'ı' ? 'i' : char.ToLowerInvariant(c));
        }

        return folded.ToString().Normalize(NormalizationForm.FormC);
    }
}

/// <summary>That a member allowed, or no longer allows, a purpose. Append-only: the newest row counts, the others prove.</summary>
public sealed class Consent : IMerchantOwned
{
    /// <summary>The channel as a whole: without it no letter comes, whatever is allowed about single purposes.</summary>
    public const string Email = "email";

    /// <summary>The wording that is shown now. A new wording gets the next number, so that what was agreed to can be told later.</summary>
    public const int CurrentWording = 1;

    public static readonly IReadOnlyList<LetterPurposes> Purposes = [LetterPurposes.Points, LetterPurposes.Offers, LetterPurposes.Progress, LetterPurposes.Events];

    private Consent()
    {
    }

    public long MemberId { get; private set; }

    public string Purpose { get; private set; } = "";

    public DateTime ChangedAt { get; private set; }

    public int MerchantId { get; private set; }

    public bool IsGiven { get; private set; }

    /// <summary>Where it was said: till, join page, wallet, import.</summary>
    public string Source { get; private set; } = "";

    /// <summary>The wording that was shown; 0 before wordings were numbered.</summary>
    public int Wording { get; private set; }

    /// <summary>The sign-in of the member of staff who wrote it down; null when the member said it without staff, or a file did.</summary>
    public long? StaffId { get; private set; }

    /// <summary>The purpose of letters about something by e-mail.</summary>
    public static string EmailAbout(LetterPurposes purpose) => $"{Email}.{purpose.ToString().ToLowerInvariant()}";

    public static Consent Of(Member member, string purpose, bool isGiven, string source, DateTime now, long? staffId = null) => new()
    {
        MemberId = member.Id,
        MerchantId = member.MerchantId,
        Purpose = purpose,
        IsGiven = isGiven,
        Source = source,
        ChangedAt = now,
        Wording = CurrentWording,
        StaffId = staffId,
    };
}
