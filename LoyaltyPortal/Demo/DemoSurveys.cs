using System.Globalization;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Purchases.Surveys;

namespace LoyaltyPortal.Demo;

/// <summary>What the demo's members think: a year of answers after visits, an index in spring, and what some said at the till today.</summary>
internal static class DemoSurveys
{
    private const int Visits = 220;
    private const int Readers = 90;
    private const int Friends = 130;

    private static readonly string[] Praise =
    [
        "They found a book I only knew the cover of.", "The café and a new novel: my Saturday.", "Always somebody who has read it.", "Ruth in Stonegate recommended three books, and all three were right.",
        "Wrapped beautifully, without my asking.", "The author evening was wonderful.",
    ];

    private static readonly string[] Doubts =
    [
        "Good shop, but the web shop took a week.", "Nice, though I would like more in Turkish.", "The shelves in Elm Hill are hard to reach.", "Fine. More seats in the café, please.",
    ];

    private static readonly string[] Complaints =
    [
        "Waited twenty minutes at the till with one till open.", "My order came with a bent cover, and the reply took days.", "Nobody could tell me whether the second volume is in stock.", "Much dearer than elsewhere.",
    ];

    public static async Task MakeAsync(SurveyService surveys, CommandQueue queue, MerchantView merchant, IReadOnlyList<long> members, DateTime now)
    {
        var actor = Actor.System(merchant.Id);
        var visit = await OpenAsync(surveys, actor, new SurveyInput { Kind = SurveyKind.TransactionalNps, Title = "After a visit", SharePercent = 20, DelayHours = 20, PaysAction = true });
        var index = await OpenAsync(surveys, actor, new SurveyInput { Kind = SurveyKind.LoyaltyIndex, Title = "Readers’ index", QuietDays = 180 });
        var shop = await OpenAsync(surveys, actor, new SurveyInput { Kind = SurveyKind.RelationalNps, Title = "How is Pagewell?", QuietDays = 180 });
        await KeepAsync(queue, actor, visit, [.. Enumerable.Range(0, Visits).Select(number => Visit(number, members, now))]);
        await KeepAsync(queue, actor, index, [.. Enumerable.Range(0, Readers).Select(number => Reader(number, members, now))]);
        await KeepAsync(queue, actor, shop, [.. Enumerable.Range(0, Friends).Select(number => Friend(number, members, now))]);
        _ = (await surveys.CloseAsync(actor, index)).Value;
        _ = (await surveys.CloseAsync(actor, shop)).Value;
        _ = (await surveys.SaveAsync(actor, surveys.NewId(), null, 0, new SurveyInput { Kind = SurveyKind.RelationalNps, Title = "Before Christmas" })).Value;
        for (var number = 0; number < 7; number++)
        {
            _ = (await queue.ExecuteAsync(new AnswerSurvey
            {
                MerchantId = merchant.Id,
                Code = SurveyCode.New(),
                At = (visit, merchant.Stores[number % 3].Id),
                Answers = new SurveyAnswers { Score = 10 - number % 5, FollowUp = number % 2 == 0 ? Praise[number % Praise.Length] : null },
            })).Value;
        }
    }

    private static async Task<long> OpenAsync(SurveyService surveys, Actor actor, SurveyInput input)
    {
        var drawn = (await surveys.SaveAsync(actor, surveys.NewId(), null, 0, input)).Value;
        return (await surveys.OpenAsync(actor, drawn.Id)).Value.Id;
    }

    private static async Task KeepAsync(CommandQueue queue, Actor actor, long survey, IReadOnlyList<ImportedAnswer> answers) =>
        _ = (await queue.ExecuteAsync(new ImportAnswers { MerchantId = actor.MerchantId, SurveyId = survey, Answers = answers, By = actor })).Value;

    /// <summary>Ten numbers that look drawn, and are the same in every demo.</summary>
    private static ImportedAnswer Visit(int number, IReadOnlyList<long> members, DateTime now)
    {
        var score = (number * 37 % 20) switch { < 7 => 10, < 11 => 9, < 14 => 8, < 16 => 7, < 17 => 6, < 18 => 4, < 19 => 2, _ => 0 };
        var words = NetPromoterScore.BandOf(score) switch { ScoreBand.Promoter => Praise, ScoreBand.Passive => Doubts, _ => Complaints };
        return Answer(number, "visit", new SurveyAnswers { Score = score, FollowUp = number % 4 == 0 || score < 7 ? words[number % words.Length] : null }, members, now.AddDays(-number * 330.0 / Visits).AddHours(-5));
    }

    /// <summary>What readers think of the shop, a little better each month.</summary>
    private static ImportedAnswer Friend(int number, IReadOnlyList<long> members, DateTime now)
    {
        var score = ((number * 29 % 20) + (number / 40)) switch { < 3 => 0, < 6 => 6, < 9 => 8, < 14 => 9, _ => 10 };
        return Answer(number, "friend", new SurveyAnswers { Score = score, Comment = number % 11 == 0 ? (score > 8 ? Praise : score > 6 ? Doubts : Complaints)[number % 4] : null }, members, now.AddDays(-330 + number * 2.4));
    }

    private static ImportedAnswer Reader(int number, IReadOnlyList<long> members, DateTime now) => Answer(
        number, "reader", new SurveyAnswers { Recommend = 1 + number * 5 % 7 / 3, BuyAgain = 1 + number * 3 % 5 / 2, TryOther = number % 9 == 0 ? LoyaltyAnswers.CannotAnswer : 1 + number * 11 % 13 / 3, Comment = number % 8 == 0 ? Praise[number / 8 % Praise.Length] : null }, members, now.AddDays(-120 - number % 60));

    private static ImportedAnswer Answer(int number, string kind, SurveyAnswers answers, IReadOnlyList<long> members, DateTime at) =>
        new(answers, Platform.Time.Clock.Truncate(at), members[number * 13 % members.Count], string.Create(CultureInfo.InvariantCulture, $"demo {kind} {number}"));
}
