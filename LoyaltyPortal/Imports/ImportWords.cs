using System.Globalization;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Imports;

/// <summary>Says what a reading or an import is, in the reader's language.</summary>
public sealed class ImportWords(IStringLocalizer<ImportsText> text, IStringLocalizerFactory localizers)
{
    /// <summary>The rooms that can refuse a document, each with texts for its own codes.</summary>
    private static readonly Type[] Refusing = [typeof(PurchasesText), typeof(MembersText), typeof(MerchantsText), typeof(LedgerText), typeof(EarningText)];

    /// <summary>What is wrong, and what to do.</summary>
    public string Say(ReadProblem problem) =>
        text["read_" + problem.Code, problem.RowNumber.ToString("N0", CultureInfo.CurrentCulture), problem.Code is ReadCodes.FieldNotMapped or ReadCodes.ColumnOutOfRange ? Column(problem.Column) : problem.Column ?? "", problem.Value ?? ""];

    /// <summary>Why a row was left out, in a few words.</summary>
    public string Reason(string code)
    {
        var shortly = text["reason_" + code];
        return shortly.ResourceNotFound ? Say(new ReadProblem(0, code)) : shortly.Value;
    }

    public string Field(PurchaseField field) => text["Field." + field];

    /// <summary>Why the books refused a document.</summary>
    public string Refusal(ImportRefusal refusal)
    {
        var room = Refusing.Select(localizers.Create).FirstOrDefault(room => !room[refusal.Code].ResourceNotFound);
        return room is null ? refusal.Code : room[refusal.Code, [.. refusal.ReadArguments()]];
    }

    /// <summary>The field that is looked for, by its name in <see cref="PurchaseField"/>.</summary>
    public string Column(string? field) =>
        field == nameof(PurchaseField.LineAmount) ? text["Field.Amounts"] : Enum.TryParse<PurchaseField>(field, out var known) ? Field(known) : field ?? "";

    public string Bytes(long bytes) => bytes < 1_000_000
        ? text["Bytes.Kb", Math.Max(1, bytes / 1000).ToString("N0", CultureInfo.CurrentCulture)]
        : text["Bytes.Mb", (bytes / 1_000_000m).ToString("N1", CultureInfo.CurrentCulture)];

    public (string Word, Tone Tone, string Icon) State(ImportState state, bool isChecked, bool isHeld = true) => state switch
    {
        ImportState.Draft when isChecked => (text["State.Checked"], Tone.Info, "fact_check"),
        ImportState.Draft => (text["State.Draft"], Tone.Neutral, "edit"),
        ImportState.Running or ImportState.Undoing or ImportState.Checking when !isHeld => (text["State.Waiting"], Tone.Neutral, "schedule"),
        ImportState.Checking => (text["State.Checking"], Tone.Accent, "fact_check"),
        ImportState.Running => (text["State.Running"], Tone.Accent, "sync"),
        ImportState.Completed => (text["State.Completed"], Tone.Good, "check_circle"),
        ImportState.Failed => (text["State.Failed"], Tone.Bad, "error"),
        ImportState.Stopped => (text["State.Stopped"], Tone.Warn, "pause_circle"),
        ImportState.Undoing => (text["State.Undoing"], Tone.Accent, "undo"),
        _ => (text["State.Undone"], Tone.Neutral, "undo"),
    };
}
