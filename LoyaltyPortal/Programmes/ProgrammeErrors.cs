using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Programmes;

public static class ProgrammeErrors
{
    /// <summary>Somebody published while this was being edited; nothing was overwritten.</summary>
    public static Failure PublishedMeanwhile() => new("programme_published_meanwhile", FailureKind.Conflict, typeof(ProgrammesText));
}
