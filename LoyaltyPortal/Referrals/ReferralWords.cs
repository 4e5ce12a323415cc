using LoyaltyPortal.Platform.Shell;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Referrals;

/// <summary>How many days points of a merchant's purchases stay pending: what a referral waits for that has no window of its own. A room that knows programmes says it.</summary>
public delegate Task<int> PendingDays(int merchantId, CancellationToken cancellation);

/// <summary>Says terms, states and reasons in the reader's language.</summary>
public sealed class ReferralWords(IStringLocalizer<ReferralsText> text, Formats formats)
{
    /// <summary>The terms as sentences, for staff.</summary>
    /// <param name="pendingDays">How long points of a purchase stay pending, where the terms have no window of their own.</param>
    public IEnumerable<string> Say(ReferralTerms terms, int pendingDays)
    {
        yield return (terms.ReferrerPoints, terms.RefereePoints) switch
        {
            ( > 0, > 0) => text["Terms.Both", formats.PointsNamed(terms.ReferrerPoints), formats.PointsNamed(terms.RefereePoints)],
            ( > 0, _) => text["Terms.Referrer", formats.PointsNamed(terms.ReferrerPoints)],
            _ => text["Terms.Referee", formats.PointsNamed(terms.RefereePoints)],
        };
        yield return When(terms, pendingDays);
        if (Ladder(terms) is { } ladder)
            yield return ladder;
        if (terms.MonthlyCap > 0)
            yield return text[terms.MonthlyCap == 1 ? "Terms.Cap.One" : "Terms.Cap", terms.MonthlyCap];
    }

    /// <summary>What brings what, to who may invite.</summary>
    public string ForReferrer(ReferralTerms terms) => (terms.ReferrerPoints, terms.RefereePoints) switch
    {
        ( > 0, > 0) => text["Offer.Both", formats.PointsNamed(terms.ReferrerPoints), formats.PointsNamed(terms.RefereePoints)],
        ( > 0, _) => text["Offer.Referrer", formats.PointsNamed(terms.ReferrerPoints)],
        _ => text["Offer.Referee", formats.PointsNamed(terms.RefereePoints)],
    };

    /// <summary>What the friend gets and for what; null where it is nothing.</summary>
    public string? ForFriend(ReferralTerms terms) => (terms.RefereePoints, terms.MinimumPurchase) switch
    {
        (0, _) => null,
        (_, 0) => text["Offer.Friend", formats.PointsNamed(terms.RefereePoints)].Value,
        _ => text["Offer.Friend.From", formats.PointsNamed(terms.RefereePoints), formats.Money(terms.MinimumPurchase)].Value,
    };

    public string When(ReferralTerms terms, int pendingDays) => (terms.MinimumPurchase, Days: terms.WindowDays ?? pendingDays) switch
    {
        (0, 0) => text["Terms.When.Any.Now"],
        (0, var days) => text["Terms.When.Any", days],
        (var least, 0) => text["Terms.When.Now", formats.Money(least)],
        var (least, days) => text["Terms.When", formats.Money(least), days],
    };

    public string State(ReferralState state) => text["State." + state];

    public static Tone ToneOf(ReferralState state) => state switch
    {
        ReferralState.Paid => Tone.Good,
        ReferralState.Held => Tone.Warn,
        ReferralState.Rejected or ReferralState.ClawedBack => Tone.Bad,
        ReferralState.Qualified => Tone.Info,
        _ => Tone.Neutral,
    };

    public static string IconOf(ReferralState state) => state switch
    {
        ReferralState.Joined => "person_add",
        ReferralState.Qualified => "schedule",
        ReferralState.Held => "visibility",
        ReferralState.Paid => "check_circle",
        ReferralState.ClawedBack => "undo",
        _ => "block",
    };

    /// <summary>When it is due or was, or when it was paid; null where nothing is to be paid.</summary>
    public string? Due(ReferralRow row) => row switch
    {
        { State: ReferralState.Paid, PaidAt: { } at } => text["PaidOn", formats.Date(at)].Value,
        { State: ReferralState.Qualified or ReferralState.Held, DueAt: { } at } => text[DateOnly.FromDateTime(formats.Local(at)) < formats.Today ? "DueOn.Past" : "DueOn", formats.Date(at)].Value,
        _ => null,
    };

    /// <summary>What a check found, as a sentence.</summary>
    public string Reason(string code) => text["Reason." + code];

    private string? Ladder(ReferralTerms terms) => terms.Milestones.Count == 0
        ? null
        : text["Terms.Ladder", string.Join(", ", terms.Milestones.Select(rung => text["Terms.Rung", rung.Friends, formats.PointsNamed(rung.Points)].Value))].Value;
}
