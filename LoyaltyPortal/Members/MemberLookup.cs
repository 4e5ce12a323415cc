using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Members;

/// <summary>
/// Finds members by the start of anything they are known by. Every question is a range of the terms' primary key, and every range is
/// bounded, so an answer costs the same among a thousand members and a million.
/// </summary>
public sealed class MemberLookup(LoyaltyDatabase database)
{
    /// <summary>How many terms of one range are looked at.</summary>
    public const int MostTerms = 2_000;

    /// <summary>How many members one lookup answers at most.</summary>
    public const int MostHits = 200;

    private const int MostWords = 4;

    /// <summary>Exact hits first, then by name.</summary>
    public async Task<MemberHits> FindAsync(int merchantId, string text, int take, CancellationToken cancellation = default)
    {
        take = Math.Clamp(take, 1, MostHits);
        if (text.Length > 200 || MemberTerm.Fold(text).Length == 0)
            return MemberHits.None;
        await using var context = database.ForMerchant(merchantId);
        var exact = await ExactAsync(context, text, cancellation);
        var found = new List<long>(exact);
        var hasMore = false;
        foreach (var words in Readings(text))
        {
            var (ids, isCut) = await PrefixAsync(context, words, take + 1, cancellation);
            found.AddRange(ids);
            hasMore |= isCut;
        }

        var leads = await MergedMembers.LeadsAsync(context, found, cancellation);
        exact = [.. exact.Select(id => leads.GetValueOrDefault(id, id))];
        var wanted = found.Select(id => leads.GetValueOrDefault(id, id)).Distinct().ToList();
        var rows = await context.Set<Member>().AsNoTracking()
            .Where(member => wanted.Contains(member.Id) && member.Status == MemberStatus.Active)
            .Select(MemberService.ToRow).ToListAsync(cancellation);
        var hits = rows.Select(row => new MemberHit(row, exact.Contains(row.Id)))
            .OrderByDescending(hit => hit.IsExact).ThenBy(hit => MemberTerm.Fold(hit.Member.Name), StringComparer.Ordinal).ThenBy(hit => hit.Member.Id)
            .ToList();
        return new MemberHits([.. hits.Take(take)], hasMore || hits.Count > take);
    }

    /// <summary>The terms of one range of the key, in its order.</summary>
    internal static IQueryable<MemberTerm> Range(IQueryable<MemberTerm> terms, string prefix)
    {
        var (from, to) = Bounds(prefix);
        return terms.Where(term => term.Term.CompareTo(from) >= 0 && term.Term.CompareTo(to) < 0);
    }

    /// <summary>From the prefix itself to the first text that no longer starts with it.</summary>
    internal static (string From, string To) Bounds(string prefix)
    {
        var from = prefix[..Math.Min(prefix.Length, MemberTerm.TermLength)];
        if (from.Length > 1 && char.IsHighSurrogate(from[^1]))
            from = from[..^1];
        var last = from[^1];
        var next = char.IsLowSurrogate(last) ? from[..^2] + char.ConvertFromUtf32(char.ConvertToUtf32(from, from.Length - 2) + 1)
            : from[..^1] + (char)(last + 1 is 0xD800 ? 0xE000 : last + 1);
        return (from, next);
    }

    /// <summary>The ways in which the text can be meant: a number, one term, words of a name.</summary>
    internal static IEnumerable<IReadOnlyList<string>> Readings(string text)
    {
        var typed = text.Trim();
        if (typed.All(c => char.IsAsciiDigit(c) || c is ' ' or '+' or '-' or '(' or ')' or '/' or '.'))
        {
            // Stored with the country's code, typed without it: the terms hold the last ten digits too.
            var digits = new string(typed.Where(char.IsAsciiDigit).ToArray());
            if (digits.Length > 0)
                yield return [digits];
            if (digits.TrimStart('0') is { Length: > 2 } national && national != digits)
                yield return [national];
        }

        if (MemberCode.Parse(typed) is { } code)
            yield return [MemberTerm.Fold(code)];
        var whole = MemberTerm.Fold(typed);
        var words = MemberTerm.Words(typed).Distinct(StringComparer.Ordinal).OrderByDescending(word => word.Length).Take(MostWords).ToList();
        if (!whole.Contains(' ', StringComparison.Ordinal) && (words.Count != 1 || words[0] != whole))
            yield return [whole];
        if (words.Count > 0)
            yield return words;
    }

    private static async Task<(IReadOnlyList<long> Ids, bool IsCut)> PrefixAsync(LoyaltyDbContext context, IReadOnlyList<string> words, int take, CancellationToken cancellation)
    {
        var terms = context.Set<MemberTerm>().AsNoTracking();
        if (words.Count == 1)
        {
            // A member may have several terms in the range (Anna Andersson), hence more than are wanted.
            var some = await Range(terms, words[0]).OrderBy(term => term.Term).ThenBy(term => term.MemberId).Select(term => term.MemberId).Take(take * 4).ToListAsync(cancellation);
            return ([.. some.Distinct()], some.Count == take * 4);
        }

        var counts = new List<(string Word, int Count)>();
        foreach (var word in words)
            counts.Add((word, await Range(terms, word).Select(term => term.MemberId).Take(MostTerms + 1).CountAsync(cancellation)));
        counts.Sort((left, right) => left.Count.CompareTo(right.Count));
        var ids = await HavingAll(terms, [.. counts.Select(count => count.Word)]).Distinct().Take(take).ToListAsync(cancellation);
        return (ids, ids.Count == take || counts[0].Count > MostTerms);
    }

    /// <summary>Members with a term for each word: walks so many terms of the first word, and seeks the others by member.</summary>
    internal static IQueryable<long> HavingAll(IQueryable<MemberTerm> terms, IReadOnlyList<string> words)
    {
        var query = Range(terms, words[0]).OrderBy(term => term.Term).ThenBy(term => term.MemberId).Select(term => term.MemberId).Take(MostTerms);
        foreach (var word in words.Skip(1))
        {
            var others = Range(terms, word);
            query = query.Where(id => others.Any(term => term.MemberId == id));
        }

        return query;
    }

    private static async Task<IReadOnlyList<long>> ExactAsync(LoyaltyDbContext context, string text, CancellationToken cancellation)
    {
        var members = context.Set<Member>().AsNoTracking();
        var ids = new List<long>();
        if (MemberCode.Parse(text) is { } code)
            ids.AddRange(await members.Where(member => member.Code == code).Select(member => member.Id).ToListAsync(cancellation));
        if (text.Contains('@', StringComparison.Ordinal) && Member.NormalizeEmail(text) is { } email)
            ids.AddRange(await members.Where(member => member.NormalizedEmail == email).Select(member => member.Id).ToListAsync(cancellation));
        if (Member.NormalizePhone(text) is { Length: >= 6 } phone)
            ids.AddRange(await members.Where(member => member.Phone == phone).Select(member => member.Id).ToListAsync(cancellation));
        var external = text.Trim();
        if (external.Length <= 60)
            ids.AddRange(await members.Where(member => member.ExternalId == external).Select(member => member.Id).ToListAsync(cancellation));
        return ids;
    }
}
