using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Feedback;

/// <summary>An answer, as it was given. Its key is that of the invitation it answers, so that no link is ever counted twice.</summary>
public sealed class SurveyResponse : IMerchantOwned, IVersioned
{
    public const int TextLength = 2_000;
    public const int ImportKeyLength = 64;

    /// <summary>How long one's own answer can be changed.</summary>
    public static readonly TimeSpan EditingTime = TimeSpan.FromHours(24);

    private SurveyResponse()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public long SurveyId { get; private set; }

    /// <summary>The survey's.</summary>
    public SurveyKind Kind { get; private set; }

    public long? MemberId { get; private set; }

    public long? PurchaseId { get; private set; }

    public int? StoreId { get; private set; }

    /// <summary>The key of the tier that the member held then; null for none.</summary>
    public string? TierKey { get; private set; }

    public AnswerChannel Channel { get; private set; }

    /// <summary>0 to 10, where 10 is "extremely likely"; null for a loyalty index.</summary>
    public int? Score { get; private set; }

    /// <summary>1 to 6, where 1 is "definitely yes", and 0 for "cannot answer"; null for a Net Promoter Score.</summary>
    public int? Recommend { get; private set; }

    /// <summary>As <see cref="Recommend"/>.</summary>
    public int? BuyAgain { get; private set; }

    /// <summary>As <see cref="Recommend"/>.</summary>
    public int? TryOther { get; private set; }

    /// <summary>The answer to what was asked after the score.</summary>
    public string? FollowUp { get; private set; }

    /// <summary>Whatever else they wanted to say.</summary>
    public string? Comment { get; private set; }

    public DateTime AnsweredAt { get; private set; }

    /// <summary>When the member last changed it, UTC.</summary>
    public DateTime? ChangedAt { get; private set; }

    /// <summary>What a line of a file said, hashed, so that the same file counts once; null for what did not come from one.</summary>
    public string? ImportKey { get; private set; }

    public long Version { get; private set; }

    public DateTime EditableUntil => AnsweredAt + EditingTime;

    internal static SurveyResponse Of(Survey survey, SurveyInvitation invitation, SurveyAnswers answers, long? memberId, string? tierKey, DateTime now)
    {
        var response = new SurveyResponse
        {
            Id = invitation.Id,
            MerchantId = survey.MerchantId,
            SurveyId = survey.Id,
            Kind = survey.Kind,
            MemberId = memberId,
            PurchaseId = invitation.PurchaseId,
            StoreId = invitation.StoreId,
            TierKey = tierKey,
            Channel = invitation.Channel,
            AnsweredAt = now,
        };
        response.Apply(answers);
        return response;
    }

    internal static SurveyResponse Imported(long id, Survey survey, ImportedAnswer imported)
    {
        var response = new SurveyResponse
        {
            Id = id,
            MerchantId = survey.MerchantId,
            SurveyId = survey.Id,
            Kind = survey.Kind,
            MemberId = imported.MemberId,
            Channel = AnswerChannel.Import,
            AnsweredAt = imported.AnsweredAt,
            ImportKey = imported.Key,
        };
        response.Apply(imported.Answers);
        return response;
    }

    internal void Change(SurveyAnswers answers, DateTime now)
    {
        Apply(answers);
        ChangedAt = now;
        Version++;
    }

    internal bool Says(SurveyAnswers answers) => Answers == answers.Trimmed();

    internal SurveyAnswers Answers => new() { Score = Score, Recommend = Recommend, BuyAgain = BuyAgain, TryOther = TryOther, FollowUp = FollowUp, Comment = Comment };

    private void Apply(SurveyAnswers answers)
    {
        var given = answers.Trimmed();
        (Score, Recommend, BuyAgain, TryOther) = (given.Score, given.Recommend, given.BuyAgain, given.TryOther);
        (FollowUp, Comment) = (given.FollowUp, given.Comment);
    }
}

/// <summary>What somebody answers. Scales as in <see cref="SurveyResponse"/>.</summary>
public sealed record SurveyAnswers
{
    public int? Score { get; init; }

    public int? Recommend { get; init; }

    public int? BuyAgain { get; init; }

    public int? TryOther { get; init; }

    public string? FollowUp { get; init; }

    public string? Comment { get; init; }

    /// <summary>The first thing that is wrong with them for a survey of that kind, or null.</summary>
    public Failure? Check(SurveyKind kind)
    {
        var isWhole = kind == SurveyKind.LoyaltyIndex
            ? Score is null && new[] { Recommend, BuyAgain, TryOther }.All(static answer => answer is >= LoyaltyAnswers.CannotAnswer and <= LoyaltyAnswers.Most)
            : Score is >= 0 and <= NetPromoterScore.Highest && Recommend is null && BuyAgain is null && TryOther is null;
        if (!isWhole)
            return kind == SurveyKind.LoyaltyIndex ? SurveyErrors.ThreeAnswers() : SurveyErrors.Score();
        return FollowUp?.Trim().Length > SurveyResponse.TextLength || Comment?.Trim().Length > SurveyResponse.TextLength ? SurveyErrors.Text(SurveyResponse.TextLength) : null;
    }

    internal SurveyAnswers Trimmed() => this with { FollowUp = Blank(FollowUp), Comment = Blank(Comment) };

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
