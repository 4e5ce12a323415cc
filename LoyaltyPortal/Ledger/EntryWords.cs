using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Ledger;

/// <summary>What lines of the ledger are called, on pages and on paper alike.</summary>
public sealed class EntryWords(IStringLocalizer<LedgerText> text, ExplanationWords explanations)
{
    /// <summary>Its name. Points are taken back for more than one reason.</summary>
    public string Title(EntryView entry) => (entry.Kind, entry.Source) switch
    {
        (EntryKind.EarnReversal, EntrySource.Referral) => text["Reversal.Referral"],
        (EntryKind.EarnReversal, EntrySource.Challenge) => text["Reversal.Challenge"],
        (EntryKind.EarnReversal, EntrySource.ImportUndo) => text["Reversal.ImportUndo"],
        _ => text["Kind." + entry.Kind],
    };

    /// <summary>What gave or took them by name: a rule, a reward, a challenge. A purchase has many, and they stand in its sum.</summary>
    public static string? What(EntryView entry) =>
        entry.Kind is EntryKind.EarnPurchase or EntryKind.EarnReversal ? null : entry.Explanation.Steps.FirstOrDefault(step => step.Name is { Length: > 0 })?.Name;

    /// <summary>A release or a reservation moves points from one pocket to another: its own sum is nought. What moved is what counts here.</summary>
    public static long Shown(EntryView entry) => entry.Kind switch
    {
        EntryKind.HoldPlaced or EntryKind.HoldReleased => (long)entry.Explanation.Steps.Sum(step => step.Points ?? 0),
        >= EntryKind.PendingReleased when entry.Points == 0 => entry.Explanation.Points,
        _ => entry.Points,
    };

    /// <summary>The reason in one line: every step, with what it brought where there are several.</summary>
    public string Reason(EntryView entry)
    {
        var steps = entry.Explanation.Steps;
        return steps.Count switch
        {
            0 => "",
            1 => explanations.Say(steps[0]),
            _ => string.Join("; ", steps.Select(step => step.Points is { } points ? $"{explanations.Say(step)} ({ExplanationWords.Exact(points)})" : explanations.Say(step))),
        };
    }
}
