using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;

namespace LoyaltyPortal.Referrals;

/// <summary>What somebody brings along who joins by a friend's invitation.</summary>
/// <param name="Code">As typed, scanned or taken from the link.</param>
/// <param name="Device">The hash of the device's mark; see <see cref="ReferralDevice.Hash"/>.</param>
public sealed record ReferralClaim(string? Code, string? Device = null)
{
    /// <summary>A code that leads nowhere refuses the enrolment, so that whoever typed it can put it right; else it is as if none had been given.</summary>
    public bool MustBeKnown { get; init; }
}

/// <summary>Referrals on the recording road: who brought whom, what speaks against it, and every change of state.</summary>
public sealed class ReferralBook
{
    private const int LongestChain = 6;

    private static readonly RowQuery<ReferralTermsVersion> NewestTerms = new RowQuery<ReferralTermsVersion>().Where(nameof(ReferralTermsVersion.MerchantId)).OrderByDescending(nameof(ReferralTermsVersion.Number)).Take(1);
    private static readonly RowQuery<ReferralInvite> ByCode = new RowQuery<ReferralInvite>().Where(nameof(ReferralInvite.MerchantId)).Where(nameof(ReferralInvite.Code));
    private static readonly RowQuery<Referral> ByReferee = new RowQuery<Referral>().Where(nameof(Referral.RefereeId));
    private static readonly RowQuery<Referral> ByReferrer = new RowQuery<Referral>().Where(nameof(Referral.ReferrerId)).OrderBy(nameof(Referral.JoinedAt)).OrderBy(nameof(Referral.Id));
    private static readonly RowQuery<ReferralDevice> DevicesOf = new RowQuery<ReferralDevice>().Where(nameof(ReferralDevice.MemberId)).OrderBy(nameof(ReferralDevice.Device));
    private static readonly RowQuery<ReferralDevice> UsersOf = new RowQuery<ReferralDevice>().Where(nameof(ReferralDevice.MerchantId)).Where(nameof(ReferralDevice.Device)).OrderBy(nameof(ReferralDevice.MemberId));
    private static readonly RowQuery<ReferralEntry> EntriesOf = new RowQuery<ReferralEntry>().Where(nameof(ReferralEntry.ReferralId)).OrderBy(nameof(ReferralEntry.Number));

    private readonly Work _work;
    private readonly Dictionary<int, (int Number, ReferralTerms Terms)?> _current = [];

    private ReferralBook(Work work) => _work = work;

    public static ReferralBook In(Work work) => work.Book(static work => new ReferralBook(work));

    /// <summary>The terms in force with their number; null while none were ever published.</summary>
    public async ValueTask<(int Number, ReferralTerms Terms)?> TermsAsync(int merchantId)
    {
        if (_current.TryGetValue(merchantId, out var known))
            return known;
        var newest = (await _work.Session.ListAsync(NewestTerms, merchantId)).FirstOrDefault();
        (int, ReferralTerms)? terms = newest is null ? null : (newest.Number, newest.Read());
        _current.Add(merchantId, terms);
        return terms;
    }

    /// <summary>The terms that a referral was made under.</summary>
    public async ValueTask<ReferralTerms> TermsOfAsync(Referral referral) =>
        await TermsAsync(referral.MerchantId) is { } current && current.Number == referral.TermsNumber
            ? current.Terms
            : (await _work.Session.GetAsync<ReferralTermsVersion>(new RowKey(referral.MerchantId, referral.TermsNumber)))!.Read();

    /// <summary>Whom a code invites for, as long as friends can be invited; null for a code that leads nowhere.</summary>
    public async ValueTask<Member?> InviterAsync(int merchantId, string? code)
    {
        if (ReferralCode.Parse(code) is not { } parsed || await TermsAsync(merchantId) is not { Terms.IsOn: true })
            return null;
        return (await _work.Session.ListAsync(ByCode, merchantId, parsed)).FirstOrDefault() is { } invite ? await MemberBook.In(_work).FindAsync(merchantId, invite.MemberId) : null;
    }

    /// <summary>Remembers that a member uses a device.</summary>
    public async ValueTask SeenAsync(Member member, string? device)
    {
        if (device is not null && await _work.Session.GetAsync<ReferralDevice>(new RowKey(member.Id, Text: device)) is null)
            _work.Session.Insert(ReferralDevice.Of(member.MerchantId, member.Id, device, _work.Now));
    }

    /// <summary>Writes down that somebody who has just been enrolled was brought by the holder of a code, and what speaks against it.</summary>
    /// <param name="enrolledBy">The sign-in of the member of staff who enrolled the friend; null where nobody did.</param>
    /// <returns>Null when no referral came of it.</returns>
    public async ValueTask<Referral?> JoinAsync(Member referee, ReferralClaim claim, long? enrolledBy)
    {
        await SeenAsync(referee, claim.Device);
        if (await InviterAsync(referee.MerchantId, claim.Code) is not { } referrer || await OfRefereeAsync(referee.Id) is not null)
            return null;
        var (number, terms) = (await TermsAsync(referee.MerchantId))!.Value;
        var found = ReferralCheck.Of(await FactsAsync(referrer, referee, referee.EnrolledAt, terms, null) with { EnrolledBy = enrolledBy });
        var codes = found.Select(check => check.Code).ToList();
        var id = _work.Ids.Next();
        var referral = found.Any(check => check.Refuses)
            ? Referral.Refuse(id, referee.MerchantId, referrer.Id, referee.Id, number, referee.EnrolledAt, codes)
            : Referral.Join(id, referee.MerchantId, referrer.Id, referee.Id, number, referee.EnrolledAt, codes);
        _work.Session.Insert(referral);
        return referral;
    }

    /// <summary>The referral that brought a member, or null.</summary>
    public async ValueTask<Referral?> OfRefereeAsync(long memberId) => (await _work.Session.ListAsync(ByReferee, memberId)).FirstOrDefault();

    /// <summary>Whom a member brought, in the order in which they joined.</summary>
    public ValueTask<List<Referral>> OfReferrerAsync(long memberId) => _work.Session.ListAsync(ByReferrer, memberId);

    /// <summary>The entries that a referral made, in their order.</summary>
    public ValueTask<List<ReferralEntry>> EntriesAsync(Referral referral) => _work.Session.ListAsync(EntriesOf, referral.Id);

    /// <summary>What the referrer has of a referral: what was given less what was taken back.</summary>
    public async ValueTask<long> StandsAsync(Referral referral) =>
        referral.IsAsPaid ? referral.ReferrerPoints : (await EntriesAsync(referral)).Where(entry => entry.Side == ReferralSide.Referrer).Sum(entry => entry.Points);

    /// <summary>What speaks against a referral by what is known now.</summary>
    public async ValueTask<IReadOnlyList<string>> FindAsync(Referral referral, Member referrer, Member referee) =>
        [.. ReferralCheck.Of(await FactsAsync(referrer, referee, referral.JoinedAt, await TermsOfAsync(referral), referral.Id)).Select(check => check.Code)];

    public void Update(Referral referral) => _work.Session.Update(referral);

    /// <summary>Writes down an entry that a referral has made in the ledger.</summary>
    public void Record(Referral referral, ReferralSide side, bool isReversal, LedgerEntry entry) => _work.Session.Insert(referral.Record(side, isReversal, entry));

    /// <summary>A member goes on as another: what is known of its devices does too.</summary>
    public async ValueTask CopyDevicesAsync(Member from, Member to)
    {
        foreach (var device in await _work.Session.ListAsync(DevicesOf, from.Id))
            await SeenAsync(to, device.Device);
    }

    private async ValueTask<ReferralFacts> FactsAsync(Member referrer, Member referee, DateTime joinedAt, ReferralTerms terms, long? referralId)
    {
        var friend = await PersonAsync(referee);
        var others = new HashSet<long>();
        foreach (var device in friend.Devices)
            others.UnionWith((await _work.Session.ListAsync(UsersOf, referee.MerchantId, device)).Select(user => user.MemberId));
        others.Remove(referrer.Id);
        others.Remove(referee.Id);
        var hour = joinedAt.AddHours(-1);
        var joins = (await OfReferrerAsync(referrer.Id)).Count(other => other.Id != referralId && other.JoinedAt > hour
            && (other.JoinedAt < joinedAt || (other.JoinedAt == joinedAt && (referralId is null || other.Id < referralId))));
        return new ReferralFacts(await PersonAsync(referrer), friend, await ChainAsync(referrer), others.Count, joins + 1, terms);
    }

    private async ValueTask<List<ReferralPerson>> ChainAsync(Member referrer)
    {
        var chain = new List<ReferralPerson>();
        var seen = new HashSet<long> { referrer.Id };
        for (var (above, next) = (await OfRefereeAsync(referrer.Id), referrer.Id); above is not null && chain.Count < LongestChain && seen.Add(above.ReferrerId); above = await OfRefereeAsync(next))
        {
            next = above.ReferrerId;
            if (await MemberBook.In(_work).FindAsync(referrer.MerchantId, next) is { } member)
                chain.Add(await PersonAsync(member));
        }

        return chain;
    }

    private async ValueTask<ReferralPerson> PersonAsync(Member member) =>
        ReferralPerson.Of(member, (await _work.Session.ListAsync(DevicesOf, member.Id)).Select(device => device.Device));
}
