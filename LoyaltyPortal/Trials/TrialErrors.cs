using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Trials;

/// <summary>Texts of the trials room.</summary>
public sealed class TrialsText;

public static class TrialErrors
{
    public static Failure Unknown() => new("trial_unknown", FailureKind.NotFound, typeof(TrialsText));

    /// <summary>There is no such draft or version, or nothing was published to compare with.</summary>
    public static Failure NothingToTry() => new("trial_nothing_to_try", FailureKind.Invalid, typeof(TrialsText));

    public static Failure Months() => new("trial_months", FailureKind.Invalid, typeof(TrialsText));

    /// <summary>So many trials of the merchant run or wait already.</summary>
    public static Failure TooMany(int most) => new("trial_too_many", FailureKind.Conflict, typeof(TrialsText), most);

    public static Failure WrongState() => new("trial_wrong_state", FailureKind.Conflict, typeof(TrialsText));

    public static Failure Period() => new("retro_period", FailureKind.Invalid, typeof(TrialsText));

    /// <summary>A run over the same time still waits for decisions: its adjustments could be paid twice.</summary>
    public static Failure Overlaps() => new("retro_overlaps", FailureKind.Conflict, typeof(TrialsText));

    /// <summary>Whoever asked for it cannot approve adjustments above the limit.</summary>
    public static Failure SecondPerson(long limit) => new("retro_second_person", FailureKind.Forbidden, typeof(TrialsText), limit);

    public static Failure Oneself() => new("retro_oneself", FailureKind.Forbidden, typeof(TrialsText));
}
