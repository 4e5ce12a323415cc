using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Members;

/// <summary>What a member wants changed.</summary>
public sealed record PreferencesChange(bool CelebrationsOff, LetterPurposes Letters, string? Language, long Version);

/// <summary>One line of the history of consents.</summary>
/// <param name="Purpose">The channel, or the channel and the purpose: "email", "email.offers".</param>
/// <param name="Wording">Which wording was shown; 0 before wordings were numbered.</param>
public sealed record ConsentView(string Purpose, bool IsGiven, string Source, DateTime ChangedAt, int Wording, bool ByStaff);

/// <summary>Reading and changing members' preferences, with the proof of every consent given or taken back.</summary>
public sealed class PreferencesService(LoyaltyDatabase database, TimeProvider clock)
{
    private static readonly string[] Languages = ["en", "tr"];

    /// <summary>What a member wants, or what holds for those who never said.</summary>
    public async Task<PreferencesView> OfAsync(int merchantId, long memberId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        return await context.Set<MemberPreferences>().AsNoTracking().FirstOrDefaultAsync(preferences => preferences.MemberId == memberId, cancellation) is { } found
            ? PreferencesView.Of(found) : PreferencesView.Usual;
    }

    /// <summary>What members change of their own wallet and letters. Each purpose that changes leaves a row that proves it.</summary>
    /// <returns>Or <c>member_unknown</c>, <c>member_changed_meanwhile</c>, <c>language_unknown</c>.</returns>
    public async Task<Result<PreferencesView>> ChangeOwnAsync(int merchantId, long userId, PreferencesChange change, CancellationToken cancellation = default)
    {
        if (change.Language is not null && !Languages.Contains(change.Language, StringComparer.Ordinal))
            return MemberErrors.LanguageUnknown();
        return await database.ChangeAsync<Result<PreferencesView>>(merchantId, async context =>
        {
            if (await MemberService.OwnAsync(context, userId, cancellation) is not { } member)
                return MemberErrors.Unknown();
            var preferences = await context.Set<MemberPreferences>().FirstOrDefaultAsync(preferences => preferences.MemberId == member.Id, cancellation);
            if (preferences is null)
                context.Add(preferences = MemberPreferences.Usual(member.Id, merchantId));
            if (preferences.Version != change.Version)
                return MemberErrors.ChangedMeanwhile();
            var before = preferences.Letters;
            preferences.Change(change.CelebrationsOff, change.Letters, change.Language);
            foreach (var purpose in Consent.Purposes.Where(purpose => before.HasFlag(purpose) != preferences.Letters.HasFlag(purpose)))
                context.Add(Consent.Of(member, Consent.EmailAbout(purpose), preferences.Letters.HasFlag(purpose), MemberService.FromWallet, clock.UtcNow()));
            await context.SaveChangesAsync(CancellationToken.None);
            return PreferencesView.Of(preferences);
        });
    }

    /// <summary>What a member allowed and took back, newest first.</summary>
    public async Task<IReadOnlyList<ConsentView>> OwnConsentsAsync(int merchantId, long userId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        return await MemberService.OwnAsync(context, userId, cancellation) is { } member ? await ConsentsAsync(context, member.Id, cancellation) : [];
    }

    private static async Task<IReadOnlyList<ConsentView>> ConsentsAsync(LoyaltyDbContext context, long memberId, CancellationToken cancellation) =>
        await context.Set<Consent>().AsNoTracking().Where(consent => consent.MemberId == memberId)
            .OrderByDescending(consent => consent.ChangedAt).ThenBy(consent => consent.Purpose).Take(500)
            .Select(consent => new ConsentView(consent.Purpose, consent.IsGiven, consent.Source, consent.ChangedAt, consent.Wording, consent.StaffId != null)).ToListAsync(cancellation);
}
