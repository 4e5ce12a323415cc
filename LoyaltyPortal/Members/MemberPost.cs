using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Members;

/// <summary>Whom a letter reaches.</summary>
/// <param name="Language">What the member wants to be written in; null follows the merchant.</param>
public sealed record Addressee(long MemberId, string Code, string Name, string Email, string? Language)
{
    /// <summary>The locale to write in: the merchant's own, unless the member wants another language.</summary>
    public string LocaleOr(string merchants) => LocaleOf(Language, merchants);

    /// <summary>The locale in which a member is written to.</summary>
    /// <param name="language">What the member wants; null follows the merchant.</param>
    public static string LocaleOf(string? language, string merchants) => language switch
    {
        null => merchants,
        _ when merchants.StartsWith(language, StringComparison.OrdinalIgnoreCase) => merchants,
        "en" => "en-GB",
        "tr" => "tr-TR",
        _ => merchants,
    };
}

/// <summary>The one question before a letter is written: may it reach this member, about this? Asked when it is written, not when it was asked for.</summary>
public static class MemberPost
{
    /// <returns>Null for whoever is no member any more, has no address, or does not want letters of that purpose.</returns>
    public static async Task<Addressee?> ReachAsync(LoyaltyDbContext context, long memberId, LetterPurposes purpose, CancellationToken cancellation = default)
    {
        var member = await context.Set<Member>().AsNoTracking().FirstOrDefaultAsync(member => member.Id == memberId, cancellation);
        if (member is not { Status: MemberStatus.Active, AllowsEmail: true, Email: { } email })
            return null;
        if ((await ErasureService.WaitingAsync(context, memberId, cancellation)).Count > 0)
            return null; // whoever asked to be forgotten hears no more, unless they think better of it
        var preferences = await context.Set<MemberPreferences>().AsNoTracking().FirstOrDefaultAsync(preferences => preferences.MemberId == memberId, cancellation);
        return preferences is null || preferences.Letters.HasFlag(purpose) ? new Addressee(member.Id, member.Code, member.Name, email, preferences?.Language) : null;
    }
}
