using System.Globalization;
using System.Text;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Export;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Feedback;

/// <summary>The answers of a survey as a file.</summary>
internal static class AnswersFile
{
    public static async Task<IResult> WriteAsync(
        [FromRoute(Name = MerchantRoute.Parameter)] string merchant, long id, HttpContext http, WorkspaceScope scope, SurveyService surveys, SurveyResults results, FeedbackTiers tiersOf, IStringLocalizer<FeedbackText> text, CancellationToken cancellation)
    {
        if (await scope.EnterAsync(merchant, http.User, cancellation: cancellation) is not { } workspace || !(await surveys.FindAsync(workspace.Actor, id, cancellation)).Succeeded)
            return Results.NotFound();
        var stores = workspace.Merchant.Stores.ToDictionary(store => store.Id, store => store.Name);
        var tiers = (await tiersOf(workspace.Merchant.Id)).ToDictionary(tier => tier.Key, tier => tier.Name, StringComparer.Ordinal);
        return Results.Stream(async stream =>
        {
            // The byte order mark is what tells a spreadsheet that this is UTF-8.
            await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
            await writer.WriteAsync(Csv.Row(((string[])["Answered", "Changed", "Channel", "Score", "Recommend", "BuyAgain", "TryOther", "FollowUp", "Comment", "Store", "Tier", "Member"]).Select(column => text["Csv." + column].Value)));
            await foreach (var row in results.AllAsync(workspace.Actor, id, cancellation))
            {
                await writer.WriteAsync(Csv.Row(
                    Time(row.AnsweredAt), row.ChangedAt is { } changed ? Time(changed) : null, text["Channel." + row.Channel], Number(row.Score), Number(row.Recommend), Number(row.BuyAgain), Number(row.TryOther), row.FollowUp, row.Comment,
                    row.StoreId is { } store ? stores.GetValueOrDefault(store) : null, row.TierKey is { } tier ? tiers.GetValueOrDefault(tier, tier) : null, row.MemberName));
            }
        }, Csv.ContentType, "answers.csv");

        string Time(DateTime at) => workspace.Merchant.Zone.ToLocal(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
