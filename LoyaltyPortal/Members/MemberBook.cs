using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Members;

/// <summary>Finding and enrolling members on the recording road.</summary>
public sealed class MemberBook
{
    private static readonly RowQuery<Member> ByExternalId = Unique(nameof(Member.ExternalId));
    private static readonly RowQuery<Member> ByEmail = Unique(nameof(Member.NormalizedEmail));
    private static readonly RowQuery<Member> ByPhone = Unique(nameof(Member.Phone));

    private static readonly RowQuery<MemberTerm> TermsOf = new RowQuery<MemberTerm>().Where(nameof(MemberTerm.MemberId)).OrderBy(nameof(MemberTerm.Term));

    private static readonly RowQuery<Member> MergedInto = new RowQuery<Member>().Where(nameof(Member.MergedInto)).OrderBy(nameof(Member.Id));

    private readonly Work _work;
    private readonly Dictionary<(int Merchant, string ExternalId), Member> _byExternalId = [];

    private MemberBook(Work work) => _work = work;

    public static MemberBook In(Work work) => work.Book(static work => new MemberBook(work));

    private static RowQuery<Member> Unique(string property) => new RowQuery<Member>().Where(nameof(Member.MerchantId)).Where(property);

    /// <summary>The member, or whom it was merged into; null when there is none at this merchant.</summary>
    public async ValueTask<Member?> FindAsync(int merchantId, long memberId)
    {
        var member = await FollowAsync(await _work.Session.GetAsync<Member>(new RowKey(memberId)));
        return member?.MerchantId == merchantId && member.Status == MemberStatus.Active ? member : null;
    }

    /// <summary>What the member wants, or what holds for whoever never said.</summary>
    public async ValueTask<MemberPreferences> PreferencesAsync(int merchantId, long memberId) =>
        await _work.Session.GetAsync<MemberPreferences>(new RowKey(memberId)) is { } found && found.MerchantId == merchantId ? found : MemberPreferences.Usual(memberId, merchantId);

    /// <summary>Whoever the member is now: itself, or the last of those it was merged into.</summary>
    public async ValueTask<Member?> FollowAsync(Member? member)
    {
        while (member?.MergedInto is { } survivor)
            member = await _work.Session.GetAsync<Member>(new RowKey(survivor));
        return member;
    }

    /// <summary>The member with the shop's own number for the customer, archived or not.</summary>
    public async ValueTask<Member?> FindExternalAsync(int merchantId, string externalId)
    {
        if (_byExternalId.TryGetValue((merchantId, externalId), out var known))
            return await FollowAsync(known);
        var found = (await _work.Session.ListAsync(ByExternalId, merchantId, externalId)).FirstOrDefault();
        if (found is not null)
            _byExternalId.Add((merchantId, externalId), found);
        return await FollowAsync(found);
    }

    /// <summary>The member with that e-mail address, archived or not.</summary>
    public async ValueTask<Member?> FindEmailAsync(int merchantId, string email) =>
        Member.NormalizeEmail(email) is { } normal ? await FollowAsync((await _work.Session.ListAsync(ByEmail, merchantId, normal)).FirstOrDefault()) : null;

    /// <summary>The member with that phone number, archived or not.</summary>
    public async ValueTask<Member?> FindPhoneAsync(int merchantId, string phone) =>
        Member.NormalizePhone(phone) is { } normal ? await FollowAsync((await _work.Session.ListAsync(ByPhone, merchantId, normal)).FirstOrDefault()) : null;

    /// <summary>Enrols a person whom <see cref="EnrolmentCheck"/> found well formed.</summary>
    public async ValueTask<Result<Member>> EnrolAsync(int merchantId, Enrolment enrolment, string source, long? staffId = null)
    {
        if (EnrolmentCheck.Of(enrolment, _work.Now) is { } failure)
            return failure;
        if (enrolment.Email is { } email && await FindEmailAsync(merchantId, email) is not null)
            return MemberErrors.EmailTaken();
        if (enrolment.Phone is { } phone && await FindPhoneAsync(merchantId, phone) is not null)
            return MemberErrors.PhoneTaken();
        if (enrolment.ExternalId is { } external && await FindExternalAsync(merchantId, external) is not null)
            return MemberErrors.ExternalIdTaken();

        var member = Member.Enrol(_work.Ids.Next(), merchantId, enrolment, _work.Now);
        _work.Session.Insert(member);
        foreach (var term in MemberTerm.Of(member))
            _work.Session.Insert(term);
        if (member.AllowsEmail)
            _work.Session.Insert(Consent.Of(member, Consent.Email, isGiven: true, source, _work.Now, staffId));
        if (member.ExternalId is not null)
            _byExternalId.Add((merchantId, member.ExternalId), member);
        return member;
    }

    public void Revive(Member member, DateTime enrolledAt, long? importId)
    {
        member.Revive(enrolledAt, importId);
        _work.Session.Update(member);
    }

    /// <summary>Says whether this member counts in reports; the aggregates are the caller's.</summary>
    public void CountAsTest(Member member, bool isTest)
    {
        member.CountAsTest(isTest);
        _work.Session.Update(member);
    }

    /// <summary>Gives a member who had none the shop's own number.</summary>
    public void Adopt(Member member, string externalId)
    {
        var found = MemberTerm.Of(member).Select(term => term.Term).ToHashSet(StringComparer.Ordinal);
        member.Adopt(externalId);
        _work.Session.Update(member);
        _byExternalId.Add((member.MerchantId, externalId), member);
        foreach (var term in MemberTerm.Of(member).Where(term => !found.Contains(term.Term)))
            _work.Session.Insert(term);
    }

    /// <summary>Closes a member in favour of another, who is found by what the closed one was known by.</summary>
    public async ValueTask MergeAsync(Member merged, Member survivor)
    {
        // Each contact is unique per merchant: whoever lets go of it is written before the one who takes it.
        await _work.Session.FlushAsync();
        merged.MergeInto(survivor);
        _byExternalId.Clear();
        _work.Session.Update(merged);
        await _work.Session.FlushAsync();
        _work.Session.Update(survivor);
        await IndexAsync(survivor);
    }

    /// <summary>Opens a merged member again.</summary>
    public async ValueTask UnmergeAsync(Member merged, Member survivor, MergedContacts given)
    {
        await _work.Session.FlushAsync();
        merged.UnmergeFrom(survivor, given);
        _byExternalId.Clear();
        _work.Session.Update(survivor);
        await _work.Session.FlushAsync();
        _work.Session.Update(merged);
        await IndexAsync(merged);
    }

    private async ValueTask IndexAsync(Member member)
    {
        var known = (await _work.Session.ListAsync(TermsOf, member.Id)).Select(term => term.Term).ToHashSet(StringComparer.Ordinal);
        foreach (var term in MemberTerm.Of(member).Where(term => !known.Contains(term.Term)))
            _work.Session.Insert(term);
    }

    /// <summary>A member and all who were merged into it, one after the other.</summary>
    public async ValueTask<IReadOnlyList<Member>> FamilyAsync(Member member)
    {
        var family = new List<Member> { member };
        for (var next = 0; next < family.Count; next++)
            family.AddRange(await _work.Session.ListAsync(MergedInto, family[next].Id));
        return family;
    }

    /// <summary>Makes a member, and all who were merged into it, nobody. What they are looked up by is removed once this is on the disk.</summary>
    public async ValueTask EraseAsync(Member member)
    {
        foreach (var one in await FamilyAsync(member))
        {
            one.Erase();
            _work.Session.Update(one);
        }

        _byExternalId.Clear();
    }

    public void Archive(Member member)
    {
        member.Archive();
        _work.Session.Update(member);
    }
}

/// <summary>Whether an enrolment is well formed; what is taken already is asked of the database.</summary>
public static class EnrolmentCheck
{
    public static Failure? Of(Enrolment enrolment, DateTime now)
    {
        if (string.IsNullOrWhiteSpace(enrolment.Name))
            return MemberErrors.NameMissing();
        if (enrolment.Name.Length > 120)
            return MemberErrors.NameTooLong();
        if (enrolment.ExternalId is null && string.IsNullOrWhiteSpace(enrolment.Email) && string.IsNullOrWhiteSpace(enrolment.Phone))
            return MemberErrors.ContactMissing();
        if (!string.IsNullOrWhiteSpace(enrolment.Email) && !IsEmail(enrolment.Email.Trim()))
            return MemberErrors.EmailUnreadable();
        if (!string.IsNullOrWhiteSpace(enrolment.Phone) && Member.NormalizePhone(enrolment.Phone) is not { Length: >= 6 and <= 20 })
            return MemberErrors.PhoneUnreadable();
        var today = DateOnly.FromDateTime(now);
        return enrolment.BirthDate is { } birth && (birth > today || birth < today.AddYears(-130)) ? MemberErrors.BirthDateImpossible() : null;
    }

    /// <summary>One @ with something on both sides, a dot in the domain, no spaces or control characters: the rest is for the mail server to say.</summary>
    public static bool IsEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return text.Length <= 200 && at > 0 && at == text.LastIndexOf('@') && text.IndexOf('.', at) > at + 1 && !text.EndsWith('.')
            && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ',' or ';' or '<' or '>' or '"');
    }
}
