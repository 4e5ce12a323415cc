using System.Globalization;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Identity;

namespace LoyaltyPortal.Identity;

/// <summary>
/// Letters that somebody asks for by typing an address. The same is counted and written whether or not somebody signs in with it, so that the time to answer does not
/// tell; a letter to nobody is never sent.
/// </summary>
public sealed class AskedLetters(UserManager<LoyaltyUser> users, LoyaltyDatabase database, Attempts attempts, IdGenerator ids, TimeProvider clock)
{
    private const long Nobody = 0;

    /// <param name="most">Letters to one address in <paramref name="window"/>; beyond them none is written.</param>
    public async Task AskAsync(string template, string? email, int most, TimeSpan window)
    {
        var address = email?.Trim();
        if (!EmailAddress.IsReadable(address) || await attempts.CountAsync($"{template}:{Attempts.Hidden(users.NormalizeEmail(address!))}", most, window) is not null)
            return;
        var userId = (await users.FindByEmailAsync(address!))?.Id ?? Nobody;
        await using var context = database.ForPlatform();
        context.Add(LetterHandler.Message(ids.Next(), 0, new { template, userId, locale = CultureInfo.CurrentCulture.Name }, clock.UtcNow()));
        await context.SaveChangesAsync();
    }
}
