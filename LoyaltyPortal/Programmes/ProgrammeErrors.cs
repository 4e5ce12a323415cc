using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Programmes;

public static class ProgrammeErrors
{
    /// <summary>Somebody published while this was being edited; nothing was overwritten.</summary>
    public static Failure PublishedMeanwhile() => new("programme_published_meanwhile", FailureKind.Conflict, typeof(ProgrammesText));

    /// <summary>Somebody else saved, published or discarded the draft; nothing was overwritten.</summary>
    public static Failure DraftChangedMeanwhile() => new("draft_changed_meanwhile", FailureKind.Conflict, typeof(ProgrammesText));

    /// <summary>There is no draft, or it says what is in force already.</summary>
    public static Failure NothingToPublish() => new("programme_same", FailureKind.Refused, typeof(ProgrammesText));

    /// <summary>A rule is for members of a segment that has been removed since.</summary>
    public static Failure SegmentGone(string rule, string segment) => new("programme_segment_gone", FailureKind.Refused, typeof(ProgrammesText), rule, segment);

    public static Failure VersionUnknown() => new("programme_version_unknown", FailureKind.NotFound, typeof(ProgrammesText));

    public static Failure NoteLong(int most) => new("programme_note_long", FailureKind.Invalid, typeof(ProgrammesText), most);

    /// <summary>Its lists and names together are more than a programme may be.</summary>
    public static Failure TooLarge() => new("draft_too_large", FailureKind.Invalid, typeof(ProgrammesText));

    public static Failure TooManyRules(int most) => new("draft_too_many_rules", FailureKind.Invalid, typeof(ProgrammesText), most);
}
