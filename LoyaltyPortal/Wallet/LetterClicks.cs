using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Wallet;

/// <summary>Follows a letter's link: records that somebody did, and leads on. A link that is not ours leads to the front page.</summary>
internal static class LetterClicks
{
    public static async Task<IResult> FollowAsync(string token, ClickLinks links, OwnActions own, ILoggerFactory loggers)
    {
        if (links.Read(token) is not var (link, counts))
            return Results.LocalRedirect("/");
        if (counts)
        {
            try
            {
                await own.ClickedAsync(link.MerchantId, link.MemberId, link.Letter);
            }
            catch (Exception exception)
            {
                // Whoever follows a link wants to arrive, also while nothing can be recorded.
                loggers.CreateLogger(typeof(LetterClicks)).LogError(exception, "A click on {Letter} could not be recorded.", link.Letter);
            }
        }

        return Results.LocalRedirect(link.Path);
    }
}
