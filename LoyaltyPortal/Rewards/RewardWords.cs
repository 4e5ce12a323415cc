using System.Globalization;
using LoyaltyPortal.Platform.Shell;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Rewards;

/// <summary>Says rewards in the reader's language.</summary>
public sealed class RewardWords(IStringLocalizer<RewardsText> text, Formats formats)
{
    /// <summary>What the kind is called.</summary>
    public string Name(string kind) => text["kind_" + kind];

    /// <summary>What kind of thing it is, for who chooses one.</summary>
    public string About(string kind) => text[$"kind_{kind}_text"];

    /// <summary>What the member gets.</summary>
    public string Say(RewardKind kind) => text["Sentence." + kind.Sentence.Code, [.. kind.Sentence.Arguments.Select(Word)]];

    private object Word(object argument) => argument switch
    {
        RewardSentence.Amount amount => formats.Money(amount.Value),
        decimal number => number.ToString("#,0.##", CultureInfo.CurrentCulture),
        int number => number.ToString("N0", CultureInfo.CurrentCulture),
        _ => argument,
    };
}
