using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Earning;

/// <summary>Actions as people read them.</summary>
public sealed class ActionWords(IStringLocalizer<EarningText> text)
{
    public string Name(string action) => text["Action." + action];

    /// <summary>The action's picture in the icon sprite.</summary>
    public static string IconOf(string action) => action switch
    {
        MemberActions.SignUp => "how_to_reg",
        MemberActions.ProfileCompleted => "badge",
        MemberActions.Birthday => "cake",
        MemberActions.ProductReview => "rate_review",
        MemberActions.SocialShare => "share",
        MemberActions.EmailClick => "ads_click",
        MemberActions.SurveyAnswered => "poll",
        MemberActions.EventCheckIn => "event_available",
        MemberActions.AppInstall => "smartphone",
        MemberActions.TradeIn => "currency_exchange",
        _ => "celebration",
    };
}
