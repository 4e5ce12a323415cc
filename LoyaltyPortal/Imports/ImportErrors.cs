using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Imports;

/// <summary>Texts of the imports room.</summary>
public sealed class ImportsText;

public static class ImportErrors
{
    public static Failure Unknown() => new("import_unknown", FailureKind.NotFound, typeof(ImportsText));

    public static Failure UploadTooLarge(long megabytes) => new("import_upload_too_large", FailureKind.Invalid, typeof(ImportsText), megabytes);

    public static Failure NotRecorded() => new("import_not_recorded", FailureKind.Refused, typeof(ImportsText));

    public static Failure WrongState() => new("import_wrong_state", FailureKind.Conflict, typeof(ImportsText));

    /// <summary>It ended so long ago that its file has been removed.</summary>
    public static Failure FileGone() => new("import_file_gone", FailureKind.Refused, typeof(ImportsText));

    /// <summary>Goods of it have come back another way since.</summary>
    /// <param name="first">The receipt number of the first of those returns.</param>
    public static Failure HasReturns(int count, string first) => new("import_has_returns", FailureKind.Conflict, typeof(ImportsText), count, first);

    public static Failure PresetUnknown(string preset) => new("import_preset_unknown", FailureKind.Invalid, typeof(ImportsText), preset);

    public static Failure PresetDoesNotFit(string preset) => new("import_preset_does_not_fit", FailureKind.Invalid, typeof(ImportsText), preset);

    /// <summary>A fault of the file or the mapping; the message is the text of its reading code.</summary>
    public static Failure File(ReadProblem problem) => new("read_" + problem.Code, FailureKind.Invalid, typeof(ImportsText), problem.RowNumber, problem.Column ?? "", problem.Value ?? "");
}
