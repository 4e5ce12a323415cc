using LoyaltyPortal.Platform.Shell;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Trials;

/// <summary>How pages call the states and the times of trials.</summary>
public sealed class TrialWords(IStringLocalizer<TrialsText> text, Formats formats)
{
    public (string Word, Tone Tone, string Icon) State(TrialState state) => state switch
    {
        TrialState.Running => (text["State.Running"], Tone.Info, "sync"),
        TrialState.Posting => (text["State.Posting"], Tone.Info, "sync"),
        TrialState.Completed => (text["State.Completed"], Tone.Good, "check_circle"),
        TrialState.Cancelled => (text["State.Cancelled"], Tone.Neutral, "block"),
        _ => (text["State.Failed"], Tone.Bad, "error"),
    };

    public (string Word, Tone Tone, string Icon) State(ProposalState state) => state switch
    {
        ProposalState.Proposed => (text["Proposal.Proposed"], Tone.Warn, "hourglass_empty"),
        ProposalState.Approved => (text["Proposal.Approved"], Tone.Info, "sync"),
        ProposalState.Outdated => (text["Proposal.Outdated"], Tone.Warn, "history"),
        ProposalState.Posted => (text["Proposal.Posted"], Tone.Good, "check_circle"),
        _ => (text["Proposal.Declined"], Tone.Neutral, "block"),
    };

    /// <summary>The programme that is tried: the draft, or a version.</summary>
    public string Programme(int version) => version == 0 ? text["Draft"] : text["Version", version];

    /// <summary>The local days that are looked at.</summary>
    public string Period(DateTime? from, DateTime until) => from is { } start
        ? text["Period.Between", formats.Date(start), formats.Date(until.AddTicks(-1))]
        : text["Period.Until", formats.Date(until.AddTicks(-1))];

    /// <summary>A month number, yyyymm.</summary>
    public static string Month(int month) => Platform.Time.MonthNumber.FirstDay(month).ToString("MMM yyyy", System.Globalization.CultureInfo.CurrentCulture);
}
