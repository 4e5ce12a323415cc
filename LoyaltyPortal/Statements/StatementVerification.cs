using System.Net;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Statements;

/// <param name="Sequence">The entry that carries the head.</param>
/// <param name="RecordedAt">UTC.</param>
public sealed record VerifiedHead(long Sequence, DateTime RecordedAt);

/// <summary>Holds the head of a statement against the ledger, for anybody who has the statement. It says nothing of whose it is, nor of points.</summary>
public sealed class StatementVerification(LoyaltyDatabase database, Attempts attempts)
{
    /// <summary>So much of a head is as good as all of it, and makes a code that is quickly scanned.</summary>
    public const int LeastDigits = LedgerHash.Length;

    private const int MostPerHour = 30;

    /// <param name="head">The hash, or its first half at least, with or without spaces.</param>
    /// <returns>Null when the ledger has no such entry, or its chain does not lead there; or <c>too_many_attempts</c>.</returns>
    public async Task<Result<VerifiedHead?>> VerifyAsync(int merchantId, string card, string head, IPAddress? address, CancellationToken cancellation = default)
    {
        if (await attempts.CountAsync("verify-statement", address, MostPerHour) is { } tooOften)
            return tooOften;
        var wanted = new string([.. head.Where(char.IsAsciiHexDigit)]).ToLowerInvariant();
        if (wanted.Length is < LeastDigits or > LedgerHash.Length * 2 || wanted.Length % 2 != 0 || MemberCode.Parse(card) is not { } code)
            return (VerifiedHead?)null;
        var hash = Convert.FromHexString(wanted);
        await using var context = database.ForMerchant(merchantId);
        var account = await context.Set<Member>().Where(member => member.Code == code && member.Status != MemberStatus.Erased).Select(member => (long?)member.Id).FirstOrDefaultAsync(cancellation);
        var previous = new byte[LedgerHash.Length];
        // From the first entry on: a head is worth what the chain before it is worth.
        await foreach (var entry in context.Set<LedgerEntry>().AsNoTracking().Where(entry => entry.AccountId == account).OrderBy(entry => entry.Sequence).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (!entry.PreviousHash.AsSpan().SequenceEqual(previous) || !LedgerHash.Of(entry).AsSpan().SequenceEqual(entry.Hash))
                return (VerifiedHead?)null;
            previous = entry.Hash;
            if (entry.Hash.AsSpan(0, hash.Length).SequenceEqual(hash))
                return new VerifiedHead(entry.Sequence, entry.RecordedAt);
        }

        return (VerifiedHead?)null;
    }
}
