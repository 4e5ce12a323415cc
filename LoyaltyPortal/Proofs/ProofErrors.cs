using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Proofs;

public static class ProofErrors
{
    /// <summary>A proof of these books is under way already.</summary>
    public static Failure UnderWay() => new("proof_under_way", FailureKind.Conflict, typeof(ProofsText));
}
