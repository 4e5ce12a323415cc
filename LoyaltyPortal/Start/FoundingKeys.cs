using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Start;

/// <summary>Which merchant a sign-up form has founded: a form that is sent twice, even at one moment, founds one.</summary>
public sealed class FoundingKeys(LoyaltyDatabase database, TimeProvider clock)
{
    private const string Kind = "founding";
    private const int Looks = 40;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    /// <summary>True for whoever comes first with the key, and must settle it; false for all others.</summary>
    public async Task<bool> TakeAsync(string key)
    {
        await using var context = database.ForPlatform();
        context.Add(CommandRecord.Create(context.MerchantId, KeyOf(key), Kind, [], "", clock.UtcNow()));
        try
        {
            await context.SaveChangesAsync();
            return true;
        }
        catch (DbUpdateException taken) when (LoyaltyDatabase.IsDuplicate(taken))
        {
            return false;
        }
    }

    /// <summary>The merchant's address as soon as the first one has founded it; null when that takes too long, or failed.</summary>
    public async Task<string?> WaitAsync(string key)
    {
        var kept = KeyOf(key);
        for (var look = 0; look < Looks; look++)
        {
            await using var context = database.ForPlatform();
            var outcome = await context.Set<CommandRecord>().Where(record => record.Key == kept).Select(record => record.Outcome).FirstOrDefaultAsync();
            if (outcome is null or { Length: > 0 })
                return outcome;
            await Task.Delay(Between, clock);
        }

        return null;
    }

    /// <summary>Keeps what was founded; or, with nothing founded, lets the form be sent again.</summary>
    public async Task SettleAsync(string key, string? slug)
    {
        var kept = KeyOf(key);
        await using var context = database.ForPlatform();
        var taken = context.Set<CommandRecord>().Where(record => record.Key == kept);
        if (slug is null)
            await taken.ExecuteDeleteAsync();
        else
            await taken.ExecuteUpdateAsync(set => set.SetProperty(record => record.Outcome, slug));
    }

    private static string KeyOf(string key) => $"{Kind}:{key}";
}
