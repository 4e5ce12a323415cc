using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Feedback;

/// <summary>Whom a survey is sent to. The numbers are stored: never renumber.</summary>
public enum SurveyAudience
{
    /// <summary>Everybody who allows letters.</summary>
    Everybody = 1,

    /// <summary>Of those, who bought within the merchant's days of activity.</summary>
    Active = 2,
}

/// <summary>One sending of a survey: how far it has come, by the order of members. Whoever sends the next group must win this row first.</summary>
public sealed class SurveyRound : IMerchantOwned, IVersioned
{
    private SurveyRound()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public long SurveyId { get; private set; }

    public SurveyAudience Audience { get; private set; }

    public DateTime StartedAt { get; private set; }

    public DateTime? FinishedAt { get; private set; }

    /// <summary>The last member that was looked at.</summary>
    public long LastMemberId { get; private set; }

    public int Asked { get; private set; }

    public long Version { get; private set; }

    internal static SurveyRound Start(long id, Survey survey, SurveyAudience audience, DateTime now) =>
        new() { Id = id, MerchantId = survey.MerchantId, SurveyId = survey.Id, Audience = audience, StartedAt = now };

    internal void Reach(long memberId, int asked)
    {
        LastMemberId = memberId;
        Asked += asked;
        Version++;
    }

    internal void Finish(DateTime now)
    {
        FinishedAt = now;
        Version++;
    }
}

/// <summary>Up to which purchase a survey has looked whom to ask.</summary>
public sealed class SurveySampling : IMerchantOwned, IVersioned
{
    private SurveySampling()
    {
    }

    public long SurveyId { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>Keys sort by the time of recording.</summary>
    public long LastPurchaseId { get; private set; }

    public long Version { get; private set; }

    internal static SurveySampling From(Survey survey, DateTime now) => new() { SurveyId = survey.Id, MerchantId = survey.MerchantId, LastPurchaseId = IdGenerator.LowestAt(now) };

    internal void Reach(long purchaseId)
    {
        if (purchaseId <= LastPurchaseId)
            return;
        LastPurchaseId = purchaseId;
        Version++;
    }

    /// <summary>
    /// Whether a purchase is among those that are asked about: the same answer however often it is asked, spread evenly, and with a larger share all of the smaller one as well.
    /// </summary>
    public static bool Takes(long purchaseId, int sharePercent)
    {
        // The finalizer of MurmurHash3: every bit of the key moves every bit of the number.
        var mixed = (ulong)purchaseId;
        mixed = (mixed ^ (mixed >> 33)) * 0xff51afd7ed558ccd;
        mixed = (mixed ^ (mixed >> 33)) * 0xc4ceb9fe1a85ec53;
        return (int)((mixed ^ (mixed >> 33)) % 100) < sharePercent;
    }
}
