using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Feedback;

/// <summary>By which way somebody came to answer. The numbers are stored: never renumber.</summary>
public enum AnswerChannel
{
    Mail = 1,

    /// <summary>By the code that hangs in a store: nobody was asked, and nobody knows who answered.</summary>
    Till = 2,

    /// <summary>From a file of past answers.</summary>
    Import = 3,
}

/// <summary>That somebody may answer a survey, once: a link with a code of its own.</summary>
public sealed class SurveyInvitation : IMerchantOwned, IVersioned
{
    private SurveyInvitation()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public long SurveyId { get; private set; }

    /// <summary>A <see cref="SurveyCode"/>, unique per merchant.</summary>
    public string Code { get; private set; } = "";

    /// <summary>Null at a store's code.</summary>
    public long? MemberId { get; private set; }

    /// <summary>What it asks about; null where it asks about the shop as a whole.</summary>
    public long? PurchaseId { get; private set; }

    public int? StoreId { get; private set; }

    public AnswerChannel Channel { get; private set; }

    public DateTime SentAt { get; private set; }

    /// <summary>From when on it cannot be answered any more, UTC.</summary>
    public DateTime ExpiresAt { get; private set; }

    public DateTime? AnsweredAt { get; private set; }

    /// <summary>What answering earned; null before.</summary>
    public long? Points { get; private set; }

    public long Version { get; private set; }

    internal static SurveyInvitation Of(long id, Survey survey, string code, AnswerChannel channel, DateTime now) => new()
    {
        Id = id,
        MerchantId = survey.MerchantId,
        SurveyId = survey.Id,
        Code = code,
        Channel = channel,
        SentAt = now,
        ExpiresAt = now.AddDays(survey.ValidDays),
    };

    internal static SurveyInvitation ByMail(long id, Survey survey, long memberId, AskedAbout? about, DateTime now)
    {
        var invitation = Of(id, survey, SurveyCode.New(), AnswerChannel.Mail, now);
        (invitation.MemberId, invitation.PurchaseId, invitation.StoreId) = (memberId, about?.PurchaseId, about?.StoreId);
        return invitation;
    }

    internal static SurveyInvitation AtStore(long id, Survey survey, string code, int storeId, DateTime now)
    {
        var invitation = Of(id, survey, code, AnswerChannel.Till, now);
        invitation.StoreId = storeId;
        return invitation;
    }

    internal void Answer(long points, DateTime now)
    {
        (AnsweredAt, Points) = (now, points);
        Version++;
    }
}

/// <summary>What a letter asks about.</summary>
public sealed record AskedAbout(long PurchaseId, int StoreId);
