using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Segments;

/// <summary>Texts of the segments room.</summary>
public sealed class SegmentsText;

public static class SegmentErrors
{
    public static Failure Unknown() => new("segment_unknown", FailureKind.NotFound, typeof(SegmentsText));

    public static Failure Name(int most) => new("segment_name", FailureKind.Invalid, typeof(SegmentsText), most);

    public static Failure NameTaken() => new("segment_name_taken", FailureKind.Conflict, typeof(SegmentsText));

    /// <summary>Somebody else changed it meanwhile.</summary>
    public static Failure ChangedMeanwhile() => new("segment_changed_meanwhile", FailureKind.Conflict, typeof(SegmentsText));

    /// <summary>Without a condition everybody would belong to it.</summary>
    public static Failure Empty() => new("segment_empty", FailureKind.Invalid, typeof(SegmentsText));

    public static Failure TooMany(int most) => new("segment_too_many_conditions", FailureKind.Invalid, typeof(SegmentsText), most);

    /// <summary>A condition that this version of the portal does not know.</summary>
    public static Failure Kind() => new("segment_condition_unknown", FailureKind.Invalid, typeof(SegmentsText));

    /// <summary>A condition that says neither from nor to.</summary>
    public static Failure NoBound() => new("segment_no_bound", FailureKind.Invalid, typeof(SegmentsText));

    /// <summary>From more than to.</summary>
    public static Failure Bounds() => new("segment_bounds", FailureKind.Invalid, typeof(SegmentsText));

    public static Failure Whole() => new("segment_whole", FailureKind.Invalid, typeof(SegmentsText));

    public static Failure Range(decimal least, decimal most) => new("segment_range", FailureKind.Invalid, typeof(SegmentsText), least, most);

    public static Failure Days(int most) => new("segment_days", FailureKind.Invalid, typeof(SegmentsText), most);

    public static Failure NothingChosen() => new("segment_nothing_chosen", FailureKind.Invalid, typeof(SegmentsText));

    public static Failure TooManyChosen(int most) => new("segment_too_many_chosen", FailureKind.Invalid, typeof(SegmentsText), most);

    public static Failure TooManySegments(int most) => new("segment_too_many", FailureKind.Refused, typeof(SegmentsText), most);

    /// <summary>A rule of the published programme, or of its draft, asks for it.</summary>
    /// <param name="rule">The rule's name.</param>
    public static Failure InUse(string rule) => new("segment_in_use", FailureKind.Refused, typeof(SegmentsText), rule);
}
